"""公示: the draft's words, asking for approval, approving, objecting, answering, and correcting by a new notice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from jieyue.programme.organisations.naming import name_now
from jieyue.programme.people.second_person import refuse_own_step, who_made
from jieyue.programme.publication.catalogue import NoticeUnknown, NotPublishable, called
from jieyue.programme.publication.content import seen_of
from jieyue.programme.publication.drafting import drawn_from
from jieyue.rules.moves import Move, refuse_from
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.publication import ENERGY, PROPOSE, PUBLISH, REPLACE, SEND_BACK, WITHDRAW, NoticeState
from jieyue.rules.refusal import Meanwhile, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.notices.models import Notice, Objection
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.people.models import User
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.models import RowVersion
from jieyue.store.records.writing import Writing, writing
from jieyue.store.snapshots.keeping import pin

USUAL_DAYS = 10
"""For how many days a notice is shown unless the unit says otherwise: our own choice, no rule names it."""
MOST_DAYS = 366
MOST_WORDS = 1000
SENDING_BACK, PUBLISHING = DECIDING = ("notice send_back", "notice publish")


class FiguresMoved(Meanwhile):
    """The draft's figures are no longer those that were looked at."""


class ReasonNeeded(Refused):
    pass


class WordsMissing(Refused):
    pass


@dataclass(frozen=True)
class Words:
    """What the unit adds to the figures."""

    reasons: str = ""
    place: str = ""
    telephone: str = ""
    days: int = USUAL_DAYS


def save_words(
    *, organisation: str, period: Period | None, what: str = ENERGY, reasons: str = "", place: str = "",
    telephone: str = "", days: int = USUAL_DAYS, by: Person, at: datetime, reason: str = "",
) -> None:  # fmt: skip
    """What the unit adds to the figures, as long as the notice is a draft."""
    kept = _kept_words(Words(reasons, place, telephone, days))
    with writing(operation="notice words", by=by, at=at, reason=reason.strip()) as change:
        correct(change, _to_propose(change, (organisation, what, period), by, at), **kept)


def propose(
    *, organisation: str, period: Period | None, what: str = ENERGY, by: Person, at: datetime,
    words: Words | None = None, reason: str = "",
) -> None:  # fmt: skip
    """Ask a second person to approve the draft; with the words that were typed, or with those kept before."""
    kept = _kept_words(words) if words else {}
    with writing(operation="notice propose", by=by, at=at, reason=reason.strip()) as change:
        notice = _to_propose(change, (organisation, what, period), by, at)
        drawn_from(what).refuse_empty(notice.organisation, period)
        now = {"state": NoticeState.PROPOSED, "proposed_by": by.username, "proposed_at": at, "decided_reason": ""}
        correct(change, notice, **kept, **now)


def withdraw(
    *, organisation: str, period: Period | None, what: str = ENERGY, by: Person, at: datetime, reason: str = ""
) -> None:
    """Take back what was handed in for approval and has not been decided on; it is a draft again."""
    with writing(operation="notice withdraw", by=by, at=at, reason=reason.strip()) as change:
        unit = _unit(organisation, what, Right.ENTER, by)
        notice = _newest(unit, what, period)
        _refuse_state(WITHDRAW, notice, unit, called(what).called(period))
        correct(change, notice, state=WITHDRAW.target)


def send_back(
    *, organisation: str, period: Period | None, what: str = ENERGY, by: Person, at: datetime, reason: str
) -> None:
    """Not like this: the draft goes back to who drafted it."""
    with writing(operation=SENDING_BACK, by=by, at=at, reason=reason.strip()) as change:
        unit = _unit(organisation, what, Right.APPROVE, by)
        notice = _newest(unit, what, period)
        _refuse(SEND_BACK, notice, unit, (what, period), by)
        if not reason.strip():
            raise ReasonNeeded("退回修改须写明原因。", do="请写明要改什么。", where="reason")
        correct(change, notice, state=NoticeState.DRAFT, decided_by=by.username, decided_reason=_cut(reason))


