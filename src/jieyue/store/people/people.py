"""Who a user is on a day: his own roles and those he stands in for, with the places as the tree has them that day."""

import getpass
import socket
from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone

from jieyue.rules.person import CONSOLE, EVERYWHERE, Person, Post
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement
from jieyue.store.people.models import Appointment, Delegation, User


class PersonUnknown(NotThere):
    pass


def person_at_console(username: str = CONSOLE) -> Person:
    """The person a command acts as, with the machine's login on record. Raises PersonUnknown."""
    login = f"{getpass.getuser()}@{socket.gethostname()}"
    if username == CONSOLE:
        return Person.at_console(login)
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise PersonUnknown(f"没有叫“{username}”的用户，或者已停用。", do="请核对用户名；console 是本机管理人员。")
    return person_of(user, on=timezone.localdate(), login=login)


def person_of(user: User, *, on: date, login: str) -> Person:
    """The user with the posts that he holds on a day. Three queries at most."""
    held = [*_appointed(user, on), *_delegated(user, on)]
    places = _paths({place for _, place, _ in held if place}, on)
    posts = tuple(
        Post(Role(role), path, on_behalf_of, name)
        for role, place, on_behalf_of in held
        if place is None or place in places
        for path, name in (places[place] if place else (EVERYWHERE, ""),)
    )
    return Person(user.username, login, posts, on=on, id=user.pk, name=user.name)


def person_who_asked(user_id: int | None, *, login: str) -> Person:
    """Whoever asked for work that is done later, with what he may do today. None: whoever has the machine."""
    if user_id is None:
        return Person.at_console(login)
    return person_of(User.objects.get(pk=user_id), on=timezone.localdate(), login=login)


def in_force(on: date, lookup: str = "") -> Q:
    """Appointments held on a day by somebody who may still sign in."""
    return Q(**{f"{lookup}since__lte": on, f"{lookup}user__is_active": True}) & (
        Q(**{f"{lookup}until": None}) | Q(**{f"{lookup}until__gt": on})
    )


Held = tuple[str, int | None, str]


def _appointed(user: User, on: date) -> Iterator[Held]:
    own = Appointment.objects.filter(in_force(on), user=user)
    for role, place in own.values_list("role", "organisation_id"):
        yield role, place, ""


def _delegated(user: User, on: date) -> Iterator[Held]:
    stood_in = Delegation.objects.filter(
        in_force(on, "appointment__"), to=user, state="approved", since__lte=on, last_day__gte=on
    )
    fields = ("appointment__role", "appointment__organisation_id", "appointment__user__username")
    yield from stood_in.values_list(*fields)


def _paths(places: set[int], on: date) -> dict[int, tuple[str, str]]:
    """Path and name of each."""
    if not places:
        return {}
    there = Placement.objects.filter(organisation_id__in=places, since__lte=on, until__gt=on)
    return {id_: (path, name) for id_, path, name in there.values_list("organisation_id", "path", "version__name")}
