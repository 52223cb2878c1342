"""What targets are about, month by month: of an organisation or of those directly below it, in one question.

Everything counts where it stands today, in all years, so that years compare the same units (同口径); those that have
left are in no figure. A month is known where it is over and its bills are there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import ibis
import pyarrow as pa

from jieyue.policy.loading import NoFactorSetInForce
from jieyue.programme.completeness.queries import incomplete_below
from jieyue.programme.recognition.organs import Recognised, organs_among, recognised_on
from jieyue.programme.statistics.asking import factors_of
from jieyue.rules.factors import Conversions, FactorUnknown
from jieyue.rules.ledger_policy import Measured
from jieyue.rules.period import Period, month_of
from jieyue.rules.recognition import shared
from jieyue.rules.targets import Caution
from jieyue.rules.values import Level, Resource, Use
from jieyue.store.orgs.models import Organisation, Placement, Profile
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.titles.models import Title
from jieyue.store.warehouse.opening import Warehouse, warehouse
from jieyue.store.warehouse.tables import TABLES, Compiled, compiled

MEMBERS = ibis.table({"organisation": "int64", "asked": "int64"}, name="members")
ZERO, THOUSAND, PERCENT = Decimal(0), Decimal(1000), Decimal(100)
ENERGY = "energy"
ENERGY_PER_AREA = "energy_per_m2_kgce"


@dataclass(frozen=True)
class Members:
    """Whose figures each organisation's count among: `asked` by its id. `units` are the units of each one asked."""

    asked: Mapping[int, int]
    units: Mapping[int, frozenset[int]]

    @classmethod
    def of(cls, subject: Organisation, on: date, *, below: Collection[int] | None = None) -> "Members":
        """All for the organisation itself, or each for the one of those directly `below` it to which it belongs."""
        path = path_on(subject.pk, on)
        depth = len(path.strip("/").split("/"))
        rows = under(path, on).values_list("organisation_id", "path", "organisation__level")
        asked: dict[int, int] = {}
        units: dict[int, set[int]] = {}
        for id_, own, level in rows:
            ids = own.strip("/").split("/")
            top = subject.pk if below is None else int(ids[depth]) if len(ids) > depth else 0
            if below is None or top in below:
                asked[id_] = top
                if level == Level.UNIT:
                    units.setdefault(top, set()).add(id_)
        return cls(asked, {top: frozenset(own) for top, own in units.items()})


Sums = dict[tuple[int, date], dict[tuple[str, str], tuple[Decimal, Decimal | None]]]
"""By who was asked and month: quantity and money, by resource and use or by measure and word."""


class Used(NamedTuple):
    """Of a resource for a use in a month."""

    what: Resource
    use: str
    quantity: Decimal
    yuan: Decimal | None


@dataclass(frozen=True)
class Figures:
    """What the members of each one asked used and spent in some years, and how far that is known."""

    members: Members
    caution: Caution
    today: date
    facts: Sums
    measures: Sums
    missing: Mapping[date, set[int]]
    last_measured: Mapping[tuple[int, str], date]
    sizes: Mapping[tuple[int, int], Mapping[str, Decimal]]
    titled: Mapping[tuple[int, str], Sequence[date]]
    organs: frozenset[int] = frozenset()
    recognised: dict[date, Mapping[int, Recognised]] = field(default_factory=dict)
    factors: dict[int, Conversions | None] = field(default_factory=dict)

    def months(self, asked: int, about: Measured, year: int) -> list[Decimal | None]:
        """The twelve months of a year, None where one is not known."""
        of = self._of_measure if about.measure else self._of_resources
        return [of(asked, about, month) for month in Period.parse(f"{year:04}").each_month()]

    def _of_resources(self, asked: int, about: Measured, month: date) -> Decimal | None:
        if month >= month_of(self.today) or not self._is_complete(asked, month):
            return None
        used = self.facts.get((asked, month), {})
        found = [
            self._counted(about, Used(Resource(what), use, *sums), month.year) for (what, use), sums in used.items()
        ]
        return None if None in found else sum((each for each in found if each is not None), ZERO)

    def _counted(self, about: Measured, used: Used, year: int) -> Decimal | None:
        if about.ratio and not about.ratio.startswith(ENERGY):
            return used.quantity if used.what is Resource.WATER else ZERO
        if about.resources and used.what not in about.resources:
            return ZERO
        if about.figure == "amount_yuan":
            return used.yuan
        if about.figure == "quantity":
            return used.quantity
        return self._coal(about, used, year)

    def _coal(self, about: Measured, used: Used, year: int) -> Decimal | None:
        """In tonnes, or of a ratio in kilograms."""
        factors = self._factors(year)
        if factors is None:
            return None
        is_out = about.ratio == ENERGY_PER_AREA and used.use == Use.VEHICLE
        if factors[used.what].outside_kgce or (is_out and not factors.switches.vehicle_fuel_in_area_indicator):
            return ZERO
        per_unit = factors[used.what].kgce_per_unit
        return None if per_unit is None else used.quantity * per_unit / (1 if about.ratio else THOUSAND)

    def _factors(self, year: int) -> Conversions | None:
        if year not in self.factors:
            try:
                self.factors[year] = factors_of(Period.parse(f"{year:04}"))
            except (NoFactorSetInForce, FactorUnknown):
                self.factors[year] = None
        return self.factors[year]

    def _is_complete(self, asked: int, month: date) -> bool:
        units = self.members.units.get(asked, frozenset())
        return self.caution.counts(missing=len(units & self.missing.get(month, set())), units=len(units))

    def _of_measure(self, asked: int, about: Measured, month: date) -> Decimal | None:
        """Of a ledger: until the last month that has a row, those without one being months in which there was none."""
        last = self.last_measured.get((asked, about.measure))
        if last is None or month > last:
            return None
        found = self.measures.get((asked, month), {})
        return sum((sums[0] for (name, word), sums in found.items() if _is_about(about, name, word)), ZERO)

    def size(self, asked: int, about: Measured, year: int) -> Decimal | None:
        return self.sizes.get((asked, year), {}).get(about.per)

    def share(self, asked: int, title: str, on: date) -> Decimal | None:
        """The percentage of units that hold a title on a day; of organs, where it is that of a conservation-oriented
        one.
        """
        if title == policy().recognition.title:
            return self._recognised(asked, on)
        units = len(self.members.units.get(asked, ()))
        held = sum(since <= on for since in self.titled.get((asked, title), ()))
        return PERCENT * held / units if units else None

    def _recognised(self, asked: int, on: date) -> Decimal | None:
        if on not in self.recognised:
            self.recognised[on] = recognised_on(self.organs, on)
        own = self.members.units.get(asked, frozenset()) & self.organs
        return shared(self.recognised[on][unit].ground is not None for unit in own).percent


