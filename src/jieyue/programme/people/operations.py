"""Granting: who may sign in, which roles he holds where, and with what he proves who he is.

The security administrator grants everywhere, one of a place (分级安全管理员) at and below it and nothing above his own
office; nobody to himself. The three administrators are three persons who hold nothing else, and each of the three is
always there.
"""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from jieyue.programme.people.queries import AppointmentUnknown
from jieyue.rules.appointing import Tenure, already_held, as_name, barred_by, first_day_without, may_grant
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.rules.roles import ADMINISTRATORS, Right, Role
from jieyue.rules.signing_in import MOST_USERNAME, as_username, fault_of_username
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, refuse_without
from jieyue.store.orgs.tree import path_on
from jieyue.store.people.models import Appointment, Renewal, SecondFactorRule, User
from jieyue.store.people.passwords import give_first_password as replace_password
from jieyue.store.people.passwords import with_first_password
from jieyue.store.people.people import PersonUnknown
from jieyue.store.people.reach import appointments_to_grant, people_to_grant
from jieyue.store.people.second_factors import forget_second_factor
from jieyue.store.people.sessions import end_sessions
from jieyue.store.people.tenures import administrators_on, tenures_in, tenures_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import Writing, writing

MOST_REASON = 200


class CannotGrant(Refused):
    """A person or role that cannot be as asked for."""


class NotToHimself(NotAllowed):
    pass


class NeedsConsent(NotAllowed):
    """One of the three administrators is concerned: another of them has to consent first."""


def add_person(*, username: str, name: str, by: Person, at: datetime, reason: str) -> int:
    """Somebody who will sign in, without a password and without a role; gives his id. Whoever grants at a place gives
    a role there with it, because he sees nobody else.
    """
    with _granting("add person", by=by, at=at, reason=reason) as change:
        if not by.may(Right.SECURE):
            raise CannotGrant("请同时写明角色和机构。", do="请填写此人在您管辖范围内担任的角色和机构。")
        return keep(change, new_user(username=username, name=name))


def add_person_with_role(
    *,
    username: str,
    name: str,
    role: Role,
    organisation: str,
    since: date,
    until: date | None = None,
    by: Person,
    at: datetime,
    reason: str,
) -> int:
    """Somebody who will sign in, and what he holds first; gives his id."""
    with _granting("add person", by=by, at=at, reason=reason) as change:
        if role.is_administrator:
            raise CannotGrant(f"{role.zh}不能随新人员一起授予。", do="请先添加人员，再在“三员互核”页面提出申请。")
        place = place_for(role, organisation, by)
        user = new_user(username=username, name=name)
        refuse_tenure(Tenure(0, role, place and place.pk, since, until), user, [])
        keep(change, user)
        keep(change, Appointment(user=user, role=role, organisation=place, since=since, until=until))
        return user.pk


def new_user(*, username: str, name: str) -> User:
    """A user with these names, not kept yet. Raises CannotGrant."""
    kept_as, called = as_username(username), name.strip()
    if fault := fault_of_username(kept_as):
        raise CannotGrant(fault, do="用户名请用字母、数字、中文或 . _ - @，例如 zhangsan 或工号。", where=username)
    if not called or len(called) > MOST_USERNAME:
        raise CannotGrant("请填写姓名，最多 60 个字。", do="姓名是同事认得出的名字。")
    if User.objects.filter(username=kept_as).exists():
        raise CannotGrant(f"用户名“{kept_as}”已有人使用。", do="请换一个用户名，或在人员列表中查找此人。")
    return User(username=kept_as, name=called)


def rename_person(*, username: str, name: str, by: Person, at: datetime, reason: str) -> None:
    with _granting("rename person", by=by, at=at, reason=reason) as change:
        if not name.strip() or len(name.strip()) > MOST_USERNAME:
            raise CannotGrant("请填写姓名，最多 60 个字。", do="姓名是同事认得出的名字。")
        user = someone_else(username, by)
        if administrators_on(timezone.localdate(at)).filter(pk=user.pk).exists():
            refuse_same_name(name, user, on=timezone.localdate(at))
        correct(change, user, name=name.strip())


def disable_person(*, username: str, by: Person, at: datetime, reason: str) -> None:
    """He cannot sign in any more, and is signed out. His roles stay, and rest."""
    with _granting("disable person", by=by, at=at, reason=reason) as change, _all_three_remain(at):
        user = someone_else(username, by)
        correct(change, user, is_active=False)
        end_sessions(user.pk)


