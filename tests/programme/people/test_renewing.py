"""三员分立: nobody becomes one of the three by himself, and nobody holds the password of another of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieyue.programme.people import delegating, operations, renewing
from jieyue.programme.people.operations import CannotGrant, NeedsConsent
from jieyue.programme.people.renewing import DecidedAlready, RenewalUnknown
from jieyue.programme.people.signing_in import choose_password
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.rules.roles import Role
from jieyue.store.people.models import Appointment, Delegation, FirstPassword, Renewal, SecondFactor, Session, User
from jieyue.store.people.passwords import PasswordBackend, is_first_password
from jieyue.store.people.passwords import choose_password as keep_password
from jieyue.store.people.people import person_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.verifying import verify
from jieyue.store.records.writing import writing
from offices import PEOPLE, Office, open_office
from soaking import rounds

THREE = {"zhou": Role.SECURITY_ADMINISTRATOR, "wu": Role.SYSTEM_ADMINISTRATOR, "qian": Role.AUDITOR}
CHOSEN = "Lv.dou-tang_88"


@pytest.fixture
def office(house) -> Office:
    return open_office(house)


def by(username: str) -> dict[str, object]:
    """Who acts, when and why."""
    person = person_of(User.objects.get(username=username), on=timezone.localdate(), login="a test")
    return {"by": person, "at": timezone.now(), "reason": "忘记口令"}


def opened(username: str, password: str) -> bool:
    return PasswordBackend().authenticate(None, username=username, password=password) is not None


def have_password(office: Office, username: str) -> None:
    with writing(operation="choose password", by=office.house.person, at=timezone.now()) as change:
        keep_password(change, User.objects.get(username=username), CHOSEN)


def have_second_factor(office: Office, username: str) -> None:
    with writing(operation="set up second factor", by=office.house.person, at=timezone.now()) as change:
        user = User.objects.get(username=username)
        correct(change, user, second_factor_at=timezone.now())
        keep(change, SecondFactor(user=user, secret="A" * 32))


def waiting() -> int:
    return Renewal.objects.get(state="asked").pk


def test_two_of_the_three_renew_the_thirds_password_and_neither_ever_holds_it(office):
    have_password(office, "qian")
    first = renewing.ask(username="qian", what="password", **by("zhou"))
    assert opened("qian", CHOSEN)  # until somebody consents nothing is different
    second = renewing.decide(renewal=waiting(), is_approved=True, **by("wu"))
    for known in (CHOSEN, first, second, f"{second}-{first}", first + first):
        assert not opened("qian", known)
    assert opened("qian", f"{first}-{second}")
    assert User.objects.get(username="qian").has_to_choose_password
    kept = "".join(RowVersion.objects.exclude(after=None).values_list("after", flat=True))
    assert first not in kept
    assert second not in kept
    assert verify().holds


def test_of_a_second_factor_it_takes_two_too(office):
    have_second_factor(office, "qian")
    assert renewing.ask(username="qian", what="second_factor", **by("wu")) == ""
    assert SecondFactor.objects.exists()
    renewing.decide(renewal=waiting(), is_approved=True, **by("zhou"))
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("who", ["zhou", "qian"])
def test_neither_who_asks_nor_who_gains_by_it_consents(office, who):
    renewing.ask(username="qian", what="password", **by("zhou"))
    with pytest.raises(RenewalUnknown):
        renewing.decide(renewal=waiting(), is_approved=True, **by(who))
    assert not FirstPassword.objects.exists()


def test_two_who_hold_the_same_office_are_not_two_of_the_three(office):
    with writing(operation="appoint", by=office.house.person, at=timezone.now()) as change:
        second = User(username="lin", name="林双")
        keep(change, second)
        keep(change, Appointment(user=second, role=Role.SECURITY_ADMINISTRATOR, since=timezone.localdate()))
    renewing.ask(username="qian", what="password", **by("zhou"))
    with pytest.raises(RenewalUnknown):
        renewing.decide(renewal=waiting(), is_approved=True, **by("lin"))


def test_whoever_asked_has_still_to_be_one_of_the_three_when_another_consents(office):
    renewing.ask(username="qian", what="password", **by("zhou"))
    Appointment.objects.filter(user__username="zhou").update(until=timezone.localdate())
    with pytest.raises(RenewalUnknown):
        renewing.decide(renewal=waiting(), is_approved=True, **by("wu"))


def test_what_was_refused_or_taken_back_is_not_consented_to_later(office):
    renewing.ask(username="qian", what="password", **by("zhou"))
    one = waiting()
    renewing.decide(renewal=one, is_approved=False, **by("wu"))
    renewing.ask(username="qian", what="password", **by("zhou"))
    two = waiting()
    renewing.withdraw(renewal=two, **by("zhou"))
    for renewal in (one, two):
        with pytest.raises(DecidedAlready):
            renewing.decide(renewal=renewal, is_approved=True, **by("wu"))
    assert not FirstPassword.objects.exists()


@pytest.mark.parametrize("username", sorted(set(PEOPLE) - set(THREE)))
def test_nobody_else_asks_or_consents(office, username):
    with pytest.raises(NotAllowed):
        renewing.ask(username="qian", what="password", **by(username))
    renewing.ask(username="qian", what="password", **by("zhou"))
    with pytest.raises(NotAllowed):
        renewing.decide(renewal=waiting(), is_approved=True, **by(username))


@pytest.mark.parametrize("operation", [operations.give_first_password, operations.reset_second_factor])
@pytest.mark.parametrize("username", ["wu", "qian"])
def test_the_direct_doors_are_shut_for_administrators(office, operation, username):
    with pytest.raises(NeedsConsent):
        operation(username=username, **by("zhou"))


def test_who_will_be_one_of_the_three_is_one_already(office):
    """Or else his password could be had on the day before."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    Appointment.objects.filter(user__username="wang").delete()
    half = renewing.ask_to_appoint(username="wang", role=Role.AUDITOR, since=tomorrow, **by("zhou"))
    renewing.decide(renewal=waiting(), is_approved=True, **by("wu"))
    with pytest.raises(NeedsConsent):
        operations.give_first_password(username="wang", **by("zhou"))
    assert operations.give_first_passwords(**by("zhou")) == []
    assert not opened("wang", half)


