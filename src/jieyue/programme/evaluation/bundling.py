"""佐证材料汇总: the files behind the items of a score sheet, by the numbers of their evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jieyue.programme.evaluation.proofs import file_code, numbered
from jieyue.programme.evaluation.queries import Shown, evaluation
from jieyue.programme.records.signing import makers
from jieyue.rules.person import Person
from jieyue.store.evidence import vault
from jieyue.store.evidence.models import Citation, Item, Version
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.scores.models import ScoreSheet
from jieyue.store.snapshots.keeping import content_of


@dataclass(frozen=True)
class Bundled:
    """A file as proof of an item; the same file stands once for each item that it proves."""

    item: str
    text: str
    number: str
    name: str
    fact_on: date
    file_name: str
    path: Path
    sha256: str
    size_bytes: int
    uploaded_by: str
    uploaded_at: datetime


@dataclass(frozen=True)
class Bundle:
    """`is_draft` where the sheet was not handed in: then it is what stands behind it now."""

    name: str
    year: int
    standard: str
    is_draft: bool
    files: Sequence[Bundled]


def bundle(*, organisation: str, year: int, person: Person, today: date) -> Bundle:
    """By the standard that holds for the unit. Of a sheet that was handed in, the evidence that was cited then, in the
    versions of then.

    Raises OrganisationUnknown, NotEvaluated, ContentLost.
    """
    found = evaluation(organisation=organisation, year=year, person=person, today=today)
    known = found.sheet.standard
    about = {"organisation__code": organisation, "standard": known.key, "year": year}
    kept = ScoreSheet.objects.filter(**about).select_related("snapshot", "organisation").first()
    every = list(_cited(kept) if kept else _now(found))
    items = any_of({version.item_id for *_, version in every})
    may_read = within(Item.objects.filter(id__in=items), person, organisation=Item.organisation_lookup, are_few=True)
    readable = set(may_read.values_list("id", flat=True))
    names = makers(Version, {version.pk for *_, version in every})
    files = [_bundled(*each, names) for each in every if each[-1].item_id in readable]
    return Bundle(found.organisation.name, year, known.key, kept is None, files)


Proved = tuple[str, str, str, Version]
"""Key and text of an item, the code of the evidence, the file."""


def _now(found: Shown) -> Iterator[Proved]:
    proofs = [(row.decision.item, proof) for row in found.rows for proof in row.proofs]
    versions = Version.objects.filter(item__in=any_of({proof.evidence for _, proof in proofs})).select_related("item")
    newest = {version.item_id: version for version in versions.order_by("number")}
    yield from ((item.key, item.text, proof.code, newest[proof.evidence]) for item, proof in proofs)


def _cited(kept: ScoreSheet) -> Iterator[Proved]:
    """As it was pinned; of a file that was cited in two versions, the later hand-in relied on the later one."""
    cited = Citation.objects.filter(citing_table=ScoreSheet._meta.db_table, citing_id=kept.pk)
    rows = cited.select_related("version__item__organisation").order_by("version__number")
    versions = {file_code(each.version.item, kept.organisation): each.version for each in rows}
    for item in content_of(kept.snapshot)["items"]:
        for code in item["evidence"]:
            yield item["item"], item["text"], code, versions[code.removeprefix(f"{item['item']}-")]


def _bundled(item: str, text: str, code: str, version: Version, names: Mapping[int, str]) -> Bundled:
    return Bundled(
        item=numbered(item), text=text, number=numbered(code), name=version.item.name, fact_on=version.item.fact_on,
        file_name=version.file_name, path=vault.content(version.sha256), sha256=version.sha256,
        size_bytes=version.size_bytes, uploaded_by=names[version.pk], uploaded_at=version.uploaded_at,
    )  # fmt: skip
