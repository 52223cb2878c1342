"""结论以后: re-checked once its list is done, appealed against by the unit and ruled on by another, or withdrawn."""

from datetime import date, datetime

from django.db.models import Model
from django.utils import timezone

from jieyue.programme.people.second_person import who_made
from jieyue.programme.rounds.conflicts import refuse_own_unit
from jieyue.programme.rounds.looking import Look, leader_of, looks
from jieyue.programme.rounds.operations import CONCLUDING, MOST_WORDS, Concluded, NotConcluded, NotMember
from jieyue.programme.rounds.reaching import RoundUnknown
from jieyue.rules.findings import OVER
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.roles import Right
from jieyue.rules.rounds import Outcome, Ruling, appealed_by
from jieyue.store.orgs.reach import within
from jieyue.store.policies import policy
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.models import RowVersion
from jieyue.store.records.writing import Writing, writing
from jieyue.store.rounds.models import RoundAppeal, RoundRuling, RoundUnit
from jieyue.store.rounds.standards import standard_of_round


class SameHand(NotAllowed):
    """Somebody else decides on an appeal than who made what it is against."""


def recheck(
    *, number: int, organisation: str, outcome: Outcome, reason: str, seen: str, by: Person, at: datetime
) -> None:
    """The leader's word on a failed unit once its list is done. Raises NotConcluded, NotMember, OwnUnit, Concluded."""
    with writing(operation="round recheck", by=by, at=at, reason=_words(reason, "复查的情况")) as change:
        unit = _unit(number, organisation, by, Right.REVIEW)
        if leader_of(unit.round) != by.username:
            raise NotMember("只有评审组组长能复查作结论。", do="请由组长办理。")
        refuse_own_unit(unit, by)
        look = _look(unit, at)
        _refuse_moved(look, seen)
        if look.outcome is not Outcome.FAILED or look.after.last is Ruling.WITHDRAWAL or not look.after.tasks:
            raise NotConcluded("这个单位没有要复查的整改清单。", do="请刷新页面查看。")
        open_ = [each for each in look.after.tasks if each.finding.state not in OVER]
        if outcome is Outcome.PASSED and open_:
            says = f"整改清单还有 {len(open_)} 项没有销号。"
            raise NotConcluded(says, do="请先逐项复查销号，再定为合格。", where="outcome")
        _keep(change, _ruling(unit, Ruling.RECHECK, outcome, reason), by, at)


def appeal(*, number: int, organisation: str, text: str, by: Person, at: datetime) -> int:
    """Of a unit that failed or lost its recognition, within the policy's days; gives its number.

    Raises NotConcluded.
    """
    words = _words(text, "申诉的事实和理由", where="text")
    with writing(operation="round appeal", by=by, at=at) as change:
        unit = _unit(number, organisation, by, Right.ENTER)
        look = _look(unit, at)
        if why := bars_appeal(look, timezone.localdate(at)):
            raise NotConcluded(why, do="有异议的，请向主管部门反映。", where="text")
        return keep(change, RoundAppeal(unit=unit, text=words, made_by=by.username, made_at=at))


def bars_appeal(look: Look, today: date) -> str:
    """Why the unit cannot appeal now, "" where it can: once against each decision, in time."""
    if look.outcome is not Outcome.FAILED:
        return "没有可以申诉的结论。"
    if look.after.open_appeal:
        return "已经提出申诉，等待决定。"
    last = look.after.rulings[-1] if look.after.rulings else None
    if last is not None and last.kind == Ruling.APPEAL:
        return "申诉已有决定。"
    since = last.made_at if last else look.unit.concluded_at
    until = appealed_by(timezone.localdate(since), thresholds=policy().thresholds)
    return f"申诉期已于 {until} 届满。" if until and today > until else ""


