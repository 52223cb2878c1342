"""Putting plans in force, exempting with a reason and lifting that, noting who was designated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jieyue.rules.duties import ABOUT, About
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.plan import Plan
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Kind, Level
from jieyue.store.duties.models import DayChanged, DaySet, Designation, Exemption, PlanInForce
from jieyue.store.duties.texts import has_changed, keep_text
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import name_on
from jieyue.store.policies import policy
from jieyue.store.records.keeping import correct, keep, keep_in_place, remove
from jieyue.store.records.writing import Writing, writing

MOST_TITLE = 200


class PlanNotPut(Refused):
    pass


class ReasonNeeded(Refused):
    pass


class EntryUnknown(Refused):
    pass


class NotExempt(Refused):
    pass


class ExemptionUnknown(NotThere):
    pass


class NotDesignated(NotThere):
    pass


@dataclass(frozen=True)
class Put:
    """A plan in force from `since`. `was_since` is the day from which it was in force before, `was_until` the day on
    which that had ended; None where it was not.
    """

    since: date
    was_since: date | None = None
    was_until: date | None = None

    @property
    def says(self) -> str:
        """What is new about it, in words."""
        if self.was_since is None:
            return f"自 {self.since} 起执行"
        if self.was_until is None:
            return f"原自 {self.was_since} 起执行，现改为自 {self.since} 起"
        return f"曾自 {self.was_since} 起执行，{self.was_until} 起终止，现自 {self.since} 起重新执行"


def put_in_force(
    *,
    plan: str,
    organisation: str,
    since: date,
    is_to_revive: bool = False,
    by: Person,
    at: datetime,
    reason: str = "",
) -> Put:
    """From a day on, for the organisation and all below it whom the plan addresses.

    Again, with a reason, it holds from that day instead; a plan that was ended holds again only if that is said
    (`is_to_revive`), and what it ordered before stays ordered. It holds as its files are now, and stays so when they
    change (`take_over`).
    """
    found = policy().plan(plan)
    if found.until and since >= found.until:
        raise PlanNotPut(f"《{found.title}》只执行到 {found.until} 前。", do="请填写更早的日期。", where="since")
    with writing(operation="plan put in force", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        rows = list(PlanInForce.objects.filter(organisation=place, plan=plan).order_by("since"))
        last = rows[-1] if rows else None
        _refuse_again(f"《{found.title}》对{_name(place, at)}", rows, since, reason, is_to_revive=is_to_revive)
        if last is None or last.until is not None:
            _keep_in_force(change, place, found, since)
        was = Put(since, last.since, last.until) if last else Put(since)
        if last and last.until is None:
            correct(change, last, since=since)
        return was


def take_over(*, plan: str, organisation: str, since: date, by: Person, at: datetime, reason: str) -> None:
    """按更改后的方案执行: what is in force for an organisation goes by the plan's files as they are now, from a day on.
    What was due before that day stays as it was judged.
    """
    found = policy().plan(plan)
    with writing(operation="plan taken over", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        kept = PlanInForce.objects.filter(organisation=place, plan=plan, until=None).first()
        if kept is None or not has_changed(kept):
            says = f"《{found.title}》对{_name(place, at)}没有执行，或者方案文件没有更改。"
            raise PlanNotPut(says, do="请刷新任务页后再看；没有执行的，先执行行动方案。")
        if since <= kept.since:
            raise PlanNotPut(f"原来的方案自 {kept.since} 起执行。", do="请填写更晚的日期。", where="since")
        if found.until and since >= found.until:
            raise PlanNotPut(f"《{found.title}》只执行到 {found.until} 前。", do="请填写更早的日期。", where="since")
        _refuse_without(reason, "采用更改后的方案")
        correct(change, kept, until=since)
        _keep_in_force(change, place, found, since)


def _keep_in_force(change: Writing, place: Organisation, plan: Plan, since: date) -> None:
    keep_text(change, plan)
    keep(change, PlanInForce(organisation=place, plan=plan.key, since=since, digest=plan.digest))


def _refuse_again(what: str, rows: list[PlanInForce], since: date, reason: str, *, is_to_revive: bool) -> None:
    """Where it is, or was, in force already: nothing moves or comes back without a word."""
    if not rows:
        return
    *earlier, last = rows
    if last.until is None:
        ended = earlier[-1].until if earlier else None
        _refuse_same_day(what, last, since, ended)
        _refuse_without(reason, "更改开始执行的日期", f"{what}已经自 {last.since} 起执行。")
    else:
        says = f"{what}曾自 {last.since} 起执行，{last.until} 起已经终止。"
        _refuse_silent_revival(says, last, is_to_revive=is_to_revive)
        _refuse_without(reason, "重新执行", says)
        ended = last.until
    if ended and since < ended:
        do = f"请填写 {ended} 或以后的日期；填 {ended} 即没有间断。"
        raise PlanNotPut(f"{what}在 {ended} 以前已经执行过一段。", do=do, where="since")


def _refuse_same_day(what: str, last: PlanInForce, since: date, ended: date | None) -> None:
    """Also where the day is that on which it went over to another text of its files."""
    if since == last.since:
        do = "要改日期的，请填写另一个日期；方案文件有更改的，在任务页“采用更改后的方案”。"
        raise PlanNotPut(f"{what}已经自 {last.since} 起执行，没有要改的。", do=do, where="since")
    if ended == last.since:
        do = "要改的，请先终止，再从终止之日起重新执行。"
        raise PlanNotPut(f"{what}自 {ended} 起按更改后的文本执行，这个日期不能再改。", do=do, where="since")


def _refuse_silent_revival(says: str, last: PlanInForce, *, is_to_revive: bool) -> None:
    if not is_to_revive:
        until = f"并填写 {last.until} 或以后的日期和原因。"
        refused = PlanNotPut(says, do=f"确要重新执行的，请勾选“重新执行已经终止的方案”，{until}", where="revive")
        refused.at_machine = f"确要重新执行的，请加 --revive，{until}"
        raise refused


def end_plan(*, plan: str, organisation: str, until: date, by: Person, at: datetime, reason: str) -> None:
    """`until` is the first day on which it holds no longer. One that has ended may end earlier, but not later."""
    _refuse_without(reason, "终止执行方案")
    found = policy().plan(plan)
    with writing(operation="plan ended", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        kept = PlanInForce.objects.filter(organisation=place, plan=plan).order_by("since").last()
        if kept is None:
            raise PlanNotPut(f"{_name(place, at)}没有执行《{found.title}》。", do="请核对方案。")
        if until <= kept.since:
            raise PlanNotPut(f"终止日期须晚于开始执行的 {kept.since}。", do="请改正日期。")
        if kept.until and until > kept.until:
            do = "要延后的，请先从终止之日起重新执行，再终止。"
            raise PlanNotPut(f"《{found.title}》对{_name(place, at)}自 {kept.until} 起已经终止。", do=do)
        correct(change, kept, until=until)


def exempt(
    *,
    plan: str,
    entry: str,
    period: str = "",
    organisation: str,
    covers_below: bool = False,
    by: Person,
    at: datetime,
    reason: str,
) -> None:
    """The organisation, or with it all below it, need not do this, of one period or ever."""
    about = {"organisation": organisation, "covers_below": covers_below, "by": by, "at": at, "reason": reason}
    exempt_each([(plan, entry, period)], **about)


def exempt_each(
    duties: Iterable[tuple[str, str, str]],
    *,
    organisation: str,
    covers_below: bool = False,
    by: Person,
    at: datetime,
    reason: str,
) -> None:
    """Several duties at once, each by its plan, entry and period, for one reason."""
    _refuse_without(reason, "免办")
    with writing(operation="duty exempt", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        for plan, entry, period in duties:
            _refuse_exemption(plan, entry, period, place, at, covers_below=covers_below)
            key = {"organisation": place, "plan": plan, "entry": entry, "period": period, "covers_below": covers_below}
            new = Exemption(**key, reason=reason.strip())
            keep_in_place(change, Exemption.objects.filter(**key).first(), new)


def _refuse_exemption(
    plan: str, entry: str, period: str, place: Organisation, at: datetime, *, covers_below: bool
) -> None:
    found = policy().plan(plan)
    named = next((each for each, _ in found.obligations if each.key == entry), None)
    if named is None:
        raise EntryUnknown(f"方案“{plan}”没有期限任务“{entry}”。", do="请从任务清单中选择。")
    if period:
        Period.parse(period)
    kind = Kind(place.kind) if place.kind else None
    if not covers_below and not found.addresses.includes(Level(place.level), kind, named.who):
        do = "要免去其下各单位的，请选“其下所有单位都免办”。"
        raise NotExempt(f"方案没有要求{_name(place, at)}自己办理这项任务。", do=do, where="covers_below")


def lift_exemption(*, exemption: int, by: Person, at: datetime, reason: str) -> None:
    """取消免办: it has to be done again, by all for whom the exemption held."""
    said = "没有这项免办，可能已经取消，或者不归您管。"
    refusal = ExemptionUnknown(said, do="请刷新页面后再看。")
    operation = "duty exemption lifted"
    _remove_one(Exemption, exemption, refusal, "取消免办", operation=operation, by=by, at=at, reason=reason)


def _remove_one(
    model: type[Exemption] | type[DaySet], pk: int, refusal: Refused, what: str, *, operation: str, by: Person,
    at: datetime, reason: str,
) -> None:  # fmt: skip
    """One that is within the person's right, with a reason; `refusal` where there is none such."""
    _refuse_without(reason, what)
    with writing(operation=operation, by=by, at=at, reason=reason.strip()) as change:
        own = within(model.objects.all(), by, organisation=model.organisation_lookup, right=Right.SHAPE)
        if not remove(change, own.filter(pk=pk)):
            raise refusal


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


