"""What the score sheet and the filing form of a unit's year say as papers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from django.db.models import Q
from django.utils import timezone

from jieyue.programme.evaluation.improving import planned_by_item
from jieyue.programme.evaluation.listing import result_of
from jieyue.programme.evaluation.proofs import numbered
from jieyue.programme.evaluation.queries import evaluation, unit_of
from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.programme.reporting.compared import asked_of
from jieyue.rules.period import YEAR, Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Role
from jieyue.rules.scoring import Standard, Verdict
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.tree import path_on
from jieyue.store.people.models import Appointment
from jieyue.store.policies import policy
from jieyue.store.registers.posts.models import PostHolder
from jieyue.store.registers.targets.models import Target
from jieyue.store.registers.titles.models import Title
from jieyue.store.registers.work_groups.models import WorkGroup

Content = Mapping[str, Any]
OFFICE = "responsible_office"
MOST_PROOFS_NAMED = 3
SIZES = (
    "floor_area_m2", "heated_area_m2", "persons", "staff", "vehicles_petrol", "vehicles_diesel", "vehicles_new_energy",
)  # fmt: skip
RATIOS = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")


class NotAYear(Refused):
    pass


def score_content(*, organisation: str, period: Period, person: Person, today: date) -> Content:
    """As it was handed in, or else as it stands. Raises OrganisationUnknown, NotEvaluated, NotAYear."""
    return _content("score-sheet", organisation, period, person, today)


def self_report_content(*, organisation: str, period: Period, person: Person, today: date) -> Content:
    """自评报告 of the same: the sheet in sentences, with what could still be earned."""
    content = _content("self-evaluation-report", organisation, period, person, today)
    planned = planned_by_item(organisation=organisation, year=period.year, person=person)
    gains = [{**each, **planned.get(each["item"], {})} for each in content["gains"]]
    return {**content, "above": above_of(unit_of(organisation, person=person), today), "gains": gains}


def _content(paper: str, organisation: str, period: Period, person: Person, today: date) -> Content:
    _refuse_not_a_year(period)
    found = evaluation(organisation=organisation, year=period.year, person=person, today=today)
    unit, told, known = unit_of(organisation, person=person), found.told, found.sheet.standard
    sections = told.get("sections") or [asdict(each) for each in known.sections]
    by_section: dict[str, list[Mapping[str, object]]] = {}
    for each in told["items"]:
        by_section.setdefault(_section_of(each, known), []).append(_item(each))
    content = {
        "name": found.organisation.name,
        "period": str(period),
        "standard": told["title"],
        "document": told.get("document", known.document),
        "verified": told["verified_points"],
        "decided": told["verified_decided"],
        "earned": told["verified_earned"],
        "points": told["points"],
        "own_total": _total([each["own_points"] for each in told["items"]]),
        "gate": told["gate"],
        "result": result_of(told).zh,
        "sections": [
            {**{name: each[name] for name in ("key", "name", "points")}, "items": by_section.get(each["key"], [])}
            for each in sections
        ],
        "gains": [{**each, "item": numbered(each["item"])} for each in told.get("gains", ())],
        "evidence": len({code.removeprefix(f"{e['item']}-") for e in told["items"] for code in e["evidence"]}),
        "handed_in_by": found.handed_in_by,
        "on": timezone.localdate(found.handed_in_at) if found.handed_in_at else today,
        "layout": plain_layout_for(unit.pk, paper),
        "is_draft": found.handed_in_at is None,
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _section_of(told: Mapping[str, Any], known: Standard) -> str:
    """A sheet from before sections were kept has its items where its standard has them."""
    item = known.item(told["item"])
    return told.get("section") or (item.section if item else "")


def _item(told: Mapping[str, Any]) -> dict[str, object]:
    return {
        "key": numbered(told["item"]),
        "text": told["text"],
        "is_gate": told["gate"],
        "of": told["of"],
        "verdict": Verdict(told["verdict"]).zh,
        "points": told["points"],
        "why": told["why"],
        "own_points": told["own_points"],
        "own_reason": told["own_reason"],
        "proofs": _proofs([numbered(code) for code in told["evidence"]]),
    }


def _total(points: Sequence[str | None]) -> Decimal | None:
    given = [Decimal(each) for each in points if each is not None]
    return sum(given, Decimal(0)) if given else None


def above_of(unit: Organisation, today: date) -> str:
    """What the organisation right above is called; "" of one that stands at the top."""
    above = [int(each) for each in path_on(unit.pk, today).strip("/").split("/")][-2:-1]
    names = named(above, on=today)
    return names[above[0]].name if above and above[0] in names else ""


def _proofs(codes: Sequence[str]) -> str:
    if len(codes) <= MOST_PROOFS_NAMED:
        return "、".join(codes)
    return f"{codes[0]}至{codes[-1]}，共{len(codes)}份"


def filing_content(*, organisation: str, period: Period, person: Person, today: date) -> Content:
    """创建备案表: who the unit is, how large, and how it stood the year before.

    Raises OrganisationUnknown, NotEvaluated, NotAYear.
    """
    _refuse_not_a_year(period)
    unit = unit_of(organisation, person=person)
    names = named([unit.pk], on=today)
    last = asked_of(code=unit.code, period=period.in_year(period.year - 1), person=person)
    content = {
        "name": names[unit.pk].name,
        "above": above_of(unit, today),
        "period": str(period),
        "credit_code": unit.credit_code,
        "kind": unit.get_kind_display() if unit.kind else "",
        "category": unit.get_category_display() if unit.category else "",
        "sizes": Profile.objects.filter(organisation=unit, year=period.year).values(*SIZES).first() or {},
        "before": {key: last.indicators.get(key) for key in RATIOS},
        "targets": Target.objects.filter(organisation=unit, year=period.year).values(*RATIOS).first() or {},
        "clerks": _clerks(unit, today),
        "posts": _posts(unit, today),
        "office": _office(unit, today),
        "titles": _titles(unit, today),
        "on": today,
        "layout": plain_layout_for(unit.pk, "filing-form"),
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _clerks(unit: Organisation, today: date) -> list[str]:
    """Who keeps the figures at the unit itself."""
    held = Appointment.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today)
    own = held.filter(organisation=unit, role=Role.CLERK, user__is_active=True)
    return list(own.order_by("user__name").values_list("user__name", flat=True).distinct())


def _posts(unit: Organisation, today: date) -> dict[str, str]:
    """By what the standard asks for, who holds such a post at the unit as a whole."""
    asked = {each.key: each.counts_as for each in policy().ledgers.words.get("work_posts", ()) if each.counts_as}
    found: dict[str, list[str]] = {}
    rows = PostHolder.objects.filter(_stands(today), organisation=unit, post__in=asked).order_by("starts_on", "id")
    for each in rows:
        found.setdefault(asked[each.post], []).append(each.holder)
    return {name: "、".join(dict.fromkeys(holders)) for name, holders in found.items()}


def _office(unit: Organisation, today: date) -> str:
    """节能管理机构."""
    kinds = [each.key for each in policy().ledgers.words.get("group_kinds", ()) if each.counts_as == OFFICE]
    rows = WorkGroup.objects.filter(_stands(today), organisation=unit, kind__in=kinds).order_by("starts_on", "id")
    return "、".join(rows.values_list("name", flat=True))


def _titles(unit: Organisation, today: date) -> list[dict[str, str]]:
    names = {each.key: each.name for each in policy().ledgers.words.get("titles", ())}
    held = Title.objects.filter(organisation=unit, given_on__lte=today)
    rows = held.filter(Q(taken_on=None) | Q(taken_on__gt=today)).order_by("given_on")
    return [{"name": names.get(each.title, ""), "year": str(each.given_on.year)} for each in rows]


def _stands(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def _refuse_not_a_year(period: Period) -> None:
    if period.months != YEAR:
        raise NotAYear(f"“{period.zh}”不是年度。", do="报告期请写成 2024。")
