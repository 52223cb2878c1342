"""Who is asking, who there is, and who holds what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jieyue.rules.appointing import last_day
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right, Role
from jieyue.rules.signing_in import as_username
from jieyue.store.orgs.models import OrganisationVersion
from jieyue.store.orgs.reach import refuse_without
from jieyue.store.people.models import Appointment, Delegation, RecoveryCode, SecondFactorRule, User
from jieyue.store.people.people import PersonUnknown, in_force, person_of
from jieyue.store.people.reach import appointments_to_grant, people_to_grant
from jieyue.store.people.sessions import sessions_of
from jieyue.store.people.tenures import administrators_on


class AppointmentUnknown(NotThere):
    pass


def person_signed_in(user: User, *, on: date, address: str) -> Person:
    """The signed-in user with the roles he holds on the day; `address` is where he comes from.

    The log has it as his login, with those on whose behalf he may act.
    """
    person = person_of(user, on=on, login=address)
    behalf = {post.on_behalf_of for post in person.posts} - {""}
    if not behalf:
        return person
    names = User.objects.filter(username__in=behalf).order_by("username").values_list("name", flat=True)
    return person_of_login(person, f"{address}（代 {'、'.join(names)}）")


def person_of_login(person: Person, login: str) -> Person:
    return Person(person.username, login[:150], person.posts, on=person.on, id=person.id, name=person.name)


@dataclass(frozen=True)
class Holding:
    """A role somebody holds, held or will hold; `for_whom` is whoever it was delegated by."""

    id: int
    username: str
    name: str
    role: Role
    code: str
    place: str
    since: date
    last_day: date | None
    for_whom: str = ""

    def is_on(self, day: date) -> bool:
        return self.since <= day and (self.last_day is None or day <= self.last_day)

    def is_over(self, day: date) -> bool:
        return self.last_day is not None and self.last_day < day


@dataclass(frozen=True)
class Came:
    began_at: datetime | None
    address: str
    is_this: bool


@dataclass(frozen=True)
class Account:
    """What somebody sees of himself."""

    posts: list[Holding]
    sessions: list[Came]
    second_factor_at: datetime | None
    recovery_codes: int


def account_of(person: Person, *, session: str | None = None) -> Account:
    user = User.objects.get(pk=person.id)
    sessions = [Came(each.began_at, each.address, each.session_key == session) for each in sessions_of(user.pk)]
    posts = [each for each in _holdings(user, Appointment.objects.all()) if each.is_on(person.on)]
    return Account(posts, sessions, user.second_factor_at, RecoveryCode.objects.filter(user=user).count())


@dataclass(frozen=True)
class Listed:
    """A line of the list of people."""

    username: str
    name: str
    is_active: bool
    has_password: bool
    has_second_factor: bool
    last_login: datetime | None
    roles: list[Holding]


@dataclass(frozen=True)
class People:
    count: int
    rows: list[Listed]


def people(
    *, person: Person, text: str = "", role: str = "", state: str = "", first: int = 0, many: int = 50
) -> People:
    """Those whose username or name has the text, who hold the role today, in order of their usernames."""
    refuse_without(person, Right.GRANT)
    found = people_to_grant(_people_asked_for(text.strip(), role, state, person.on), person)
    users = list(found.order_by("username")[first : first + many])
    held = _as_holdings(appointments_to_grant(person).filter(in_force(person.on), user__in=users))
    rows = [
        Listed(
            username=user.username,
            name=user.name,
            is_active=user.is_active,
            has_password=bool(user.password),
            has_second_factor=user.second_factor_at is not None,
            last_login=user.last_login,
            roles=[each for each in held if each.username == user.username],
        )
        for user in users
    ]
    return People(found.count(), rows)


def _people_asked_for(text: str, role: str, state: str, on: date) -> QuerySet[User]:
    found = User.objects.all()
    if text:
        found = found.filter(Q(username__contains=as_username(text)) | Q(name__contains=text))
    if role:
        found = found.filter(Exists(Appointment.objects.filter(in_force(on), role=role, user=OuterRef("pk"))))
    states = {"active": Q(is_active=True), "disabled": Q(is_active=False), "without_password": Q(password="")}
    return found.filter(states[state]) if state in states else found


@dataclass(frozen=True)
class OnePerson:
    username: str
    name: str
    is_active: bool
    has_password: bool
    password_changed_at: datetime | None
    second_factor_at: datetime | None
    last_login: datetime | None
    holdings: list[Holding]
    is_oneself: bool
    is_one_of_three: bool


def one_person(username: str, *, person: Person) -> OnePerson:
    """Raises PersonUnknown."""
    refuse_without(person, Right.GRANT)
    known = User.objects.filter(username=as_username(username))
    user = (people_to_grant(known, person) | known.filter(pk=person.id)).first()
    if user is None:
        raise PersonUnknown(f"没有叫“{username}”的用户，或者不归您管理。", do="请核对用户名。")
    return OnePerson(
        username=user.username,
        name=user.name,
        is_active=user.is_active,
        has_password=bool(user.password),
        password_changed_at=user.password_changed_at,
        second_factor_at=user.second_factor_at,
        last_login=user.last_login,
        holdings=_holdings(user, appointments_to_grant(person)),
        is_oneself=user.pk == person.id,
        is_one_of_three=administrators_on(person.on).filter(pk=user.pk).exists(),
    )


def holding(appointment: int, *, person: Person) -> Holding:
    """Raises AppointmentUnknown."""
    refuse_without(person, Right.GRANT)
    to_grant = people_to_grant(User.objects.all(), person) | User.objects.filter(pk=person.id)
    found = _as_holdings(appointments_to_grant(person).filter(pk=appointment, user__in=to_grant))
    if not found:
        raise AppointmentUnknown("没有这项任职。", do="请刷新页面后再看。")
    return found[0]


@dataclass(frozen=True)
class Rule:
    role: Role
    is_required: bool
    holders: int
    without: int


def second_factor_rules(*, person: Person) -> list[Rule]:
    """For each role: whether a second factor is required, how many hold it today and how many of them have none."""
    refuse_without(person, Right.SECURE)
    required = set(SecondFactorRule.objects.filter(is_required=True).values_list("role", flat=True))
    held = Appointment.objects.filter(in_force(person.on)).values_list("role", "user_id", "user__second_factor_at")
    having = {role: {(user, bool(at)) for each, user, at in held if each == role} for role in Role}
    return [
        Rule(role, role in required, len(users), sum(1 for _, has in users if not has))
        for role, users in having.items()
    ]


def _holdings(user: User, reached: QuerySet[Appointment]) -> list[Holding]:
    """Of the appointments within reach his own and those of others for whom he stands in, the latest first."""
    own = _as_holdings(reached.filter(user=user))
    stood_in = Delegation.objects.filter(to=user, state="approved", appointment__in=reached).select_related(
        "appointment__user", "appointment__organisation"
    )
    names = names_on({each.appointment.organisation_id for each in stood_in}, timezone.localdate())
    delegated = [
        Holding(
            id=each.pk,
            username=user.username,
            name=user.name,
            role=Role(each.appointment.role),
            code=each.appointment.organisation.code,
            place=names.get(each.appointment.organisation_id, each.appointment.organisation.code),
            since=each.since,
            last_day=each.last_day,
            for_whom=each.appointment.user.name,
        )
        for each in stood_in
    ]
    return sorted([*own, *delegated], key=lambda each: (each.since, each.id), reverse=True)


def _as_holdings(appointments: QuerySet[Appointment]) -> list[Holding]:
    rows = list(appointments.select_related("user", "organisation").order_by("since", "id"))
    names = names_on({each.organisation_id for each in rows} - {None}, timezone.localdate())
    return [
        Holding(
            id=each.pk,
            username=each.user.username,
            name=each.user.name,
            role=Role(each.role),
            code=each.organisation.code if each.organisation else "",
            place=names.get(each.organisation_id, each.organisation.code) if each.organisation else "",
            since=each.since,
            last_day=last_day(each.until),
        )
        for each in rows
    ]


def names_on(organisations: Iterable[int], on: date) -> dict[int, str]:
    """The name that each had on the day, or will have first."""
    versions = OrganisationVersion.objects.filter(organisation_id__in=list(organisations))
    names: dict[int, str] = {}
    for organisation, since, name in versions.order_by("since").values_list("organisation_id", "since", "name"):
        if since <= on or organisation not in names:
            names[organisation] = name
    return names
