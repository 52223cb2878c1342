"""The Resource: every check that refuses a row in the product refuses it here.

Set as its documentation advises for large files: `use_bulk`, `skip_diff`, no rows or instances kept in the result,
lookups from dictionaries. What is improbable (prices, jumps, gaps, invoices used twice) is not looked for here, no
account is registered and nothing is logged: the peer has less to do.
"""

from bisect import bisect_left, insort
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.instance_loaders import ModelInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import BooleanWidget, CharWidget, DateWidget, DecimalWidget, ForeignKeyWidget

from jieyue.rules.values import Resource, Use
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from peer.models import PlainBill


class OrganisationWidget(ForeignKeyWidget):
    """Organisations are read once."""

    def __init__(self):
        super().__init__(Organisation, field="code")
        self.ids: dict[str, int] = {}

    def clean(self, value, row=None, **kwargs):  # noqa: ARG002
        if not self.ids:
            self.ids = dict(Organisation.objects.values_list("code", "id"))
        if str(value) not in self.ids:
            raise ValueError(f"机构“{value}”没有登记。")
        return self.ids[str(value)]


class WordWidget(CharWidget):
    def __init__(self, words):
        super().__init__()
        self.keys = {name: word.value for word in words for name in (word.value, word.zh)}

    def clean(self, value, row=None, **kwargs):
        written = super().clean(value, row, **kwargs)
        if written not in self.keys:
            raise ValueError(f"“{value}”不在可填的内容之中。")
        return self.keys[written]


class UseWidget(WordWidget):
    """A blank use is the usual one of the resource."""

    usual: ClassVar = {name: Use.usual(each).value for each in Resource for name in (each.value, each.zh)}

    def clean(self, value, row=None, **kwargs):
        if value:
            return super().clean(value, row, **kwargs)
        return self.usual.get(row["能源资源"], "")


class QuantityWidget(DecimalWidget):
    """In the resource's reporting unit; multipliers are read once."""

    def __init__(self):
        super().__init__()
        self.multipliers: dict[tuple[str, str], Decimal | None] = {}

    def clean(self, value, row=None, **kwargs):
        quantity = super().clean(value, row, **kwargs)
        if quantity is None:
            raise ValueError("请填写数量。")
        key = row["能源资源"], row["单位"]
        if key not in self.multipliers:
            resource = Resource.named(key[0])
            self.multipliers[key] = policy().unit_multiplier(resource, key[1]) if resource else None
        if self.multipliers[key] is None:
            raise ValueError(f"{key[0]}不能以“{key[1]}”计量。")
        return (quantity * self.multipliers[key]).quantize(Decimal("0.001"), ROUND_HALF_UP)


class DayWidget(DateWidget):
    """Its XLSX format gives moments, which the widget passes on."""

    def clean(self, value, row=None, **kwargs):
        return value.date() if isinstance(value, datetime) else super().clean(value, row, **kwargs)


class YesNoWidget(BooleanWidget):
    TRUE_VALUES = ("是", True)
    FALSE_VALUES = ("否", False)

    def clean(self, value, row=None, **kwargs):
        return bool(super().clean(value, row, **kwargs))


