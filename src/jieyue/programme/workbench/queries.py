"""工作台: how the year goes for a unit or a place, beside the year before."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.programme.checking.queries import CheckFinding, checks
from jieyue.programme.completeness.queries import complete_units, places_of_units
from jieyue.programme.statistics.alike import months_over
from jieyue.programme.statistics.answer import Row
from jieyue.programme.statistics.queries import sums, sums_alike
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.store.orgs.models import Profile
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.targets.models import Target

Tce = Sequence[Decimal | None]
KILOGRAMS = 1000
"""In a tonne."""


@dataclass(frozen=True)
class Months:
    """Standard coal in tce by month of two years; None where nothing was recorded. `target` is a month's equal share
    of what the year's target per square metre allows; None where none was set or the floor area is not known.
    """

    year: int
    this: Tce
    last: Tce
    target: Decimal | None
    is_partial: bool = False


@dataclass(frozen=True)
class Place:
    """A place below the one asked for: its energy in tce and its money this year and in the same months of last. Of
    the units that owe figures, `complete` have all their months in both years, and used `tce_alike` this year and
    `tce_alike_before` last. `target_tce` is what the confirmed targets of those that have one (`with_target`) allow for
    these months.
    """

    code: str
    name: str
    tce: Decimal | None
    tce_before: Decimal | None
    amount_yuan: Decimal | None
    owed: int = 0
    complete: int = 0
    tce_alike: Decimal | None = None
    tce_alike_before: Decimal | None = None
    target_tce: Decimal | None = None
    with_target: int = 0

    @property
    def change_percent(self) -> Decimal | None:
        """同比 of all that was reported."""
        return _change_percent(self.tce, self.tce_before)

    @property
    def change_alike_percent(self) -> Decimal | None:
        """同比 of the units that are complete in both years."""
        return _change_percent(self.tce_alike, self.tce_alike_before)

    @property
    def is_comparable(self) -> bool:
        """Whether its units all have their months in both years, so that less is not merely less reported."""
        return self.owed == self.complete


@dataclass(frozen=True)
class Sums:
    """The places of a year so far: `until` is the last month that counts, `complete` the units of those that owe whose
    records are all there until then. `is_partial` as for months.
    """

    year: int
    until: date
    places: Sequence[Place]
    owed: int
    complete: int
    is_partial: bool = False


def _change_percent(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or not before else (now - before) / before * 100


def months(*, organisation: str, year: int, person: Person) -> Months:
    """The months of a year beside those of the year before."""
    this, last = (_whole_year(organisation, each, person, ["month", "resource"]) for each in (year, year - 1))
    target = _monthly_target(organisation, year, person)
    return Months(year, _by_month(this, year), _by_month(last, year - 1), target, _is_partial(this, last))


def _monthly_target(organisation: str, year: int, person: Person) -> Decimal | None:
    subject = organisation_within(organisation, person)
    own = Target.objects.filter(organisation=subject, year=year, is_confirmed=True)
    cap = own.values_list("energy_per_m2_kgce", flat=True).first()
    area = Profile.objects.filter(organisation=subject, year=year).values_list("floor_area_m2", flat=True).first()
    return None if cap is None or area is None else cap * area / KILOGRAMS / 12


def _targets_by_place(organisation: str, year: int, person: Person, *, months: int) -> dict[str, tuple[Decimal, int]]:
    """What the confirmed targets allow in so many months, in tce, and of how many units."""
    places = places_of_units(organisation, year, person=person)
    own = Target.objects.filter(organisation__in=any_of(places), year=year, is_confirmed=True)
    caps = own.exclude(energy_per_m2_kgce=None).values_list("organisation_id", "energy_per_m2_kgce")
    areas = dict(
        Profile.objects.filter(organisation__in=any_of(places), year=year).values_list(
            "organisation_id", "floor_area_m2"
        )
    )
    found: dict[str, tuple[Decimal, int]] = {}
    for unit, cap in caps:
        if unit in areas:
            tce, count = found.get(places[unit], (Decimal(0), 0))
            found[places[unit]] = (tce + cap * areas[unit] / KILOGRAMS / 12 * months, count + 1)
    return found


def sums_of_places(*, organisation: str, year: int, person: Person, today: date) -> Sums:
    """What the regions used in the months of the year that are over, beside the same months of the year before."""
    over = [month for month in Period.parse(f"{year:04}").each_month() if month < month_of(today)]
    this = _whole_year(organisation, year, person, ["region", "month", "resource"])
    last = _whole_year(organisation, year - 1, person, ["region", "month", "resource"])
    wanted = {f"{month:%m}" for month in over}
    now, before = _by_region(this, wanted), _by_region(last, wanted)
    money = _money_by_region(this, wanted)
    regions = {row.keys["region"]: row.names.get("region", "") for row in (*last, *this)}
    alike = _alike_by_place(organisation, year, person, today)
    targets = _targets_by_place(organisation, year, person, months=len(over))
    places = [
        Place(
            code,
            regions[code] or code,
            now.get(code),
            before.get(code),
            money.get(code),
            *alike.get(code, (0, 0, None, None)),
            *targets.get(code, (None, 0)),
        )
        for code in sorted(regions, key=str)
        if code
    ]
    counts = complete_units(organisation=organisation, year=year, person=person, today=today)
    return Sums(year, over[-1] if over else date(year, 1, 1), places, *counts, _is_partial(this, last))


def _alike_by_place(organisation: str, year: int, person: Person, today: date) -> dict[str, tuple]:
    """By place below: how many units owe figures of the year, how many of them are complete in both years, and what
    those used in each, in tce.
    """
    places = places_of_units(organisation, year, person=person)
    owed, whole = Counter(places.values()), Period.parse(f"{year:04}")
    over = months_over(whole, today)
    if over is None:
        return {place: (count, 0, None, None) for place, count in owed.items()}
    asked = {"now": over, "then": over.in_year(year - 1), "by": ["region", "month", "resource"]}
    units, *rows = sums_alike(person=person, code=organisation, **asked)
    both, months = (
        Counter(places[unit] for unit in units if unit in places),
        {f"{each:%m}" for each in over.each_month()},
    )
    now, before = (_by_region(each, months) for each in rows)
    return {place: (count, both[place], now.get(place), before.get(place)) for place, count in owed.items()}


def findings(*, organisation: str, today: date, person: Person, most: int = 6) -> tuple[list[CheckFinding], int]:
    """What the data checks find in this year and the last and nobody has answered, the newest first, and how many."""
    found = [
        finding
        for year in (today.year, today.year - 1)
        for finding in checks(person=person, code=organisation, period=Period.parse(f"{year:04}"))
        if not finding.is_answered
    ]
    ordered = sorted(found, key=lambda finding: finding.period, reverse=True)
    return ordered[:most], len(ordered)


def _whole_year(organisation: str, year: int, person: Person, by: list[str]) -> list[Row]:
    return sums(person=person, code=organisation, period=Period.parse(f"{year:04}"), by=by)


def _is_partial(*years: Sequence[Row]) -> bool:
    return any(row.is_rest for rows in years for row in rows)


def _by_month(rows: Sequence[Row], year: int) -> Tce:
    found: dict[str, Decimal] = {}
    for row in rows:
        if row.tce is not None and not row.is_rest:
            found[row.keys["month"]] = found.get(row.keys["month"], Decimal(0)) + row.tce
    return [found.get(f"{month:%Y-%m}") for month in Period.parse(f"{year:04}").each_month()]


def _by_region(rows: Sequence[Row], months_wanted: set[str]) -> Mapping[str, Decimal]:
    return _added(((row.keys, row.tce) for row in rows if not row.is_rest), months_wanted)


def _money_by_region(rows: Sequence[Row], months_wanted: set[str]) -> Mapping[str, Decimal]:
    return _added(((row.keys, row.amount_yuan) for row in rows if not row.is_rest), months_wanted)


def _added(amounts: Iterable[tuple[Mapping, Decimal | None]], months_wanted: set[str]) -> Mapping[str, Decimal]:
    """What is known of these months (`03`), by region."""
    found: dict[str, Decimal] = {}
    for keys, amount in amounts:
        if amount is not None and keys["month"][5:] in months_wanted:
            found[keys["region"]] = found.get(keys["region"], Decimal(0)) + amount
    return found
