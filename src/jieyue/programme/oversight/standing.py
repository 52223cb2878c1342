"""The units of a place on a day: where each stands, below which of those that stand directly under the place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jieyue.programme.duties.standing import ids_of
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.person import Person
from jieyue.rules.span import Span, owing
from jieyue.rules.values import Kind, Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class Standing:
    """A unit, and its `branch`: the one directly below the place asked for under which it stands, or itself."""

    id: int
    organisation: Named
    kind: Kind | None
    owing: Span
    branch: int


@dataclass(frozen=True)
class Below:
    """The units below a place by code, and who its branches are: places are in `places`."""

    subject: Named
    units: Sequence[Standing]
    branches: Mapping[int, Named]
    places: frozenset[int]


def below(*, organisation: str, person: Person) -> Below:
    """As they stand on the person's day, as far as he reaches, without what is closed. Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    path = path_on(subject.pk, person.on)
    placed = under(path, person.on).filter(organisation__level=Level.UNIT)
    open_ = within(placed, person, organisation="organisation").exclude(organisation__closed_on__lte=person.on)
    about = ("code", "kind", "opened_on", "joined_on", "closed_on")
    fields = ("organisation_id", "path", "version__name", *(f"organisation__{name}" for name in about))
    depth = len(ids_of(path))
    units = [
        Standing(id_, Named(code, name), Kind(kind) if kind else None, owing(*days), _branch(where, depth))
        for id_, where, name, code, kind, *days in open_.order_by("organisation__code").values_list(*fields)
    ]
    branches = {unit.branch for unit in units}
    levels = Organisation.objects.filter(pk__in=any_of(branches)).values_list("pk", "level")
    places = frozenset(id_ for id_, level in levels if Level(level).is_place)
    names = named([*branches, subject.pk], on=person.on)
    return Below(names[subject.pk], units, {id_: names[id_] for id_ in branches}, places)


def _branch(path: str, depth: int) -> int:
    ids = ids_of(path)
    return ids[min(depth, len(ids) - 1)]
