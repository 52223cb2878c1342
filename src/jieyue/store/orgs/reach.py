"""How far a person reaches: the organisations at and below the places where he holds a role.

Reach goes by where organisations stand on the day of asking. A unit that moved takes its records along: who directs
it now sees them, who directed it before does so no longer.
"""

from collections.abc import Collection, Iterable, Set
from datetime import date
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.tree import at_or_below
from jieyue.store.records.any_of import any_of

AnyModel = TypeVar("AnyModel", bound=Model)


class OrganisationUnknown(NotThere):
    """No such organisation, or none that the person may know of."""


def within(
    rows: QuerySet[AnyModel], person: Person, *, organisation: str, right: Right = Right.READ, are_few: bool = False
) -> QuerySet[AnyModel]:
    """Of these rows, those whose organisation (a lookup that leads to it) the person reaches. Of few rows it is looked
    for each where it stands: to list all that a city reaches takes SQLite half a millisecond a thousand.
    """
    paths = person.paths(right)
    if EVERYWHERE in paths:
        return rows
    if not paths:
        return rows.none()
    placed = _placed(paths, person.on)
    if are_few:
        return rows.filter(Exists(placed.filter(organisation=OuterRef(organisation))))
    return rows.filter(**{f"{organisation}__in": placed.values("organisation_id")})


def organisations_within(person: Person, right: Right = Right.READ) -> QuerySet[Organisation]:
    return within(Organisation.objects.all(), person, organisation="id", right=right)


def organisation_within(code: str, person: Person, right: Right = Right.READ) -> Organisation:
    """Raises OrganisationUnknown."""
    called = Organisation.objects.filter(code=code)
    found = within(called, person, organisation="id", right=right, are_few=True).first()
    if found is None:
        raise OrganisationUnknown(
            f"没有编码为“{code}”的机构，或者不在您的管辖范围内。",
            do="请核对机构的名称或编码；新机构请先由主管部门登记。",
        )
    return found


def organisations_called(
    codes: Iterable[str | None], person: Person, right: Right = Right.READ
) -> QuerySet[Organisation]:
    """Those of these codes that are registered and that the person reaches.

    The ids of the codes are asked for before: told codes and reach at once, SQLite tries each code with each
    organisation that is reached, of a province for seconds.
    """
    ids = Organisation.objects.filter(code__in=any_of(set(codes) - {None})).values_list("id", flat=True)
    called = Organisation.objects.filter(id__in=any_of(ids))
    return within(called, person, organisation="id", right=right, are_few=True)


def organisation_ids(codes: Iterable[str | None], person: Person, right: Right = Right.READ) -> dict[str, int]:
    """The ids of those codes that are registered and that the person reaches."""
    return dict(organisations_called(codes, person, right).values_list("code", "id"))


def reached(ids: Collection[int], person: Person, right: Right = Right.READ) -> Set[int]:
    """Of these organisations, those that the person reaches."""
    if EVERYWHERE in person.paths(right) or not ids:
        return frozenset(ids)
    called = Organisation.objects.filter(id__in=any_of(ids))
    own = within(called, person, organisation="id", right=right, are_few=True)
    return frozenset(own.values_list("id", flat=True))


def reaches(organisation: int, person: Person, right: Right = Right.READ) -> bool:
    """Whether the person reaches the organisation, by its id."""
    return bool(reached([organisation], person, right))


def directed(organisations: Iterable[int], person: Person, right: Right = Right.SHAPE) -> set[int]:
    """Of these organisations, those that the person directs: he is the authority of a place above, or holds another
    right there. Whoever holds a post at the organisation itself, also for another, does not direct it.
    """
    above = person.paths(right)
    if EVERYWHERE in above:
        return set(organisations)
    own = {post.path for post in person.posts}
    placed = Placement.objects.filter(organisation__in=any_of(organisations), since__lte=person.on, until__gt=person.on)
    return {
        id_
        for id_, path in placed.values_list("organisation_id", "path")
        if path not in own and any(path.startswith(top) for top in above)
    }


def refuse_without(person: Person, right: Right) -> None:
    """Raises NotAllowed where the person may do this nowhere."""
    if not person.may(right):
        raise NotAllowed(f"您没有“{right.zh}”权限。", do="需要时请联系安全管理员授权。")


def _placed(paths: tuple[str, ...], on: date) -> QuerySet[Placement]:
    return Placement.objects.filter(reduce(or_, map(at_or_below, paths)), since__lte=on, until__gt=on)
