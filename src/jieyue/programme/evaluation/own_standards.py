"""Standards that authorities brought as a sheet, made from their rows; by a key of their own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256

from jieyue.policy.loading import StandardUnknown
from jieyue.rules.factors import Source
from jieyue.rules.scoring import Item, Rule, Section, Standard
from jieyue.rules.values import Certainty
from jieyue.store.orgs.tree import path_on
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.standard_items.models import StandardItem
from jieyue.store.registers.standard_items.refusing import known_rules

OWN = "own-"
LETTERS_OF_DIGEST = 12
ROW = "A1"


def key_of(organisation: int, title: str) -> str:
    return f"{OWN}{organisation}-{sha256(title.encode()).hexdigest()[:LETTERS_OF_DIGEST]}"


def standard_named(key: str) -> Standard:
    """The product's, the deployment's or an authority's. Raises StandardUnknown."""
    if not key.startswith(OWN):
        return policy().standard(key)
    place = key.removeprefix(OWN).partition("-")[0]
    found = own_standards([int(place)]) if place.isdigit() else {}
    if key not in found:
        raise StandardUnknown("没有这份自带的评价标准，可能已经作废。", do="请重新选定评价标准。")
    return found[key]


def refuse_of_elsewhere(key: str, organisation: int, *, on: date) -> None:
    """A standard that another place brought is its own, and not told by its key. Raises StandardUnknown."""
    if key.startswith(OWN) and key not in own_standards(ids_in(path_on(organisation, on))):
        raise StandardUnknown("没有这份自带的评价标准，或是别处的。", do="请选用为本单位选定的评价标准。")


def ids_in(path: str) -> list[int]:
    return [int(each) for each in path.strip("/").split("/")]


def own_standards(organisations: Collection[int]) -> Mapping[str, Standard]:
    """By key, those of the organisations: each of its items in the order in which they were brought."""
    rows: dict[str, list[StandardItem]] = {}
    for row in StandardItem.objects.filter(organisation__in=any_of(organisations)).order_by("id"):
        rows.setdefault(key_of(row.organisation_id, row.standard), []).append(row)
    return {key: _standard(key, own) for key, own in rows.items()}


def own_keys(keys: Collection[str]) -> set[str]:
    """Those of the keys by which a standard is still there, in one query at most."""
    places = {key.removeprefix(OWN).partition("-")[0] for key in keys if key.startswith(OWN)}
    if not places:
        return set()
    kept = StandardItem.objects.filter(organisation__in=any_of(map(int, places)))
    named = {key_of(place, title) for place, title in kept.values_list("organisation_id", "standard").distinct()}
    return named & set(keys)


def _standard(key: str, rows: Sequence[StandardItem]) -> Standard:
    title, document = rows[0].standard, next((row.document for row in rows if row.document), "")
    names = list(dict.fromkeys(row.section for row in rows))
    sections = {name: str(nth) for nth, name in enumerate(names, 1)}
    rules = known_rules()
    return Standard(
        key=key,
        title=title,
        issuer="",
        document=document,
        since=date.min,
        until=None,
        certainty=Certainty.VERIFIED,
        total=None,
        passes_from=next((row.passes_from for row in rows if row.passes_from is not None), None),
        note="",
        sections=tuple(Section(sections[name], name, _sum(rows, name)) for name in names),
        items=tuple(
            _item(row, sections[row.section], rules.get(row.decided_as), Source(title, row.number)) for row in rows
        ),
    )


def _sum(rows: Sequence[StandardItem], section: str):
    points = [row.points for row in rows if row.section == section]
    return None if None in points else sum(points)


def _item(row: StandardItem, section: str, like: Item | None, source: Source) -> Item:
    return Item(
        key=f"own-{row.number}",
        section=section,
        group=row.section,
        text=row.text,
        points=row.points,
        certainty=Certainty.VERIFIED,
        is_gate=row.is_gate,
        rule=like.rule if like else Rule("manual"),
        row=like.row if like else ROW,
        evidence=tuple(filter(None, row.evidence.split("、"))),
        source=source,
        applies_if=like.applies_if if like else None,
        awaits=like.awaits if like else "",
        is_starred=row.is_starred,
    )
