"""报送: a unit submits its figures of a period; a reviewer accepts or returns it; the authority locks and re-opens it.

Each move is one entry of the log. Of two people who move a report at once, one is told that it has moved.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from jieyue.programme.organisations.naming import name_now
from jieyue.programme.people.second_person import refuse_own_step
from jieyue.programme.reporting.asking import (
    Asked,
    agree_to,
    explain_answered,
    keep_answers,
    keep_questions,
    refuse_unanswered,
)
from jieyue.programme.reporting.corrections import EXPLAINING
from jieyue.programme.reporting.figures import Content, differences, digest_of, figures
from jieyue.programme.reporting.parties import ANSWERING, SUBMITTING, parties_of
from jieyue.rules.moves import Move, refuse_from
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotThere, Refused
from jieyue.rules.reporting import (
    ACCEPT,
    ACCEPT_AGAIN,
    BY_KEY,
    CLOSE,
    EXPLAIN,
    LOCK,
    REOPEN,
    RETURN,
    RETURN_CHANGED,
    SUBMIT,
    WITHDRAW,
    ReportState,
    refuse_not_open,
    refuse_unfinished,
    refuse_unreported,
)
from jieyue.rules.values import Level
from jieyue.store.evidence.keeping import cite
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import name_on
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import Writing, writing
from jieyue.store.reporting.models import Report
from jieyue.store.reporting.openings import opened_for
from jieyue.store.snapshots.keeping import content_of, pin

MOST_REASON = 500
SHUT: dict[str, object] = {"reopened_until": None}


class ReasonNeeded(Refused):
    pass


class MoveUnknown(NotThere):
    pass


class NotComplete(Refused):
    """Something of the period is missing in the ledger and nobody has said why it is submitted all the same."""


class NothingToReport(Refused):
    pass


class OthersSeen(Meanwhile):
    """The figures are no longer those that were looked at."""


class CorrectedSince(Refused):
    """What is to be locked is no longer what was accepted."""


class NothingChanged(Meanwhile):
    """There is no difference since acceptance (any more)."""


class NothingToAgree(Meanwhile):
    """No explanation that was seen waits for this person (any more)."""


class DayImpossible(Refused):
    pass


def submit(
    *, organisation: str, period: Period, by: Person, at: datetime, reason: str = "", seen: str | None = None,
    answers: Mapping[int, str] | None = None, explained: Mapping[str, str] | None = None,
) -> ReportState:  # fmt: skip
    """Bring the figures as they stand now. An incomplete ledger needs a reason, and what was asked when they were
    returned an answer, given before or now. `explained` says by the mark of a finding why it is so. Whoever looked at
    the figures first says so (`seen`).
    """
    refuse_unreported(period)
    refuse_unfinished(period, today=timezone.localdate(at))
    with writing(operation=SUBMITTING, by=by, at=at, reason=_said(reason)) as change:
        unit = _unit(organisation, SUBMIT, by)
        report = _report(unit, period)
        today = timezone.localdate(at)
        _refuse_move(SUBMIT, report, unit, period, today=today)
        refuse_not_open(opened_for(unit.pk, period, on=today), period, state_of(report, today=today), today=today)
        content = figures(unit, period, person=by)
        _refuse_incomplete(content, reason)
        keep_answers(change, report, answers or {}, by=by, at=at)
        refuse_unanswered(report)
        if seen is not None:
            _refuse_unseen(SUBMIT, seen, digest_of(content))
        explain_answered(change, report, explained or {}, unit=organisation, period=period, by=by, at=at)
        pinned = pin(change, organisation=unit.pk, what="report", period=str(period), content=content, at=at)
        now = {
            "state": ReportState.SUBMITTED,
            "submitted_id": pinned,
            "submitted_by": by.username,
            "submitted_at": at,
            "first_submitted_at": (report and report.first_submitted_at) or at,
        }
        id_ = _moved(change, report, unit, period, now, by=by, at=at, reason=reason)
        _freeze_evidence(change, content, id_, f"{content['name']}{period.zh}报送")
        return ReportState.SUBMITTED


def withdraw(*, organisation: str, period: Period, by: Person, at: datetime, reason: str) -> ReportState:
    """Take back what has not been accepted yet."""
    return _move(WITHDRAW, organisation, period, {}, by=by, at=at, reason=reason)


def answer(*, organisation: str, period: Period, answers: Mapping[int, str], by: Person, at: datetime) -> ReportState:
    """Say something to what was asked when it was returned, and submit later."""
    with writing(operation=ANSWERING, by=by, at=at) as change:
        unit = _unit(organisation, SUBMIT, by)
        report, today = _report(unit, period), timezone.localdate(at)
        _refuse_move(SUBMIT, report, unit, period, today=today)
        if not any(text.strip() for text in answers.values()):
            raise ReasonNeeded("没有写答复。", do="请在问题下面写明答复。", where="answers")
        keep_answers(change, report, answers, by=by, at=at)
        return state_of(report, today=today)


def return_(
    *, organisation: str, period: Period, by: Person, at: datetime, reason: str = "", seen: str | None = None,
    questions: Sequence[Asked] = (),
) -> ReportState:  # fmt: skip
    """Give it back to the unit with what is to be put right or explained: the reason is asked of the whole."""
    return _give_back(RETURN, organisation, period, by=by, at=at, reason=reason, seen=seen, questions=questions)


def return_changed(
    *, organisation: str, period: Period, by: Person, at: datetime, reason: str = "", seen: str | None = None,
    questions: Sequence[Asked] = (),
) -> ReportState:  # fmt: skip
    """Give back what is no longer what was accepted, which stays accepted meanwhile."""
    return _give_back(RETURN_CHANGED, organisation, period, by=by, at=at, reason=reason, seen=seen, questions=questions)


def _give_back(
    move: Move, organisation: str, period: Period, *, by: Person, at: datetime, reason: str, seen: str | None,
    questions: Sequence[Asked],
) -> ReportState:  # fmt: skip
    refuse_unreported(period)
    asked = [*([Asked(reason)] if reason.strip() else []), *questions]
    said = reason.strip() or "；".join(each.said for each in asked)
    with writing(operation=f"report {move.key}", by=by, at=at, reason=_said(said)) as change:
        unit = _unit(organisation, move, by)
        report, today = _report(unit, period), timezone.localdate(at)
        _refuse_move(move, report, unit, period, today=today)
        _refuse_without_reason(move, said)
        _refuse_party(move, report, unit, period, by)
        now = figures(unit, period, person=by) if move is RETURN_CHANGED else {}
        if move is RETURN_CHANGED:
            _refuse_unchanged(report, now)
        if seen is not None:
            _refuse_unseen(move, seen, digest_of(now) if now else submitted_digest(report))
        keep_questions(change, report.pk, asked, unit=organisation, period=period, by=by, at=at)
        _moved(change, report, unit, period, {"state": move.target}, by=by, at=at, reason=said)
        return report.state_on(today)


def accept(
    *, organisation: str, period: Period, seen: str, by: Person, at: datetime, reason: str = "",
    agreed: Mapping[int, int] | None = None,
) -> ReportState:  # fmt: skip
    """From now on the submitted figures are the accepted ones. `seen` is the digest of what was looked at. The
    explanations `agreed` to, findings with the version that was seen, are closed with it.
    """
    return _move(ACCEPT, organisation, period, {}, by=by, at=at, reason=reason, seen=seen, agreed=agreed)


def agree(*, organisation: str, period: Period, agreed: Mapping[int, int], by: Person, at: datetime) -> int:
    """Accept what the unit has explained since its figures were: findings with the version that was seen; gives how
    many are closed.
    """
    refuse_unreported(period)
    with writing(operation="report agree", by=by, at=at) as change:
        closed = agree_to(change, agreed, _unit(organisation, ACCEPT, by), by=by, at=at)
        if not closed:
            raise NothingToAgree(
                "没有可以同意的说明：可能刚有变化，或者须由别人、由上级复查。", do="请刷新页面，看过后再办理。"
            )
        return closed


def accept_again(*, organisation: str, period: Period, seen: str, by: Person, at: datetime, reason: str) -> ReportState:
    """Accept what was corrected since: the figures as they stand now take the place of those accepted before."""
    with writing(operation="report accept_again", by=by, at=at, reason=_said(reason)) as change:
        unit = _unit(organisation, ACCEPT_AGAIN, by)
        report, today = _report(unit, period), timezone.localdate(at)
        _refuse_move(ACCEPT_AGAIN, report, unit, period, today=today)
        _refuse_without_reason(ACCEPT_AGAIN, reason)
        _refuse_party(ACCEPT_AGAIN, report, unit, period, by)
        content = figures(unit, period, person=by)
        _refuse_unchanged(report, content)
        _refuse_unseen(ACCEPT_AGAIN, seen, digest_of(content))
        pinned = pin(change, organisation=unit.pk, what="report", period=str(period), content=content, at=at)
        now = {"state": ACCEPT_AGAIN.target_from(state_of(report, today=today)), "accepted_id": pinned}
        id_ = _moved(change, report, unit, period, now, by=by, at=at, reason=reason)
        _freeze_evidence(change, content, id_, f"{content['name']}{period.zh}报送")
        change.touch(_accepted_parts(period))
        return report.state_on(today)


def explain(*, organisation: str, period: Period, by: Person, at: datetime, reason: str) -> ReportState:
    """Say why the ledger is no longer what was accepted; whoever accepts again reads it."""
    with writing(operation=EXPLAINING, by=by, at=at, reason=_said(reason)) as change:
        unit = _unit(organisation, EXPLAIN, by)
        report, today = _report(unit, period), timezone.localdate(at)
        _refuse_move(EXPLAIN, report, unit, period, today=today)
        _refuse_without_reason(EXPLAIN, reason)
        _refuse_unchanged(report, figures(unit, period, person=by))
        _moved(change, report, unit, period, {"state": report.state}, by=by, at=at, reason=reason)
        return report.state_on(today)


def lock(*, organisation: str, period: Period, by: Person, at: datetime, reason: str = "") -> ReportState:
    """From now on no record of the period can be entered, corrected or taken away."""
    return _move(LOCK, organisation, period, {"locked_at": at, **SHUT}, by=by, at=at, reason=reason)


def reopen(*, organisation: str, period: Period, until: date, by: Person, at: datetime, reason: str) -> ReportState:
    """Open one unit's period up to and including a day; after it, it is locked again, whatever was moved meanwhile."""
    if until < timezone.localdate(at):
        raise DayImpossible(f"重新开放的截止日 {until} 已经过去。", do="请填写今天或以后的日期。")
    return _move(REOPEN, organisation, period, {"reopened_until": until}, by=by, at=at, reason=reason)


