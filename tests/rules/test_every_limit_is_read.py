"""No number stands in the policy for show: without it the checks find something else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.policy.loading import load
from jieyue.rules import sampling
from jieyue.rules.account_numbers import Little
from jieyue.rules.check import profile_findings
from jieyue.rules.comparing import (
    Beside,
    Copied,
    against_base,
    against_size,
    base_year_of,
    copied_from_another,
    fuel_of_vehicles,
    unlike_others,
    year_on_year,
)
from jieyue.rules.factors import Source
from jieyue.rules.meter_collecting import Collected, is_too_little, stamped
from jieyue.rules.metering import ONE_DAY, Dial, Stretch, differs_from_bill, is_above_main, is_beyond_rated_power, jumps
from jieyue.rules.metering_hours import Hours
from jieyue.rules.period import Period, month_end, months_later
from jieyue.rules.quotas import Judged, Quota, QuotaIndicator, QuotaSet, QuotaVerdict, beside_quota
from jieyue.rules.rounds import appealed_by, drawn_from
from jieyue.rules.targets import Caution
from jieyue.rules.thresholds import Limit, Size, Thresholds, Whose
from jieyue.rules.values import Category, Certainty, Resource, Use
from jieyue.store.findings.keeping import usual_due_day
from jieyue.store.ledgers.bills import lines
from jieyue.store.ledgers.bills.checks import BillLine, Limits, account_findings
from jieyue.store.ledgers.bills.in_each_others_place import PairLimits, pairs
from jieyue.store.ledgers.readings.feeding import slack_of_month_end
from jieyue.store.machine.validity import notice_days

POLICY = load().thresholds
YEAR = Period.parse("2024")


def bills(*quantities: float, amount: Decimal | None = None, days: int | None = None) -> list[BillLine]:
    """A bill a month."""
    months = [months_later(date(2024, 1, 1), n) for n in range(len(quantities))]
    ends = [month_end(month) if days is None else month.replace(day=days) for month in months]
    return [
        BillLine(month, end, Decimal(str(quantity)), amount)
        for month, end, quantity in zip(months, ends, quantities, strict=True)
    ]


def changed(lines: list[BillLine], **nth: dict) -> list[BillLine]:
    """Others of some bills."""
    return [line._replace(**nth.get(f"b{n}", {})) for n, line in enumerate(lines)]


def two_years(each: dict[int, float]) -> list[BillLine]:
    """24 bills around 1,000, of this many times as much; 60 percent of it is money."""
    quantities = [round((1000 + 7 * (n % 12) ** 2 + n) * each.get(n, 1)) for n in range(24)]
    return [line._replace(amount_yuan=line.quantity * Decimal("0.6")) for line in bills(*quantities)]


HONEST = two_years({})
UPS_AND_DOWNS = two_years({n: 1 + 0.3 * (n % 3) for n in range(12, 24)} | {18: 2.6})
UNLIKE_THEMSELVES = (
    two_years({18: 2.5}),
    two_years({18: 1.7}),
    UPS_AND_DOWNS,
    changed(HONEST, b5={"amount_yuan": HONEST[5].amount_yuan * 2}),
    changed(HONEST, **{f"b{n}": {"quantity": HONEST[n - 12].quantity} for n in (15, 16, 17)}),
    changed(HONEST, **{f"b{n}": {"amount_yuan": Decimal(600)} for n in (2, 3, 4, 5)}),
    changed(HONEST, **{f"b{n}": {"is_estimated": True} for n in range(8)}),
)
"""Accounts that are unlike what they are otherwise."""
TELLING = (
    bills(100, 90, 9000, 95, 80),
    bills(100, 90, 1, 95, 80),
    bills(50, 50, 50),
    bills(1000, 1010, 1020),
    bills(10, 1000, 1010, 1020, 1030, 1040, 1050, 5),
    bills(100, amount=Decimal(100_000)),
    bills(100, days=1),
    [BillLine(date(2024, 1, 1), date(2024, 12, 31), Decimal(5), None)],
    *UNLIKE_THEMSELVES,
    [BillLine(date(2024, 1, 1), date(2024, 1, 1), Decimal(5), None)] * 2,
)
"""Accounts that have what the checks look for."""
NUMBERS = (("1234567", "1234576"), ("1", "2"))
OF_A_DAY = Stretch(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 2, tzinfo=UTC), Decimal(60))
LATE = [
    replace(OF_A_DAY, since=OF_A_DAY.since + n * ONE_DAY, until=OF_A_DAY.until + n * ONE_DAY + late, is_collected=True)
    for n, late in enumerate((timedelta(), timedelta(minutes=7), timedelta()))
]
JUMPED = [
    replace(OF_A_DAY, since=OF_A_DAY.until, until=OF_A_DAY.until + 49 * ONE_DAY, quantity=Decimal(49)),
    replace(OF_A_DAY, since=OF_A_DAY.until + 49 * ONE_DAY, until=OF_A_DAY.until + 79 * ONE_DAY, quantity=Decimal(30)),
    replace(
        OF_A_DAY, since=OF_A_DAY.until + 79 * ONE_DAY, until=OF_A_DAY.until + 129 * ONE_DAY, quantity=Decimal(9999)
    ),
]
SIZES = {"floor_area_m2": Decimal(100), "persons": Decimal(10)}


def told(thresholds: Thresholds) -> set[str]:
    """All that the checks find of these, as texts."""
    found = [f"sight {_sight(thresholds)}", f"finding {_due(thresholds)}", f"notice {_notice(thresholds)}"]
    found.append(f"month end {_month_end(thresholds)}")
    pair = {"甲": two_years({}), "乙": two_years(dict.fromkeys(range(24), 0.2))}
    pair["丙"] = changed(pair["甲"], b3={"quantity": pair["乙"][3].quantity})
    pair["乙"] = changed(pair["乙"], b3={"quantity": pair["甲"][3].quantity})
    found += [str(each) for each in pairs(pair, PairLimits.of(thresholds, on=YEAR.last), sign="kWh")]
    little = Little.of(thresholds, on=YEAR.last)
    found += [f"{one} {other} {little.reaches(one, other)}" for one, other in NUMBERS]
    for resource in Resource:
        limits = Limits.of(resource, thresholds, on=YEAR.last)
        found += [f"{resource} {each}" for own in TELLING for each in account_findings(own, limits)]
    grown = {each: size * 2 for each, size in SIZES.items()}
    found += [str(each) for each in profile_findings(SIZES, grown, year=2024, thresholds=thresholds)]
    used = {resource: Beside(Decimal(20), Decimal(10), 12) for resource in Resource}
    kgce = dict.fromkeys(Resource, Decimal(1))
    found += [str(each) for each in year_on_year(used, period=YEAR, kgce_per_unit=kgce, thresholds=thresholds)]
    found += [str(each) for each in _of_other_years(used, kgce, thresholds)]
    for away, spread, others in ((2, 0.1, 50), (1, 0.1, 50), (2, 0.6, 50), (2, 0.1, 7)):
        beside = {"away": away, "spread": spread, "others": others, "period": YEAR, "thresholds": thresholds}
        unlike = unlike_others(Decimal(1), Size.ELECTRICITY_PER_M2, Category.HEALTH, **beside)
        found += [f"like {others} {each}" for each in unlike]
    found.append(f"hours {Hours.of(thresholds, on=YEAR.last)}")
    found.append(f"targets {Caution.of(thresholds, on=YEAR.last)}")
    found.append(f"above main {is_above_main(Decimal(10), Decimal(-1), thresholds, on=YEAR.last)}")
    found.append(f"beside the bill {differs_from_bill(Decimal(10), Decimal(11), thresholds, on=YEAR.last)}")
    found.append(f"power {is_beyond_rated_power(OF_A_DAY, Dial(6), Decimal(1), thresholds, on=YEAR.last)}")
    found.append(
        f"collected {is_too_little(Collected(OF_A_DAY.until - OF_A_DAY.since, 9, 1), thresholds, on=YEAR.last)}"
    )
    found.append(f"stamped {stamped(LATE, YEAR.first, thresholds)}")
    found += [f"jumps {jumps(own, thresholds, on=YEAR.last)}" for own in (JUMPED, JUMPED[1:])]
    found += _of_rounds(thresholds)
    for category in (None, *Category):
        found += list(_of_size(category, thresholds))
    return set(found)


def _of_other_years(used: dict, kgce: dict, thresholds: Thresholds) -> Iterable[object]:
    yield [base_year_of(Period.parse(year), thresholds) for year in ("2024", "2028")]
    yield from against_base(used, base=2020, period=YEAR, kgce_per_unit=kgce, thresholds=thresholds)
    fuel = {(Resource.PETROL, Use.VEHICLE): Decimal(20_000)}
    yield from fuel_of_vehicles(fuel, {"vehicles_petrol": 1}, period=YEAR, thresholds=thresholds)
    copied = Copied(3, date(2024, 1, 1), date(2024, 3, 1), 12.5, 1, "")
    quota = Quota(QuotaIndicator.PER_PERSON, "", Decimal(30), None, Decimal(20), Source(""), Certainty.VERIFIED)
    of = QuotaSet("", "", YEAR.first, None, (), ())
    judged = Judged(quota.indicator, of, quota, Decimal(9), QuotaVerdict.WITHIN_GUIDE)
    yield from beside_quota(judged, period=YEAR, thresholds=thresholds)
    yield from copied_from_another(copied, Resource.ELECTRICITY, period=YEAR, thresholds=thresholds)


def _of_size(category: Category | None, thresholds: Thresholds) -> Iterable[str]:
    """Beside each size alone, as the first that is out of range is told."""
    for divisor, size in SIZES.items():
        yearly = dict.fromkeys(Resource, Decimal("0.0001"))
        found = against_size(yearly, {divisor: size}, Whose((), category), period=YEAR, thresholds=thresholds)
        yield from (f"{category} {divisor} {each}" for each in found)


def _of_rounds(thresholds: Thresholds) -> list[str]:
    known = sampling.figures(thresholds, on=YEAR.last)
    signs = sampling.Signs(has_failed_before=True, is_late=True, gap=Decimal("0.5"), has_overdue_findings=True)
    until = appealed_by(YEAR.last, thresholds=thresholds)
    first = drawn_from(YEAR.last, thresholds=thresholds)
    return [f"risk {sampling.risk_of(signs, known)}", f"sample {sampling.usual_size(100, known)}", f"{until} {first}"]


def _due(thresholds: Thresholds) -> object:
    return usual_due_day(YEAR.last, thresholds=thresholds)


def _notice(thresholds: Thresholds) -> object:
    return notice_days(YEAR.last, thresholds=thresholds)


def _month_end(thresholds: Thresholds) -> object:
    return slack_of_month_end(YEAR.last_month, thresholds=thresholds)


def _sight(thresholds: Thresholds) -> object:
    return lines.sight(on=YEAR.last, thresholds=thresholds)


@pytest.mark.parametrize("table", ["limits", "prices", "supplies", "sizes"])
def test_without_any_entry_of_the_policy_something_else_is_found(table):
    entries, with_all = getattr(POLICY, table), told(POLICY)
    unread = [
        entry
        for n, entry in enumerate(entries)
        if told(replace(POLICY, **{table: entries[:n] + entries[n + 1 :]})) == with_all
    ]
    assert entries
    assert unread == []


def test_every_limit_there_can_be_stands_in_the_policy():
    assert {entry.limit for entry in POLICY.limits} == set(Limit)