def decide_appeal(
    *, number: int, organisation: str, outcome: Outcome, reason: str, seen: str, by: Person, at: datetime
) -> None:
    """By whoever directs the round, who had no part in what the appeal is against, neither himself nor through who
    stood in for him. Raises NotConcluded, SameHand, OwnUnit, Concluded.
    """
    with writing(operation="round appeal decide", by=by, at=at, reason=_words(reason, "决定的理由")) as change:
        unit = _directed(number, organisation, by)
        look = _look(unit, at)
        open_ = look.after.open_appeal
        if open_ is None:
            raise NotConcluded("没有等待决定的申诉。", do="请刷新页面查看。")
        if _makers(look) & {by.username, *(post.on_behalf_of for post in by.posts)}:
            raise SameHand("申诉由作出原决定以外的人决定。", do="请由主管部门的其他人办理。")
        refuse_own_unit(unit, by)
        _refuse_moved(look, seen)
        ruling = _keep(change, _ruling(unit, Ruling.APPEAL, outcome, reason), by, at)
        correct(change, open_, ruling_id=ruling)


def withdraw(*, number: int, organisation: str, reason: str, seen: str, by: Person, at: datetime) -> None:
    """撤销认定, by whoever directs the round, of a unit that passed, with its reason. Raises NotConcluded, OwnUnit,
    Concluded.
    """
    with writing(operation="round withdraw", by=by, at=at, reason=_words(reason, "撤销的事实和依据")) as change:
        unit = _directed(number, organisation, by)
        look = _look(unit, at)
        if look.outcome is not Outcome.PASSED:
            raise NotConcluded("这个单位现在不是合格，没有可撤销的认定。", do="请刷新页面查看。")
        refuse_own_unit(unit, by)
        _refuse_moved(look, seen)
        _keep(change, _ruling(unit, Ruling.WITHDRAWAL, Outcome.FAILED, reason), by, at)


# --- what they begin with


def _makers(look: Look) -> set[str]:
    """Who made the decision that holds now, and those for whom he might."""
    if look.after.rulings:
        last = look.after.rulings[-1]
        return {last.made_by, *_stood_in_for(RoundRuling, last.pk)}
    return {look.unit.concluded_by, *_stood_in_for(RoundUnit, look.unit.pk, operation=CONCLUDING)}


def _stood_in_for(model: type[Model], id_: int, **which: str) -> set[str]:
    versions = RowVersion.objects.filter(
        table=model._meta.db_table, record_id=id_, **{f"entry__{name}": value for name, value in which.items()}
    )
    return who_made(versions.values_list("entry_id", flat=True), Right.REVIEW, Right.SHAPE)


def _ruling(unit: RoundUnit, kind: Ruling, outcome: Outcome, reason: str) -> RoundRuling:
    return RoundRuling(unit=unit, kind=kind, outcome=outcome, reason=reason.strip()[:MOST_WORDS])


def _keep(change: Writing, ruling: RoundRuling, by: Person, at: datetime) -> int:
    ruling.made_by, ruling.made_at = by.username, at
    return keep(change, ruling)


def _words(said: str, what: str, *, where: str = "reason") -> str:
    if not said.strip():
        raise NotConcluded(f"请写明{what}。", do="写清楚，留存备查。", where=where)
    return said.strip()[:MOST_WORDS]


def _refuse_moved(look: Look, seen: str) -> None:
    if seen != look.seen:
        raise Concluded("情况刚有变化，与您看到的不同。", do="请刷新页面，看过后再办理。")


def _directed(number: int, organisation: str, by: Person) -> RoundUnit:
    """Of a round whose place the person directs."""
    unit = _unit(number, organisation, by, Right.SHAPE)
    rows = within(RoundUnit.objects.all(), by, organisation="round__organisation", right=Right.SHAPE)
    if not rows.filter(pk=unit.pk).exists():
        raise RoundUnknown("没有这一轮评价，或者不归您办理。", do="请从评价轮次列表打开。")
    return unit


def _unit(number: int, organisation: str, by: Person, right: Right) -> RoundUnit:
    rows = within(RoundUnit.objects.all(), by, organisation=RoundUnit.organisation_lookup, right=right)
    kept = rows.filter(round=number, organisation__code=organisation).select_related("round", "round__snapshot").first()
    if kept is None:
        raise RoundUnknown("这一轮评价中没有这个单位，或者不归您办理。", do="请从评价轮次列表打开。")
    if not kept.outcome:
        raise NotConcluded("还没有作出结论。", do="请等评审组作出结论。")
    return kept


def _look(unit: RoundUnit, at: datetime) -> Look:
    return looks(unit.round, [unit], standard_of_round(unit.round), today=timezone.localdate(at))[0]
