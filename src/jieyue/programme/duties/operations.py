"""Putting plans in force, handing documents in, exempting with a reason, and noting who was designated."""

from datetime import date, datetime

from django.utils import timezone

from jieyue.programme.duties.documents import Document
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.store.duties.models import Designation, Exemption, HandedIn, PlanInForce
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing

MOST_TITLE = 200


class PlanNotPut(Refused):
    pass


class ReasonNeeded(Refused):
    pass


class EntryUnknown(Refused):
    pass


class NotHandedIn(Refused):
    pass


def put_in_force(*, plan: str, organisation: str, since: date, by: Person, at: datetime, reason: str = "") -> int:
    """From a day on, for the organisation and all below it whom the plan addresses; gives the id. Again with another
    day, it holds from that day.
    """
    found = policy().plan(plan)
    if found.until and since >= found.until:
        raise PlanNotPut(f"《{found.title}》只执行到 {found.until} 前。", do="请填写更早的日期。")
    with writing(operation="plan put in force", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        kept = PlanInForce.objects.filter(organisation=place, plan=plan).first()
        if kept is None:
            return keep(change, PlanInForce(organisation=place, plan=plan, since=since))
        correct(change, kept, since=since, until=None)
        return kept.pk


def end_plan(*, plan: str, organisation: str, until: date, by: Person, at: datetime, reason: str) -> None:
    """`until` is the first day on which it holds no longer."""
    _refuse_without(reason, "终止执行方案")
    with writing(operation="plan ended", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        kept = PlanInForce.objects.filter(organisation=place, plan=plan).first()
        if kept is None:
            raise PlanNotPut(f"{organisation} 没有执行方案“{plan}”。", do="请核对方案。")
        if until <= kept.since:
            raise PlanNotPut(f"终止日期须晚于开始执行的 {kept.since}。", do="请改正日期。")
        correct(change, kept, until=until)


def exempt(
    *, plan: str, entry: str, period: str = "", organisation: str, by: Person, at: datetime, reason: str
) -> None:
    """The organisation need not do this, of one period or ever."""
    _refuse_without(reason, "免办")
    if entry not in {each.key for each, _ in policy().plan(plan).obligations}:
        raise EntryUnknown(f"方案“{plan}”没有期限任务“{entry}”。", do="请从任务清单中选择。")
    if period:
        Period.parse(period)
    with writing(operation="duty exempt", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        key = {"organisation": place, "plan": plan, "entry": entry, "period": period}
        kept = Exemption.objects.filter(**key).first()
        if kept is None:
            keep(change, Exemption(**key, reason=reason.strip()))
        else:
            correct(change, kept, reason=reason.strip())


def hand_in(
    *,
    organisation: str,
    what: str,
    period: str = "",
    handed_in_on: date,
    to: str = "",
    title: str,
    by: Person,
    at: datetime,
    reason: str = "",
) -> int:
    """Note that a document was handed in, so that its file can hang on it as evidence; gives the id. Again for the
    same period corrects it, with a reason.
    """
    word = Document.named(what)
    if word is None:
        raise NotHandedIn(f"不认识材料“{what}”。", do=f"可用：{Document.names()}。", where="what")
    if period:
        Period.parse(period)
    if not title.strip():
        raise NotHandedIn("请填写材料名称。", do="例如文件标题或文号。", where="title")
    if handed_in_on > timezone.localdate(at):
        raise NotHandedIn(f"报送日期 {handed_in_on} 还没有到。", do="请填写实际报送的日期。", where="handed_in_on")
    with writing(operation="document handed in", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.ENTER)
        now = {"handed_in_on": handed_in_on, "to": to.strip()[:100], "title": title.strip()[:MOST_TITLE]}
        kept = HandedIn.objects.filter(organisation=place, what=word, period=period).first()
        if kept is None:
            return keep(change, HandedIn(organisation=place, what=word.value, period=period, **now))
        if not reason.strip() and any(getattr(kept, name) != value for name, value in now.items()):
            raise ReasonNeeded("这份材料已经登记，更改须写明原因。", do="请写明原因。", where="reason")
        correct(change, kept, **now)
        return kept.pk


def designate(
    *, organisation: str, year: int, decided_on: date, document: str = "", by: Person, at: datetime, reason: str = ""
) -> int:
    """被确定为创建单位: the authority notes its decision; from it the duties of self-evaluation arise."""
    with writing(operation="unit designated", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        now = {"decided_on": decided_on, "document": document.strip()[:MOST_TITLE]}
        kept = Designation.objects.filter(organisation=place, year=year).first()
        if kept is None:
            return keep(change, Designation(organisation=place, year=year, **now))
        correct(change, kept, **now)
        return kept.pk


def _refuse_without(reason: str, what: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(f"{what}须写明原因。", do="请写明原因。", where="reason")
