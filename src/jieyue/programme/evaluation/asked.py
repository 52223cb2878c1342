"""What standards ask of the year of many units, each thing asked once however many units there are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import orjson
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from jieyue.programme.bills.proofs import Proved, proved_by_month
from jieyue.programme.checking.queries import CheckFinding, checks_by_unit
from jieyue.programme.completeness.queries import AccountMonths, Cell, State, accounts_of_units, cells_of_units
from jieyue.programme.duties.documents import Handed, handed_in
from jieyue.programme.duties.queries import ordered_by_unit
from jieyue.programme.ledgers.sources import facts_of_ledgers
from jieyue.programme.reporting.figures import quantities_in
from jieyue.programme.statistics.of_units import FiguresOfUnit, figures_of_units, quantities_of_units
from jieyue.rules.duties import Duty
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.publication import ENERGY, NoticeState
from jieyue.rules.quotas import PublishedMean
from jieyue.rules.reporting import periods_of
from jieyue.rules.scoring import Facts
from jieyue.rules.span import Span
from jieyue.rules.values import Level, Resource
from jieyue.store.duties.models import HandedIn
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.models import Organisation, Placement, Profile
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.benchmarks.models import Benchmark
from jieyue.store.registers.quota_facts.institutions import means_published
from jieyue.store.registers.targets.models import Target
from jieyue.store.registers.targets.settling import CAPS
from jieyue.store.registers.titles.models import Title
from jieyue.store.reporting.counting import SUBMITTED
from jieyue.store.reporting.models import Report

ANALYSIS_REPORT, CREATION_PLAN, SELF_EVALUATION = "analysis_report", "creation_plan", "self_evaluation"
"""The documents that standards ask about, and the sheet itself, as policy calls them."""
NEW_ENERGY = "vehicles_new_energy"
VEHICLES = ("vehicles_petrol", "vehicles_diesel", NEW_ENERGY)
PUBLIC = (NoticeState.PUBLISHED, NoticeState.REPLACED)
FIGURES = {
    "area_energy": "energy_per_m2_kgce",
    "person_energy": "energy_per_person_kgce",
    "person_water": "water_per_person_m3",
}
"""The figures that standards ask for, by source, as the catalogue of indicators calls them."""
RATIOS = tuple(sorted({*FIGURES.values(), *CAPS}))
LATE = (State.MISSING, State.PART)
AT_A_TIME = 200
"""Pinned figures that are in memory at once: one is some tens of kilobytes."""

Quantities = dict[Resource, Decimal]


@dataclass(frozen=True)
class Submitted:
    """A report as it was submitted, with the quantities that were pinned."""

    id: int
    on: date
    pinned: Quantities


@dataclass(frozen=True)
class Published:
    """A notice that was on display, with the quantities that it told."""

    id: int
    number: int
    since: date
    pinned: Quantities


@dataclass(frozen=True)
class Owed:
    """What of a year is owed: months by their first days, quarters, and the periods of reports, each with its name."""

    months: tuple[date, ...]
    quarters: Sequence[tuple[Period, str]]
    reported: Sequence[tuple[Period, str]]


@dataclass(frozen=True)
class Asked:
    """The year of these units as it is looked at on a day. Everything is by the unit's id, and nothing is there of a
    unit of which nothing is known.
    """

    units: Sequence[Organisation]
    year: int
    person: Person
    today: date
    _figures: dict[tuple, Mapping[int, FiguresOfUnit]] = field(default_factory=dict, repr=False, compare=False)
    _owed: dict[Span, "Owed"] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def ids(self) -> list[int]:
        return [unit.pk for unit in self.units]

    @cached_property
    def period(self) -> Period:
        return Period.parse(f"{self.year:04}")

    @cached_property
    def is_over(self) -> bool:
        return self.today >= self.period.until

    @cached_property
    def before(self) -> "Asked":
        """The year before."""
        return replace(self, year=self.year - 1, _figures={}, _owed={})

    def owed_by(self, unit: Organisation) -> "Owed":
        """A unit owes nothing from before it joined, or after its end. Most owe the same: that is worked out once."""
        span = unit.owing
        if span not in self._owed:
            every = (Period(month, 1) for month in self.period.each_month())
            self._owed[span] = Owed(
                tuple(month.first for month in every if span.holds(month.last)),
                tuple((each, str(each)) for each in self.period.quarters() if span.holds(each.last)),
                tuple((each, str(each)) for each in periods_of(self.year) if span.holds(each.last)),
            )
        return self._owed[span]

    @cached_property
    def due_days(self) -> Mapping[int, Mapping[str, date]]:
        """By period (`2024Q1`, `2024`; for notices and documents with what it is before it), from the plans in force;
        none without a plan.
        """
        found: dict[int, dict[str, date]] = {}
        for duties, units in ordered_by_unit(self.units, year=self.year):
            days = dict(day for duty in duties for day in _day(duty))
            for unit in units:
                found.setdefault(unit, {}).update(days)
        return found

    @cached_property
    def quantities(self) -> Mapping[int, Mapping[str, Quantities]]:
        """What the ledger says by quarter and of the whole year, to see what was pinned otherwise."""
        return quantities_of_units(self.ids, self.period)

    @cached_property
    def papers(self) -> Mapping[int, Sequence[Handed]]:
        """Analysis reports and creation plans, the latest first."""
        kept = self._own(HandedIn.objects.filter(what__in=(ANALYSIS_REPORT, CREATION_PLAN)))
        return _by_unit((each.organisation, each) for each in handed_in(kept.order_by("-handed_in_on")))

    @cached_property
    def vehicles(self) -> Mapping[int, Mapping[str, int | None]]:
        rows = self._own(Profile.objects.filter(year=self.year)).values("organisation_id", *VEHICLES)
        return {row.pop("organisation_id"): row for row in rows}

    @cached_property
    def titles(self) -> Mapping[int, Sequence[Title]]:
        """Those that are held on the last day of the year, or today where that is earlier."""
        last = min(self.today, self.period.last)
        rows = self._own(Title.objects.filter(given_on__lte=last).exclude(taken_on__lte=last))
        return _by_unit((row.organisation_id, row) for row in rows.order_by("given_on", "pk"))

    @cached_property
    def targets(self) -> Mapping[int, Target]:
        return {row.organisation_id: row for row in self._own(Target.objects.filter(year=self.year))}

    def figures(self, basis: Mapping[str, str]) -> Mapping[int, FiguresOfUnit]:
        """The ratios that are judged, and whether everything of the year is there; by the switches of a standard."""
        key = tuple(sorted(basis.items()))
        if key not in self._figures:
            self._figures[key] = figures_of_units(self.units, self.period, switches=basis, keys=RATIOS)
        return self._figures[key]

    @cached_property
    def months(self) -> Mapping[int, Sequence[Cell]]:
        """The months of the year by the bills of its accounts."""
        return cells_of_units(self.ids, year=self.year, today=self.today)

    @cached_property
    def accounts_late(self) -> Mapping[int, Sequence[AccountMonths]]:
        """The accounts of the units that lack a bill in some month."""
        late = [unit for unit, cells in self.months.items() if any(cell.state in LATE for cell in cells)]
        asked = {"person": self.person, "year": self.year, "today": self.today}
        return accounts_of_units(late, **asked)

    @cached_property
    def proved(self) -> Mapping[int, Mapping[date, Sequence[Proved]]]:
        """By the month of their last day, the records of use that have evidence."""
        return proved_by_month(self.ids, self.period)

    @cached_property
    def reports(self) -> Mapping[int, Mapping[str, Submitted]]:
        """By period. States are looked at here: asked for them, SQLite reads everybody's reports in these states."""
        wanted = [str(each) for each in periods_of(self.year)]
        kept = self._own(Report.objects.filter(period__in=wanted))
        pinned = Coalesce("accepted__content", "submitted__content")
        rows = kept.values_list("organisation_id", "period", "pk", "first_submitted_at", "state", pinned)
        submitted = (row for row in rows.iterator(chunk_size=AT_A_TIME) if row[4] in SUBMITTED)
        zone = timezone.get_current_timezone()
        found: dict[int, dict[str, Submitted]] = {}
        for unit, period, id_, at, _, content in submitted:
            told = quantities_in(orjson.loads(content)["facts"])
            found.setdefault(unit, {})[period] = Submitted(id_, timezone.localdate(at, zone), told)
        return found

    @cached_property
    def notices(self) -> Mapping[int, Mapping[str, Published]]:
        """By quarter, the newest; states as of reports."""
        kept = self._own(Notice.objects.filter(what=ENERGY, period__startswith=f"{self.year:04}Q"))
        rows = kept.order_by("number").values_list(
            "organisation_id", "period", "pk", "number", "shown_from", "state", "snapshot__content"
        )
        public = (row for row in rows.iterator(chunk_size=AT_A_TIME) if row[5] in PUBLIC)
        found: dict[int, dict[str, Published]] = {}
        for unit, period, id_, number, since, _, content in public:
            told = quantities_in(orjson.loads(content)["rows"])
            found.setdefault(unit, {})[period] = Published(id_, number, since, told)
        return found

    @cached_property
    def findings(self) -> Mapping[int, Sequence[CheckFinding]]:
        """What the data checks find in the year."""
        return checks_by_unit(self.ids, period=self.period, person=self.person)

    @cached_property
    def benchmarks(self) -> Mapping[int, Sequence[Benchmark]]:
        """What somebody registered as published by the province for the year before, of institutions like it."""
        placed = Placement.objects.filter(since__lte=self.today, until__gt=self.today)
        above = dict(self._own(placed).values_list("organisation_id", "path"))
        kept = Benchmark.objects.filter(organisation__level=Level.PROVINCE, year=self.year - 1).order_by("id")
        rows = list(kept)
        return {
            unit.pk: [
                row
                for row in rows
                if row.category == unit.category and f"/{row.organisation_id}/" in above.get(unit.pk, "")
            ]
            for unit in (self.units if rows else ())
        }

    @cached_property
    def means(self) -> Mapping[int, PublishedMean]:
        """What policy keeps of the year before as published for institutions like it."""
        return means_published(self.units, year=self.year - 1, on=self.today)

    def of_ledgers(self, sources: Collection[str]) -> Mapping[int, Mapping[str, Facts]]:
        """What the rows of ledgers say to these sources."""
        owed = {unit: self.owed_by(unit).months for unit in self.units}
        return facts_of_ledgers(owed, self.year, asked=sources, is_over=self.is_over, today=self.today)

    def _own(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(organisation__in=any_of(self.ids))


def _day(duty: Duty) -> Iterable[tuple[str, date]]:
    discharge = duty.entry.discharge
    if discharge and discharge.by == "report":
        yield duty.period, duty.due_on
    elif discharge and discharge.by == "notice" and discharge.what in ("", ENERGY):
        yield f"notice {duty.period}", duty.due_on
    elif discharge and discharge.what in (ANALYSIS_REPORT, SELF_EVALUATION):
        yield f"{discharge.what} {duty.period or duty.falls_on.year}", duty.due_on


def _by_unit(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for unit, each in pairs:
        found.setdefault(unit, []).append(each)
    return found
