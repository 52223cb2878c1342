"""三员互核: what concerns password, second factor or office of one of the three administrators takes two of the others.

One asks, another who holds another of the three offices consents; neither is the one concerned. A first password is
told in halves, one to each: nobody but its owner has the whole. Whoever has the machine can do it alone; that is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils import timezone

from jieyue.programme.people.operations import (
    MOST_REASON,
    CannotGrant,
    last_moment,
    refuse_himself,
    refuse_same_name,
    refuse_tenure,
    someone_else,
    take_second_factor,
)
from jieyue.rules.appointing import Tenure, may_consent
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere
from jieyue.rules.roles import Right, Role
from jieyue.rules.signing_in import as_username, digest_of_code
from jieyue.store.orgs.reach import refuse_without
from jieyue.store.people.models import Appointment, Renewal, User
from jieyue.store.people.passwords import draw_half, give_other_half
from jieyue.store.people.people import in_force, person_of
from jieyue.store.people.sessions import end_sessions
from jieyue.store.people.tenures import administrators_on, tenures_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import Writing, writing

What = Literal["password", "second_factor"]
CONSOLE_ZH = "本机管理人员"
MOST_TOLD = 50


class RenewalUnknown(NotThere):
    pass


class DecidedAlready(Meanwhile):
    pass


class NotOneOfTheThree(NotAllowed):
    def __init__(self) -> None:
        super().__init__("这里由系统管理员、安全管理员、审计员办理。", do="需要时请联系安全管理员。")


@dataclass(frozen=True)
class RenewalNotice:
    """A renewal. `role` is the office somebody is appointed to, None where nobody is appointed."""

    id: int
    name: str
    what: str
    what_zh: str
    role: Role | None
    asked_by: str
    asked_at: datetime
    reason: str
    state: str
    state_zh: str
    decided_by: str
    decided_at: datetime | None
    decided_reason: str
    may_decide: bool = False
    may_withdraw: bool = False

    @property
    def says(self) -> str:
        """What is done, to whom, as a heading."""
        return f"任命{self.name}为{self.role.zh}" if self.role else f"{self.what_zh}：{self.name}"


def administrators(*, person: Person) -> list[tuple[str, str]]:
    """Those whose password or second factor he may ask to have reset: username and name with office."""
    _refuse_others(person)
    held = Appointment.objects.filter(in_force(person.on), user__in=administrators_on(person.on), organisation=None)
    rows = held.exclude(user_id=person.id).order_by("user__name").values_list("user__username", "user__name", "role")
    return [(username, f"{name}（{Role(role).zh}）") for username, name, role in rows]


def renewals(*, person: Person) -> list[RenewalNotice]:
    """The latest first, those that wait before all others."""
    _refuse_others(person)
    kept = _kept().exclude(state="done")
    waiting, over = kept.filter(state="asked").order_by("-id"), kept.exclude(state="asked").order_by("-id")
    return [_told(each, person) for each in (*waiting, *over[:MOST_TOLD])]


def waiting_for(*, person: Person) -> list[RenewalNotice]:
    """What this person may consent to."""
    if not _roles(person) or person.id is None:
        return []
    return [told for each in _kept().filter(state="asked").order_by("id") if (told := _told(each, person)).may_decide]


def unseen(*, person: Person) -> list[RenewalNotice]:
    """All that was carried out and no auditor has marked yet, the earliest first."""
    if not person.may(Right.AUDIT):
        return []
    return [_told(each, person) for each in _carried_out().filter(seen_at=None).order_by("id")]


def of_oneself(*, person: Person, after: datetime | None = None) -> list[RenewalNotice]:
    """What was renewed of the person's own, the latest first; `after` a moment only what came later."""
    own = _carried_out().filter(user_id=person.id).order_by("-id")
    if after is not None:
        own = own.filter(Q(decided_at__gt=after) | Q(decided_at=None, asked_at__gt=after))
    return [_told(each, person) for each in own[:MOST_TOLD]]


def ask(*, username: str, what: What, by: Person, at: datetime, reason: str) -> str:
    """Ask that an administrator gets a new password or second factor; gives the first half of the password, which is
    told nobody else and no second time.
    """
    with writing(operation="ask renewal", by=by, at=at, reason=reason.strip()) as change:
        _refuse_others(by)
        user = administrators_on(timezone.localdate(at)).filter(username=as_username(username)).first()
        if user is None:
            raise RenewalUnknown("没有这位管理员。", do="请从名单中选择；其他人员由安全管理员在“人员”页面办理。")
        refuse_himself(user, by)
        return _asked(change, Renewal(user=user, what=what), by=by, at=at, reason=reason)


def ask_to_appoint(*, username: str, role: Role, since: date, by: Person, at: datetime, reason: str) -> str:
    """Ask that somebody becomes one of the three; gives the first half of the password that he will begin with."""
    with writing(operation="ask renewal", by=by, at=at, reason=reason.strip()) as change:
        refuse_without(by, Right.GRANT)
        _refuse_others(by)
        user = someone_else(username, by)
        _refuse_appointing(user, role, since, on=timezone.localdate(at))
        return _asked(
            change, Renewal(user=user, what="appointment", role=role, since=since), by=by, at=at, reason=reason
        )


