"""票据清单: what a supplier billed an account for, and the months in which it was not used."""

from django.db import models

from jieyue.rules.allocation import LONGEST_WHOLE_DAYS
from jieyue.rules.values import Resource
from jieyue.store.machine.record import Record, figure
from jieyue.store.registers.accounts.models import Account

UNITS = {each.value: each.unit for each in Resource}


class DaysCovered(models.Func):
    """Days from a first to a last day, both included; the two databases count days each in its own way."""

    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection, **kwargs):
        template = "(CAST(julianday(%(expressions)s) AS INTEGER) + 1)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **kwargs)

    def as_postgresql(self, compiler, connection, **kwargs):
        template = "(%(expressions)s + 1)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" - ", **kwargs)


class Bill(Record):
    """From `start_date` to `end_date`, the last day included; the quantity in the resource's reporting unit.

    `entered` keeps what was written when it was another unit. A bill with `refund_of` takes back part of an invoice.
    """

    # Whoever writes bills holds the writers' lock and has looked their accounts up under it, and whoever takes an
    # account away has looked for its bills: a constraint would look every account up again for each of its bills.
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="bills",
        db_index=False,
        db_constraint=False,
        verbose_name="户号",
    )
    start_date = models.DateField("起")
    end_date = models.DateField("止", help_text="计费期的最后一天（含）")
    quantity = figure("数量", places=3, least=None, unit_by="resource", units=UNITS)
    amount_yuan = figure("金额", places=2, unit="元", least=None, null=True)
    invoice_number = models.CharField("发票号码", max_length=60, blank=True)
    estimated = models.BooleanField("估算", default=False)
    refund_of = models.CharField("冲减的发票号码", max_length=60, blank=True)
    entered = models.CharField("填写的数量", max_length=60, blank=True, editable=False)
    days = models.GeneratedField(
        expression=DaysCovered("end_date", "start_date"), output_field=models.IntegerField(), db_persist=True
    )

    sheet_key = ("account", "start_date", "end_date")
    day_columns = ("start_date", "end_date")
    counts_by = "end_date"

    class Meta:
        verbose_name = "票据"
        constraints = (
            # A refund is known by its own invoice too, everything else by its days alone; but a day may have several
            # purchases, and which accounts have such is not known here.
            models.UniqueConstraint(
                "account",
                "end_date",
                "start_date",
                models.Case(models.When(refund_of="", then=models.Value("")), default="invoice_number"),
                models.Case(
                    models.When(end_date=models.F("start_date"), refund_of="", then=models.F("id")),
                    default=models.Value(0),
                ),
                name="one_bill_of_these_days",
            ),
            models.CheckConstraint(
                condition=models.Q(end_date__gte=models.F("start_date")), name="bill_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0) | ~models.Q(refund_of=""), name="negative_bill_is_refund"
            ),
        )
        indexes = (
            # With the id, so that a list in order of days is read from the index and not sorted.
            models.Index(fields=["end_date", "id"], name="bill_by_end"),
            models.Index(
                fields=["end_date", "start_date"],
                name="long_bill",
                condition=models.Q(days__gt=LONGEST_WHOLE_DAYS),
            ),
            models.Index(fields=["invoice_number"], name="bill_by_invoice", condition=~models.Q(invoice_number="")),
        )


class NoUse(Record):
    """本月未使用: a note that says nothing was used, so that a missing bill is not missed."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="no_use_notes", verbose_name="户号")
    start_date = models.DateField("起")
    end_date = models.DateField("止")
    note = models.CharField("说明", max_length=200, blank=True)

    day_columns = ("start_date", "end_date")
    counts_by = "end_date"

    class Meta:
        verbose_name = "“本月未使用”的登记"
        constraints = (
            models.UniqueConstraint(fields=["account", "start_date", "end_date"], name="one_note_of_these_days"),
        )