def close(*, organisation: str, period: Period, by: Person, at: datetime, reason: str) -> ReportState:
    """Lock again before the day has come."""
    return _move(CLOSE, organisation, period, SHUT, by=by, at=at, reason=reason)


ACTS = {
    "submit": submit,
    "withdraw": withdraw,
    "return": return_,
    "return_changed": return_changed,
    "accept": accept,
    "accept_again": accept_again,
    "explain": explain,
    "lock": lock,
    "reopen": reopen,
    "close": close,
}
"""Every move by its key: what carries it out."""


def move_called(key: str) -> Move:
    """Raises MoveUnknown."""
    if key not in BY_KEY:
        raise MoveUnknown(f"没有叫“{key}”的办理。", do=f"可用：{'、'.join(BY_KEY)}。")
    return BY_KEY[key]


def _move(
    move: Move, organisation: str, period: Period, more: dict, *, by: Person, at: datetime, reason: str,
    seen: str | None = None, agreed: Mapping[int, int] | None = None,
) -> ReportState:  # fmt: skip
    refuse_unreported(period)
    with writing(operation=f"report {move.key}", by=by, at=at, reason=_said(reason)) as change:
        unit = _unit(organisation, move, by)
        report = _report(unit, period)
        _refuse_move(move, report, unit, period, today=timezone.localdate(at))
        _refuse_without_reason(move, reason)
        if move.by_another:
            _refuse_party(move, report, unit, period, by)
        if seen is not None:
            _refuse_unseen(move, seen, submitted_digest(report))
        if move is LOCK:
            _refuse_corrected(report, figures(unit, period, person=by))
        now = {"state": move.target, **({"accepted_id": report.submitted_id} if move is ACCEPT else {}), **more}
        _moved(change, report, unit, period, now, by=by, at=at, reason=reason)
        if move is ACCEPT:
            change.touch(_accepted_parts(period))
            agree_to(change, agreed or {}, unit, by=by, at=at)
        return report.state_on(timezone.localdate(at))


