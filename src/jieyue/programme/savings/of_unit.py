"""What a change at a unit saved, account by account, from the bills that are kept and the weather of its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

import numpy as np

from jieyue.programme.organisations.naming import Named, named, trail
from jieyue.programme.savings.asked import Named as Meter
from jieyue.programme.savings.asked import asked
from jieyue.programme.savings.moments import first_hour
from jieyue.programme.savings.queries import Answer, answered, method_asked
from jieyue.programme.savings.reading import Bill, Periods, of_days
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.savings.degree_days import Temperatures
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.models import Bill as KeptBill
from jieyue.store.ledgers.weather.models import Weather
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.naming import label

YEAR = timedelta(days=366)
"""So long that twelve whole months lie in it, of a leap year too."""
LONGEST_CHANGE = timedelta(days=1100)
SIGHT = timedelta(days=75)
"""How far before the change the last bill that ends before it may lie, and the first one behind it."""


class ChangeRefused(Refused):
    """The days of a change cannot be."""


@dataclass(frozen=True)
class Change:
    """Work that began on a day and was done on another, both included in what belongs to neither period."""

    began_on: date
    done_on: date

    @classmethod
    def of(cls, began_on: date, done_on: date | None) -> "Change":
        """Raises ChangeRefused."""
        done = done_on or began_on
        if done < began_on:
            raise ChangeRefused("完工日期早于开工日期。", do="请核对两个日期。")
        if done - began_on > LONGEST_CHANGE:
            raise ChangeRefused(
                "开工到完工超过三年，前后的用量没有可比性。", do="请分期计算，每期写各自的开工、完工日期。"
            )
        return cls(began_on, done)

    @property
    def first_seen(self) -> date:
        return self.began_on - YEAR - SIGHT

    @property
    def last_seen(self) -> date:
        return self.done_on + YEAR + SIGHT


@dataclass(frozen=True)
class Weathered:
    """The place whose weather is taken, and on how many days it is known; None where no place has any."""

    place: Named | None
    days: int
    is_own: bool


@dataclass(frozen=True)
class AccountBills:
    """An account's bills from before to behind a change; refunds of other days than a bill's are left out."""

    account: int
    label: str
    resource: Resource
    bills: Sequence[tuple[date, date, float]]
    refunds_left_out: int


@dataclass(frozen=True)
class UnitSavings:
    """`answer` is None where the unit has no bills of what is judged; its meters are `accounts`, in their order."""

    organisation: Named
    above: Sequence[Named]
    change: Change
    weather: Weathered
    accounts: Sequence[AccountBills]
    answer: Answer | None


def savings_of_unit(*, organisation: str, change: Change, person: Person) -> UnitSavings:
    """Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person)
    method, path = method_asked({}), path_on(unit.pk, person.on)
    accounts = _accounts(unit.pk, change, [each.value for each in method.metered])
    weather, temperatures = _weather(path, change, person)
    answer = None
    if accounts:
        station = {STATION: temperatures} if temperatures else {}
        meters = [Meter(each.label, STATION, each.resource, each.resource.unit) for each in accounts]
        periods = [_periods(each, change) for each in accounts]
        answer = answered(asked(meters, list(_rows(accounts)), periods, station, method), method, of_normal_year=True)
    return UnitSavings(
        organisation=named([unit.pk], on=person.on)[unit.pk],
        above=trail(path, person=person),
        change=change,
        weather=weather,
        accounts=accounts,
        answer=answer,
    )


STATION = "here"
"""All accounts of a unit stand in one weather."""


# --- bills


def _accounts(unit: int, change: Change, resources: Sequence[str]) -> list[AccountBills]:
    kept = (
        KeptBill.objects.filter(account__organisation_id=unit, account__resource__in=resources)
        .exclude(account__use=Use.VEHICLE.value)
        .filter(start_date__gte=change.first_seen, end_date__lte=change.last_seen)
        .order_by("account__resource", "account__use", "account__number", "account_id", "start_date", "end_date")
        .values_list("account_id", *KEY, "start_date", "end_date", "quantity", "refund_of")
    )
    return [_account(key, list(rows)) for key, rows in groupby(kept, key=lambda row: row[:4])]


KEY = ("account__resource", "account__use", "account__number")


def _account(key: tuple, rows: Sequence[tuple]) -> AccountBills:
    account, resource, use, number = key
    bills, left_out = _netted(rows)
    return AccountBills(account, label((resource, use, number)), Resource(resource), bills, left_out)


def _netted(rows: Sequence[tuple]) -> tuple[list[tuple[date, date, float]], int]:
    """Each bill less the refunds of the same days; how many refunds are of other days."""
    billed: dict[tuple[date, date], Decimal] = {}
    for *_, start, end, quantity, refund_of in rows:
        if not refund_of:
            billed[start, end] = billed.get((start, end), Decimal(0)) + quantity
    left_out = 0
    for *_, start, end, quantity, refund_of in rows:
        if refund_of and (start, end) in billed:
            billed[start, end] += quantity
        left_out += bool(refund_of) and (start, end) not in billed
    return [(start, end, float(quantity)) for (start, end), quantity in billed.items()], left_out


def _rows(accounts: Sequence[AccountBills]) -> Iterable[Bill]:
    for n, account in enumerate(accounts):
        for start, end, quantity in account.bills:
            behind = first_hour(end + timedelta(days=1))
            yield n, first_hour(start), behind, quantity, start.isoformat(), end.isoformat()


def _periods(account: AccountBills, change: Change) -> Periods:
    """A year up to the last whole bill before the change, and one from the first whole bill behind it."""
    before = max((end for _, end, _ in account.bills if end < change.began_on), default=change.began_on)
    after = min((start for start, _, _ in account.bills if start > change.done_on), default=change.done_on)
    last, first = before + timedelta(days=1), after
    return (first_hour(last - YEAR), first_hour(last)), (first_hour(first), first_hour(first + YEAR))


# --- weather


def _weather(path: str, change: Change, person: Person) -> tuple[Weathered, Temperatures | None]:
    """Of the unit itself or a place above it: that which is known on most days, the nearest of equals."""
    ids = [int(part) for part in path.strip("/").split("/")]
    kept: Mapping[int, list[tuple[date, Decimal]]] = {id_: [] for id_ in ids}
    rows = Weather.objects.filter(
        organisation_id__in=any_of(ids), day__gte=change.first_seen, day__lte=change.last_seen
    ).values_list("organisation_id", "day", "mean_celsius")
    for id_, day, celsius in rows.iterator(chunk_size=5000):
        kept[id_].append((day, celsius))
    best = max(ids, key=lambda id_: (len(kept[id_]), ids.index(id_)))
    if not kept[best]:
        return Weathered(None, 0, is_own=False), None
    place = named([best], on=person.on).get(best)
    return Weathered(place, len(kept[best]), is_own=best == ids[-1]), _temperatures(kept[best])


def _temperatures(rows: Sequence[tuple[date, Decimal]]) -> Temperatures:
    hours = np.array([first_hour(day) for day, _ in rows], dtype=np.int64)
    return of_days(hours, np.array([float(celsius) for _, celsius in rows]))
