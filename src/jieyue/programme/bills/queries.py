"""What a bill has beside the row of any ledger: its price, where it counts, its neighbours, what checks say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jieyue.programme.ledgers.queries import OneRow
from jieyue.programme.records.queries import last_content
from jieyue.rules.allocation import days_covered, is_long, spread
from jieyue.rules.check import Finding
from jieyue.rules.person import Person
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.checking import Days, findings_of_account
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.policies import policy

PRICE_GRAIN = Decimal("0.0001")


@dataclass(frozen=True)
class Share:
    """What a bill adds to the use of a month."""

    month: date
    quantity: Decimal
    amount_yuan: Decimal | None


@dataclass(frozen=True)
class BillDetails:
    """A bill as it is, or as it was when it was withdrawn. `before` and `after` are the bills beside it on its account,
    by day; `findings` what the data checks say about its days.
    """

    resource: Resource
    use: Use
    start: date
    end: date
    quantity: Decimal
    amount_yuan: Decimal | None
    entered: str
    is_estimated: bool
    refund_of: str
    is_withdrawn: bool
    before: int | None
    after: int | None
    findings: Sequence[Finding]

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


def bill_of(row: OneRow, *, person: Person) -> BillDetails:
    """That the person may read the row was seen to when it was given."""
    kept, _ = last_content(Bill, row.id)
    values = row.values
    days = Days(values["start_date"], values["end_date"])
    before, after = _neighbours(kept["account_id"], row.id)
    return BillDetails(
        resource=Resource(values["resource"]),
        use=Use(values["use"]),
        start=days.first,
        end=days.last,
        quantity=values["quantity"],
        amount_yuan=values["amount_yuan"],
        entered=kept["entered"],
        is_estimated=values["estimated"],
        refund_of=values["refund_of"],
        is_withdrawn=row.is_withdrawn,
        before=before,
        after=after,
        findings=[] if row.is_withdrawn else _findings(kept["account_id"], days, person),
    )


def _neighbours(account: int, bill: int) -> tuple[int | None, int | None]:
    ids = list(Bill.objects.filter(account_id=account).order_by("start_date", "id").values_list("id", flat=True))
    if bill not in ids:
        return None, None
    place = ids.index(bill)
    return ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None


def _findings(account: int, days: Days, person: Person) -> Sequence[Finding]:
    return findings_of_account(account, days, policy().thresholds, person=person)


def bought() -> list[str]:
    """The resources whose bills are purchases: several of a day are told apart by their invoices."""
    return [each.zh for each in Resource if policy().thresholds.is_bought(each)]
