"""Evidence as far as a person may read it: of a record, of an organisation, one item, its pictures, its files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery

from jieyue.files.evidence.kinds import KINDS, EvidenceKind
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.records.signing import makers
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.store.evidence import previewing, vault
from jieyue.store.evidence.models import Citation, Item, Link, Quarantined, Version
from jieyue.store.evidence.owners import may_add, owner_of, tables
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, refuse_without, within
from jieyue.store.records.any_of import any_of

MOST_RECORDS_SHOWN = 100


class EvidenceUnknown(NotThere):
    """No such item or version, or none that the person may know of."""


@dataclass(frozen=True)
class FileShown:
    """One version. `cited_by` names what relies on it."""

    number: int
    file_name: str
    kind: EvidenceKind
    size_bytes: int
    pages: int | None
    uploaded_by: str
    uploaded_at: datetime
    sha256: str
    cited_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemShown:
    """An item in a list. `newest` is its newest file, `records` how many records use it.

    `is_frozen`: something submitted relies on it; in the list of a record, relies on it as this record's proof.
    """

    id: int
    organisation: Named
    name: str
    fact_on: date
    newest: FileShown
    records: int
    is_frozen: bool


@dataclass(frozen=True)
class RecordShown:
    """A record that evidence is linked to, as far as no table has to be known by name."""

    table: str
    id: int
    zh: str


@dataclass(frozen=True)
class OfRecord:
    """The evidence of a record. A withdrawn record keeps its evidence and takes no more."""

    record: RecordShown
    organisation: Named
    items: Sequence[ItemShown]
    may_change: bool
    most_files: int


@dataclass(frozen=True)
class OneItem:
    """An item with all its files, the newest first, and what it proves."""

    shown: ItemShown
    files: Sequence[FileShown]
    records: Sequence[RecordShown]
    may_change: bool

    def file(self, number: int) -> FileShown:
        """Raises EvidenceUnknown."""
        found = next((file for file in self.files if file.number == number), None)
        if found is None:
            raise _unknown()
        return found


@dataclass(frozen=True)
class Listed:
    """One page of a list and the number of all."""

    items: Sequence[ItemShown]
    count: int


@dataclass(frozen=True)
class Behind:
    """What proves some records: the newest items, how many there are, and how many of the records have none."""

    items: Sequence[ItemShown]
    count: int
    without: int

    @property
    def more(self) -> int:
        return self.count - len(self.items)


@dataclass(frozen=True)
class Download:
    path: Path
    file_name: str
    media_type: str


@dataclass(frozen=True)
class QuarantinedShown:
    file_name: str
    sha256: str
    size_bytes: int
    found: str
    uploaded_by: str
    uploaded_at: datetime


def evidence_of(table: str, record_id: int, *, person: Person) -> OfRecord:
    """Raises RecordUnknown."""
    owner = owner_of(table, record_id, person)
    links = Link.objects.filter(table=table, record_id=record_id)
    items = _readable(person).filter(id__in=links.values("item_id")).order_by("-fact_on", "-id")
    frozen = set(Citation.objects.filter(link__in=links).values_list("link__item_id", flat=True))
    return OfRecord(
        record=RecordShown(table, record_id, owner.zh),
        organisation=_named([owner.organisation.id], person)[owner.organisation.id],
        items=_shown(items, person, frozen=frozen),
        may_change=owner.is_there and may_add(table, owner.organisation.id, person),
        most_files=settings.JIEYUE_EVIDENCE_MOST_FILES,
    )


def items(
    *,
    person: Person,
    organisation: str = "",
    search: str = "",
    not_of: tuple[str, int] | None = None,
    first: int = 0,
    many: int = 50,
) -> Listed:
    """What the person may read, the newest facts first; `not_of` leaves out what a record has already."""
    rows = _readable(person)
    if organisation:
        rows = rows.filter(organisation=organisation_within(organisation, person))
    if search.strip():
        rows = rows.filter(name__icontains=search.strip())
    if not_of:
        rows = rows.exclude(id__in=Link.objects.filter(table=not_of[0], record_id=not_of[1]).values("item_id"))
    page = rows.order_by("-fact_on", "-id")[first : first + many]
    ids = list(page.values_list("id", flat=True))
    frozen = set(Citation.objects.filter(version__item__in=ids).values_list("version__item_id", flat=True))
    return Listed(
        _shown(_readable(person).filter(id__in=ids).order_by("-fact_on", "-id"), person, frozen), rows.count()
    )


def evidence_behind(records: Iterable[tuple[str, int]], *, person: Person, most: int) -> Behind:
    """Of records that a report rests on, as far as the person may read it; in as many queries for many as for one."""
    records = set(records)
    links = [
        (item_id, (table, record))
        for table in {table for table, _ in records}
        for item_id, record in Link.objects.filter(
            table=table, record_id__in=any_of(record for own, record in records if own == table)
        ).values_list("item_id", "record_id")
    ]
    found = _readable(person).filter(id__in=any_of(item_id for item_id, _ in links)).order_by("-fact_on", "-id")
    page = _readable(person).filter(id__in=list(found.values_list("id", flat=True)[:most])).order_by("-fact_on", "-id")
    return Behind(_shown(page, person, frozen=set()), found.count(), len(records - {record for _, record in links}))


def item(item_id: int, *, person: Person) -> OneItem:
    """Raises EvidenceUnknown."""
    found = _readable(person).filter(id=item_id)
    cited_by = _cited_by(item_id)
    shown = _shown(found, person, frozen={item_id} if cited_by else set())
    if not shown:
        raise _unknown()
    versions = list(Version.objects.filter(item=item_id).order_by("-number"))
    names = makers(Version, [each.id for each in versions])
    links = Link.objects.filter(item=item_id).order_by("table", "record_id")
    known = tables()
    return OneItem(
        shown=shown[0],
        files=[_file(each, names, tuple(cited_by.get(each.id, ()))) for each in versions],
        records=[
            RecordShown(each.table, each.record_id, known[each.table].zh)
            for each in links[:MOST_RECORDS_SHOWN]
            if each.table in known
        ],
        may_change=_may_enter(found.get().organisation_id, person),
    )


def preview(item_id: int, number: int, *, page: int = 1, size: str = "page", person: Person) -> Path:
    """A picture of a page, made by us. Raises EvidenceUnknown, NoPreview, ContentLost."""
    return previewing.preview(_version(item_id, number, person), page=page, size=size)


def download(item_id: int, number: int, *, person: Person) -> Download:
    """The file as it was brought. Raises EvidenceUnknown, ContentLost."""
    version = _version(item_id, number, person)
    return Download(vault.content(version.sha256), version.file_name, KINDS[version.kind].media_type)


def quarantined(*, person: Person) -> list[QuarantinedShown]:
    """What the virus scanner refused, for whoever runs the system; the newest first."""
    refuse_without(person, Right.RUN)
    fields = ("file_name", "sha256", "size_bytes", "found", "uploaded_by", "uploaded_at")
    return [QuarantinedShown(*row) for row in Quarantined.objects.order_by("-id").values_list(*fields)]


def _readable(person: Person) -> QuerySet[Item]:
    return within(Item.objects.all(), person, organisation=Item.organisation_lookup)


def _version(item_id: int, number: int, person: Person) -> Version:
    readable = within(Version.objects.all(), person, organisation=Version.organisation_lookup)
    found = readable.filter(item=item_id, number=number).first()
    if found is None:
        raise _unknown()
    return found


def _shown(rows: QuerySet[Item], person: Person, frozen: set[int]) -> list[ItemShown]:
    """In a fixed number of queries, however many they are."""
    newest = Version.objects.filter(item=OuterRef("id")).order_by("-number").values("id")[:1]
    found = list(rows.annotate(newest=Subquery(newest), records=Count("links")))
    versions = Version.objects.in_bulk([each.newest for each in found])
    organisations = _named({each.organisation_id for each in found}, person)
    names = makers(Version, versions)
    return [
        ItemShown(
            id=each.id,
            organisation=organisations[each.organisation_id],
            name=each.name,
            fact_on=each.fact_on,
            newest=_file(versions[each.newest], names),
            records=each.records,
            is_frozen=each.id in frozen,
        )
        for each in found
    ]


def _file(version: Version, names: Mapping[int, str], cited_by: tuple[str, ...] = ()) -> FileShown:
    return FileShown(
        number=version.number,
        file_name=version.file_name,
        kind=KINDS[version.kind],
        size_bytes=version.size_bytes,
        pages=version.pages,
        uploaded_by=names.get(version.id, ""),
        uploaded_at=version.uploaded_at,
        sha256=version.sha256,
        cited_by=cited_by,
    )


def _cited_by(item_id: int) -> dict[int, list[str]]:
    """What relies on each version of an item, by the version's id."""
    found: dict[int, list[str]] = {}
    citations = Citation.objects.filter(version__item=item_id).order_by("id")
    for version_id, name in dict.fromkeys(citations.values_list("version_id", "cited_by")):
        found.setdefault(version_id, []).append(name)
    return found


def _named(organisations: Iterable[int], person: Person) -> dict[int, Named]:
    """One that stands nowhere on the day keeps its code for a name."""
    ids = set(organisations)
    known = named(ids, on=person.on)
    missing = ids - known.keys()
    codes = dict(Organisation.objects.filter(id__in=missing).values_list("id", "code")) if missing else {}
    return {**{id_: Named(code, code) for id_, code in codes.items()}, **known}


def _may_enter(organisation_id: int, person: Person) -> bool:
    own = within(Organisation.objects.all(), person, organisation="id", right=Right.ENTER)
    return own.filter(id=organisation_id).exists()


def _unknown() -> EvidenceUnknown:
    return EvidenceUnknown("没有这份佐证材料，或者不在您的权限范围内。", do="请从记录或材料列表重新打开。")
