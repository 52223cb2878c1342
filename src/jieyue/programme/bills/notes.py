"""A month of an account without a bill: what stands around it, and which days nothing was said of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jieyue.programme.completeness.queries import AccountMonths, State, accounts_by_month
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.coming import to_come_in
from jieyue.programme.organisations.naming import Named, named, reaches
from jieyue.rules.period import month_end, month_of
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import label

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Noted:
    """A note that nothing was used on these days, both included."""

    id: int
    first: date
    last: date
    text: str


@dataclass(frozen=True)
class Unused:
    """`first` and `last` are the days of the month that no bill or note of the account covers, all of them where it
    `is_covered`; `notes` are those that touch the month.
    """

    account: int
    organisation: Named
    resource: Resource
    use: Use
    number: str
    month: date
    first: date
    last: date
    last_end: date | None
    may_enter: bool
    is_covered: bool = False
    notes: Sequence[Noted] = ()

    @property
    def label(self) -> str:
        return label((self.resource, self.use, self.number))

    def account_as_entered(self) -> dict[str, str]:
        return {
            "organisation": self.organisation.code,
            "resource": self.resource.zh,
            "use": self.use.zh,
            "account": self.number,
        }


def lacking(*, organisation: str, month: date, person: Person, today: date) -> list[AccountMonths]:
    """The accounts that have nothing, or not all, in the month; while it runs, those whose bill has not come. Raises
    OrganisationUnknown.
    """
    accounts = accounts_by_month(person=person, code=organisation, year=month.year, today=today)
    states = {each.id: each.cells[month.month - 1].state for each in accounts}
    unit = organisation_within(organisation, person)
    running = to_come_in(ledger_named("bills"), [unit.pk], month) if month == month_of(today) else set()
    return [each for each in accounts if each.id in running or states[each.id] in (State.MISSING, State.PART)]


def unused(account: int, month: date, *, person: Person) -> Unused:
    """Raises NotThere for an account that there is not, or not within reach."""
    found = within(Account.objects.all(), person, organisation="organisation").filter(id=account).first()
    if found is None:
        raise NotThere("没有这个户号，或者不在您的管辖范围内。", do="请从缺报一览中打开。")
    free = _uncovered(account, month)
    first, last = free or (month, month_end(month))
    earlier = Bill.objects.filter(account=found, end_date__lt=month, refund_of="").order_by("-end_date")
    return Unused(
        account=account,
        organisation=named([found.organisation_id], on=person.on)[found.organisation_id],
        resource=Resource(found.resource),
        use=Use(found.use),
        number=found.number,
        month=month,
        first=first,
        last=last,
        last_end=earlier.values_list("end_date", flat=True).first(),
        may_enter=reaches(person, path_on(found.organisation_id, person.on), Right.ENTER),
        is_covered=free is None,
        notes=_notes(account, month),
    )


def _notes(account: int, month: date) -> list[Noted]:
    near = NoUse.objects.filter(account=account, start_date__lte=month_end(month), end_date__gte=month)
    return [Noted(*row) for row in near.order_by("start_date").values_list("id", "start_date", "end_date", "note")]


def _uncovered(account: int, month: date) -> tuple[date, date] | None:
    """The first stretch of the month that nothing covers; None where all is covered."""
    last = month_end(month)
    near = {"account": account, "start_date__lte": last, "end_date__gte": month}
    spans = [
        *Bill.objects.filter(**near, refund_of="").values_list("start_date", "end_date"),
        *NoUse.objects.filter(**near).values_list("start_date", "end_date"),
    ]
    free = month
    for start, end in sorted(spans):
        if start > free:
            return free, start - ONE_DAY
        free = max(free, end + ONE_DAY)
    return (free, last) if free <= last else None
