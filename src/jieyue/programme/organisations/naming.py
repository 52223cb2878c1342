"""What organisations are called on a day, and which of those above one the person may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class Named:
    code: str
    name: str


def named(organisations: Iterable[int], *, on: date) -> dict[int, Named]:
    """Code and name of each, by id, as of a day."""
    placed = Placement.objects.filter(organisation_id__in=any_of(organisations), since__lte=on, until__gt=on)
    return {id_: Named(*rest) for id_, *rest in placed.values_list(*NAME)}


def name_now(organisation: Organisation) -> str:
    """What it is called now, or was called last; for messages about one that was found for somebody."""
    versions = organisation.versions.order_by("-since").values_list("name", flat=True)
    return versions.first() or organisation.code


def trail(path: str, *, person: Person) -> list[Named]:
    """The organisations of a path from the top down, itself last, as far as the person reaches."""
    ids = [int(part) for part in path.strip("/").split("/")]
    prefixes = ["/" + "/".join(map(str, ids[: n + 1])) + "/" for n in range(len(ids))]
    seen = [id_ for id_, prefix in zip(ids, prefixes, strict=True) if reaches(person, prefix)]
    names = named(seen, on=person.on)
    return [names[id_] for id_ in seen if id_ in names]


def reaches(person: Person, path: str, right: Right = Right.READ) -> bool:
    """Whether what stands at the path today is within the person's reach."""
    return any(top == EVERYWHERE or path.startswith(top) for top in person.paths(right))


NAME = ("organisation_id", "organisation__code", "version__name")