def _unit(code: str, move: Move, by: Person) -> Organisation:
    unit = organisation_within(code, by, move.right)
    if Level(unit.level) is not Level.UNIT:
        raise NothingToReport(
            f"{name_now(unit)}不是单位，不单独报送。", do="请由各单位分别报送；行政区域的合计由系统汇总。"
        )
    return unit


def _report(unit: Organisation, period: Period) -> Report | None:
    return Report.objects.filter(organisation=unit, period=str(period)).first()


def state_of(report: Report | None, *, today: date) -> ReportState:
    return report.state_on(today) if report else ReportState.NOT_SUBMITTED


def _refuse_move(move: Move, report: Report | None, unit: Organisation, period: Period, *, today: date) -> None:
    state = state_of(report, today=today)
    if not move.starts_from(state):
        refuse_from(move, state, what=f"{name_on(unit.pk, today)}{period.zh}的报送")


def _refuse_without_reason(move: Move, reason: str) -> None:
    if move.needs_reason and not reason.strip():
        raise ReasonNeeded(f"{move.zh}须写明原因。", do="请写明原因，让对方知道要改什么。", where="reason")


def submitted_digest(report: Report) -> str:
    """By which a page says that it has seen what was submitted, and which time. A snapshot stays as it was written, so
    that its text need not be read to tell one from another.
    """
    return hashlib.sha256(f"{report.submitted_id} {report.submitted.content}".encode()).hexdigest()[:32]


