"""Splitting a target over those directly below: to all by the rule, to one otherwise and with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from jieyue.programme.targets.aims import Aim
from jieyue.programme.targets.figures import directly_below
from jieyue.programme.targets.parts import Part
from jieyue.programme.targets.queries import aim_of, parts_below, seen_of_parts
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, correct_each, keep, keep_all
from jieyue.store.records.writing import Writing, writing
from jieyue.store.registers.savings_targets.models import SUPERIOR, SavingsTarget
from jieyue.store.registers.savings_targets.settling import fault_of
from jieyue.store.registers.targets.models import Target

MOST_REASON = 200


class NotSplit(Refused):
    pass


class PartsMoved(Meanwhile):
    """What those below have is no longer what was looked at."""


class NotBelow(NotThere):
    pass


def split(
    *,
    organisation: str,
    year: int,
    measure: str,
    seen: str | None = None,
    anew: bool = False,
    by: Person,
    at: datetime,
    reason: str = "",
) -> int:
    """按规则分解: give everybody directly below who has no target of this yet his part, by what he used in the base
    year; `anew`, with a reason, also those who have. Gives how many were set.
    """
    with writing(operation="target split", by=by, at=at, reason=reason.strip()) as change:
        aim, parts = _looked_at(organisation, year, measure, seen, by=by, at=at)
        if anew and not reason.strip():
            raise NotSplit("重新分解会改掉已经下达的目标，须写明原因。", do="请写明原因。", where="reason")
        if anew:
            parts = [replace(part, proposed=part.alone) for part in parts]
        wanted = [part for part in parts if (anew or not part.is_set) and part.can_be_set(aim.form)]
        if not wanted:
            raise NotSplit(_why_nothing(parts), do="请逐个填写；要全部重新分解的，请选“全部重新分解”并写明原因。")
        _set(change, aim, [(part, part.proposed, "") for part in wanted])
        return len(wanted)


def _why_nothing(parts: Sequence[Part]) -> str:
    if all(part.is_set for part in parts):
        return "其下各家都已有这项目标。"
    return "还没有目标的各家，基期数据不齐或者已经没有可分的量，不能按用量分解。"


def adjust(
    *,
    organisation: str,
    year: int,
    measure: str,
    below: str,
    value: Decimal | None,
    because: str = "",
    seen: str | None = None,
    by: Person,
    at: datetime,
) -> None:
    """调整: give one of those directly below another part than the rule proposes, with the reason."""
    with writing(operation="target adjusted", by=by, at=at, reason=because.strip()) as change:
        aim, parts = _looked_at(organisation, year, measure, seen, by=by, at=at)
        child = organisation_within(below, by)
        part = next((each for each in parts if each.organisation == child.pk), None)
        if part is None:
            raise NotBelow(f"{below} 不是它的直接下级。", do="请从分解表中打开。")
        _refuse_value(aim, value)
        if (part.is_set or value != part.proposed) and not because.strip():
            raise NotSplit("与建议不同，或者更改已下达的目标，须写明原因。", do="请写明原因。", where="because")
        _set(change, aim, [(part, value, because.strip()[:MOST_REASON])])


def _looked_at(
    organisation: str, year: int, measure: str, seen: str | None, *, by: Person, at: datetime
) -> tuple[Aim, list[Part]]:
    """What is to be split, as it is now; refused where it is not what was seen."""
    subject = organisation_within(organisation, by)  # whoever does not reach it is told no more
    right = Right.SHAPE if Level(subject.level).is_place else Right.AIM
    subject = organisation_within(organisation, by, right)
    aim = aim_of(subject, year, measure)
    if not directly_below(subject, by.on):
        raise NotSplit("它没有下级，没有可以分解的。", do="请在机构页登记下级后再分解。")
    parts = parts_below(subject, aim, person=by, today=timezone.localdate(at))
    if seen is not None and seen != seen_of_parts(aim, parts):
        raise PartsMoved("目标或分解已有变动，与您看到的不同。", do="请刷新页面，核对后再办理。")
    return aim, parts


def _refuse_value(aim: Aim, value: Decimal | None) -> None:
    about = {"measure": aim.key, "form": aim.form.value, "value": value, "base_year": None, "year": aim.year}
    if aim.about.ratio:
        if value is None or value <= 0:
            raise NotSplit("目标值须大于 0。", do="请改正目标值。", where="value")
        return
    if said := fault_of(about):
        raise NotSplit(said[1], do=said[2], where="value")


def _set(change: Writing, aim: Aim, wanted: Sequence[tuple[Part, Decimal | None, str]]) -> None:
    if aim.about.ratio:
        _set_ratios(change, aim, wanted)
        return
    new, changed = [], []
    kept = {row.organisation_id: row for row in _rows(aim, [part for part, _, _ in wanted])}
    for part, value, because in wanted:
        now = {"form": aim.form.value, "value": value, "base_year": _base_year(aim), "because": because}
        now |= {"origin": SUPERIOR, "due_on": _due_on(aim), "document": aim.document}
        if part.organisation in kept:
            changed.append((kept[part.organisation], now))
        else:
            key = {"organisation_id": part.organisation, "year": aim.year, "measure": aim.key}
            new.append(SavingsTarget(**key, **now))
    keep_all(change, new)
    correct_each(change, changed)


def _rows(aim: Aim, parts: Sequence[Part]) -> Iterable[SavingsTarget]:
    ids = [part.organisation for part in parts if part.record]
    return SavingsTarget.objects.filter(organisation__in=any_of(ids), year=aim.year, measure=aim.key)


def _base_year(aim: Aim) -> int | None:
    return None if aim.base_year == aim.year - 1 else aim.base_year


def _due_on(aim: Aim) -> date | None:
    return None if aim.until == date(aim.year, 12, 31) else aim.until


def _set_ratios(change: Writing, aim: Aim, wanted: Sequence[tuple[Part, Decimal | None, str]]) -> None:
    """In the register of yearly targets, where a proposal about the other ratios goes on waiting."""
    ids = [part.organisation for part, _, _ in wanted]
    rows = {row.organisation_id: row for row in Target.objects.filter(organisation__in=any_of(ids), year=aim.year)}
    for part, value, _ in wanted:
        row = rows.get(part.organisation)
        if row is None:
            about = {"organisation_id": part.organisation, "year": aim.year, "is_confirmed": True}
            keep(change, Target(**about, document=aim.document, **{aim.about.ratio: value}))
        else:
            correct(change, row, **{aim.about.ratio: value, "is_confirmed": row.is_confirmed or _is_alone(row, aim)})


def _is_alone(row: Target, aim: Aim) -> bool:
    ratios = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")
    return all(getattr(row, name) is None for name in ratios if name != aim.about.ratio)
