"""The round that a person asked for, if he may know of it or direct it, and the unit in it that he may judge."""

from django.utils import timezone

from jieyue.programme.records.signing import names_of
from jieyue.programme.rounds.conflicts import refuse_own_unit
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere
from jieyue.rules.roles import Right
from jieyue.rules.rounds import Outcome
from jieyue.store.orgs.reach import within
from jieyue.store.rounds.models import Round, RoundUnit


class NotMember(NotAllowed):
    """Only the team of the round judges."""


class Concluded(Meanwhile):
    """Somebody has concluded, or something has changed, since it was looked at."""


class RoundUnknown(NotThere):
    """No such round, or none that the person may know of."""


def round_to_shape(number: int, by: Person) -> Round:
    """Of a place that the person directs. Raises RoundUnknown."""
    rows = within(Round.objects.all(), by, organisation=Round.organisation_lookup, right=Right.SHAPE)
    kept = rows.filter(pk=number).first()
    if kept is None:
        raise RoundUnknown("没有这一轮评价，或者不归您办理。", do="请从评价轮次列表打开。")
    return kept


def unit_to_judge(number: int, organisation: str, by: Person) -> RoundUnit:
    """Raises RoundUnknown, NotMember, OwnUnit, Concluded."""
    rows = within(RoundUnit.objects.all(), by, organisation=RoundUnit.organisation_lookup, right=Right.REVIEW)
    kept = rows.filter(round=number, organisation__code=organisation).select_related("round", "round__snapshot").first()
    if kept is None:
        raise RoundUnknown("这一轮评价中没有这个单位，或者不归您评审。", do="请从评价轮次列表打开。")
    if not kept.round.members.filter(user__username=by.username).exists():
        raise NotMember("您不是这一轮评审组的成员。", do="需要时请主管部门把您加入评审组。")
    refuse_own_unit(kept, by)
    refuse_concluded(kept)
    return kept


def refuse_concluded(unit: RoundUnit) -> None:
    if unit.outcome:
        who, when = names_of([unit.concluded_by])[unit.concluded_by], timezone.localtime(unit.concluded_at)
        says = f"{who}已于 {when:%Y-%m-%d %H:%M} 作出结论：{Outcome(unit.outcome).zh}。"
        raise Concluded(says, do="请刷新页面查看；结论作出后不再改动。")