class BillsByIdentity(ModelInstanceLoader):
    """All bills read once, as its `CachedInstanceLoader` does for a single column."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = {self.resource.identity(bill): bill for bill in self.get_queryset()}

    def get_instance(self, row):
        if not self.kept:
            return None
        named = PlainBill()
        self.resource.import_instance(named, row)
        return self.kept.get(self.resource.identity(named))


class BillResource(ModelResource):
    organisation = Field("organisation_id", "机构编码", OrganisationWidget())
    resource = Field("resource", "能源资源", WordWidget(Resource))
    use = Field("use", "用途", UseWidget(Use))
    account = Field("account", "户号", CharWidget())
    start_date = Field("start_date", "起", DayWidget())
    end_date = Field("end_date", "止", DayWidget())
    quantity = Field("quantity", "数量", QuantityWidget())
    unit = Field("unit", "单位", CharWidget())
    amount_yuan = Field("amount_yuan", "金额", DecimalWidget())
    invoice_number = Field("invoice_number", "发票号码", CharWidget())
    estimated = Field("estimated", "估算", YesNoWidget())
    refund_of = Field("refund_of", "冲减的发票号码", CharWidget())
    withdrawn = Field("withdrawn", "作废", YesNoWidget())

    class Meta:
        model = PlainBill
        fields = (
            "organisation",
            "resource",
            "use",
            "account",
            "start_date",
            "end_date",
            "quantity",
            "unit",
            "amount_yuan",
            "invoice_number",
            "estimated",
            "refund_of",
            "withdrawn",
        )
        import_id_fields = ("organisation", "resource", "use", "account", "start_date", "end_date")
        instance_loader_class = BillsByIdentity
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        report_skipped = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.taken: set[tuple] = set()
        self.spans: dict[tuple, list[tuple]] = {}
        self.before: tuple | None = None

    @staticmethod
    def identity(bill: PlainBill) -> tuple:
        own = bill.invoice_number if bill.refund_of else ""
        return bill.organisation_id, bill.resource, bill.use, bill.account, bill.start_date, bill.end_date, own

    @staticmethod
    def figures(bill: PlainBill) -> tuple:
        return bill.quantity, bill.amount_yuan, bill.invoice_number, bill.estimated, bill.refund_of, bill.unit

    def before_import(self, dataset, **kwargs):  # noqa: ARG002
        for bill in self.get_queryset().filter(refund_of=""):
            insort(self.spans.setdefault(self.identity(bill)[:4], []), (bill.start_date, bill.end_date))

    def after_init_instance(self, instance, new, row, **kwargs):  # noqa: ARG002
        self.before = None if new else self.figures(instance)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        super().validate_instance(instance, import_validation_errors, validate_unique)
        self._refuse_impossible(instance)
        identity = self._taken_once(instance)
        if self.before is None and not instance.refund_of:
            self._refuse_overlap(identity[:4], instance.start_date, instance.end_date)

    def skip_row(self, instance, original, row, import_validation_errors=None):  # noqa: ARG002
        if import_validation_errors or self.before is None or self.before != self.figures(instance):
            return False
        self._taken_once(instance)
        return True

    def for_delete(self, row, instance):
        if row["作废"] != "是":
            return False
        if instance.pk is None:
            raise ValidationError("没有这样的票据可以作废。")
        return True

    def _taken_once(self, bill: PlainBill) -> tuple:
        identity = self.identity(bill)
        if identity in self.taken:
            raise ValidationError("这张票据在本文件中已经出现。")
        self.taken.add(identity)
        return identity

    @staticmethod
    def _refuse_impossible(bill: PlainBill) -> None:
        if bill.start_date is None or bill.end_date is None or bill.end_date < bill.start_date:
            raise ValidationError("止日早于起日。")
        if not bill.refund_of and (bill.quantity < 0 or (bill.amount_yuan or 0) < 0):
            raise ValidationError("数量或金额为负，但没有写冲减哪张发票。")
        if bill.refund_of and (bill.quantity > 0 or (bill.amount_yuan or 0) > 0):
            raise ValidationError("冲减的数量和金额应为负数。")
        if bill.refund_of and bill.refund_of == bill.invoice_number:
            raise ValidationError("发票冲减的是它自己。")

    def _refuse_overlap(self, account: tuple, start, end) -> None:
        """The spans of an account do not overlap each other, so only the neighbours can."""
        spans = self.spans.setdefault(account, [])
        place = bisect_left(spans, (start, end))
        for first, last in spans[max(0, place - 1) : place + 1]:
            if first <= end and start <= last:
                raise ValidationError(f"与 {first} 至 {last} 的票据重叠。")
        spans.insert(place, (start, end))