def _refuse_unseen(move: Move, seen: str, now: str) -> None:
    if not seen.strip():
        raise OthersSeen(
            f"没有说明您看到的是哪一份数据，不能{move.zh}。", do="请打开这一期的报送页，核对数据后再办理。"
        )
    if seen != now:
        raise OthersSeen("数据已经变动，与您看到的不同。", do="请刷新页面，核对新的数据后再办理。")


def _refuse_party(move: Move, report: Report, unit: Organisation, period: Period, by: Person) -> None:
    step = {"parties": parties_of(unit, period, report), "organisation": unit, "right": move.right}
    refuse_own_step(**step, by=by, what=f"{move.zh}自己报送或更改过的数据")


def _refuse_unchanged(report: Report, now: Content) -> None:
    if not differences(content_of(report.accepted), now):
        raise NothingChanged(
            "台账与验收的数据相同，没有需要核对或说明的变动。", do="可能刚被别人办理过，请刷新页面后再看。"
        )


def _refuse_corrected(report: Report, now: Content) -> None:
    """What is locked is what was accepted."""
    if differences(content_of(report.accepted), now):
        raise CorrectedSince(
            "验收以后台账又有变动，现在的数据与验收的不同，不能锁定。",
            do="请先由审核人员核对并办理“验收更正”，再锁定。",
        )


def _refuse_incomplete(content: Content, reason: str) -> None:
    counts = content["completeness"]
    if not content["facts"]:
        raise NothingToReport("本期没有任何票据或“本月未使用”的登记。", do="请先登记票据，再报送。")
    if counts["reported"] < counts["owed"] and not reason.strip():
        raise NotComplete(
            "本期还缺票据：有户号没有票据，也没有登记“本月未使用”。",
            do="请先在“缺报月份”中补齐；确需先行报送的，请写明原因。",
            where="reason",
        )


def _moved(
    change: Writing, report: Report | None, unit: Organisation, period: Period, now: dict, *, by: Person, at: datetime,
    reason: str,
) -> int:  # fmt: skip
    now = {**now, "moved_by": by.username, "moved_at": at, "reason": _said(reason)}
    if report is None:
        span = {"first": period.first, "until": period.until}
        return keep(change, Report(organisation=unit, period=str(period), **span, **now))
    correct(change, report, **{"locked_at": report.lock_set_at, **now})
    return report.pk


def _freeze_evidence(change: Writing, content: Content, report: int, called: str) -> None:
    records = [(table, id_) for table, id_, _ in content["evidence"]]
    cite(change, records=dict.fromkeys(records), citing=(Report._meta.db_table, report), cited_by=called)


def _accepted_parts(period: Period) -> set[str]:
    return {f"accepted {month:%Y-%m}" for month in period.each_month()}


def _said(reason: str) -> str:
    return reason.strip()[:MOST_REASON]