def enable_person(*, username: str, by: Person, at: datetime, reason: str) -> None:
    with _granting("enable person", by=by, at=at, reason=reason) as change:
        correct(change, someone_else(username, by), is_active=True)


def give_first_password(*, username: str, by: Person, at: datetime, reason: str) -> str:
    """A password by chance that is told once; with it he signs in and chooses his own. The one before is void."""
    with _granting("give first password", by=by, at=at, reason=reason) as change:
        user = someone_else(username, by)
        _refuse_without_consent(user, by, on=timezone.localdate(at))
        _note_renewed(change, user, "password", by=by, at=at, reason=reason)
        return _given(change, user, at=at)


def give_first_passwords(
    *, only_new: bool = False, by: Person, at: datetime, reason: str
) -> list[tuple[str, str, str]]:
    """To all who may sign in and have none, but for the three administrators: username, name, first password. Earlier
    first passwords are void; `only_new` leaves out those who have one that is still good.
    """
    with _granting("give first passwords", by=by, at=at, reason=reason) as change:
        without = people_to_grant(User.objects.filter(password="", is_active=True), by).order_by("username")
        without = without.exclude(pk__in=administrators_on(timezone.localdate(at)))
        if only_new:
            without = without.exclude(pk__in=with_first_password(at))
        given = [(user.username, user.name, _given(change, user, at=at)) for user in without]
        change.details = {"given": len(given)}
        return given


def _given(change: Writing, user: User, *, at: datetime) -> str:
    correct(change, user, has_to_choose_password=True)
    end_sessions(user.pk)
    return replace_password(change, user, until=last_moment(at))


def last_moment(at: datetime) -> datetime:
    """Of a first password that is given at a moment."""
    return at + timedelta(days=settings.JIEYUE_FIRST_PASSWORD_DAYS)


def reset_second_factor(*, username: str, by: Person, at: datetime, reason: str) -> None:
    """For somebody whose authenticator is lost. Where his roles require one, he sets it up anew."""
    with _granting("reset second factor", by=by, at=at, reason=reason) as change:
        user = someone_else(username, by)
        _refuse_without_consent(user, by, on=timezone.localdate(at))
        _note_renewed(change, user, "second_factor", by=by, at=at, reason=reason)
        take_second_factor(change, user)


def take_second_factor(change: Writing, user: User) -> None:
    correct(change, user, second_factor_at=None)
    forget_second_factor(change, user)
    end_sessions(user.pk)


def require_second_factors(*, roles: Set[Role], by: Person, at: datetime, reason: str) -> None:
    """Whoever holds one of these roles has to sign in with a second factor, from his next request on; no other."""
    refuse_without(by, Right.SECURE)
    with _granting("require second factors", by=by, at=at, reason=reason) as change:
        kept = {rule.role: rule for rule in SecondFactorRule.objects.all()}
        for role in Role:
            if role in kept:
                correct(change, kept[role], is_required=role in roles)
            elif role in roles:
                keep(change, SecondFactorRule(role=role, is_required=True))


def appoint(
    *,
    username: str,
    role: Role,
    organisation: str | None = None,
    since: date,
    until: date | None = None,
    by: Person,
    at: datetime,
    reason: str,
) -> int:
    """Give a role from a day on, for a programme role at an organisation (its code); gives the appointment's id.

    To be one of the three it takes the consent of another of them, but for whoever has the machine.
    """
    with _granting("appoint", by=by, at=at, reason=reason) as change:
        user = someone_else(username, by)
        if role.is_administrator:
            _refuse_not_at_machine(by, f"任命{role.zh}")
            refuse_same_name(user.name, user, on=timezone.localdate(at))
        place = place_for(role, organisation, by)
        new = Tenure(user.pk, role, place.pk if place else None, since, until)
        refuse_tenure(new, user, tenures_of(user.pk))
        return keep(change, Appointment(user=user, role=role, organisation=place, since=since, until=until))


def place_for(role: Role, organisation: str | None, by: Person) -> Organisation | None:
    if role.is_administrator:
        if organisation:
            raise CannotGrant(f"{role.zh}管全系统，不设在某个机构。", do="请将机构留空。")
        return None
    if not organisation:
        raise CannotGrant(f"{role.zh}须写明在哪个机构任职。", do="请选择机构。")
    place = organisation_within(organisation, by, Right.GRANT)
    if not may_grant(role, path_on(place.pk, by.on), tops=by.paths(Right.GRANT)):
        raise CannotGrant(f"您不能在“{organisation}”授予{role.zh}。", do="请由上一级的安全管理员办理。")
    return place


