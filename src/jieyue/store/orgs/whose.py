"""By which limits records are judged: those of their organisation's places and category, where policy has any."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from jieyue.rules.thresholds import Thresholds, Whose
from jieyue.rules.values import Category
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.records.any_of import any_of


def of_each(organisations: Iterable[int], thresholds: Thresholds, *, on: date) -> Mapping[int, Thresholds]:
    """By organisation, what holds for it. Where the same holds for all nothing is asked."""
    if thresholds.are_the_same_for_all:
        return defaultdict(lambda: thresholds)
    found = defaultdict(lambda: thresholds.of(Whose()))
    found.update((id_, thresholds.of(whose)) for id_, whose in whose_each(organisations, thresholds, on=on).items())
    return found


def whose_each(organisations: Iterable[int], thresholds: Thresholds, *, on: date) -> Mapping[int, Whose]:
    """By organisation, its codes and its category, as it stood on that day: two questions, however many are asked for.

    The codes are those for which policy has something of their own. A department is of its unit's category.
    """
    there = {"organisation_id__in": any_of(set(organisations)), "since__lte": on, "until__gt": on}
    paths = {
        id_: [int(part) for part in reversed(path.strip("/").split("/"))]
        for id_, path in Placement.objects.filter(**there).values_list("organisation_id", "path")
    }
    above = any_of({id_ for path in paths.values() for id_ in path})
    known = {
        id_: (code, category)
        for id_, code, category in Organisation.objects.filter(id__in=above).values_list("id", "code", "category")
    }
    found: dict[int, Whose] = defaultdict(Whose)
    for id_, path in paths.items():
        codes = tuple(known[each][0] for each in path if known[each][0] in thresholds.places)
        category = next((known[each][1] for each in path if known[each][1]), "")
        found[id_] = Whose(codes, Category(category) if category else None)
    return found
