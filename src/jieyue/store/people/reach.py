"""Whom somebody may let in, and take out again: whoever grants at a place sees those who hold something there alone."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.roles import Right, Role
from jieyue.store.orgs.reach import organisations_within
from jieyue.store.people.models import Appointment, Delegation, User


def people_to_grant(users: QuerySet[User], person: Person) -> QuerySet[User]:
    """Of these, those whose roles the person gives and takes: who hold, or held last, something within his reach, and
    hold nothing beyond it or as high as his own office, neither themselves nor for another.
    """
    if EVERYWHERE in person.paths(Right.GRANT):
        return users.all()
    places = organisations_within(person, Right.GRANT).values("id")
    held = Appointment.objects.filter(user=OuterRef("pk"))
    now = held.filter(unfinished(person.on))
    beyond = now.filter(~Q(organisation__in=places) | Q(organisation=None))
    as_high = now.filter(role=Role.LOCAL_SECURITY, organisation__in=_tops(person))
    for_others = Delegation.objects.filter(
        to=OuterRef("pk"), state__in=("asked", "approved"), last_day__gte=person.on
    ).exclude(appointment__organisation__in=places)
    found = users.filter(Exists(held.filter(organisation__in=places)))
    return found.exclude(Exists(beyond)).exclude(Exists(as_high)).exclude(Exists(for_others))


def appointments_to_grant(person: Person) -> QuerySet[Appointment]:
    """Those within reach of whoever grants."""
    if EVERYWHERE in person.paths(Right.GRANT):
        return Appointment.objects.all()
    return Appointment.objects.filter(organisation__in=organisations_within(person, Right.GRANT).values("id"))


def unfinished(on: date) -> Q:
    return Q(until=None) | Q(until__gt=on)


def _tops(person: Person) -> list[int]:
    return [int(path.strip("/").rpartition("/")[2]) for path in person.paths(Right.GRANT)]