def take_back_designation(*, organisation: str, year: int, by: Person, at: datetime, reason: str) -> None:
    """撤销创建单位: it was never one of that year, and owes nothing as such; what it handed in stays."""
    _refuse_without(reason, "撤销创建单位的确定")
    with writing(operation="designation taken back", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        if not remove(change, Designation.objects.filter(organisation=place, year=year)):
            says = f"{_name(place, at)}没有被确定为{year}年度创建单位，可能已经撤销。"
            raise NotDesignated(says, do="请刷新任务页后再看。")


class DayNotSet(Refused):
    pass


class DayUnknown(NotThere):
    pass


def set_day(*, plan: str, entry: str, day: date, organisation: str, by: Person, at: datetime, reason: str = "") -> None:
    """限期: by which day the organisation and those below it have to do what the plan leaves to whoever directs them.
    Once a year; another day in the same year, with a reason, takes its place.
    """
    named = next((each for each in policy().plan(plan).entries if each.key == entry), None)
    if named is None or named.owed is None or not named.owed.by_person:
        raise EntryUnknown("这项任务的期限不由人指定。", do="请从列出的任务中选择。", where="entry")
    with writing(operation="day set", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        if not policy().plan(plan).addresses.reaches(Level(place.level), named.who):
            raise EntryUnknown("这项任务由上级机构办理。", do="请到办理它的上级机构指定期限。", where="entry")
        kept = DaySet.objects.filter(organisation=place, plan=plan, entry=entry, day__year=day.year).first()
        if kept is None:
            keep(change, DaySet(organisation=place, plan=plan, entry=entry, day=day))
            return
        if kept.day == day:
            raise DayNotSet(f"{day.year}年的期限已经是 {day}。", do="要改的，请填写另一个日期。", where="day")
        _refuse_without(reason, "更改期限", f"{day.year}年的期限已经定为 {kept.day}。")
        correct(change, kept, day=day)


def take_back_day(*, day_set: int, by: Person, at: datetime, reason: str) -> None:
    """撤销指定的期限: a day that was set by mistake; the plan's entry has none of that year then."""
    refusal = DayUnknown("没有这个期限，可能已经撤销，或者不归您管。", do="请刷新页面后再看。")
    operation = "day set taken back"
    _remove_one(DaySet, day_set, refusal, "撤销指定的期限", operation=operation, by=by, at=at, reason=reason)


def change_day(
    *, plan: str, entry: str, period: str = "", due_on: date | None, organisation: str, by: Person, at: datetime,
    reason: str,
) -> None:  # fmt: skip
    """更改期限: a local change on top of a plan, for the organisation and those below it, of one period. Without a day
    that of the plan holds again.
    """
    _refuse_without(reason, "更改期限")
    named = next((each for each, due in policy().plan(plan).obligations if each.key == entry), None)
    if named is None or (named.owed and ABOUT[named.owed.rule] is About.EVENT):
        raise EntryUnknown("这项任务的期限不能在这里更改。", do="请从列出的任务中选择；由人指定的，请用“指定期限”。")
    period = str(Period.parse(period)) if period else ""
    with writing(operation="day changed", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        key = {"organisation": place, "plan": plan, "entry": entry, "period": period}
        kept = DayChanged.objects.filter(**key)
        if due_on is not None:
            keep_in_place(change, kept.first(), DayChanged(**key, due_on=due_on, reason=reason.strip()))
        elif not remove(change, kept):
            raise DayNotSet("这项任务在这里没有改过期限。", do="要改的，请填写新的期限。", where="due_on")


def _name(place: Organisation, at: datetime) -> str:
    return name_on(place.pk, timezone.localdate(at))


def _refuse_without(reason: str, what: str, because: str = "") -> None:
    if not reason.strip():
        raise ReasonNeeded(f"{because}{what}须写明原因。", do="请写明原因。", where="reason")