def test_whoever_becomes_one_of_the_three_begins_with_a_password_that_nobody_knew(office):
    """A made-up colleague, whose first password the security administrator used himself, becomes nobody's auditor."""
    operations.add_person(username="lin", name="林双", **by("zhou"))
    operations.give_first_password(username="lin", **by("zhou"))
    himself = by("lin")
    choose_password(User.objects.get(username="lin"), password=CHOSEN, by=himself["by"], at=himself["at"])
    have_second_factor(office, "lin")
    office.as_("lin")
    about = {"username": "lin", "role": Role.AUDITOR, "since": timezone.localdate()}
    with pytest.raises(NeedsConsent):
        operations.appoint(**about, **by("zhou"))
    half = renewing.ask_to_appoint(**about, **by("zhou"))
    renewing.decide(renewal=waiting(), is_approved=True, **by("qian"))
    assert Appointment.objects.filter(user__username="lin", role=Role.AUDITOR).exists()
    assert not opened("lin", CHOSEN)
    assert not opened("lin", half)
    assert not SecondFactor.objects.filter(user__username="lin").exists()
    assert not Session.objects.filter(user__username="lin").exists()


@pytest.mark.parametrize("name", ["周安", "周 安", " 周安 ", "钱进"])
def test_the_same_name_twice_among_the_three_is_refused_whenever_it_comes(office, name):
    operations.add_person(username="second", name=name, **by("zhou"))
    about = {"username": "second", "role": Role.SYSTEM_ADMINISTRATOR, "since": timezone.localdate()}
    with pytest.raises(CannotGrant):
        renewing.ask_to_appoint(**about, **by("zhou"))
    with pytest.raises(CannotGrant):
        operations.appoint(**about, by=office.house.person, at=timezone.now(), reason="本机")
    operations.rename_person(username="second", name="别人", **by("zhou"))
    renewing.ask_to_appoint(**about, **by("zhou"))
    operations.rename_person(username="second", name=name, **by("zhou"))
    with pytest.raises(CannotGrant):
        renewing.decide(renewal=waiting(), is_approved=True, **by("wu"))
    operations.rename_person(username="second", name="别人", **by("zhou"))
    renewing.decide(renewal=waiting(), is_approved=True, **by("wu"))
    with pytest.raises(CannotGrant):
        operations.rename_person(username="second", name=name, **by("zhou"))


