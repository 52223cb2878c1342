"""Keeping `Placement` as the versions say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from jieyue.rules.tree import Link, Stretch, TreeHasCircle, stretches
from jieyue.store.orgs.initials import initials_of
from jieyue.store.orgs.models import OrganisationVersion, Placement
from jieyue.store.records.any_of import any_of
from jieyue.store.records.chain import Difference
from jieyue.store.records.tables import columns_of, insert_rows, new_ids

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
    Placement.objects.filter(organisation_id__in=any_of(affected)).delete()
    rows = _rows(found)
    insert_rows(Placement, new_ids(Placement, len(rows)), rows)


def placement_differences() -> Iterator[Difference | None]:
    """Whether all stand where their versions say: one item an organisation, None where it holds."""
    try:
        due = Counter(_rows(stretches(_links(), known={})))
    except (TreeHasCircle, KeyError):
        yield Difference("机构的所在位置", "按机构的各个版本不能推算：上级不在或循环，版本被改动过。")
        return
    now = Counter(Placement.objects.values_list(*columns_of(Placement)).iterator(chunk_size=5000))
    wrong = {organisation for organisation, *_ in (*(due - now), *(now - due))}
    yield from (
        Difference(f"机构第 {organisation} 号的所在位置", "与机构的各个版本推算的不同：未经日志改动。")
        for organisation in sorted(wrong)
    )


def _rows(found: Mapping[int, Iterable[Stretch]]) -> list[tuple]:
    letters = _letters_of({each.version for many in found.values() for each in many})
    return [
        (child, each.version, each.since, each.until, each.path, letters[each.version])
        for child, many in found.items()
        for each in many
    ]


def _letters_of(versions: set[int]) -> dict[int, str]:
    names = OrganisationVersion.objects.filter(id__in=any_of(versions)).values_list("id", "name")
    return {id_: initials_of(name) for id_, name in names.iterator(chunk_size=5000)}


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
    placements = Placement.objects.filter(organisation_id__in=any_of(organisations)).order_by("since")
    for child, *row in placements.values_list("organisation_id", "since", "until", "path", "version_id"):
        found.setdefault(child, []).append(Stretch(*row))
    return found