def publish(
    *, organisation: str, period: Period | None, what: str = ENERGY, seen: str, by: Person, at: datetime,
    reason: str = "",
) -> None:  # fmt: skip
    """Approve and show it. `seen` is the digest of what was looked at: figures, words, number and proposal."""
    with writing(operation=PUBLISHING, by=by, at=at, reason=reason.strip()) as change:
        unit = _unit(organisation, what, Right.APPROVE, by)
        notice = _newest(unit, what, period)
        _refuse(PUBLISH, notice, unit, (what, period), by)
        drawn_from(what).refuse_undrafted(unit, period, timezone.localdate(at))
        content = drawn_from(what).content(unit, period)
        _refuse_unseen(seen, seen_of(notice, content))
        today = timezone.localdate(at)
        until = today + timedelta(days=notice.days - 1)
        content = {**content, "records": drawn_from(what).records(unit, period), **_words(notice, by, today, until)}
        pinned = pin(change, organisation=unit.pk, what="notice", period=notice.period, content=content, at=at)
        if notice.number > 1:
            corrected = _of(unit, what, period).get(number=notice.number - 1)
            correct(change, corrected, state=REPLACE.target)
        correct(
            change, notice, state=NoticeState.PUBLISHED, snapshot_id=pinned, decided_by=by.username, published_at=at,
            shown_from=today, shown_until=until,
        )  # fmt: skip


def begin_correction(
    *, organisation: str, period: Period | None, what: str = ENERGY, correction: str, by: Person, at: datetime
) -> None:
    """A new draft that, once approved, corrects what was published; that stays as it is until then."""
    if not correction.strip():
        raise WordsMissing("请写明原公示哪里不对。", do="这句话会写在更正公示上。", where="correction")
    with writing(operation="notice correct", by=by, at=at, reason=correction.strip()) as change:
        unit = _unit(organisation, what, Right.ENTER, by)
        notice = _newest(unit, what, period)
        if notice is None or notice.state != NoticeState.PUBLISHED:
            raise NotPublishable("没有已公示的内容可以更正。", do="草稿可以直接修改。")
        words = {name: getattr(notice, name) for name in ("reasons", "place", "telephone", "days")}
        new = Notice(
            organisation=unit, what=what, period=notice.period, number=notice.number + 1, state=NoticeState.DRAFT,
            correction=_cut(correction), **words,
        )  # fmt: skip
        keep(change, new)


def raise_objection(*, notice: int, text: str, by: Person, at: datetime) -> int:
    """Whoever may read a published notice may object to it; gives the objection's id."""
    if not text.strip():
        raise WordsMissing("请写明异议。", do="写明哪一项、有什么疑问。", where="text")
    with writing(operation="notice objection", by=by, at=at) as change:
        found = within(Notice.objects.all(), by, organisation=Notice.organisation_lookup).filter(pk=notice).first()
        if found is None or found.state not in (NoticeState.PUBLISHED, NoticeState.REPLACED):
            raise NoticeUnknown("没有这份公示，或者不在您的管辖范围内。", do="请从公示列表中打开。")
        return keep(change, Objection(notice=found, by=by.username, at=at, text=_cut(text)))


def answer_objection(*, objection: int, answer: str, by: Person, at: datetime) -> None:
    """Whoever enters for the unit answers; an answer stays as it was given."""
    if not answer.strip():
        raise WordsMissing("请写明答复。", do="写明核对结果和处理。", where="answer")
    with writing(operation="notice answer", by=by, at=at) as change:
        own = within(Objection.objects.all(), by, organisation=Objection.organisation_lookup, right=Right.ENTER)
        found = own.filter(pk=objection).first()
        if found is None:
            raise NoticeUnknown("没有这条异议，或者不归您答复。", do="请从公示中打开。")
        if found.answer:
            raise FiguresMoved("这条异议已经答复。", do="请刷新页面后再看。")
        correct(change, found, answer=_cut(answer), answered_by=by.username, answered_at=at)


