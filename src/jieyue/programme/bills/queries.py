"""One bill: what it says, whose it is, what was counted from it, what has been done to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jieyue.programme.organisations.naming import Named, named, reaches, trail
from jieyue.programme.records.queries import Field, Step, history, last_content, last_seen
from jieyue.rules.allocation import days_covered, is_long, spread
from jieyue.rules.check import Finding
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.checking import Days, findings_of_account
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.reach import organisations_within, within
from jieyue.store.orgs.tree import path_on
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.references import referred
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import label

PRICE_GRAIN = Decimal("0.0001")


class BillUnknown(NotThere):
    """No such bill, or none that the person may know of."""


@dataclass(frozen=True)
class Share:
    """What a bill adds to the use of a month."""

    month: date
    quantity: Decimal
    amount_yuan: Decimal | None


@dataclass(frozen=True)
class OneBill:
    """A bill as it is, or as it was when it was withdrawn. `seen` is its last version.

    `above` are the organisations from the top of the reach down to its own.
    """

    id: int
    is_withdrawn: bool
    seen: int
    account_id: int
    organisation: Named
    above: Sequence[Named]
    resource: Resource
    use: Use
    account: str
    start: date
    end: date
    quantity: Decimal
    amount_yuan: Decimal | None
    invoice_number: str
    is_estimated: bool
    refund_of: str
    entered: str
    may_correct: bool

    @property
    def unit(self) -> str:
        return self.resource.unit

    @property
    def days(self) -> int:
        return days_covered(self.start, self.end)

    @property
    def is_spread(self) -> bool:
        return is_long(self.start, self.end)

    @property
    def price_yuan(self) -> Decimal | None:
        """Yuan for one unit."""
        if not self.quantity or self.amount_yuan is None:
            return None
        return (self.amount_yuan / self.quantity).quantize(PRICE_GRAIN, ROUND_HALF_UP)

    @property
    def shares(self) -> list[Share]:
        """The months it counts in; none once it is withdrawn."""
        if self.is_withdrawn:
            return []
        days = {"start": self.start, "end": self.end}
        quantities = spread(self.quantity, **days, places=3)
        if self.amount_yuan is None:
            return [Share(month, quantity, None) for month, quantity in quantities]
        amounts = dict(spread(self.amount_yuan, **days, places=2))
        return [Share(month, quantity, amounts[month]) for month, quantity in quantities]


def bill(id_: int, *, person: Person) -> OneBill:
    """Raises BillUnknown."""
    last = last_content(Bill, id_)
    if last is None:
        raise unknown()
    row, is_there = last
    accounts = within(Account.objects.all(), person, organisation="organisation")
    account = accounts.select_related("organisation").filter(id=row["account_id"]).first()
    if account is None:
        raise unknown()
    path = path_on(account.organisation_id, person.on)
    return OneBill(
        id=id_,
        is_withdrawn=not is_there,
        seen=last_seen(Bill, [id_])[id_],
        account_id=account.id,
        organisation=named([account.organisation_id], on=person.on)[account.organisation_id],
        above=trail(path, person=person),
        resource=Resource(account.resource),
        use=Use(account.use),
        account=account.number,
        start=date.fromisoformat(row["start_date"]),
        end=date.fromisoformat(row["end_date"]),
        quantity=Decimal(row["quantity"]),
        amount_yuan=None if row["amount_yuan"] is None else Decimal(row["amount_yuan"]),
        invoice_number=row["invoice_number"],
        is_estimated=bool(row["estimated"]),
        refund_of=row["refund_of"],
        entered=row["entered"],
        may_correct=is_there and reaches(person, path, Right.ENTER),
    )


def as_entered(found: OneBill) -> dict[str, str]:
    """The bill as somebody would write it in the columns of the import."""
    return {
        "organisation": found.organisation.code,
        "resource": found.resource.zh,
        "use": found.use.zh,
        "account": found.account,
        "start_date": found.start.isoformat(),
        "end_date": found.end.isoformat(),
        "quantity": str(found.quantity),
        "unit": found.unit,
        "amount_yuan": "" if found.amount_yuan is None else str(found.amount_yuan),
        "invoice_number": found.invoice_number,
        "estimated": "是" if found.is_estimated else "",
        "refund_of": found.refund_of,
    }


def unknown() -> BillUnknown:
    return BillUnknown("没有这张票据，或者不在您的管辖范围内。", do="请从票据清单中打开。")


def neighbours(of: OneBill) -> tuple[int | None, int | None]:
    """The bills before and after it on its account, by day."""
    own = list(Bill.objects.filter(account_id=of.account_id).order_by("start_date", "id").values_list("id", flat=True))
    if of.id not in own:
        return None, None
    place = own.index(of.id)
    return own[place - 1] if place else None, own[place + 1] if place + 1 < len(own) else None


def findings(of: OneBill, *, person: Person) -> list[Finding]:
    """What the data checks say about its days on its account."""
    if of.is_withdrawn:
        return []
    return findings_of_account(of.account_id, Days(of.start, of.end), policy().thresholds, person=person)


def steps(of: OneBill, *, person: Person) -> list[Step]:
    """All that has been done to it, the newest first."""
    return history(Bill, of.id, fields=_fields(person))


def _fields(person: Person) -> list[Field]:
    return [
        Field("account_id", "户号", lambda id_: _account(id_, person)),
        Field("start_date", "起"),
        Field("end_date", "止"),
        Field("quantity", "数量", _plain),
        Field("amount_yuan", "金额（元）", _plain),
        Field("invoice_number", "发票号码"),
        Field("estimated", "估算", lambda is_: "是" if is_ else ""),
        Field("refund_of", "冲减的发票号码"),
        Field("entered", "填写的数量"),
    ]


def _account(id_: object, person: Person) -> str:
    """By name, also where it went with the entry that opened it."""
    found = referred(Account, [id_]).get(id_, {})
    own = organisations_within(person).filter(id__in=any_of([found.get("organisation_id")]))
    code = own.values_list("code", flat=True).first()
    return f"{code} {label(tuple(found[name] for name in Account.known_by))}" if code else "管辖范围外的户号"


def _plain(number: object) -> str:
    return f"{Decimal(str(number)):,}"
