"""Questions to the tree. A day is always given: yesterday's tree may not be today's."""

from datetime import date
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet

from jieyue.rules.values import Level
from jieyue.store.orgs.models import Placement

OF_PLACES = [level.value for level in Level if level.is_place]


def at_or_below(path: str, lookup: str = "path") -> Q:
    """On SQLite a range, because it can't use its index for LIKE; PostgreSQL may sort '/' and '0' in another order."""
    if connection.vendor == "postgresql":
        return Q(**{f"{lookup}__startswith": path})
    return Q(**{f"{lookup}__gte": path, f"{lookup}__lt": f"{path[:-1]}0"})  # '0' follows '/'


def highest_places(on: date, *, levels: int) -> list[str]:
    """The codes of the places at the top of the tree, of so many levels, those above others first."""
    placed = Placement.objects.filter(since__lte=on, until__gt=on, organisation__level__in=OF_PLACES)
    found = placed.order_by("path").values_list("organisation__code", "path")
    return [code for code, path in found if len(path.strip("/").split("/")) <= levels]


def under(path: str, on: date) -> QuerySet[Placement]:
    """The placements of the day at or below a path."""
    return Placement.objects.filter(at_or_below(path), since__lte=on, until__gt=on)


def ever_at_or_below(organisation_id: int) -> QuerySet[Placement]:
    """The ids of whoever stood at or below any place that the organisation ever had."""
    own = set(Placement.objects.filter(organisation_id=organisation_id).values_list("path", flat=True))
    found = Placement.objects.filter(reduce(or_, map(at_or_below, sorted(own))))
    return found.values_list("organisation_id", flat=True)


def not_yet_owing(organisation: str, day: date) -> Q:
    """Organisations, reached by this lookup, that on the day are not there yet or have not joined yet."""
    return Q(**{f"{organisation}__opened_on__gt": day}) | Q(**{f"{organisation}__joined_on__gt": day})


def path_on(organisation_id: int, on: date) -> str:
    """Where an organisation stands, or on its last day stood, on a day."""
    return Placement.objects.get(organisation_id=organisation_id, since__lte=on, until__gt=on).path


def name_on(organisation_id: int, on: date) -> str:
    placements = Placement.objects.filter(organisation_id=organisation_id, since__lte=on, until__gt=on)
    return placements.values_list("version__name", flat=True).get()
