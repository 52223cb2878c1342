"""What a report is judged by beside its own figures: the period before, the year before, its size, the target, units
like it, what the checks find, and what proves it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.policy.loading import NoFactorSetInForce
from jieyue.programme.checking.queries import CheckFinding, checks
from jieyue.programme.completeness.queries import incomplete_periods
from jieyue.programme.evidence.queries import Behind, evidence_behind
from jieyue.programme.records.queries import last_seen
from jieyue.programme.reporting.compared import period_before
from jieyue.programme.reporting.judging import change_percent
from jieyue.programme.reporting.queries import Shown
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.peers import Standing, standings
from jieyue.programme.statistics.used import Used, added, used_in
from jieyue.rules.factors import FactorUnknown
from jieyue.rules.findings import is_above
from jieyue.rules.indicators.declaring import catalogue
from jieyue.rules.period import QUARTER, YEAR, Period, month_of, months_later
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on
from jieyue.store.registers.targets.models import Target

INDICATORS = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")
"""Those for which a target is set, in this order."""
MOST_PICTURES = 12
PERCENT = Decimal(100)


@dataclass(frozen=True)
class Beside:
    """A figure with that of the month, quarter or half before and of the year before, None where nothing was or nothing
    is known; a year has no `last`. Divided by the year's floor area and persons where these are known.
    """

    now: Decimal | None
    last: Decimal | None
    then: Decimal | None
    per_m2: Decimal | None = None
    per_person: Decimal | None = None

    @property
    def change(self) -> Decimal | None:
        """In percent, against the year before."""
        return change_percent(self.now, self.then)

    @property
    def change_since_last(self) -> Decimal | None:
        return change_percent(self.now, self.last)


@dataclass(frozen=True)
class OfResource:
    resource: Resource
    beside: Beside
    amount_yuan: Decimal | None


@dataclass(frozen=True)
class OfIndicator:
    """`so_far` is of the year until the period's end, `share` what that is of the year's target in percent, and
    `time_gone` how much of the year is over by then, of a period that runs by the end of the last month.
    """

    key: str
    zh: str
    unit: str
    decimals: int
    beside: Beside
    so_far: Decimal | None
    target: Decimal | None
    share: Decimal | None
    standing: Standing | None
    time_gone: int

    @property
    def is_over(self) -> bool:
        return self.share is not None and self.share > PERCENT

    @property
    def is_ahead(self) -> bool:
        """More of the target is used than of the year is over."""
        return self.share is not None and self.share > self.time_gone


@dataclass(frozen=True)
class Basis:
    """`found` is what the checks find in the period and the level above has not accepted; of those that are explained,
    `explained` has the version that is shown, by number. `last` is the period of the same length before, None of a
    year; `then` the same period of the year before; of these and of the period itself, `incomplete` are those of which
    bills are missing, so that a change against them is perhaps none.
    """

    resources: Sequence[OfResource]
    energy: Beside
    indicators: Sequence[OfIndicator]
    target_document: str
    found: Sequence[CheckFinding]
    evidence: Behind
    last: Period | None
    then: Period
    explained: Mapping[int, int]
    incomplete: Sequence[Period] = ()

    @property
    def findings(self) -> int:
        return len(self.found)


def basis(shown: Shown, *, person: Person) -> Basis:
    """For a report that a page shows, in as many queries whatever it holds."""
    unit, period = organisation_within(shown.organisation.code, person), shown.period
    around = _Around.of(unit, period)
    own = Target.objects.filter(organisation=unit, year=period.year, is_confirmed=True)
    targets = own.values(*INDICATORS, "document").first() or {}
    found = [each for each in checks(person=person, code=unit.code, period=period) if not each.is_accepted]
    places = standings(person=person, code=unit.code, period=period)
    return Basis(
        resources=list(_resources(shown, around)),
        energy=Beside(shown.tce, around.last.tce, around.then.tce),
        indicators=list(_indicators(shown, around, targets, places, person.on)),
        target_document=targets.get("document", ""),
        found=found,
        evidence=evidence_behind(shown.behind, person=person, most=MOST_PICTURES),
        last=_before(period),
        then=period.in_year(period.year - 1),
        explained=_to_agree(found, unit, person),
        incomplete=_incomplete(unit, period),
    )


def _incomplete(unit: Organisation, period: Period) -> list[Period]:
    compared = [period, _before(period), period.in_year(period.year - 1)]
    return incomplete_periods(unit.pk, [each for each in compared if each])


def _to_agree(found: Sequence[CheckFinding], unit: Organisation, person: Person) -> dict[int, int]:
    """Nothing for whom is not of a level above."""
    if not is_above(person.paths(Right.REVIEW), path_on(unit.pk, person.on)):
        return {}
    return last_seen(Finding, [each.kept for each in found if each.kept and each.is_answered])


@dataclass(frozen=True)
class _Around:
    """What lies around a period: the one of its length before, the year before, the parts of this year before it."""

    last: Used
    then: Used
    earlier: Sequence[Used]

    @classmethod
    def of(cls, unit: Organisation, period: Period) -> "_Around":
        before, year_ago = _before(period), period.in_year(period.year - 1)
        last = _parts(before.first, before.until) if before else []
        then = _parts(year_ago.first, year_ago.until)
        earlier = _parts(period.first.replace(month=1), period.first)
        wanted = dict.fromkeys([*then, *earlier, *last])
        kept = used_in(unit, known) if (known := [each for each in wanted if _has_factors(each)]) else {}
        of_last, of_then, of_earlier = (
            [kept.get(str(each), Used()) for each in parts] for parts in (last, then, earlier)
        )
        return cls(_together(of_last), _together(of_then), of_earlier)


def _before(period: Period) -> Period | None:
    """Of a year it would be the year before once more."""
    return period_before(period) if period.months < YEAR else None


def _parts(first: date, until: date) -> list[Period]:
    """The quarters in these days of a year, and the months that make none: each has factors, and its ratios add up."""
    if first >= until:
        return []
    is_quarter = first.month % QUARTER == 1 and months_later(first, QUARTER) <= until
    part = Period(first, QUARTER if is_quarter else 1)
    return [part, *_parts(part.until, until)]


def _has_factors(period: Period) -> bool:
    try:
        factors_of(period)
    except (NoFactorSetInForce, FactorUnknown):
        return False
    return True


def _together(parts: Sequence[Used]) -> Used:
    """As one; ratios of one year are to the same size, so that they add up."""
    used = [each for each in parts if each.sums]
    sums: dict = {}
    for which, (quantity, money) in (each for part in used for each in part.sums.items()):
        before, paid = sums.get(which, (Decimal(0), None))
        sums[which] = before + quantity, added(paid, money)
    tce = [each.tce for each in used]
    return Used(sums, sum(filter(None, tce), Decimal(0)) if tce and None not in tce else None, _added_ratios(used))


def _added_ratios(used: Sequence[Used]) -> dict[str, float | None]:
    each_of = {key: [each.ratios.get(key) for each in used] for key in INDICATORS}
    return {key: None if not own or None in own else sum(filter(None, own)) for key, own in each_of.items()}


def _resources(shown: Shown, around: _Around) -> Iterator[OfResource]:
    """Also what was used then and no longer is."""
    now = {line.resource: line for line in shown.lines}
    last, then = (_by_resource(each) for each in (around.last, around.then))
    for resource in (each for each in Resource if each in now or each in last or each in then):
        line = now.get(resource)
        beside = Beside(line and line.quantity, last.get(resource), then.get(resource))
        yield OfResource(resource, _divided(beside, shown.sizes), line and line.amount_yuan)


def _by_resource(used: Used) -> dict[Resource, Decimal]:
    found: dict[Resource, Decimal] = {}
    for (resource, _), (quantity, _) in used.sums.items():
        found[resource] = found.get(resource, Decimal(0)) + quantity
    return found


def _divided(beside: Beside, sizes: Mapping[str, object]) -> Beside:
    area, persons = (Decimal(str(sizes.get(name) or 0)) for name in ("floor_area_m2", "persons"))
    now = beside.now
    per_m2, per_person = (None if now is None or not size else now / size for size in (area, persons))
    return Beside(now, beside.last, beside.then, per_m2, per_person)


def _over(period: Period, today: date) -> list[date]:
    """The months of its year that are over by the end of a period, of one that runs by today."""
    until, first = min(period.until, month_of(today)), period.first.replace(month=1)
    return [month for n in range(YEAR) if (month := months_later(first, n)) < until]


def _indicators(
    shown: Shown, around: _Around, targets: Mapping, places: Mapping[str, Standing], today: date
) -> Iterator[OfIndicator]:
    known, period = {each.key: each for each in catalogue()}, shown.period
    gone = 100 * len(_over(period, today)) // YEAR
    before = _added_ratios([each for each in around.earlier if each.sums])
    for key in INDICATORS:
        now, about = _decimal(shown.indicators.get(key)), known[key]
        earlier = _decimal(before[key]) if any(each.sums for each in around.earlier) else Decimal(0)
        so_far = None if now is None or earlier is None else now + earlier
        target = targets.get(key)
        share = so_far / target * PERCENT if so_far is not None and target else None
        beside = Beside(now, _decimal(around.last.ratios.get(key)), _decimal(around.then.ratios.get(key)))
        yield OfIndicator(
            key, about.zh, about.unit, about.decimals, beside, so_far, target, share, places.get(key), gone
        )


def _decimal(ratio: float | None) -> Decimal | None:
    return None if ratio is None else Decimal(str(ratio))
