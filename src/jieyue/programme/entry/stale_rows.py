"""Rows that come without a file: which records they correct, and whether somebody has changed these meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import orjson
from django.utils import timezone

from jieyue.files.cells import Cell
from jieyue.programme.records.queries import last_seen
from jieyue.programme.records.signing import signatures
from jieyue.rules.person import Person
from jieyue.store.evidence.owners import RecordUnknown, owner_of
from jieyue.store.orgs.models import ExternalId
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.previewing import differences
from jieyue.store.records.references import references_in
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing, writing


@dataclass(frozen=True)
class EnteredRow:
    """A row by the number under which whoever entered it knows it, its values by the columns' keys or names.

    `record` is the record that it corrects, whose key may be another then if it `may_move`; `seen` the last version of
    that record that he saw. `external_id` is what the system that it comes from calls it.
    """

    row: int
    values: Mapping[str, Cell]
    record: int | None = None
    seen: int | None = None
    external_id: str = ""
    may_move: bool = True


@dataclass(frozen=True)
class StaleRows:
    """What is known of rows beyond what they say. `source` names the system whose external ids they carry.

    `recognised` are the records of rows that the source has sent before.
    """

    kind: Kind
    rows: Sequence[EnteredRow]
    source: str
    by: Person
    at: datetime
    recognised: dict[int, int] = field(default_factory=dict)

    def before(self, batch: Batch) -> None:
        """Say which records the rows correct; refuse those that were changed since they were seen."""
        self.recognised.clear()
        if self._external:
            self._recognise(batch)
        batch.records = {**self.recognised, **self._named}
        batch.staying = {each.row for each in self.rows if not each.may_move}
        self._refuse_changed(batch)

    def after(self, records: Mapping[int, int]) -> None:
        """Keep what the other system calls the records, in an entry of its own: it stays when the rows are undone."""
        news = (row for row, id_ in records.items() if self.recognised.get(row) != id_)
        named = {records[row]: self._external[row] for row in news if row in self._external}
        lookup = self.kind.model.organisation_lookup
        kept = self.kind.model._base_manager.filter(id__in=any_of(named))
        owners = kept.values_list("id", lookup)
        new = {(owner, self._table, self.source, named[id_]): id_ for id_, owner in owners}
        if not new:
            return
        with writing(operation="note external ids", by=self.by, at=self.at) as change:
            _keep_names(change, new)

    @property
    def _table(self) -> str:
        return self.kind.model._meta.db_table

    @cached_property
    def _named(self) -> dict[int, int]:
        return {each.row: each.record for each in self.rows if each.record is not None}

    @cached_property
    def _external(self) -> dict[int, str]:
        return {each.row: each.external_id for each in self.rows if each.external_id}

    def _recognise(self, batch: Batch) -> None:
        """The records that earlier rows of these names became, as far as the person may enter there."""
        known = within(ExternalId.objects.all(), self.by, organisation="organisation", right=self.kind.right).filter(
            table=self._table, source=self.source, name__in=any_of(self._external.values())
        )
        found: dict[str, set[int]] = {}
        for name, record in known.values_list("name", "record_id"):
            found.setdefault(name, set()).add(record)
        self._refuse_named_twice(batch)
        gone, undone = self._gone({id_ for records in found.values() for id_ in records})
        for row, name in self._external.items():
            if row in self._named:
                continue  # who names the record need not be recognised
            records = found.get(name, set()) - undone
            if len(records) > 1:
                _refuse_ambiguous(batch, row, name, self.source)
            elif records & gone:
                _refuse_withdrawn(batch, row, name)
            elif records:
                [self.recognised[row]] = records

    def _refuse_named_twice(self, batch: Batch) -> None:
        """One name for two rows: which of them it stands for from now on, nobody could tell."""
        rows: dict[str, list[int]] = {}
        for row, name in self._external.items():
            rows.setdefault(name, []).append(row)
        for name, same in rows.items():
            for row in same if len(same) > 1 else ():
                _refuse_named_twice(batch, row, name, same)

    def _gone(self, records: set[int]) -> tuple[set[int], set[int]]:
        """Of these, the ones that were withdrawn, and the ones that went because their entry was undone."""
        missing = records - set(
            self.kind.model._base_manager.filter(id__in=any_of(records)).values_list("id", flat=True)
        )
        last = last_seen(self.kind.model, missing)
        undoing = RowVersion.objects.filter(id__in=any_of(last.values()), entry__operation__startswith="undo ")
        undone = set(undoing.values_list("record_id", flat=True))
        return missing - undone, undone

    def _refuse_changed(self, batch: Batch) -> None:
        seen = {each.row: each.seen for each in self.rows if each.seen is not None and each.row in batch.records}
        last = last_seen(self.kind.model, [batch.records[row] for row in seen])
        changed = {row: last[batch.records[row]] for row in seen if last.get(batch.records[row], 0) > seen[row]}
        if not changed:
            return
        versions = RowVersion.objects.select_related("entry").in_bulk(set(changed.values()))
        signed = signatures(version.entry for version in versions.values())
        for row, last in changed.items():
            if self._may_know(batch.records[row]):
                entry = versions[last].entry
                self._refuse(batch, row, entry, signed[entry.seq], seen[row])
            else:
                batch.refuse_gone(row)

    def _may_know(self, record: int) -> bool:
        """Whether it is, or was, a record that the person may read."""
        try:
            owner_of(self._table, record, self.by)
        except RecordUnknown:
            return False
        return True

    def _refuse(self, batch: Batch, row: int, entry: LogEntry, by: str, seen: int) -> None:
        at = timezone.localtime(entry.at)
        says = f"您打开之后，{by}于 {at:%Y-%m-%d %H:%M} 更正了这条登记{self._what_is_now(batch.records[row], seen)}。"
        do = "请核对后决定是否仍要更正；再次保存将以您填写的为准。"
        batch.refuse(row, None, "changed_meanwhile", says=says, do=do)

    def _what_is_now(self, record: int, seen: int) -> str:
        own = RowVersion.objects.filter(table=self._table, record_id=record).order_by("id")
        was, now = own.filter(id__lte=seen).last(), own.last()
        before, after = (orjson.loads(each.after) if each and each.after else None for each in (was, now))
        if after is None:
            return "，已作废"
        references = references_in((self.kind.model, each) for each in (before, after))
        cells = differences(self.kind.columns, self.kind.model, before, after, references=references)
        said = "，".join(f"{name}由“{then}”改为“{this}”" for name, then, this in cells)
        return f"：{said}" if said else ""


def _keep_names(change: Writing, named: Mapping[Row, int]) -> None:
    """Keep which record each name, with its organisation, table and source, stands for from now on."""
    *about, record = columns_of(ExternalId)
    same = ExternalId.objects.filter(name__in=any_of(name for *_, name in named))
    kept = {tuple(key): (id_, now) for id_, *key, now in same.values_list("id", *about, record) if tuple(key) in named}
    change.add(ExternalId, [(*key, id_) for key, id_ in named.items() if key not in kept])
    moved = [(key, *kept[key]) for key in kept if kept[key][1] != named[key]]
    change.correct(ExternalId, [(id_, (*key, was), (*key, named[key])) for key, id_, was in moved])


def _refuse_ambiguous(batch: Batch, row: int, name: str, source: str) -> None:
    batch.refuse(
        row,
        None,
        "ambiguous_external_id",
        says=f"来源“{source}”的外部编号“{name}”在您的管辖范围内对应几条登记。",
        do="请按机构分别使用不同的来源名称，或者写明登记的编号。",
    )


def _refuse_named_twice(batch: Batch, row: int, name: str, rows: Sequence[int]) -> None:
    listed_ = "、".join(f"第 {each} 行" for each in rows)
    batch.refuse(
        row,
        None,
        "external_id_twice",
        says=f"外部编号“{name}”在这一批里出现了 {len(rows)} 次（{listed_}）。",
        do="请给每条记录各自的外部编号；同一条记录重复发来的，只发一次。",
    )


def _refuse_withdrawn(batch: Batch, row: int, name: str) -> None:
    batch.refuse(
        row,
        None,
        "record_gone",
        says=f"外部编号“{name}”对应的登记已经作废。",
        do="确需重新登记的，请换一个外部编号。",
    )
