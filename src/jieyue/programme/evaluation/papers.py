"""What the score sheet and the filing form of a unit's year say as papers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from django.db.models import Q
from django.utils import timezone

from jieyue.programme.evaluation.proofs import numbered
from jieyue.programme.evaluation.queries import Row, evaluation, unit_of
from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.programme.reporting.compared import asked_of
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.tree import path_on
from jieyue.store.people.models import Appointment
from jieyue.store.policies import policy
from jieyue.store.registers.posts.models import PostHolder
from jieyue.store.registers.targets.models import Target
from jieyue.store.registers.titles.models import Title
from jieyue.store.registers.work_groups.models import WorkGroup

Content = Mapping[str, Any]
YEAR = 12
OFFICE = "responsible_office"
MOST_PROOFS_NAMED = 3
SIZES = (
    "floor_area_m2", "heated_area_m2", "persons", "staff", "vehicles_petrol", "vehicles_diesel", "vehicles_new_energy",
)  # fmt: skip
RATIOS = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")


class NotAYear(Refused):
    pass


def score_content(*, organisation: str, period: Period, person: Person, today: date) -> Content:
    """Raises OrganisationUnknown, NotEvaluated, NotAYear."""
    _refuse_not_a_year(period)
    found = evaluation(organisation=organisation, year=period.year, person=person, today=today)
    unit = unit_of(organisation, person=person)
    sheet = found.sheet
    on = timezone.localdate(found.handed_in_at) if found.handed_in_at else today
    content = {
        "name": found.organisation.name,
        "period": str(period),
        "standard": sheet.standard.title,
        "document": sheet.standard.document,
        "verified": sheet.verified,
        "decided": sheet.verified_decided,
        "earned": sheet.verified_earned,
        "points": sheet.points,
        "own_total": found.own_total,
        "gate": sheet.gate,
        "result": sheet.result.zh,
        "sections": [
            {"key": section.key, "name": section.name, "points": section.points, "items": [_item(row) for row in rows]}
            for section, rows in found.sections
        ],
        "handed_in_by": found.handed_in_by,
        "on": on,
        "layout": plain_layout_for(unit.pk, "score-sheet"),
        "is_draft": found.handed_in_at is None,
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _item(row: Row) -> dict[str, object]:
    decision = row.decision
    return {
        "key": numbered(decision.item.key),
        "text": decision.item.text,
        "is_gate": decision.item.is_gate,
        "of": decision.of,
        "verdict": decision.verdict.zh,
        "points": decision.points,
        "own_points": row.own.points,
        "own_reason": row.own.reason,
        "proofs": _proofs([numbered(proof.code) for proof in row.proofs]),
    }


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
    above = [int(each) for each in path_on(unit.pk, today).strip("/").split("/")][-2:-1]
    names = named([unit.pk, *above], on=today)
    last = asked_of(unit.code, period.in_year(period.year - 1), person=person)
    content = {
        "name": names[unit.pk].name,
        "above": names[above[0]].name if above and above[0] in names else "",
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
        raise NotAYear(f"“{period}”不是年度。", do="报告期请写成 2024。")
