"""Rows that are known by a key and can be corrected: each is new, unchanged, different or withdrawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models

from jieyue.store.records.kinds import Batch
from jieyue.store.records.tables import Row
from jieyue.store.records.writing import Writing


@dataclass
class KeyedRows:
    """A row of the table is its key and then its figures; `names` are the figures' columns in the file.

    `kept` gives the ids and figures of what the store has. A figure whose column the file lacks stays as it was.
    What names a row is written out only where a message does, which is seldom.
    """

    model: type[models.Model]
    names: Sequence[str]
    kept: Mapping[Row, tuple[int, Row]]
    batch: Batch
    new: dict[Row, Row] = field(default_factory=dict)
    corrected: dict[Row, Row] = field(default_factory=dict)
    withdrawn: set[Row] = field(default_factory=set)
    rows: dict[Row, int] = field(default_factory=dict)

    def sort_in(self, row: int, key: Row, figures: Row, *, what: object, needs_reason: bool = True) -> None:
        """Take a row of the file, which `what` names for the user. Where it changes something it needs a reason."""
        id_, before = self.kept.get(key, (None, ()))
        if self._is_repeated(row, key, what) or not self.batch.is_about_its_record(row, id_):
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
        change.remove(self.model, [(id_, (*key, *figures)) for key, (id_, figures) in gone.items()])
        change.correct(self.model, [self._correction(key, after) for key, after in self.corrected.items()])
        ids = change.add(self.model, [(*key, *figures) for key, figures in self.new.items()])
        self.batch.ids.update(zip((self.rows[key] for key in self.new), ids, strict=True))

    @property
    def touched(self) -> set[Row]:
        return self.new.keys() | self.corrected.keys() | self.withdrawn

    def now(self) -> Iterator[tuple[Row, Row]]:
        """Keys and figures as they will be."""
        kept = {key: figures for key, (_, figures) in self.kept.items() if key not in self.withdrawn}
        yield from {**kept, **self.new, **self.corrected}.items()

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
        return id_, (*key, *before), (*key, *after)