def _is_about(about: Measured, name: str, word: str) -> bool:
    return name == about.measure and (not about.words or word in about.words)


def figures_of(members: Members, *, years: Iterable[int], tops: Iterable[int], today: date) -> Figures:
    """`tops` are those at or above all members: of them it is asked which bills are missing."""
    years = sorted(set(years))
    with warehouse() as opened:
        opened.hold("members", _table(members))
        facts, measures = _asked(opened, years)
    last: dict[tuple[int, str], date] = {}
    for (asked, month), found in measures.items():
        for name, _ in found:
            last[asked, name] = max(month, last.get((asked, name), month))
    return Figures(
        members=members,
        caution=Caution.of(policy().thresholds, on=today),
        today=today,
        facts=facts,
        measures=measures,
        missing=incomplete_below(tops, years=years),
        last_measured=last,
        sizes=_sizes(members, years),
        titled=_titled(members),
        organs=organs_among(unit for own in members.units.values() for unit in own),
    )


def _table(members: Members) -> pa.Table:
    ids = [pa.array(list(each), pa.int64()) for each in (members.asked.keys(), members.asked.values())]
    return pa.table(ids, names=["organisation", "asked"])


def _asked(opened: Warehouse, years: Sequence[int]) -> tuple[Sums, Sums]:
    facts: Sums = {}
    measures: Sums = {}
    for year in years:
        first, until = date(year, 1, 1), date(year + 1, 1, 1)
        opened.look_at(first, until)
        opened.look_at_measures(first, until)
        _add(facts, opened.ask(_facts_sql()), "resource", "use")
        _add(measures, opened.ask(_measures_sql()), "measure", "word")
    return facts, measures


def _add(found: Sums, rows: pa.Table, what: str, more: str) -> None:
    for each in rows.to_pylist():
        of_month = found.setdefault((each["asked"], each["month"]), {})
        of_month[each[what], each[more]] = (each["quantity"], each.get("amount_yuan"))


@cache
def _facts_sql() -> Compiled:
    joined = TABLES["facts"].inner_join(MEMBERS, "organisation")
    grouped = joined.group_by("asked", "month", "resource", "use")
    return compiled(grouped.agg(quantity=joined.quantity.sum(), amount_yuan=joined.amount_yuan.sum()))


@cache
def _measures_sql() -> Compiled:
    joined = TABLES["measures"].inner_join(MEMBERS, "organisation")
    return compiled(joined.group_by("asked", "month", "measure", "word").agg(quantity=joined.quantity.sum()))


def _sizes(members: Members, years: Sequence[int]) -> dict[tuple[int, int], dict[str, Decimal]]:
    found: dict[tuple[int, int], dict[str, Decimal]] = {}
    rows = Profile.objects.filter(organisation__in=any_of(members.asked), year__in=years)
    columns = ("organisation_id", "year", "floor_area_m2", "persons", "persons_water")
    for id_, year, area, persons, water in rows.values_list(*columns):
        sums = found.setdefault(
            (members.asked[id_], year), dict.fromkeys(("floor_area_m2", "persons", "persons_water"), ZERO)
        )
        for name, size in zip(sums, (area, persons, persons if water is None else water), strict=True):
            sums[name] += size
    return found


def _titled(members: Members) -> dict[tuple[int, str], list[date]]:
    """Since when each unit holds a title; a title that was taken away does not count."""
    units = {unit: asked for asked, own in members.units.items() for unit in own}
    found: dict[tuple[int, str], list[date]] = {}
    seen: set[tuple[int, str]] = set()
    rows = Title.objects.filter(organisation__in=any_of(units), taken_on=None).order_by("given_on")
    for unit, title, since in rows.values_list("organisation_id", "title", "given_on"):
        if (unit, title) not in seen:
            seen.add((unit, title))
            found.setdefault((units[unit], title), []).append(since)
    return found


def directly_below(subject: Organisation, on: date) -> list[int]:
    """By code."""
    placed = Placement.objects.filter(version__parent=subject, since__lte=on, until__gt=on)
    return list(placed.order_by("organisation__code").values_list("organisation_id", flat=True))
