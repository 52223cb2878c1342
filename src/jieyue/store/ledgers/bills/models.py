"""票据清单: what a supplier billed an account for, and the months in which it was not used."""

from django.db import models

from jieyue.rules.allocation import LONGEST_WHOLE_BILL_DAYS
from jieyue.store.registers.accounts.models import Account


class DaysCovered(models.Func):
    """Days from a first to a last day, both included; the two databases count days each in its own way."""

    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection, **kwargs):
        template = "(CAST(julianday(%(expressions)s) AS INTEGER) + 1)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **kwargs)

    def as_postgresql(self, compiler, connection, **kwargs):
        template = "(%(expressions)s + 1)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" - ", **kwargs)


class Bill(models.Model):
    """From `start_date` to `end_date`, the last day included; the quantity in the resource's reporting unit.

    `entered` keeps what was written when it was another unit. A bill with `refund_of` takes back part of an invoice.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="bills", db_index=False)
    start_date = models.DateField()
    end_date = models.DateField()
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    amount_yuan = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    invoice_number = models.CharField(max_length=60, blank=True)
    estimated = models.BooleanField(default=False)
    refund_of = models.CharField(max_length=60, blank=True)
    entered = models.CharField(max_length=60, blank=True)
    days = models.GeneratedField(
        expression=DaysCovered("end_date", "start_date"), output_field=models.IntegerField(), db_persist=True
    )

    recorded = True
    organisation_lookup = "account__organisation"
    takes_evidence = True
    day_columns = ("start_date", "end_date")
    zh = "票据"

    class Meta:
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
                condition=models.Q(days__gt=LONGEST_WHOLE_BILL_DAYS),
            ),
            models.Index(fields=["invoice_number"], name="bill_by_invoice", condition=~models.Q(invoice_number="")),
        )


class NoUse(models.Model):
    """本月未使用: a note that says nothing was used, so that a missing bill is not missed."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="no_use_notes")
    start_date = models.DateField()
    end_date = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    recorded = True
    day_columns = ("start_date", "end_date")
    organisation_lookup = "account__organisation"
    takes_evidence = True
    zh = "“本月未使用”的登记"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "start_date", "end_date"], name="one_note_of_these_days"),
        )