def _asked(change: Writing, new: Renewal, *, by: Person, at: datetime, reason: str) -> str:
    if Renewal.objects.filter(user=new.user, what=new.what, state="asked").exists():
        raise DecidedAlready(
            f"已有一份“{new.get_what_display()}：{new.user.name}”的申请待同意。", do="请先撤回再申请。"
        )
    half = "" if new.what == "second_factor" else draw_half()
    new.half = digest_of_code(half, owner=new.user.pk) if half else ""
    new.asked_by_id, new.asked_at, new.asked_reason, new.state = by.id, at, _reason(reason), "asked"
    keep(change, new)
    return half


def decide(*, renewal: int, is_approved: bool, by: Person, at: datetime, reason: str) -> str:
    """Consent, upon which it is carried out at once, or refuse; gives the second half of a password."""
    with writing(operation="decide renewal", by=by, at=at, reason=reason.strip()) as change:
        _refuse_others(by)
        kept = _open(renewal, lambda each: _is_second(each, by))
        about = {"decided_by_id": by.id, "decided_at": at, "decided_reason": _reason(reason), "half": ""}
        digest = kept.half
        correct(change, kept, state="approved" if is_approved else "refused", **about)
        return _carry_out(change, kept, digest, at=at) if is_approved else ""


def _carry_out(change: Writing, kept: Renewal, digest: str, *, at: datetime) -> str:
    """Whoever becomes an administrator begins anew: what others may know of his password counts no longer."""
    user, today = User.objects.get(pk=kept.user_id), timezone.localdate(at)
    if kept.what == "appointment":
        since = max(kept.since, today)
        _refuse_appointing(user, Role(kept.role), since, on=today)
        keep(change, Appointment(user=user, role=kept.role, since=since))
    if kept.what != "password":
        take_second_factor(change, user)
    if kept.what == "second_factor":
        return ""
    correct(change, user, has_to_choose_password=True)
    end_sessions(user.pk)
    return give_other_half(change, user, digest_of_first=digest, until=last_moment(at))


def withdraw(*, renewal: int, by: Person, at: datetime, reason: str) -> None:
    with writing(operation="withdraw renewal", by=by, at=at, reason=reason.strip()) as change:
        _refuse_others(by)
        kept = _open(renewal, lambda each: each.asked_by_id == by.id)
        about = {"decided_by_id": by.id, "decided_at": at, "decided_reason": _reason(reason), "half": ""}
        correct(change, kept, state="withdrawn", **about)


def mark_seen(*, renewal: int, by: Person, at: datetime) -> None:
    """The auditor has seen that it was done."""
    with writing(operation="see renewal", by=by, at=at) as change:
        refuse_without(by, Right.AUDIT)
        kept = _carried_out().filter(pk=renewal).first()
        if kept is None:
            raise _unknown()
        if kept.seen_at is None:
            correct(change, kept, seen_by_id=by.id, seen_at=at)


def _refuse_appointing(user: User, role: Role, since: date, *, on: date) -> None:
    if not role.is_administrator:
        raise CannotGrant(f"{role.zh}不是三员之一。", do="请在“人员”页面直接授予。")
    if since < on:
        raise CannotGrant("任职日期不能早于今天。", do="请填写今天或以后的日期。")
    refuse_tenure(Tenure(user.pk, role, None, since), user, tenures_of(user.pk))
    refuse_same_name(user.name, user, on=on)


def _refuse_others(person: Person) -> None:
    if not _roles(person):
        raise NotOneOfTheThree()
    if person.id is None:
        raise NotAllowed("本机管理人员不参加三员互核。", do="请在本机直接办理。")


def _roles(person: Person) -> set[Role]:
    return {post.role for post in person.posts if post.role.is_administrator}


def _is_second(kept: Renewal, person: Person) -> bool:
    """Whether he is another than who asked and who gains by it. Who asked has still to be one of the three."""
    if kept.asked_by is None or person.id in (kept.asked_by_id, kept.user_id):
        return False
    asker = person_of(kept.asked_by, on=person.on, login="") if kept.asked_by.is_active else None
    return asker is not None and may_consent(_roles(person), asked_by=_roles(asker))


def _kept() -> QuerySet[Renewal]:
    return Renewal.objects.select_related("user", "asked_by", "decided_by")


def _carried_out() -> QuerySet[Renewal]:
    return _kept().filter(state__in=("approved", "done"))


def _open(renewal: int, is_his: Callable[[Renewal], bool]) -> Renewal:
    kept = _kept().filter(pk=renewal).exclude(state="done").first()
    if kept is None or not is_his(kept):
        raise _unknown()
    if kept.state != "asked":
        raise DecidedAlready(f"这份申请已经办理（{kept.get_state_display()}）。", do="请刷新页面后再看。")
    return kept


def _unknown() -> RenewalUnknown:
    return RenewalUnknown("没有这份申请，或者不归您办理。", do="请刷新页面后再看。")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise CannotGrant("请写明原因。", do="例如“忘记口令”“手机遗失”，并先核实确为本人。")
    return reason.strip()[:MOST_REASON]


def _told(each: Renewal, person: Person) -> RenewalNotice:
    return RenewalNotice(
        id=each.pk,
        name=each.user.name,
        what=each.what,
        what_zh=each.get_what_display(),
        role=Role(each.role) if each.role else None,
        asked_by=each.asked_by.name if each.asked_by else CONSOLE_ZH,
        asked_at=each.asked_at,
        reason=each.asked_reason,
        state=each.state,
        state_zh=each.get_state_display(),
        decided_by=each.decided_by.name if each.decided_by else "",
        decided_at=each.decided_at,
        decided_reason=each.decided_reason,
        may_decide=each.state == "asked" and _is_second(each, person),
        may_withdraw=each.state == "asked" and each.asked_by_id == person.id,
    )
