"""Evidence is added, replaced, described, linked, unlinked and removed: each is one entry of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jieyue.files.evidence.names import clean_name
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.store.evidence import keeping
from jieyue.store.evidence.admission import Admitted, Upload, admitted
from jieyue.store.evidence.models import Item
from jieyue.store.evidence.owners import Owner, owner_of
from jieyue.store.evidence.sweeping import sweep
from jieyue.store.orgs.reach import organisation_within, refuse_without, within
from jieyue.store.records.writing import writing

__all__ = ["Attached", "Upload", "add", "attach", "describe", "link", "remove", "renew", "sweep_orphans", "unlink"]

LONGEST_NAME = 200


class ItemUnknown(NotThere):
    """No such item, or none that the person may change."""


class NotDescribed(Refused):
    """Name, date or reason are missing or impossible."""


class OfAnotherOrganisation(Refused):
    pass


@dataclass(frozen=True)
class Attached:
    """What came of several files: the items that were made, and the file names that were refused and why."""

    items: tuple[int, ...]
    refused: tuple[tuple[str, Refused], ...]


def add(upload: Upload, *, organisation: str, fact_on: date, name: str = "", by: Person, at: datetime) -> int:
    """Keep a file as evidence of an organisation, linked to nothing yet; gives the item's id."""
    owner = organisation_within(organisation, by, Right.ENTER)
    _refuse_future(fact_on, at)
    with (
        admitted(upload, organisation_id=owner.id, by=by, at=at) as held,
        writing(operation="evidence add", by=by, at=at) as change,
    ):
        about = {"organisation_id": owner.id, "name": _name(name, held), "fact_on": fact_on}
        keeping.refuse_same_item(held, **about)
        return keeping.add_item(change, held, **about, by=by, at=at)


def attach(
    uploads: Sequence[Upload], *, table: str, record_id: int, fact_on: date, name: str = "", by: Person, at: datetime
) -> Attached:
    """Keep files as evidence of a record, each by itself: a refused one does not hold up the others. Several files
    keep their own names.
    """
    owner = owner_of(table, record_id, by, Right.ENTER)
    _refuse_future(fact_on, at)
    name = name if len(uploads) == 1 else ""
    items, refused = [], []
    for upload in uploads:
        try:
            items.append(_attach(upload, owner, fact_on=fact_on, name=name, by=by, at=at))
        except Refused as refusal:
            refused.append((clean_name(upload.name), refusal))
    return Attached(tuple(items), tuple(refused))


def _attach(upload: Upload, owner: Owner, *, fact_on: date, name: str, by: Person, at: datetime) -> int:
    try:
        with admitted(upload, organisation_id=owner.organisation.id, by=by, at=at) as held:
            return keep_for(owner, held, fact_on=fact_on, name=name, by=by, at=at)
    except Refused as refusal:
        refusal.where = refusal.where or clean_name(upload.name)
        raise


def keep_for(owner: Owner, held: Admitted, *, fact_on: date, name: str = "", by: Person, at: datetime) -> int:
    """A file that was looked at, as evidence of a record; gives the item's id. Raises AlreadyThere, TooMany."""
    _refuse_future(fact_on, at)
    organisation_id, record = owner.organisation.id, (owner.table, owner.record_id)
    with writing(operation="evidence add", by=by, at=at) as change:
        owner_of(*record, by, Right.ENTER)
        keeping.refuse_same_content(held, record=record)
        item_id = keeping.add_item(
            change, held, organisation_id=organisation_id, name=_name(name, held), fact_on=fact_on, by=by, at=at
        )
        keeping.link(change, item=Item.objects.get(id=item_id), record=record)
        return item_id


def renew(item_id: int, upload: Upload, *, seen: int, by: Person, at: datetime, reason: str) -> int:
    """A newer file for the item, whose newest version was `seen`; the old one stays. Gives the version's number."""
    reason = _reason(reason)
    item = _item(item_id, by)
    with (
        admitted(upload, organisation_id=item.organisation_id, by=by, at=at) as held,
        writing(operation="evidence renew", by=by, at=at, reason=reason) as change,
    ):
        return keeping.add_version(change, held, item=_item(item_id, by), seen=seen, by=by, at=at)


def describe(item_id: int, *, name: str, fact_on: date, by: Person, at: datetime, reason: str) -> None:
    """Another name or date of the fact."""
    reason = _reason(reason)
    _refuse_future(fact_on, at)
    with writing(operation="evidence describe", by=by, at=at, reason=reason) as change:
        item = _item(item_id, by)
        stated = " ".join(name.split())[:LONGEST_NAME] or item.name
        if (stated, fact_on) != (item.name, item.fact_on):
            keeping.describe(change, item=item, name=stated, fact_on=fact_on)


def link(item_id: int, *, table: str, record_id: int, by: Person, at: datetime) -> None:
    """Use an item that is there for one more record of the same organisation."""
    with writing(operation="evidence link", by=by, at=at) as change:
        item, owner = _item(item_id, by), owner_of(table, record_id, by, Right.ENTER)
        if owner.organisation.id != item.organisation_id:
            raise OfAnotherOrganisation(
                f"“{item.name}”是另一个机构的材料，不能关联到这条记录。", do="请由这个机构自己上传一份。"
            )
        keeping.link(change, item=item, record=(table, record_id))


def unlink(item_id: int, *, table: str, record_id: int, by: Person, at: datetime, reason: str) -> None:
    """The item proves this record no longer; it stays with its organisation."""
    reason = _reason(reason)
    with writing(operation="evidence unlink", by=by, at=at, reason=reason) as change:
        keeping.unlink(change, item=_item(item_id, by), record=(table, record_id))


def remove(item_id: int, *, by: Person, at: datetime, reason: str) -> None:
    """Take an item away, with all its versions and links."""
    reason = _reason(reason)
    with writing(operation="evidence remove", by=by, at=at, reason=reason) as change:
        keeping.remove(change, item=_item(item_id, by))


def sweep_orphans(*, by: Person, at: datetime) -> int:
    """Delete contents that nothing refers to any more; gives their number."""
    refuse_without(by, Right.RUN)
    return sweep(at=at)


def _item(item_id: int, by: Person) -> Item:
    own = within(Item.objects.all(), by, organisation=Item.organisation_lookup, right=Right.ENTER)
    found = own.filter(id=item_id).first()
    if found is None:
        raise ItemUnknown("没有这份佐证材料，或者不在您的填报范围内。", do="请从材料所在的页面重新打开。")
    return found


def _name(name: str, held: Admitted) -> str:
    return " ".join(name.split())[:LONGEST_NAME] or held.name.rpartition(".")[0] or held.name


def _reason(reason: str) -> str:
    if not reason.strip():
        raise NotDescribed("没有写明原因。", do="请写明为什么要改，原因会记入日志。", where="原因")
    return reason.strip()


def _refuse_future(fact_on: date, at: datetime) -> None:
    today = timezone.localdate(at)
    if fact_on > today:
        raise NotDescribed(
            f"事实日期 {fact_on} 在今天（{today}）之后。",
            do="请填写材料所证明的事情发生的日期，不是上传日期。",
            where="事实日期",
        )
