"""报送材料: noting or handing in a document; and what is done with it: approved of, received above, given back."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from django.db.models import Max, QuerySet
from django.utils import timezone

from jieyue.programme.duties.again import refuse_unchanged
from jieyue.programme.duties.documents import document_named, documents_known, handed_in, kinds_known, sheet_kind
from jieyue.programme.duties.operations import ReasonNeeded
from jieyue.programme.duties.standing import groups_of, unit_itself
from jieyue.programme.evidence.together import Upload, together
from jieyue.programme.people.second_person import refuse_own_step, who_made
from jieyue.programme.records.queries import last_seen
from jieyue.rules.duties import Duty, Horizon
from jieyue.rules.moves import Move, refuse_from
from jieyue.rules.period import Period
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.receiving import (
    ADOPT,
    APPROVE,
    BY_KEY,
    DECIDING,
    FROM_ABOVE,
    HAND_IN,
    NOTE,
    PROPOSE,
    RECEIVE,
    PaperState,
)
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere, Refused
from jieyue.rules.roles import RIGHTS, Right
from jieyue.store.duties.models import HandedIn
from jieyue.store.evidence.keeping import cite
from jieyue.store.evidence.models import Link, Version
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import directed, organisation_within, within
from jieyue.store.orgs.tree import path_on
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.models import RowVersion
from jieyue.store.records.writing import Writing, writing
from jieyue.store.snapshots.keeping import content_of, pin

MOST_TITLE, MOST_TO, MOST_REASON = 200, 100, 500
TABLE = HandedIn._meta.db_table
HANDING_IN = "document handed in"


class NotHandedIn(Refused):
    pass


class AlreadyReceived(Meanwhile):
    """The level above has received it: it stays as it was received."""


class NothingThere(Refused):
    """There is neither a file nor anything filled in here."""


class NotAbove(NotAllowed):
    """Only the level above receives."""


class OthersSeen(Meanwhile):
    """It is no longer what was looked at."""


class PaperUnknown(NotThere):
    pass


def hand_in(
    *,
    organisation: str,
    what: str,
    period: str = "",
    handed_in_on: date | None = None,
    to: str = "",
    title: str,
    draw: Callable[[], Mapping[str, Any]] | None = None,
    uploads: Sequence[Upload] = (),
    by: Person,
    at: datetime,
    reason: str = "",
) -> int:
    """Note that a document was handed in, with its file as evidence; gives the id. Again for the same period corrects
    it, with a reason; what was given back goes to the level above again, as it was only with a reason.

    What the system fills in itself it `draws`, and that is pinned: then no file has to be uploaded. It is handed in on
    the day on which that is noted. An earlier day is for whoever directs the unit to state, with a
    reason.
    """
    word, period = _refuse_wrong_words(what, period, title)
    today = timezone.localdate(at)
    is_for_above = _is_earlier(handed_in_on, today) or comes_from_others(word)
    right = Right.SHAPE if is_for_above and by.may(Right.SHAPE) else Right.ENTER
    unit = organisation_within(organisation, by, right).pk
    with together(uploads, organisation=unit, by=by, at=at) as proof:
        with writing(operation=HANDING_IN, by=by, at=at, reason=reason.strip()) as change:
            place = organisation_within(organisation, by, right)
            _refuse_own(place, word, by)
            _refuse_before_it_begins(place, word, period, today)
            now: dict[str, object] = {"to": to.strip()[:MOST_TO], "title": title.strip()[:MOST_TITLE]}
            kept = HandedIn.objects.filter(organisation=place, what=word, period=period).first()
            now |= _day_noted(kept, place, handed_in_on, today=today, by=by, reason=reason)
            if draw is None and not uploads and not reason.strip():
                refuse_unchanged(kept, now)
            if draw is not None:
                now["snapshot_id"] = pin(change, organisation=unit, what=word, period=period, content=draw(), at=at)
            record = _keep(change, place, word, period, now, today=today, by=by, reason=reason)
        proof.hang(uploads, table=TABLE, record=record, fact_on=today, name=now["title"])
    return record


def _keep(
    change: Writing, place: Organisation, what: str, period: str, now: Mapping[str, object], *, today: date,
    by: Person, reason: str,
) -> int:  # fmt: skip
    """The document with these values, on the way that its kind goes; gives its id."""
    kept = HandedIn.objects.filter(organisation=place, what=what, period=period).first()
    if kept is None:
        first = {"handed_in_on": today, "due_days": _due_days(place, what, period, today), **now}
        way = _on_its_way(place, what, PaperState.NOT_HANDED_IN, today)
        return keep(change, HandedIn(organisation=place, what=what, period=period, **first, **way))
    state = PaperState(kept.state)
    if state.is_received and not directed([place.pk], by):
        says = f"《{kept.title}》已由上级接收（{kept.receipt}），不能更改。"
        raise AlreadyReceived(says, do="确需更正的，请上级先撤回接收，再退回。")
    is_back = state is PaperState.RETURNED
    if not is_back and not reason.strip() and any(getattr(kept, name) != value for name, value in now.items()):
        raise ReasonNeeded("这份材料已经登记，更改须写明原因。", do="请写明原因。", where="reason")
    again = {"snapshot_id": None, **_on_its_way(place, what, state, today)} if is_back else {}
    correct(change, kept, **{**again, **now})
    return kept.pk


def send_sheet(
    change: Writing, unit: Organisation, *, year: int, title: str, snapshot: int, by: Person, at: datetime
) -> int:
    """The score sheet that has just been handed in goes to the level above as any document does; gives its id. Handed
    in anew before anybody received it, the newer goes up in its place. Raises AlreadyReceived.
    """
    what, period, now = sheet_kind().key, f"{year:04}", {"title": title[:MOST_TITLE], "snapshot_id": snapshot}
    kept = HandedIn.objects.filter(organisation=unit, what=what, period=period).first()
    reason = "" if kept is None else "重新提交打分表"
    return _keep(change, unit, what, period, now, today=timezone.localdate(at), by=by, reason=reason)


def decide(paper: int, key: str, *, seen: str, by: Person, at: datetime, reason: str = "") -> PaperState:
    """Approve of a document or send it back, receive it above or give it back, note that it is public, take a receipt
    back. `seen` is what the page gave that was looked at.
    """
    step, today = move_called(key), timezone.localdate(at)
    with writing(operation=f"document {step.key}", by=by, at=at, reason=reason.strip()) as change:
        kept = _paper(paper, step.right, by)
        refuse_from(step, PaperState(kept.state), what=f"《{kept.title}》")
        if not may_end(step, kept, today):
            where = "不报上级" if step is APPROVE else "须报上级"
            raise NotAbove(f"这种材料{where}。", do="请刷新页面后再办理。")
        if step in FROM_ABOVE and not directed([kept.organisation_id], by, step.right):
            raise NotAbove("报送的材料由上级接收。", do="请由上级机构的人员办理。")
        if step.needs_reason and not reason.strip():
            raise ReasonNeeded(f"{step.zh}须写明原因。", do="请写明原因，让对方知道要改什么。", where="reason")
        if step.by_another:
            _refuse_party(step, kept, by)
        _refuse_nothing(kept)
        if seen != seen_of(kept):
            raise OthersSeen("材料刚有变动，与您看到的不同。", do="请刷新页面，看过后再办理。")
        decided = {"decided_by": by.username, "decided_at": at, "decision": reason.strip()[:MOST_REASON]}
        correct(change, kept, state=step.target, **decided, **_with_it(step, kept, today, by))
        if step is RECEIVE:
            cite(change, records=[(TABLE, kept.pk)], citing=(TABLE, kept.pk), cited_by=f"接收的《{kept.title}》")
        return step.target_from(PaperState(kept.state))


def move_called(key: str) -> Move[PaperState]:
    if key not in BY_KEY:
        raise NotThere(f"没有叫“{key}”的办理。", do=f"可用：{'、'.join(BY_KEY)}。")
    return BY_KEY[key]


def seen_of(kept: HandedIn) -> str:
    """By which a page says what it has seen: the record, and which files hang on it."""
    items = Link.objects.filter(table=TABLE, record_id=kept.pk).values("item")
    files = sorted(Version.objects.filter(item__in=items).values_list("sha256", flat=True))
    last = last_seen(HandedIn, [kept.pk]).get(kept.pk, 0)
    return hashlib.sha256(" ".join([str(last), *files]).encode()).hexdigest()[:32]


def drawn_content(kept: HandedIn) -> dict[str, Any]:
    """What the system filled in; empty where a file was uploaded instead."""
    return dict(content_of(kept.snapshot))


def parties_to(kept: HandedIn, step: Move = RECEIVE) -> set[str]:
    """Whoever handed it in, and those for whom they did; for a step of the level above also who approved of it. Who
    approved of it once may do so again when it comes back corrected.
    """
    return who_made(entries_of_parties([kept.pk], step).values_list("entry_id", flat=True), Right.ENTER, Right.SHAPE)


def entries_of_parties(papers: Iterable[int], step: Move) -> QuerySet[RowVersion]:
    """What was written on these documents by those who may not make the step."""
    is_above, first = step in FROM_ABOVE, (APPROVE, ADOPT)
    decided = [f"document {move.key}" for move in DECIDING if move not in first or not is_above]
    versions = RowVersion.objects.filter(table=TABLE, record_id__in=any_of(papers))
    return versions.exclude(entry__operation__in=decided)


# --- on the way


def _on_its_way(place: Organisation, what: str, state: PaperState, today: date) -> dict[str, object]:
    """Where a document goes: to nobody, to whoever approves of it here, or to the level above at once."""
    kind = kinds_known().get(what)
    goes = goes_up(place.pk, what, today)
    is_approved = kind is not None and kind.approved and (goes or not kind.received)
    step = PROPOSE if is_approved else HAND_IN if goes else NOTE
    if not step.starts_from(state):
        return {"state": PaperState.NOTED}
    return {"state": step.target, **({"sent_on": today} if step is HAND_IN else {})}


def goes_up(organisation: int, what: str, today: date) -> bool:
    """Whether documents of this kind go from here to a level above, which receives them."""
    kind = kinds_known().get(what)
    is_at_the_top = path_on(organisation, today) == f"/{organisation}/"
    return kind is not None and kind.received and not is_at_the_top


def may_end(move: Move[PaperState], kept: HandedIn, today: date) -> bool:
    """Whether a move leads where documents of this kind go: approved of here, or approved of to be sent."""
    return move not in (APPROVE, ADOPT) or (move is APPROVE) == goes_up(kept.organisation_id, kept.what, today)


def _with_it(step: Move, kept: HandedIn, today: date, by: Person) -> dict[str, object]:
    """What a decision changes beside the state."""
    if step is APPROVE:
        is_first = kept.sent_on is None and not kept.is_backdated
        return {"sent_on": today, **({"handed_in_on": today} if is_first else {})}
    if step is ADOPT:
        return {} if kept.is_backdated else {"handed_in_on": today}
    if step is not RECEIVE:
        return {}
    receiver = _receiver(kept, by, today)
    if (kept.receiver_id, kept.receipt_year) == (receiver, today.year):
        return {}
    last = HandedIn.objects.filter(receiver=receiver, receipt_year=today.year).aggregate(last=Max("receipt_number"))
    return {"receiver_id": receiver, "receipt_year": today.year, "receipt_number": (last["last"] or 0) + 1}


def _receiver(kept: HandedIn, by: Person, today: date) -> int:
    """The nearest place above for which the person receives; whoever has the machine does so for the level above."""
    path = path_on(kept.organisation_id, today)
    above = [post.path for post in by.posts if Right.REVIEW in RIGHTS[post.role] and post.path != EVERYWHERE]
    nearest = max((each for each in above if path.startswith(each) and each != path), key=len, default=None)
    return int((nearest or path.rsplit("/", 2)[0] + "/").strip("/").rsplit("/", 1)[-1])


def _due_days(place: Organisation, what: str, period: str, today: date) -> str:
    """By plan and entry, the days by which it is due as the plans stand now."""
    asked = _asking(place, what, period, today)
    days = {f"{each.plan}/{each.entry.key}": each.due_on.isoformat() for each in asked}
    return orjson.dumps(days).decode() if days else ""


def _asking(place: Organisation, what: str, period: str, today: date) -> list[Duty]:
    """The duties of an organisation that ask for this document of this period."""
    own = (duty for group in groups_of([unit_itself(place)], Horizon(today)) for duty in group.duties)
    return [each for each in own if each.entry.discharge and (each.entry.discharge.what, each.period) == (what, period)]


def _day_noted(
    kept: HandedIn | None, place: Organisation, day: date | None, *, today: date, by: Person, reason: str
) -> dict[str, object]:
    """The day on which it was handed in, where that is noted for the first time or is another than was noted."""
    if kept is not None and (not day or day == kept.handed_in_on):
        return {}
    is_earlier = _is_earlier(day, today)
    _refuse_earlier(place, day, by, reason, is_earlier=is_earlier)
    return {"handed_in_on": day or today, "is_backdated": is_earlier}


# --- what is needed


def _is_earlier(day: date | None, today: date) -> bool:
    """Whether a day is stated that is over; none can be that is still to come."""
    if day and day > today:
        raise NotHandedIn(f"报送日期 {day} 还没有到。", do="请填写实际报送的日期。", where="handed_in_on")
    return day is not None and day < today


def _refuse_wrong_words(what: str, period: str, title: str) -> tuple[str, str]:
    word = document_named(what)
    if word is None:
        known = "、".join(f"{key}（{name}）" for key, name in documents_known().items())
        raise NotHandedIn(f"不认识材料“{what}”。", do=f"可用：{known}。", where="what")
    if not title.strip():
        raise NotHandedIn("请填写材料名称。", do="例如文件标题或文号。", where="title")
    return word, str(Period.parse(period)) if period else ""


def comes_from_others(what: str) -> bool:
    """Whether a plan has a duty that this document discharges and that its owner waits for: what others give him."""
    entries = (entry for plan in policy().plans.values() for entry in plan.entries)
    own = (entry.discharge for entry in entries if entry.discharge and entry.discharge.by == "document")
    return any(each.by_others and each.what == what for each in own)


def _refuse_before_it_begins(place: Organisation, what: str, period: str, today: date) -> None:
    """What tells of a period is not handed in before it begins, unless a plan asks for it by now."""
    if not period or Period.parse(period).first <= today or kinds_known()[what].ahead:
        return
    if not any(each.opens_on <= today for each in _asking(place, what, period, today)):
        asked = Period.parse(period)
        says = f"{asked.zh}还没有开始，不能报送{asked.zh}的“{documents_known()[what]}”。"
        raise NotHandedIn(says, do=f"请核对报告期；确是{asked.zh}的，请在 {asked.first} 以后报送。", where="period")


def _refuse_own(place: Organisation, what: str, by: Person) -> None:
    if comes_from_others(what) and not directed([place.pk], by):
        says = f"“{documents_known()[what]}”由上级作出，本单位不能自己登记。"
        raise NotAbove(says, do="请等上级登记；本单位收到的原件可以作为佐证上传。")


def _refuse_earlier(place: Organisation, day: date | None, by: Person, reason: str, *, is_earlier: bool) -> None:
    """What was done was done on the day it was noted, unless whoever directs the unit says otherwise and why."""
    if not is_earlier:
        return
    if not directed([place.pk], by):
        do = "留空即以登记当天为报送日期；确在此前报送的，请主管部门补登并写明原因。"
        raise NotHandedIn(f"报送日期 {day} 早于登记的当天，只有上级主管部门可以补登。", do=do, where="handed_in_on")
    if not reason.strip():
        raise ReasonNeeded("补登以前的日期须写明原因。", do="请写明原因。", where="reason")


def _paper(paper: int, right: Right, by: Person) -> HandedIn:
    own = within(HandedIn.objects.all(), by, organisation=HandedIn.organisation_lookup, right=right)
    kept = own.filter(pk=paper).select_related("organisation").first()
    if kept is None:
        raise PaperUnknown("没有这份材料，或者不归您办理。", do="请从任务页或“收到的材料”中打开。")
    return kept


def _refuse_party(step: Move, kept: HandedIn, by: Person) -> None:
    about = {"parties": parties_to(kept, step), "organisation": kept.organisation, "right": step.right}
    refuse_own_step(**about, by=by, what=f"{step.zh}自己报送的材料", who="经办过这份材料的人")


def _refuse_nothing(kept: HandedIn) -> None:
    [handed] = handed_in(HandedIn.objects.filter(pk=kept.pk))
    if not handed.is_there:
        raise NothingThere(f"《{kept.title}》只登记了名称，没有文件。", do="请报送的机构先上传文件。")
