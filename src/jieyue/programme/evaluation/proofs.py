"""佐证编号: the evidence behind the items of a score sheet, each with a number that stays with its file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from jieyue.store.evidence.models import Item, Link
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.any_of import any_of

Record = tuple[str, int]
"""A table and an id in it."""


@dataclass(frozen=True)
class Proof:
    """A piece of evidence of an item: `code`, such as `N20-2.1a-01`, names the item and the file; `evidence` is its id,
    `record` what it hangs on.
    """

    code: str
    evidence: int
    name: str
    record: Record

    @property
    def number(self) -> str:
        """As the standard numbers the item, and the file behind it."""
        return numbered(self.code)


def numbered(key: str) -> str:
    """`2.1a` of `N20-2.1a`: which standard it is stands above."""
    return key.partition("-")[2] or key


def file_code(item: Item, unit: Organisation) -> str:
    """The part of a code that names the file: with its organisation where it is another's than the unit's."""
    return _file_code(item.number, item.pk, item.organisation_id, item.organisation.code, unit)


def _file_code(number: int | None, id_: int, owner: int, code: str, unit: Organisation) -> str:
    whose = "" if owner == unit.pk else f"{code}-"
    return f"{whose}{number or id_:02}"


def proofs_of(unit: Organisation, records: Mapping[str, Iterable[Record]]) -> dict[str, Sequence[Proof]]:
    """By item, the evidence of its records, each file once, in one query however many they are."""
    by_item = {item: list(own) for item, own in records.items()}
    links: dict[Record, list[tuple]] = {}
    for table, record, *about in _links(unit, {each for own in by_item.values() for each in own}):
        links.setdefault((table, record), []).append(tuple(about))
    return {item: _proofs(item, own, links) for item, own in by_item.items()}


def _links(unit: Organisation, records: Iterable[Record]) -> list[tuple]:
    """Table, record, evidence, name, and the part of the code that names the file."""
    ids: dict[str, set[int]] = {}
    for table, id_ in records:
        ids.setdefault(table, set()).add(id_)
    if not ids:
        return []
    wanted = reduce(or_, (Q(table=table, record_id__in=any_of(own)) for table, own in ids.items()))
    fields = ("item_id", "item__number", "item__name", "item__organisation_id", "item__organisation__code")
    rows = Link.objects.filter(wanted).order_by("id").values_list("table", "record_id", *fields)
    return [
        (table, record, id_, name, _file_code(number, id_, owner, code, unit))
        for table, record, id_, number, name, owner, code in rows
    ]


def _proofs(item: str, records: Iterable[Record], links: Mapping[Record, Sequence[tuple]]) -> list[Proof]:
    found: dict[int, Proof] = {}
    for record in records:
        for id_, name, code in links.get(record, ()):
            found.setdefault(id_, Proof(f"{item}-{code}", id_, name, record))
    return sorted(found.values(), key=lambda each: each.code)
