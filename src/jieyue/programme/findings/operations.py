"""问题: raised by hand, explained or put right, looked at again by somebody else, and closed."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from jieyue.programme.checking.deciding import explain_found, freeze, parties_to, period_of, refuse_own_level
from jieyue.programme.checking.live import of_all
from jieyue.programme.checking.rechecking import settle_known
from jieyue.programme.evidence.together import Upload, together
from jieyue.programme.findings.photos import hang_photos
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.people.second_person import refuse_own_step
from jieyue.programme.records.queries import last_seen
from jieyue.rules.findings import (
    BY_KEY,
    CLOSE,
    EXPLAIN,
    EXTEND,
    SEND_BACK,
    UNANSWERED,
    FindingState,
    Origin,
    is_looked_for,
    is_made,
)
from jieyue.rules.moves import Move, refuse_from
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.store.findings.keeping import PUT_RIGHT_SAYS, Raised, new_finding, usual_due_day
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import OrganisationUnknown, organisation_within, within
from jieyue.store.people.models import User
from jieyue.store.people.tenures import deciders_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing

MOST_WORDS, LONGEST_TITLE = 1000, 100
MOST_DAYS = 366
"""Whoever extends a day does not put it off for good."""
BY_HAND = (Origin.PATROL, Origin.REVIEWER)


class FindingUnknown(NotThere):
    """No such finding, or none that the person may know of."""


class NotRaised(Refused):
    """Something is missing or wrong in what was written."""


class AlreadyRaised(Meanwhile):
    pass


class ChangedMeanwhile(Meanwhile):
    pass


class StillFound(Refused):
    pass


class NotFoundNow(NotThere):
    pass


def raise_finding(
    *, organisation: str, origin: Origin, title: str, says: str, do: str = "", place: str = "", responsible: str = "",
    day: date | None = None, due_on: date | None = None, rule: str = "", photos: Sequence[Upload] = (), by: Person,
    at: datetime,
) -> int:  # fmt: skip
    """What a patrol or an inspection found, on a day, with its photos; gives its number. The same twice on a day is
    one.

    Whoever enters for the unit patrols it himself, whoever reviews it inspects it.
    """
    today = timezone.localdate(at)
    _refuse_wrong_words(title, says)
    _refuse_wrong_days(day or today, due_on or today, today)
    unit = _unit_to_look_at(organisation, origin, by)
    with together(photos, organisation=unit.pk, by=by, at=at) as proof:
        with writing(operation="finding raise", by=by, at=at) as change:
            unit = _unit_to_look_at(organisation, origin, by)
            _refuse_who_cannot_answer(responsible, unit, by)
            raised = Raised(
                unit.pk, rule, _one_line(title)[:LONGEST_TITLE], _cut(says), _cut(do), day or today,
                about=_digest(origin, title, says, place), place=_one_line(place)[:100], responsible=responsible,
                origin=origin,
            )  # fmt: skip
            if _kept(raised):
                raise AlreadyRaised("同一天同一个地方的这个问题已经登记过了。", do="请在问题列表中打开它，不用再登记。")
            finding = new_finding(raised, "", by=by, at=at)
            finding.due_on = due_on or finding.due_on
            keep(change, finding)
        hang_photos(proof, photos, finding)
    return finding.pk


def explain_check(
    *, organisation: str, year: int, mark: str, words: str, period: Period | None = None,
    photos: Sequence[Upload] = (), by: Person, at: datetime,
) -> int:  # fmt: skip
    """What a data check finds in a unit's year, or in a quarter of it, taken in hand with an explanation; gives its
    number.

    Raises NotFoundNow where the check finds it no longer, CannotMove where somebody has answered already.
    """
    _refuse_no_words(EXPLAIN, words)
    unit = organisation_within(organisation, by, Right.ENTER)
    with together(photos, organisation=unit.pk, by=by, at=at) as proof:
        with writing(operation="finding explain", by=by, at=at, reason=_cut(words)) as change:
            unit = organisation_within(organisation, by, Right.ENTER)
            found = _live(unit.pk, period or Period.parse(f"{year:04}"), by)
            live = next((each for each in found if each.mark == mark), None)
            if live is None:
                raise NotFoundNow("数据核对现在没有发现这个问题。", do="可能已经更正，请刷新页面后再看。")
            finding = explain_found(change, live, _cut(words), by=by, at=at)
        hang_photos(proof, photos, finding)
    return finding.pk


def move(
    finding: int, key: str, *, seen: int, words: str = "", due_on: date | None = None, photos: Sequence[Upload] = (),
    by: Person, at: datetime,
) -> None:  # fmt: skip
    """One step on. `seen` is the version that was looked at; `due_on` the new day of who extends it."""
    step = move_called(key)
    today = timezone.localdate(at)
    organisation = _finding(finding, step.right, by).organisation_id
    with together(photos, organisation=organisation, by=by, at=at) as proof:
        with writing(operation=f"finding {step.key}", by=by, at=at, reason=_cut(words)) as change:
            kept = _finding(finding, step.right, by)
            refuse_from(step, FindingState(kept.state), what="这个问题")
            if not is_made(step, Origin(kept.origin), kept.record_id):
                raise NotRaised("核对发现的问题不能撤销。", do="更正记录后自动销号；确有原因的，由单位说明。")
            if seen != last_seen(Finding, [kept.pk])[kept.pk]:
                raise ChangedMeanwhile("这个问题刚有变化，与您看到的不同。", do="请刷新页面，看过后再办理。")
            if step.by_another:
                _refuse_own_step(step, kept, by)
            if step is CLOSE:
                refuse_own_level(kept, by)
            if step.needs_reason:
                _refuse_no_words(step, words)
            correct(
                change, kept, **_values(step, words, _extended(kept, due_on, today) if step is EXTEND else None, by, at)
            )
            if step is CLOSE:
                freeze(change, kept)
        hang_photos(proof, photos, kept)


def recheck(finding: int, *, by: Person, at: datetime) -> FindingState:
    """Look again whether the data check still finds it; its state then. Raises StillFound."""
    with writing(operation="finding recheck", by=by, at=at) as change:
        kept = _finding(finding, Right.ENTER, by)
        if not is_looked_for(Origin(kept.origin), kept.record_id):
            raise NotRaised("这个问题不是数据核对发现的，不能重新核对。", do="请说明原因，或者整改后报告。")
        before = kept.state
        if kept.record_id is None:
            settle_known(change, [kept], _live(kept.organisation_id, period_of(kept), by), by=by, at=at)
        else:
            ledger_named(kept.ledger).looks.look_again(change, [kept.record_id], by=by, at=at)
            kept.refresh_from_db()
        if kept.state == before and kept.answer != PUT_RIGHT_SAYS:
            raise StillFound("重新核对，问题还在。", do="请先更正记录；确有原因的，请说明原因。")
        return FindingState(kept.state)


def move_called(key: str) -> Move[FindingState]:
    if key not in BY_KEY:
        named = "、".join(f"{each.key}（{each.zh}）" for each in BY_KEY.values())
        raise NotThere(f"没有叫“{key}”的办理步骤。", do=f"可用：{named}。")
    return BY_KEY[key]


def usernames_for(unit: int, on: date) -> dict[str, str]:
    """Who may answer for a unit, by username: the name."""
    path, deciders = deciders_of(unit, on, Right.ENTER)
    here = {each.user for each in deciders if path.startswith(each.path)}
    return dict(User.objects.filter(id__in=here, is_active=True).order_by("name").values_list("username", "name"))


# --- what is needed


def _unit_to_look_at(code: str, origin: Origin, by: Person) -> Organisation:
    if origin not in BY_HAND:
        raise NotRaised(
            "数据核对发现的问题不用登记。", do=f"可用：{'、'.join(each.zh for each in BY_HAND)}。", where="origin"
        )
    try:
        return organisation_within(code, by, Right.REVIEW)
    except OrganisationUnknown:
        if origin is Origin.REVIEWER:
            raise
        return organisation_within(code, by, Right.ENTER)


def _refuse_wrong_words(title: str, says: str) -> None:
    if not title.strip():
        raise NotRaised("没有写明是什么问题。", do="请用几个字概括，例如“下班没有关空调”。", where="title")
    if not says.strip():
        raise NotRaised("没有写明具体情况。", do="请写明看到了什么、在哪里。", where="says")


def _refuse_wrong_days(day: date, due_on: date, today: date) -> None:
    if day > today:
        raise NotRaised(f"发现日期 {day} 还没有到。", do="请填写今天或以前的日期。", where="day")
    if not today <= due_on <= date.fromordinal(today.toordinal() + MOST_DAYS):
        raise NotRaised(
            f"期限 {due_on} 已经过去，或者太远。", do=f"请填写今天起 {MOST_DAYS} 天以内的日期。", where="due_on"
        )


def _refuse_who_cannot_answer(username: str, unit: Organisation, by: Person) -> None:
    if username and username not in usernames_for(unit.pk, by.on):
        raise NotRaised(
            "所选的责任人不能为这个单位填报。", do="请选择这个单位的统计员，或者留空。", where="responsible"
        )


def _refuse_no_words(step: Move, words: str) -> None:
    if not words.strip():
        raise NotRaised(f"{step.zh}须写明情况。", do="请写明原因、做了什么，或者还要改什么。", where="words")


def _refuse_own_step(step: Move, kept: Finding, by: Person) -> None:
    about = {"parties": parties_to(kept), "organisation": kept.organisation, "right": step.right}
    refuse_own_step(**about, by=by, what=f"{step.zh}自己答复的问题", who="说明或整改这个问题的人")


def _extended(kept: Finding, due_on: date | None, today: date) -> date:
    if due_on is None or not max(kept.due_on, today) < due_on <= date.fromordinal(today.toordinal() + MOST_DAYS):
        says = "新的期限应在原期限和今天之后，一年以内。"
        raise NotRaised(says, do=f"原期限是 {kept.due_on}，请填写之后的日期。", where="due_on")
    return due_on


def _values(step: Move, words: str, due_on: date | None, by: Person, at: datetime) -> dict[str, object]:
    if step.right is Right.ENTER:
        return _answer(step, words, by, at)
    decided = {"decision": _cut(words), "decided_by": by.username, "decided_at": at}
    if due_on:
        return {**decided, "due_on": due_on}
    if step is SEND_BACK:
        return {**decided, "state": step.target, "due_on": usual_due_day(timezone.localdate(at))}
    return {**decided, "state": step.target} if step.target else decided


def _answer(step: Move, words: str, by: Person, at: datetime) -> dict[str, object]:
    if step.target in UNANSWERED:
        return {"state": step.target}
    return {"state": step.target, "answer": _cut(words), "answered_by": by.username, "answered_at": at}


def _live(unit: int, period: Period, by: Person):
    return list(of_all([unit], period, person=by))


def _kept(raised: Raised) -> Finding | None:
    organisation, rule, about, day = raised.key
    return Finding.objects.filter(organisation=organisation, rule=rule, about=about, day=day).first()


def _reached(finding: int, right: Right, by: Person) -> Finding | None:
    return (
        within(Finding.objects.all(), by, organisation=Finding.organisation_lookup, right=right)
        .filter(pk=finding)
        .first()
    )


def _finding(finding: int, right: Right, by: Person) -> Finding:
    kept = _reached(finding, right, by)
    if kept is None:
        raise _unknown()
    return kept


def _unknown() -> FindingUnknown:
    return FindingUnknown("没有这个问题，或者不归您办理。", do="请从问题列表中打开。")


def _digest(origin: Origin, *words: str) -> str:
    told = "\n".join((origin, *(_one_line(each) for each in words)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str) -> str:
    return text.strip()[:MOST_WORDS]