def _kept_words(words: Words) -> dict[str, object]:
    if not 1 <= words.days <= MOST_DAYS:
        raise NotPublishable(f"公示天数须在 1 到 {MOST_DAYS} 之间。", do="请改正天数。", where="days")
    place, telephone = words.place.strip()[:100], words.telephone.strip()[:60]
    return {"reasons": _cut(words.reasons), "place": place, "telephone": telephone, "days": words.days}


def _to_propose(change: Writing, about: tuple[str, str, Period | None], by: Person, at: datetime) -> Notice:
    """The draft that whoever enters for the unit may still change."""
    organisation, what, period = about
    unit = _unit(organisation, what, Right.ENTER, by)
    notice = _draft(change, unit, (what, period), at)
    _refuse_state(PROPOSE, notice, unit, called(what).called(period))
    return notice


def _unit(code: str, what: str, right: Right, by: Person) -> Organisation:
    unit, kind = organisation_within(code, by, right), called(what)
    if Level(unit.level) not in kind.levels:
        levels = "、".join(level.zh for level in Level if level in kind.levels)
        raise NotPublishable(f"{name_now(unit)}不公示{kind.name}。", do=f"请选择{levels}。")
    return unit


def _of(unit: Organisation, what: str, period: Period | None) -> QuerySet[Notice]:
    return Notice.objects.filter(organisation=unit, what=what, period=str(period or ""))


def _newest(unit: Organisation, what: str, period: Period | None) -> Notice | None:
    return _of(unit, what, period).order_by("-number").first()


def _draft(change: Writing, unit: Organisation, about: tuple[str, Period | None], at: datetime) -> Notice:
    """The newest notice of it; a first draft is kept once somebody touches it."""
    what, period = about
    drawn_from(what).refuse_undrafted(unit, period, timezone.localdate(at))
    notice = _newest(unit, what, period)
    if notice is None:
        notice = Notice(
            organisation=unit, what=what, period=str(period or ""), state=NoticeState.DRAFT, days=called(what).days
        )
        keep(change, notice)
    return notice


def _refuse(
    move: Move, notice: Notice | None, unit: Organisation, about: tuple[str, Period | None], by: Person
) -> None:
    what, period = about
    _refuse_state(move, notice, unit, called(what).called(period))
    step = {"parties": parties_to(notice, unit, period), "organisation": unit, "right": move.right}
    refuse_own_step(**step, by=by, what=f"{move.zh}自己经办的公示")


def _refuse_state(move: Move, notice: Notice | None, unit: Organisation, name: str) -> None:
    state = NoticeState(notice.state) if notice else NoticeState.DRAFT
    refuse_from(move, state, what=f"{unit.code} {name} 的公示")


def parties_to(notice: Notice, unit: Organisation, period: Period | None) -> set[str]:
    """Whoever had a part in what it is drawn from, in the words or in asking for approval."""
    versions = RowVersion.objects.filter(table=Notice._meta.db_table, record_id=notice.pk)
    drafted = versions.exclude(entry__operation__in=DECIDING).values_list("entry_id", flat=True)
    behind = drawn_from(notice.what).parties(unit, period)
    return behind | who_made(drafted, Right.ENTER) | {notice.proposed_by} - {""}


def _refuse_unseen(seen: str, now: str) -> None:
    if not seen.strip():
        raise FiguresMoved("没有说明您看到的是哪一份公示草稿，不能批准。", do="请打开公示页，核对数据和文字后再批准。")
    if seen != now:
        raise FiguresMoved("公示草稿的数据或文字刚有变化，与您看到的不同。", do="请刷新页面，核对后再批准。")


def _words(notice: Notice, by: Person, since, until) -> dict[str, object]:
    names = dict(User.objects.filter(username=notice.proposed_by).values_list("username", "name"))
    return {
        "number": notice.number,
        "reasons": notice.reasons,
        "place": notice.place,
        "telephone": notice.telephone,
        "correction": notice.correction,
        "drafted_by": names.get(notice.proposed_by, notice.proposed_by),
        "approved_by": by.name,
        "shown_from": since,
        "shown_until": until,
    }


def _cut(text: str) -> str:
    return text.strip()[:MOST_WORDS]
