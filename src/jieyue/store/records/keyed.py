"""Rows that are known by a key and can be corrected: each is new, unchanged, different or withdrawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models

from jieyue.store.records.kinds import Batch
from jieyue.store.records.tables import Row
from jieyue.store.records.writing import Writing

SAME = "就是这一条，写错了要更正"
"""What somebody answers in the grid who corrects what a row is about."""


@dataclass(frozen=True)
class Moved:
    """A record that gets another key: what it was, and its figures as they will be."""

    id: int
    key: Row
    figures: Row
    after: Row


@dataclass
class KeyedRows:
    """A row of the table is its key and then its figures; `names` are the figures' columns in the file.

    `kept` gives the ids and figures of what the store has. A figure whose column the file lacks stays as it was.
    `named` are the key and the figures of the records that rows say they correct, where a row may give its record
    another key (`key_names`): a plate or a day that was written down wrongly. `keys_kept` are the keys as they are
    kept, where rows are told apart by something else. What names a row is written out only where a message does, which
    is seldom.
    """

    model: type[models.Model]
    names: Sequence[str]
    kept: Mapping[Row, tuple[int, Row]]
    batch: Batch
    named: Mapping[int, tuple[Row, Row]] = field(default_factory=dict)
    key_names: Sequence[str] = ()
    new: dict[Row, Row] = field(default_factory=dict)
    corrected: dict[Row, Row] = field(default_factory=dict)
    withdrawn: set[Row] = field(default_factory=set)
    moved: dict[Row, Moved] = field(default_factory=dict)
    rows: dict[Row, int] = field(default_factory=dict)
    keys_kept: Mapping[Row, Row] = field(default_factory=dict)

    def sort_in(self, row: int, key: Row, figures: Row, *, what: object, needs_reason: bool = True) -> None:
        """Take a row of the file, which `what` names for the user. Where it changes something it needs a reason."""
        id_, before = self.kept.get(key, (None, ()))
        if self._is_repeated(row, key, what) or self._is_corrected_by_another(row, id_, what):
            return
        own = self.batch.records.get(row, id_)
        if own != id_ and self.key_names:
            self._move(row, own, key, figures, what)
            return
        if not self.batch.is_about_its_record(row, id_):
            return
        if id_ is None:
            self.new[key] = figures
            self.batch.outcomes[row] = "added"
            return
        self.batch.ids[row] = id_
        after = self._as_stated(figures, before)
        if after == before:
            self.batch.outcomes[row] = "unchanged"
        elif not needs_reason or self.batch.may_change(row, f"{what}{self._differing(before, after)}有变化"):
            self.corrected[key] = after
            self.batch.outcomes[row] = "changed"

    def withdraw(self, row: int, key: Row, *, what: object) -> None:
        id_, _ = self.kept.get(key, (None, ()))
        if self._is_repeated(row, key, what) or not self.batch.is_about_its_record(row, id_):
            return
        if id_ is None:
            self.batch.refuse(
                row, None, "nothing_to_withdraw", says=f"没有{what}可以作废。", do="请核对，须与已有的登记完全相同。"
            )
        elif self.batch.may_change(row, f"{what}将作废"):
            self.withdrawn.add(key)
            self.batch.ids[row] = id_
            self.batch.outcomes[row] = "changed"

    def write(self, change: Writing) -> None:
        gone = {key: self.kept[key] for key in self.withdrawn}
        change.remove(self.model, [(id_, (*self._as_kept(key), *figures)) for key, (id_, figures) in gone.items()])
        change.correct(self.model, [self._correction(key, after) for key, after in self.corrected.items()])
        moved = ((each.id, (*each.key, *each.figures), (*key, *each.after)) for key, each in self.moved.items())
        change.correct(self.model, list(moved))
        ids = change.add(self.model, [(*key, *figures) for key, figures in self.new.items()])
        self.batch.ids.update(zip((self.rows[key] for key in self.new), ids, strict=True))

    @property
    def touched(self) -> set[Row]:
        """The keys of rows that were written, as they were and as they are."""
        left = {each.key for each in self.moved.values()}
        return self.new.keys() | self.corrected.keys() | self.withdrawn | self.moved.keys() | left

    @property
    def written(self) -> Iterator[tuple[int, Row, Row]]:
        """Row of the sheet, key and figures of what is there now and was not so before."""
        now = {**self.new, **self.corrected, **{key: each.after for key, each in self.moved.items()}}
        return ((self.rows[key], key, figures) for key, figures in now.items())

    def now(self) -> Iterator[tuple[Row, Row]]:
        """Keys and figures as they will be."""
        kept = {key: figures for key, (_, figures) in self.kept.items() if key not in self.withdrawn}
        yield from {**kept, **self.new, **self.corrected}.items()

    def _move(self, row: int, id_: int, key: Row, figures: Row, what: object) -> None:
        """The record that the row says it corrects gets another key, unless another record has that already."""
        if id_ not in self.named:
            self.batch.refuse_gone(row)
            return
        before_key, before = self.named[id_]
        differing = self._differing_keys(before_key, key)
        if key in self.kept:
            says, do = f"{what}已经登记过，是另一条。", "请核对；同一件事登记了两次的，把多的一条作废。"
            self.batch.refuse(row, None, "already_there", says=says, do=do)
        elif row in self.batch.staying:
            says = f"第 {row} 行写的是另一条：{what}{differing}与已保存的不同。"
            do = f"另一条请另起一行登记；确是这一条写错了的，请选择“{SAME}”。"
            self.batch.refuse(row, None, "other_than_saved", says=says, do=do)
        elif self.batch.may_change(row, f"{what}{differing}有变化"):
            self.moved[key] = Moved(id_, before_key, before, self._as_stated(figures, before))
            self.batch.ids[row], self.batch.outcomes[row] = id_, "changed"

    def _is_corrected_by_another(self, row: int, id_: int | None, what: object) -> bool:
        """Whether a row before it, or one with another key, says that it corrects the record that this one is about."""
        about = self.batch.records.get(row, id_)
        other = self._rows_by_record.get(about, row) if about is not None else row
        if other == row:
            return False
        says = f"{what}就是第 {other} 行在更正的那一条。"
        self.batch.refuse(row, None, "duplicate_in_file", says=says, do="请保留正确的一行。")
        return True

    @cached_property
    def _rows_by_record(self) -> Mapping[int, int]:
        """The first row that says it corrects the record."""
        return {id_: row for row, id_ in reversed(self.batch.records.items())} if self.key_names else {}

    def _differing_keys(self, before: Row, after: Row) -> str:
        called = [str(self.model._meta.get_field(name).verbose_name) for name in self.key_names]
        return f"的{'、'.join(name for name, was, now in zip(called, before, after, strict=True) if was != now)}"

    def _is_repeated(self, row: int, key: Row, what: object) -> bool:
        earlier = self.rows.setdefault(key, row)
        if earlier == row:
            return False
        self.batch.refuse(
            row,
            None,
            "duplicate_in_file",
            says=f"{what}在第 {earlier} 行已经出现，第 {row} 行重复。",
            do="请保留正确的一行。",
        )
        return True

    def _as_stated(self, figures: Row, before: Row) -> Row:
        three = zip(figures, before, self.names, strict=True)
        return tuple(now if self.batch.states(name) else then for now, then, name in three)

    def _differing(self, before: Row, after: Row) -> str:
        """Which figures a correction changes, and which it would empty: nobody sees a blank."""
        called = {each.name: str(each.verbose_name) for each in self.model._meta.fields}
        three = zip(self.names, before, after, strict=True)
        differing = [
            f"{called[name]}（清空）" if now in (None, "") else called[name]
            for name, was, now in three
            if was != now and name in called
        ]
        return f"的{'、'.join(differing)}" if differing else ""

    def _correction(self, key: Row, after: Row) -> tuple[int, Row, Row]:
        id_, before = self.kept[key]
        as_kept = self._as_kept(key)
        return id_, (*as_kept, *before), (*as_kept, *after)

    def _as_kept(self, key: Row) -> Row:
        return self.keys_kept.get(key, key)
