"""委托: whoever holds a role at a place lets somebody stand in for him until a day, once a second person approves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from jieyue.programme.people.operations import CannotGrant
from jieyue.programme.people.queries import names_on
from jieyue.rules.appointing import Tenure, already_held, barred_by
from jieyue.rules.approving import Approver, may_approve, nearest
from jieyue.rules.days import day_after
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere, Refused
from jieyue.rules.roles import Right, Role
from jieyue.rules.signing_in import as_username
from jieyue.store.orgs.reach import within
from jieyue.store.people.models import Appointment, Delegation, User
from jieyue.store.people.people import in_force
from jieyue.store.people.tenures import approvers_of, holders_at, tenures_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing

MOST_REASON = 200
NO_COLLEAGUE = "不能委托给这个人：受托人须是在本机构或上级机构任职、可以担任这项职责的同事。"


class DelegationUnknown(NotThere):
    """No such delegation, or none that the person has to do with."""


class DecidedAlready(Meanwhile):
    pass


class NoColleague(Refused):
    def __init__(self) -> None:
        super().__init__(NO_COLLEAGUE, do="请从名单中另选一位同事。")


@dataclass(frozen=True)
class DelegationNotice:
    """A delegation. `approvers` are the names of those who stand nearest of whoever may approve it."""

    id: int
    role: Role
    code: str
    place: str
    holder: str
    to: str
    since: date
    last_day: date
    reason: str
    state: str
    state_zh: str
    decided_by: str
    decided_reason: str
    approvers: tuple[str, ...] = ()


def own_posts(person: Person) -> list[tuple[int, Role, str]]:
    """The appointments of his own that somebody can delegate today: id, role and what the place is called."""
    own = Appointment.objects.filter(in_force(person.on), user_id=person.id).exclude(organisation=None)
    rows = list(own.order_by("id").values_list("id", "role", "organisation_id"))
    names = names_on({place for _, _, place in rows}, person.on)
    return [(id_, Role(role), names.get(place, "")) for id_, role, place in rows]


def colleagues(person: Person) -> list[tuple[str, str]]:
    """Whom he can ask: username and name with place of those who hold a role where he does, or above."""
    own = Appointment.objects.filter(in_force(person.on), user_id=person.id).exclude(organisation=None)
    found: dict[str, tuple[str, int]] = {}
    for place in own.order_by("id").values_list("organisation_id", flat=True):
        found |= holders_at(place, person.on)
    found.pop(person.username, None)
    names = names_on({place for _, place in found.values()}, person.on)
    return [(username, f"{name}（{names.get(place, '')}）") for username, (name, place) in found.items()]


def delegations(person: Person) -> list[DelegationNotice]:
    """What he delegated and what was delegated to him, the latest first."""
    mine = Q(appointment__user_id=person.id) | Q(to_id=person.id)
    return [_told(each, person) for each in _kept().filter(mine).order_by("-id")]


def waiting_for(person: Person) -> list[DelegationNotice]:
    """Delegations that this person may approve."""
    if not person.may(Right.APPROVE):
        return []
    asked = within(_kept().filter(state="asked"), person, organisation="appointment__organisation", right=Right.APPROVE)
    return [
        _told(each, person)
        for each in asked.order_by("id")
        if any(approver.user == person.id for approver in _approvers(each, person.on))
    ]


def ask(*, appointment: int, to: str, since: date, last_day: date, by: Person, at: datetime, reason: str) -> int:
    """Ask that somebody stands in for one's own appointment; gives the delegation's id."""
    with writing(operation="ask delegation", by=by, at=at, reason=reason.strip()) as change:
        own = _own_appointment(appointment, by)
        user = _stand_in(to, own, by)
        _refuse_days(since, last_day, timezone.localdate(at))
        tenure = Tenure(user.pk, Role(own.role), own.organisation_id, since, day_after(last_day))
        _refuse_tenure(tenure, user)
        asked = Delegation(appointment=own, to=user, since=since, last_day=last_day, asked_reason=_reason(reason))
        if not _approvers(asked, timezone.localdate(at)):
            raise CannotGrant(
                "本机构和上级机构都没有可以审批的人。", do="请安全管理员先在上级机构任命一位审批人，再提交委托。"
            )
        return keep(change, asked)


def decide(*, delegation: int, is_approved: bool, by: Person, at: datetime, reason: str) -> None:
    """Approve or refuse. Neither who asks nor who stands in decides."""
    with writing(operation="decide delegation", by=by, at=at, reason=reason.strip()) as change:
        kept = _kept().filter(pk=delegation).first()
        mine = kept is not None and any(each.user == by.id for each in _approvers(kept, by.on))
        if not mine:
            raise _unknown()
        if kept.state != "asked":
            raise DecidedAlready(f"这项委托已经办理（{kept.get_state_display()}）。", do="请刷新页面后再看。")
        state = "approved" if is_approved else "refused"
        correct(change, kept, state=state, decided_by_id=by.id, decided_reason=_reason(reason))


def withdraw(*, delegation: int, by: Person, at: datetime, reason: str) -> None:
    """Whoever asked takes it back, or ends it before its last day. It holds no longer from now on."""
    with writing(operation="withdraw delegation", by=by, at=at, reason=reason.strip()) as change:
        kept = _kept().filter(pk=delegation, appointment__user_id=by.id).first()
        if kept is None:
            raise _unknown()
        if kept.state not in ("asked", "approved"):
            raise DecidedAlready(f"这项委托已经办理（{kept.get_state_display()}）。", do="请刷新页面后再看。")
        correct(change, kept, state="withdrawn")


def _kept():
    return Delegation.objects.select_related("appointment__user", "appointment__organisation", "to", "decided_by")


def _own_appointment(id_: int, by: Person) -> Appointment:
    own = Appointment.objects.filter(in_force(by.on), pk=id_, user_id=by.id).select_related("organisation").first()
    if own is None:
        raise DelegationUnknown("您没有这项任职，不能委托。", do="请从页面上选择自己的任职。")
    if own.organisation_id is None:
        raise NotAllowed("系统管理员、安全管理员、审计员的职责不能委托。", do="请由安全管理员另行任命。")
    return own


def _stand_in(username: str, own: Appointment, by: Person) -> User:
    """Raises NoColleague, in the same words for whoever is none and for a username that nobody has."""
    found = as_username(username)
    if found == by.username or found not in holders_at(own.organisation_id, by.on):
        raise NoColleague()
    return User.objects.get(username=found)


def _refuse_tenure(new: Tenure, user: User) -> None:
    """What he holds elsewhere is not told to who asks."""
    held = tenures_of(user.pk)
    if barred_by(new, held):
        raise NoColleague()
    if already_held(new, held):
        raise CannotGrant(f"{user.name}在同一机构已担任{new.role.zh}。", do="不需要委托。")


def _refuse_days(since: date, last_day: date, today: date) -> None:
    if since < today:
        raise CannotGrant("委托不能从过去的日子开始。", do="请填写今天或以后的日期。")
    if last_day < since:
        raise CannotGrant("最后一天早于第一天。", do="请改正日期。")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise CannotGrant("请写明原因。", do="例如“出差”“休假”。")
    return reason.strip()[:MOST_REASON]


def _approvers(of: Delegation, on: date) -> list[Approver]:
    path, approvers = approvers_of(of.appointment.organisation_id, on)
    return may_approve(approvers, path=path, parties={of.appointment.user_id, of.to_id})


def _told(each: Delegation, person: Person) -> DelegationNotice:
    place = each.appointment.organisation
    waiting = nearest(found) if each.state == "asked" and (found := _approvers(each, person.on)) else []
    return DelegationNotice(
        id=each.pk,
        role=Role(each.appointment.role),
        code=place.code,
        place=names_on([place.pk], person.on).get(place.pk, place.code),
        holder=each.appointment.user.name,
        to=each.to.name,
        since=each.since,
        last_day=each.last_day,
        reason=each.asked_reason,
        state=each.state,
        state_zh=each.get_state_display(),
        decided_by=each.decided_by.name if each.decided_by else "",
        decided_reason=each.decided_reason,
        approvers=_names(waiting),
    )


def _names(approvers: Iterable[Approver]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in approvers))


def _unknown() -> DelegationUnknown:
    return DelegationUnknown("没有这项委托，或者不归您办理。", do="请刷新页面后再看。")
