"""What can be done with evidence once a file has been admitted. Each function is part of one `writing`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.db.models.functions import Coalesce

from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile, Refused
from jieyue.store.evidence.admission import Admitted
from jieyue.store.evidence.models import Citation, Item, Link, Version
from jieyue.store.evidence.vault import keep
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing

Record = tuple[str, int]
"""A table and an id in it."""


class IsCited(Refused):
    """Something submitted relies on it."""


class AlreadyThere(Refused):
    pass


class NotLinked(Refused):
    pass


class TooMany(Refused):
    pass


class ChangedMeanwhile(Meanwhile):
    pass


def add_item(
    change: Writing, held: Admitted, *, organisation_id: int, name: str, fact_on: date, by: Person, at: datetime
) -> int:
    """A new item with its first version; gives its id."""
    (item_id,) = change.add(Item, [(organisation_id, name, fact_on, _next_number(organisation_id))])
    _add_version(change, held, item_id=item_id, number=1, by=by, at=at)
    return item_id


def _next_number(organisation_id: int) -> int:
    own = Item.objects.filter(organisation=organisation_id)
    return (own.aggregate(last=Max(Coalesce("number", "id", output_field=models.BigIntegerField())))["last"] or 0) + 1


def add_version(change: Writing, held: Admitted, *, item: Item, seen: int, by: Person, at: datetime) -> int:
    """A newer file for the item, if the newest is still number `seen`; gives its number."""
    last = item.versions.order_by("-number").first()
    if last.number != seen:
        raise ChangedMeanwhile(f"“{item.name}”刚刚已由别人换过文件。", do="请重新打开查看后再决定。")
    if last.sha256 == held.file.sha256:
        raise AlreadyThere("这个文件与现有的完全相同。", do="请核对是否选错了文件。")
    _add_version(change, held, item_id=item.id, number=seen + 1, by=by, at=at)
    return seen + 1


def _add_version(change: Writing, held: Admitted, *, item_id: int, number: int, by: Person, at: datetime) -> None:
    keep(held.file)
    file = held.file
    what = (file.sha256, held.name, held.kind.key, file.size_bytes, held.pages)
    change.add(Version, [(item_id, number, *what, by.username, at.astimezone(UTC))])
    change.details |= {"file": held.name, "sha256": file.sha256}


def describe(change: Writing, *, item: Item, name: str, fact_on: date) -> None:
    """Not once it was cited: what was submitted says what its proof is called and of which day it is."""
    _refuse_cited(item, Citation.objects.filter(version__item=item), "名称和事实日期不能改")
    change.correct(Item, [(item.id, _row(item), (item.organisation_id, name, fact_on, item.number))])


def refuse_same_content(held: Admitted, *, record: Record) -> None:
    """The same file twice on one record is a slip of the finger."""
    there = Link.objects.filter(table=record[0], record_id=record[1], item__versions__sha256=held.file.sha256)
    if found := there.select_related("item").first():
        raise AlreadyThere(
            f"这条记录已经有内容完全相同的文件（“{found.item.name}”）。", do="不必重复上传；选错了的，请换一个文件。"
        )


def refuse_same_item(held: Admitted, *, organisation_id: int, name: str, fact_on: date) -> None:
    """Nor are the same file, name and day two pieces of evidence of an organisation."""
    same = {"organisation_id": organisation_id, "name": name, "fact_on": fact_on}
    if Item.objects.filter(**same, versions__sha256=held.file.sha256).exists():
        raise AlreadyThere(
            f"本机构已有名称、日期和内容完全相同的材料（“{name}”）。", do="不必重复上传；选错了的，请换一个文件。"
        )


def link(change: Writing, *, item: Item, record: Record) -> None:
    table, record_id = record
    of_record = Link.objects.filter(table=table, record_id=record_id)
    if of_record.filter(item=item).exists():
        raise AlreadyThere(f"“{item.name}”已经是这条记录的佐证材料。", do="不必重复关联。")
    most = settings.JIEYUE_EVIDENCE_MOST_FILES
    if of_record.count() >= most:
        raise TooMany(f"一条记录最多关联 {most} 份佐证材料。", do="请把同类材料合成一个 PDF，或者解除不需要的材料。")
    change.add(Link, [(item.id, table, record_id)])


def unlink(change: Writing, *, item: Item, record: Record) -> None:
    found = item.links.filter(table=record[0], record_id=record[1]).first()
    if found is None:
        raise NotLinked(f"“{item.name}”不是这条记录的佐证材料。", do="可能已由别人解除，请重新打开查看。")
    _refuse_cited(item, Citation.objects.filter(link=found), "不能解除关联")
    change.remove(Link, [(found.id, _row(found))])


def remove(change: Writing, *, item: Item) -> None:
    """The item with its versions and links. The log keeps what they were, the sweep takes the contents."""
    _refuse_cited(item, Citation.objects.filter(version__item=item), "不能删除")
    for model, rows in ((Link, item.links), (Version, item.versions)):
        change.remove(model, [(each.id, _row(each)) for each in rows.order_by("id")])
    change.remove(Item, [(item.id, _row(item))])


def cite(change: Writing, *, records: Iterable[Record], citing: Record, cited_by: str) -> Sequence[int]:
    """Freeze the evidence that these records have now, for something submitted that `cited_by` names.

    What was cited before by the same thing is not cited twice. Gives the ids of the new citations.
    """
    table, id_ = citing
    known = set(Citation.objects.filter(citing_table=table, citing_id=id_).values_list("link_id", "version_id"))
    links = [each for record in records for each in Link.objects.filter(table=record[0], record_id=record[1])]
    pairs = [(each.id, newest_version(each.item_id).id) for each in sorted(links, key=lambda each: each.id)]
    new = [(version, each, table, id_, cited_by) for each, version in pairs if (each, version) not in known]
    return change.add(Citation, new)


def newest_version(item_id: int) -> Version:
    return Version.objects.filter(item=item_id).order_by("-number")[0]


def _refuse_cited(item: Item, citations: models.QuerySet[Citation], cannot: str) -> None:
    by = list(dict.fromkeys(citations.order_by("id").values_list("cited_by", flat=True)))
    if by:
        named = "、".join(f"“{each}”" for each in by[:5])
        raise IsCited(
            f"“{item.name}”已被{named}{'等' if len(by) > 5 else ''}引用，{cannot}。",
            do="已经报送的材料须保持原样；有更正的，请上传新的文件，原来的文件仍会保留。",
        )


def _row(kept: models.Model) -> Row:
    """As the log knows it."""
    names = {field.column: field.attname for field in kept._meta.concrete_fields}
    return tuple(getattr(kept, names[column]) for column in columns_of(type(kept)))
