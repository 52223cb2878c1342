"""What is held, by appointment or on behalf of somebody, as the rules look at it."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from jieyue.rules.appointing import Tenure
from jieyue.rules.approving import Approver
from jieyue.rules.roles import ADMINISTRATORS, RIGHTS, Right, Role
from jieyue.store.orgs.models import Placement
from jieyue.store.people.models import Appointment, Delegation, User
from jieyue.store.people.people import in_force
from jieyue.store.records.any_of import any_of


def tenures_of(user_id: int) -> list[Tenure]:
    """All that a user holds, held or will hold, what he was asked to hold for others included."""
    return [*_appointed(Q(user_id=user_id)), *_delegated(Q(to_id=user_id))]


def tenures_of_each(users: Iterable[int]) -> dict[int, list[Tenure]]:
    """The same of several, by user."""
    own = any_of(users)
    found: dict[int, list[Tenure]] = {}
    for each in (*_appointed(Q(user__in=own)), *_delegated(Q(to__in=own))):
        found.setdefault(each.user, []).append(each)
    return found


def tenures_in(role: Role) -> list[Tenure]:
    """By appointment, of those who may sign in."""
    return list(_appointed(Q(role=role, user__is_active=True)))


def administrators_on(on: date) -> QuerySet[User]:
    """Those who are one of the three on the day or will be, whether they may sign in or not."""
    held = Appointment.objects.filter(role__in=ADMINISTRATORS).filter(Q(until=None) | Q(until__gt=on))
    return User.objects.filter(pk__in=held.values("user_id"))


def approvers_of(organisation_id: int, on: date) -> tuple[str, list[Approver]]:
    """Where the organisation stands that day, and all who may approve there or above."""
    return deciders_of(organisation_id, on, Right.APPROVE)


def deciders_of(organisation_id: int, on: date, right: Right) -> tuple[str, list[Approver]]:
    """Where the organisation stands that day, and all who have the right there or above."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    path, places = _chain(organisation_id, on)
    paths = {place: path[: path.index(f"/{place}/") + len(f"/{place}/")] for place in places}
    own = Appointment.objects.filter(in_force(on), role__in=roles, organisation_id__in=places)
    found = [
        Approver(user, paths[place], user, name)
        for user, place, name in own.values_list("user_id", "organisation_id", "user__name")
    ]
    return path, [*found, *_standing_in(on, paths, roles)]


def holders_at(organisation_id: int, on: date) -> dict[str, tuple[str, int]]:
    """Who holds a role at the organisation or above it that day by appointment: name and nearest place by username."""
    _, places = _chain(organisation_id, on)
    rows = Appointment.objects.filter(in_force(on), organisation_id__in=places)
    found = rows.values_list("user__username", "user__name", "organisation_id")
    downwards = sorted(found, key=lambda row: (places.index(row[2]), row[1]))
    return {username: (name, place) for username, name, place in downwards}


def _chain(organisation_id: int, on: date) -> tuple[str, list[int]]:
    """The path of an organisation that day, and the ids on it from the top down."""
    stands = Placement.objects.filter(organisation_id=organisation_id, since__lte=on, until__gt=on)
    path = stands.values_list("path", flat=True).first() or f"/{organisation_id}/"
    return path, [int(id_) for id_ in path.strip("/").split("/")]


def _standing_in(on: date, paths: dict[int, str], roles: list[Role]) -> Iterator[Approver]:
    stood_in = Delegation.objects.filter(
        in_force(on, "appointment__"), state="approved", since__lte=on, last_day__gte=on, to__is_active=True
    ).filter(appointment__role__in=roles, appointment__organisation_id__in=paths)
    fields = ("to_id", "appointment__organisation_id", "appointment__user_id", "to__name")
    for user, place, appointee, name in stood_in.values_list(*fields):
        yield Approver(user, paths[place], appointee, name)


def _appointed(which: Q) -> Iterator[Tenure]:
    rows = Appointment.objects.filter(which).values_list("user_id", "role", "organisation_id", "since", "until")
    for user, role, place, since, until in rows:
        yield Tenure(user, Role(role), place, since, until)


def _delegated(which: Q) -> Iterator[Tenure]:
    rows = Delegation.objects.filter(which, state__in=("asked", "approved")).values_list(
        "to_id", "appointment__role", "appointment__organisation_id", "since", "last_day"
    )
    for user, role, place, since, last_day in rows:
        yield Tenure(user, Role(role), place, since, last_day + timedelta(days=1))
