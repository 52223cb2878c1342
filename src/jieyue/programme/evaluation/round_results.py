"""评估验收整体情况: what the rounds of a year came to for the units of a place, as it is reported upwards.

Whoever opened a round: a county reports of its units in a round of its city too.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from django.db.models import QuerySet

from jieyue.programme.duties.exempt_in_rounds import exempt_in
from jieyue.programme.evaluation.papers import above_of
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.rules.findings import OVER, FindingState, is_overdue
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.rounds import Outcome, Ruling, Stage
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of
from jieyue.store.rounds.models import (
    Round,
    RoundAppeal,
    RoundMember,
    RoundRuling,
    RoundStage,
    RoundTask,
    RoundUnit,
    SiteLook,
)
from jieyue.store.scores.models import ScoreSheet
from jieyue.store.snapshots.keeping import content_of

PAPER = "evaluation-summary"
MOST_LOST = 10
HUNDRED = Decimal(100)


class NothingEvaluated(Refused):
    """No round with a unit of the place is to be concluded in the year."""


@dataclass(frozen=True)
class _One:
    """A unit of a round, with what became of it. `outcome` is what holds now."""

    unit: RoundUnit
    name: Named
    outcome: Outcome | None
    last: Ruling | None
    is_handed_in: bool
    exempt: str
    tasks: Sequence[RoundTask]
    appeals: int
    looked_at: Collection[bool]


def summary_content(*, organisation: str, period: Period, person: Person, today: date) -> Mapping[str, Any]:
    """Of all rounds with units of the place whose conclusions are due in the period's year.

    Raises OrganisationUnknown, NothingEvaluated.
    """
    place, year = organisation_within(organisation, person), period.year
    rounds = _rounds(place, year, today)
    name = named([place.pk], on=today)[place.pk].name
    if not rounds:
        do = "请先在“评审”页开展一轮评价，结论的截止日期在这一年。"
        raise NothingEvaluated(f"{name} {year} 年没有要作结论的评价轮次。", do=do, where="organisation")
    units = _units(rounds, place, today)
    content = {
        "name": name,
        "above": above_of(place, today),
        "period": str(period),
        "rounds": [_round(each, [one for one in units if one.unit.round_id == each.pk]) for each in rounds],
        "total": _counted(units),
        "team": _team(rounds),
        "drawn": sum(1 for one in units if one.unit.drawn is not None),
        "visited": sum(1 for one in units if one.looked_at),
        "differs": sum(sum(one.looked_at) for one in units),
        "lost": _lost(units),
        "rectified": _rectified(units, today),
        "failed": [
            {"name": one.name.name, "points": one.unit.points, "reason": one.unit.reason, "state": _state(one)}
            for one in units
            if one.outcome is Outcome.FAILED
        ],
        "on": today,
        "layout": plain_layout_for(place.pk, PAPER),
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _team(rounds: Sequence[Round]) -> int:
    return RoundMember.objects.filter(round__in=any_of(each.pk for each in rounds)).values("user").distinct().count()


def periods_with_rounds(
    *, organisation: str, periods: Collection[Period], person: Person, today: date
) -> Collection[Period]:
    """Those in whose year a round with a unit of the place is to be concluded."""
    place = organisation_within(organisation, person)
    rows = RoundStage.objects.filter(round__in=any_of(each.pk for each in _rounds(place, None, today)))
    years = {day.year for day in rows.filter(stage=Stage.CONCLUDE).values_list("last_day", flat=True)}
    return {each for each in periods if each.year in years}


def _rounds(place: Organisation, year: int | None, today: date) -> list[Round]:
    days = {} if year is None else {"gte": date(year, 1, 1), "lte": date(year, 12, 31)}
    of_year = {f"stages__last_day__{bound}": day for bound, day in days.items()}
    with_units = RoundUnit.objects.filter(organisation__in=_below(place, today)).values("round")
    rows = Round.objects.filter(pk__in=with_units, stages__stage=Stage.CONCLUDE, **of_year)
    return list(rows.distinct().order_by("pk"))


def _below(place: Organisation, today: date) -> QuerySet:
    return under(path_on(place.pk, today), today).values("organisation_id")


def _units(rounds: Sequence[Round], place: Organisation, today: date) -> list[_One]:
    """Those of the place and below it, in as many questions however many they are, but for those of each round."""
    rows = RoundUnit.objects.filter(round__in=any_of(each.pk for each in rounds), organisation__in=_below(place, today))
    units = list(rows.select_related("snapshot").order_by("round", "pk"))
    own = any_of(each.pk for each in units)
    names = named({each.organisation_id for each in units}, on=today)
    rulings = {each.unit_id: each for each in RoundRuling.objects.filter(unit__in=own).order_by("pk")}
    tasks: dict[int, list[RoundTask]] = {}
    for task in RoundTask.objects.filter(unit__in=own).select_related("finding"):
        tasks.setdefault(task.unit_id, []).append(task)
    appeals = Counter(RoundAppeal.objects.filter(unit__in=own).values_list("unit_id", flat=True))
    looks: dict[int, list[bool]] = {}
    for unit, differs in SiteLook.objects.filter(unit__in=own).values_list("unit_id", "differs"):
        looks.setdefault(unit, []).append(differs)
    handed_in, exempt = _handed_in(rounds, units), _exempt(rounds, units, today)
    return [
        _One(
            unit=each,
            name=names.get(each.organisation_id, Named("", "")),
            outcome=_outcome(each, rulings.get(each.pk)),
            last=Ruling(rulings[each.pk].kind) if each.pk in rulings else None,
            is_handed_in=(each.round_id, each.organisation_id) in handed_in,
            exempt="" if each.outcome else exempt.get(each.pk, ""),
            tasks=tasks.get(each.pk, ()),
            appeals=appeals[each.pk],
            looked_at=looks.get(each.pk, ()),
        )
        for each in units
    ]


def _handed_in(rounds: Sequence[Round], units: Sequence[RoundUnit]) -> set[tuple[int, int]]:
    by_sheet: dict[tuple[str, int], list[int]] = {}
    for each in rounds:
        by_sheet.setdefault((each.standard, each.year), []).append(each.pk)
    sheets = ScoreSheet.objects.filter(organisation__in=any_of(each.organisation_id for each in units))
    return {
        (number, unit)
        for unit, *sheet in sheets.values_list("organisation_id", "standard", "year")
        for number in by_sheet.get(tuple(sheet), ())
    }


def _exempt(rounds: Sequence[Round], units: Sequence[RoundUnit], today: date) -> dict[int, str]:
    found = {}
    for each in rounds:
        own = {unit.organisation_id: unit.pk for unit in units if unit.round_id == each.pk}
        found |= {own[unit]: title for unit, title in exempt_in(each, own, today=today).items()}
    return found


def _outcome(unit: RoundUnit, ruling: RoundRuling | None) -> Outcome | None:
    said = ruling.outcome if ruling else unit.outcome
    return Outcome(said) if said else None


def _counted(units: Iterable[_One]) -> dict[str, Any]:
    units = list(units)
    passed = sum(1 for each in units if each.outcome is Outcome.PASSED)
    concluded = sum(1 for each in units if each.outcome is not None)
    return {
        "units": len(units),
        "handed_in": sum(1 for each in units if each.is_handed_in),
        "concluded": concluded,
        "passed": passed,
        "failed": concluded - passed,
        "exempt": sum(1 for each in units if each.exempt),
        "percent": None if not concluded else f"{HUNDRED * passed / concluded:.1f}",
    }


def _round(kept: Round, units: Sequence[_One]) -> dict[str, Any]:
    return {"name": kept.name, "year": kept.year, **_counted(units)}


def _lost(units: Iterable[_One]) -> list[dict[str, Any]]:
    """The items at which most units lost points, by what their conclusions keep."""
    found: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for one in units:
        told = content_of(one.unit.snapshot)["items"] if one.unit.snapshot_id else ()
        for each in told:
            if each["points"] is not None and Decimal(str(each["points"])) < Decimal(str(each["of"])):
                found[each["item"]] += 1
                texts[each["item"]] = each["text"]
    most = sorted(found.items(), key=lambda each: (-each[1], each[0]))[:MOST_LOST]
    return [{"text": texts[item], "units": many} for item, many in most]


def _rectified(units: Iterable[_One], today: date) -> dict[str, int]:
    units = list(units)
    findings = [task.finding for one in units for task in one.tasks]
    states = [(FindingState(each.state), each.due_on) for each in findings]
    return {
        "units": sum(1 for one in units if one.tasks),
        "tasks": len(findings),
        "done": sum(1 for state, _due in states if state in OVER),
        "overdue": sum(1 for state, due in states if is_overdue(state, due, today=today)),
        "rechecked": sum(1 for one in units if one.last is Ruling.RECHECK and one.outcome is Outcome.PASSED),
        "appeals": sum(one.appeals for one in units),
        "withdrawn": sum(1 for one in units if one.last is Ruling.WITHDRAWAL),
    }


def _state(one: _One) -> str:
    if one.last is not None:
        return one.last.zh
    open_ = sum(1 for task in one.tasks if task.finding.state not in OVER)
    return f"整改中，{open_}项未销号" if open_ else "整改已销号，待复查"
