"""Organisations in the columns of their import, so that what was exported can be brought back."""

from collections.abc import Iterator

from jieyue.rules.person import Person
from jieyue.rules.tree import BEGINNING
from jieyue.rules.values import Category, Level
from jieyue.rules.values import Kind as OrganKind
from jieyue.store.orgs.models import OrganisationVersion, Succession
from jieyue.store.orgs.reach import within
from jieyue.store.records.tables import Row

STEADY = ("level", "kind", "category", "credit_code", "region_code", "opened_on", "closed_on", "joined_on")
"""What is told of an organisation without a date."""


def rows(person: Person) -> Iterator[Row]:
    """Each organisation within reach, those above before those below, followed by its dated changes."""
    successors: dict[int, list[str]] = {}
    for organisation, successor in Succession.objects.values_list("organisation_id", "successor__code"):
        successors.setdefault(organisation, []).append(successor)
    fields = ("organisation_id", "organisation__code", "name", "parent__code", "since", "system")
    steady = (f"organisation__{name}" for name in STEADY)
    levels = {level.value: level.rank for level in Level}
    kept = within(OrganisationVersion.objects.all(), person, organisation="organisation")
    versions = list(kept.order_by("since").values_list(*fields, *steady))
    versions.sort(key=lambda row: (levels[row[len(fields)]], row[1], row[4]))
    for id_, code_, name, parent, since, system, level, kind, category, *rest in versions:
        words = (Level(level).zh, kind and OrganKind(kind).zh, category and Category(category).zh)
        effective_on = None if since == BEGINNING else since
        yield (
            *(code_, name, parent, words[0], system, words[1], words[2], effective_on),
            *rest,
            "、".join(successors.get(id_, ())),
        )
