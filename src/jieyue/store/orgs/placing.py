"""Keeping `Placement` as the versions say."""

from collections.abc import Iterable

from jieyue.rules.tree import Link, Stretch, stretches
from jieyue.store.orgs.models import OrganisationVersion, Placement
from jieyue.store.records.among import listed
from jieyue.store.records.tables import insert_rows, new_ids

LONGEST_PATH = Placement._meta.get_field("path").max_length


class TreeTooDeep(Exception):  # noqa: N818 (named for what is wrong)
    """`members` stand so far down that their path can't be kept."""

    def __init__(self, members: set[int]) -> None:
        super().__init__(members)
        self.members = members


def place(organisations: Iterable[int]) -> None:
    """Work out anew where these organisations and everything under them stand.

    Raises TreeHasCircle and TreeTooDeep.
    """
    links = _links()
    affected = _with_all_below(set(organisations), links)
    parents = {link.parent for link in links if link.child in affected} - {None} - affected
    found = stretches((link for link in links if link.child in affected), known=_stretches_of(parents))
    if deep := {child for child, many in found.items() if any(len(each.path) > LONGEST_PATH for each in many)}:
        raise TreeTooDeep(deep)
    Placement.objects.filter(organisation_id__in=listed(affected)).delete()
    rows = [(child, each.version, each.since, each.until, each.path) for child, many in found.items() for each in many]
    insert_rows(Placement, new_ids(Placement, len(rows)), rows)


def _links() -> list[Link]:
    fields = ("organisation_id", "since", "parent_id", "id")
    return [Link(*row) for row in OrganisationVersion.objects.values_list(*fields).iterator(chunk_size=5000)]


def _with_all_below(tops: set[int], links: list[Link]) -> set[int]:
    children: dict[int | None, list[int]] = {}
    for link in links:
        children.setdefault(link.parent, []).append(link.child)
    reached, waiting = set(tops), list(tops)
    while waiting:
        new = set(children.get(waiting.pop(), ())) - reached
        reached |= new
        waiting.extend(new)
    return reached


def _stretches_of(organisations: Iterable[int]) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = {}
    placements = Placement.objects.filter(organisation_id__in=listed(organisations)).order_by("since")
    for child, *row in placements.values_list("organisation_id", "since", "until", "path", "version_id"):
        found.setdefault(child, []).append(Stretch(*row))
    return found
