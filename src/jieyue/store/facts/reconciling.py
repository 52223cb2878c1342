"""Bills beside what the meters of the same account say of the same days. The bill counts; the readings only compare."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jieyue.rules.check import Finding
from jieyue.rules.meter_places import Place
from jieyue.rules.metering import Stretch, differs_from_bill, said, used_between
from jieyue.rules.period import Period
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.ledgers.readings.points import Used
from jieyue.store.ledgers.readings.series import midnight
from jieyue.store.orgs.whose import of_each
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.naming import Key, accounts_named, label
from jieyue.store.registers.meters.models import Meter

LONGEST = timedelta(days=400)
"""Before the period, for bills that began before it."""
ONE_DAY = timedelta(days=1)
Found = Iterator[tuple[int, str, Finding]]


@dataclass(frozen=True)
class Compared:
    """A bill and what meters say of its days; `metered` is None where they do not cover all of them."""

    bill: int
    key: Key
    first: date
    last: date
    billed: Decimal
    metered: Decimal | None
    is_estimated: bool
    is_beyond: bool

    @property
    def gap(self) -> Decimal | None:
        """The meters' more, as a share of the bill."""
        return None if self.metered is None or not self.billed else self.metered / self.billed - 1


@dataclass(frozen=True)
class Measured:
    """An account with the places whose meters measure it."""

    key: Key
    places: Sequence[Place]
    used: Used
    thresholds: Thresholds

    def beside(self, bill: int, first: date, last: date, billed: Decimal) -> Compared:
        since, until = midnight(first), midnight(last + ONE_DAY)
        within = [[each for each in own if each.since < until and each.until > since] for own in self._by_place()]
        parts = [used_between(own, since, until) for own in within]
        is_estimated = any(each.is_estimated for own in within for each in own)
        metered = None if None in parts else sum((part for part in parts if part is not None), Decimal(0))
        is_beyond = metered is not None and differs_from_bill(metered, billed, self.thresholds, on=last)
        return Compared(bill, self.key, first, last, billed, metered, is_estimated, is_beyond)

    def _by_place(self) -> Iterator[list[Stretch]]:
        for place in self.places:
            yield [stretch for id_ in place.meters for stretch in self.used.stretches[id_]]


def compared(organisations: Iterable[int], first: date, last: date, thresholds: Thresholds) -> list[Compared]:
    """The bills that end in these days, of accounts that a meter names, in the order of days."""
    meters = Meter.objects.filter(organisation_id__in=any_of(organisations)).order_by("organisation_id", "number")
    used = Used.by_unit(meters, since=first - LONGEST, until=last + ONE_DAY).values()
    measured = [(key, places, own) for own in used for key, places in _by_account(own).items()]
    accounts = {kept.id: key for key, kept in accounts_named(key for key, *_ in measured).items()}
    limits = of_each((key[0] for key, *_ in measured), thresholds, on=last)
    of = {key: Measured(key, places, own, limits[key[0]]) for key, places, own in measured}
    bills = Bill.objects.filter(account_id__in=any_of(accounts), end_date__range=(first, last), refund_of="")
    rows = bills.order_by("end_date", "id").values_list("account_id", "id", "start_date", "end_date", "quantity")
    return [of[accounts[account]].beside(*rest) for account, *rest in rows]


def findings(
    organisations: Iterable[int], period: Period, thresholds: Thresholds
) -> Iterator[tuple[int, str, Finding]]:
    """Organisation, resource and finding, where the two differ by more than the policy lets pass."""
    for each in compared(organisations, period.first, period.last, thresholds):
        if each.is_beyond:
            organisation, resource, *_ = each.key
            yield organisation, resource, _finding(each, Resource(resource).sign)


def _by_account(used: Used) -> dict[Key, list[Place]]:
    """The places that measure what an account is billed for: the topmost that name it, for sub-meters are parts."""
    found: dict[Key, list[Place]] = {}
    ahead = [(place, frozenset()) for place in used.places]
    while ahead:
        place, above = ahead.pop(0)
        meter = next((m for id_ in reversed(place.meters) if names_account(m := used.meters[id_])), None)
        if meter is not None and meter.account_key not in above:
            found.setdefault(meter.account_key, []).append(place)
            above |= {meter.account_key}
        ahead += [(sub, above) for sub in place.subs]
    return found


def names_account(meter: Meter) -> bool:
    return bool(meter.account) or meter.is_source


def _finding(each: Compared, sign: str) -> Finding:
    named, metered = label(each.key), said(each.metered or Decimal(0))
    return Finding(
        "bill_and_meter_differ",
        "quantity",
        f"{named} {each.first} 至 {each.last} 的票据为 {said(each.billed)} {sign}，同期抄表为 {metered} {sign}。",
        "请核对票据、示数和倍率；票据有误的，请向供应单位查询。",
        each.first,
        each.last,
        figures={"billed": each.billed, "metered": each.metered},
        subject=f"{named} {each.first}",
    )
