"""总结: what a place's summary of the whole programme says, every figure with where its list is."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import orjson

from jieyue.programme.duties.documents import Handed, handed_in
from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.programme.recognition.advancing import advanced
from jieyue.programme.recognition.organs import Organ, end_of
from jieyue.programme.recognition.queries import Choice, Group, Shown, recognition
from jieyue.programme.reporting.compared import Beside, asked_of, beside, compared
from jieyue.rules.findings import OVER
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.recognition import Chosen, Share
from jieyue.rules.rounds import Outcome, Ruling
from jieyue.store.duties.models import HandedIn
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.rounds.models import RoundRuling, RoundUnit

Content = Mapping[str, Any]
RATIOS = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")
BELOW = "city_summary"
"""What those directly below a province, or a city, hand in."""
COUNTED = ("units", "drawn", "concluded", "passed", "failed", "put_right", "withdrawn")


def city_content(*, organisation: str, period: Period, person: Person, today: date) -> Content:
    """本地区创建情况总结 until the end of a year: of all rounds until then. Raises OrganisationUnknown."""
    about = {"organisation": organisation, "period": period, "person": person, "today": today}
    return _content("city-summary", **about)


def provincial_content(*, organisation: str, period: Period, person: Person, today: date) -> Content:
    """全省创建工作总结: the same of a province, beside the summaries of its cities. Raises OrganisationUnknown."""
    about = {"organisation": organisation, "period": period, "person": person, "today": today}
    return _content("provincial-summary", **about)


def _content(paper: str, *, organisation: str, period: Period, person: Person, today: date) -> Content:
    on = min(today, period.last)
    found = recognition(organisation=organisation, on=on, person=person, today=today)
    place = organisation_within(organisation, person)
    units = {each.id: each for each in found.units}
    whole = period if period.last <= today else period.in_year(period.year - 1)
    best = advanced(organisation=organisation, person=person, today=today)
    content = {
        "name": found.organisation.name,
        "organisation": found.organisation.code,
        "above": _above(place, today),
        "period": str(period),
        "on": on,
        "made_on": today,
        "total": _share(found.total),
        "unknown": found.unknown,
        "levels": [_group(each) for each in found.levels],
        "kinds": [_group(each) for each in found.kinds],
        "branches": [_group(each) for each in found.branches],
        "goals": [_goal(each) for each in found.goals if each.is_own],
        "list": [each.organisation.name for each in found.units if each.is_organ and each.is_recognised],
        "rounds": _rounds(units, period, on),
        "chosen": [each.organ.organisation.name for each in best.with_result(Chosen.CHOSEN)],
        "below": _below(found, units.values(), period),
        "overdue": _overdue(units, today),
        "whole": str(whole),
        "ratios": _ratios(organisation, whole, person, today),
        "layout": plain_layout_for(place.pk, paper),
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _above(place: Organisation, today: date) -> str:
    """What the organisation right above is called; "" of one that stands at the top."""
    above = [int(each) for each in path_on(place.pk, today).strip("/").split("/")][-2:-1]
    return named(above, on=today)[above[0]].name if above else ""


def _share(share: Share) -> dict[str, object]:
    return {"organs": share.of, "recognised": share.count, "other": share.other, "percent": share.percent}


def _group(each: Group) -> dict[str, object]:
    return {"name": each.name, "choice": _choice(each.choice), **_share(each.share)}


def _choice(choice: Choice) -> dict[str, object]:
    """As an address asks for it."""
    levels = [each.value for each in choice.levels]
    return {"level": levels, "kind": choice.kind and choice.kind.value, "branch": choice.branch}


def _goal(each) -> dict[str, object]:
    goal = each.goal
    told = {"what": goal.what, "document": goal.document, "value": goal.value, "by": goal.by, "on": each.on}
    return {**told, "choice": _choice(each.choice), "verdict": each.verdict.zh, **_share(each.share)}


def _rounds(units: Mapping[int, Organ], period: Period, on: date) -> list[dict[str, object]]:
    """By round, how many of these units were evaluated and what came of it, as it stands now; look-backs as any."""
    rows = RoundUnit.objects.filter(organisation__in=any_of(units), round__year__lte=period.year)
    rows = rows.filter(round__opened_at__lt=end_of(on)).exclude(
        round__standard__in=policy().recognition.other_standards
    )
    ids = {each.pk: each for each in rows.select_related("round").order_by("-round__year", "-round_id", "pk")}
    rulings = RoundRuling.objects.filter(unit__in=any_of(ids)).order_by("pk").values_list("unit_id", "kind", "outcome")
    last = {unit: (kind, outcome) for unit, kind, outcome in rulings}
    counts: dict[int, Counter[str]] = {}
    for each in ids.values():
        counts.setdefault(each.round_id, Counter()).update(_counted(each, *last.get(each.pk, ("", ""))))
    names = {each.round_id: each.round for each in ids.values()}
    return [
        {
            "number": number, "name": names[number].name, "year": names[number].year,
            **{name: own[name] for name in COUNTED},
        }
        for number, own in counts.items()
    ]  # fmt: skip


def _counted(unit: RoundUnit, kind: str, outcome: str) -> Iterable[str]:
    """What a unit of a round counts as."""
    now = outcome or unit.outcome
    yield "units"
    if unit.drawn is not None:
        yield "drawn"
    if unit.outcome:
        yield "concluded"
    if now:
        yield "passed" if now == Outcome.PASSED else "failed"
    if kind == Ruling.RECHECK and now == Outcome.PASSED:
        yield "put_right"
    if kind == Ruling.WITHDRAWAL:
        yield "withdrawn"


def _below(found: Shown, units: Iterable[Organ], period: Period) -> list[dict[str, object]]:
    """Of the places directly below, whether their summary is in: of the year, or of no period."""
    codes = {each.branch.code for each in units} - {each.organisation.code for each in units}
    kept = HandedIn.objects.filter(organisation__code__in=sorted(codes), what=BELOW, period__in=["", str(period)])
    papers = {each.organisation: each for each in handed_in(kept)}
    places = Organisation.objects.filter(code__in=sorted(codes)).order_by("code").values_list("pk", "code")
    names = named([id_ for id_, _ in places], on=found.on)
    return [_paper(names[id_].name, papers.get(id_)) for id_, _ in places if id_ in names]


def _paper(name: str, paper: Handed | None) -> dict[str, object]:
    if paper is None:
        return {"name": name, "paper": None, "on": None, "state": "未报送", "receipt": ""}
    return {"name": name, "paper": paper.id, "on": paper.on, "state": paper.state.zh, "receipt": paper.receipt}


def _overdue(units: Collection[int], today: date) -> int:
    rows = Finding.objects.filter(organisation__in=any_of(units), due_on__lt=today)
    return rows.exclude(state__in=OVER).count()


def _ratios(organisation: str, year: Period, person: Person, today: date) -> list[dict[str, object]]:
    """Of a year that is over, beside the year before."""
    own = asked_of(code=organisation, period=year, person=person)
    year_ago = beside(organisation, year, year.in_year(year.year - 1), person=person, today=today)
    return [each for each in compared(own, year_ago, Beside(), is_over=True)["ratios"] if each["key"] in RATIOS]