def refuse_tenure(new: Tenure, user: User, held: list[Tenure]) -> None:
    """Raises CannotGrant where he may not hold it."""
    if new.until is not None and new.until <= new.since:
        raise CannotGrant("离任日期须晚于任职日期。", do="请改正日期。")
    if barred := barred_by(new, held):
        raise CannotGrant(
            f"{user.name}（{user.username}）在同一时间担任{barred.role.zh}，不能再担任{new.role.zh}。",
            do="各级安全管理员、系统管理员、审计员由不同的人担任，不兼任其他角色。请另选人员，或先结束原任职。",
        )
    if already_held(new, held):
        raise CannotGrant(f"{user.name}（{user.username}）在同一机构已担任{new.role.zh}。", do="不需要重复任职。")


def end_appointment(*, appointment: int, until: date, by: Person, at: datetime, reason: str) -> None:
    """From `until` on he no longer holds it; today is at once. What was delegated of it ends with it."""
    with _granting("end appointment", by=by, at=at, reason=reason) as change, _all_three_remain(at):
        kept = appointments_to_grant(by).select_related("user").filter(pk=appointment).first()
        if kept is not None:
            refuse_himself(kept.user, by)
        if kept is None or not people_to_grant(User.objects.all(), by).filter(pk=kept.user_id).exists():
            raise AppointmentUnknown("没有这项任职。", do="请刷新页面后再看。")
        if until < timezone.localdate(at):
            raise CannotGrant("离任日期不能早于今天：过去的任职不改写。", do="请填写今天或以后的日期。")
        if kept.until is not None and kept.until <= until:
            raise CannotGrant("这项任职到那时已经结束。", do="请核对日期。")
        correct(change, kept, until=max(until, kept.since))


def someone_else(username: str, by: Person) -> User:
    """The user of that name, if it is not the one who acts, as far as he may grant."""
    user = User.objects.filter(username=as_username(username)).first()
    if user is not None:
        refuse_himself(user, by)
    if user is None or (
        by.may(Right.GRANT) and not people_to_grant(User.objects.all(), by).filter(pk=user.pk).exists()
    ):
        raise PersonUnknown(f"没有叫“{username}”的用户，或者不归您管理。", do="请核对用户名。")
    return user


def refuse_himself(user: User, by: Person) -> None:
    if by.id == user.pk:
        raise NotToHimself("不能给自己授权、停用自己或重置自己的口令。", do="请由另一位安全管理员办理。")


def refuse_same_name(name: str, user: User, *, on: date) -> None:
    """The three are three persons: nobody is two of them under two usernames."""
    others = administrators_on(on).exclude(pk=user.pk).values_list("name", flat=True)
    if as_name(name) in map(as_name, others):
        raise CannotGrant(
            f"已有管理员叫“{name.strip()}”，三位管理员不能是同一人。", do="请另选人员；确属同名的，请在姓名中加以区别。"
        )


def _refuse_without_consent(user: User, by: Person, *, on: date) -> None:
    if administrators_on(on).filter(pk=user.pk).exists():
        _refuse_not_at_machine(by, "重置管理员的口令或双因素登录")


def _refuse_not_at_machine(by: Person, what: str) -> None:
    if by.id is not None:
        raise NeedsConsent(f"{what}须经三员中另一位同意。", do="请在“三员互核”页面提出申请。")


def _note_renewed(change: Writing, user: User, what: str, *, by: Person, at: datetime, reason: str) -> None:
    """Unless he has none: a first password for somebody new takes nothing from him."""
    if user.password if what == "password" else user.second_factor_at:
        done = {"state": "done", "asked_by_id": by.id, "asked_at": at, "asked_reason": reason.strip()[:MOST_REASON]}
        keep(change, Renewal(user=user, what=what, **done))


@contextmanager
def _granting(operation: str, *, by: Person, at: datetime, reason: str) -> Iterator[Writing]:
    refuse_without(by, Right.GRANT)
    if not reason.strip():
        raise CannotGrant("请写明原因。", do="例如“新任命，见任职通知”。")
    with writing(operation=operation, by=by, at=at, reason=reason.strip()) as change:
        yield change


@contextmanager
def _all_three_remain(at: datetime) -> Iterator[None]:
    """Refuses what would leave the system without one of its three administrators on some day to come."""
    before = _vacant(timezone.localdate(at))
    yield
    for role in _vacant(timezone.localdate(at)) - before:
        raise CannotGrant(f"这样就没有{role.zh}了。", do=f"请先任命另一位{role.zh}。")


def _vacant(today: date) -> set[Role]:
    return {role for role in ADMINISTRATORS if first_day_without(role, tenures_in(role), start=today) is not None}