def test_whoever_has_the_machine_can_do_it_alone_and_the_auditor_sees_it(office):
    have_password(office, "qian")
    about = {"by": office.house.person, "at": timezone.now(), "reason": "三员均不能登录"}
    assert opened("qian", operations.give_first_password(username="qian", **about))
    told = renewing.unseen(person=by("qian")["by"])
    assert [(each.says, each.asked_by, each.reason) for each in told] == [
        ("重置口令：钱进", "本机管理人员", "三员均不能登录")
    ]
    renewing.mark_seen(renewal=told[0].id, by=by("qian")["by"], at=timezone.now())
    assert renewing.unseen(person=by("qian")["by"]) == []
    assert LogEntry.objects.latest("seq").operation == "see renewal"


# --- whatever one of them does by himself

Deed = Callable[..., object]
NAMES = st.sampled_from([*(name for name, _, _ in PEOPLE.values()), "林双"])
USERNAMES = st.sampled_from(["wang", "sun", *THREE, "lin"])
ROLES = st.sampled_from(list(Role))


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def _acts(draw) -> Deed:
    username, role = draw(USERNAMES), draw(ROLES)
    other = draw(st.sampled_from(list(THREE)))
    place = None if role.is_administrator else "A"
    what = draw(st.sampled_from(["password", "second_factor"]))
    since = today(draw(st.integers(0, 1)))
    name, is_approved = draw(NAMES), draw(st.booleans())
    granting: list[Deed] = [
        lambda **how: operations.add_person(username=username, name=name, **how),
        lambda **how: operations.rename_person(username=username, name=name, **how),
        lambda **how: operations.disable_person(username=username, **how),
        lambda **how: operations.enable_person(username=username, **how),
        lambda **how: operations.give_first_password(username=username, **how),
        operations.give_first_passwords,
        lambda **how: operations.reset_second_factor(username=username, **how),
        lambda **how: operations.require_second_factors(roles=set(), **how),
        lambda **how: operations.appoint(username=username, role=role, organisation=place, since=since, **how),
        lambda **how: operations.end_appointment(appointment=_appointment(username), until=since, **how),
    ]
    consenting: list[Deed] = [
        lambda **how: renewing.ask(username=other, what=what, **how),
        lambda **how: renewing.ask_to_appoint(username=username, role=role, since=since, **how),
        lambda **how: renewing.decide(renewal=_last(Renewal), is_approved=is_approved, **how),
        lambda **how: renewing.withdraw(renewal=_last(Renewal), **how),
    ]
    standing_in: list[Deed] = [
        lambda **how: delegating.ask(
            appointment=_appointment(username), to="lin", since=since, last_day=today(3), **how
        ),
        lambda **how: delegating.decide(delegation=_last(Delegation), is_approved=is_approved, **how),
    ]
    return draw(st.sampled_from(draw(st.sampled_from([granting, consenting, standing_in]))))


def _last(model: type) -> int:
    return model.objects.values_list("id", flat=True).last() or 0


def _appointment(username: str) -> int:
    return Appointment.objects.filter(user__username=username).values_list("id", flat=True).last() or 0


@st.composite
def deeds(draw) -> tuple[str, list[Deed]]:
    who = draw(st.sampled_from(["zhou", *THREE]))  # the security administrator more often: he has most doors
    return who, [_acts(draw) for _ in range(draw(st.integers(12, 20)))]


def secrets_in(told: object) -> list[str]:
    if isinstance(told, str):
        return [told]
    return [password for _, _, password in told] if isinstance(told, list) else []


@settings(
    max_examples=rounds(short=30, long=500),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds())
def test_whatever_one_of_the_three_does_alone_he_becomes_none_of_the_others(office, found):
    """Neither with all that he was told, nor with the account of a colleague whose password he has."""
    who, acts = found
    with transaction.atomic():
        sealed = {name: _sealed(name) for name in THREE if name != who}
        operations.add_person(username="lin", name="林双", **by("zhou"))
        known = [operations.give_first_password(username="lin", **by("zhou"))]
        for act in acts:
            try:
                with transaction.atomic():
                    known += secrets_in(act(**by(who)))
            except Refused:
                pass
        assert {name: _sealed(name) for name in sealed} == sealed
        others = User.objects.filter(appointments__role__in=[role.value for role in THREE.values()])
        assert set(others.values_list("username", flat=True)) == set(THREE)
        accounts = User.objects.select_related("first_password").filter(username__in=sealed)
        assert not [1 for user in accounts for told in known if is_first_password(user, told, at=timezone.now())]
        transaction.set_rollback(True)


def _sealed(username: str) -> tuple:
    user = User.objects.get(username=username)
    return user.password, user.second_factor_at, FirstPassword.objects.filter(user=user).count()
