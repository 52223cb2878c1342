"""What can be imported: a kind is its columns and the function that settles a file's rows in the store."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.db import models

from jieyue.files.sheet import Column, Sheet
from jieyue.rules.person import Person
from jieyue.rules.problem import Problem
from jieyue.rules.roles import Right
from jieyue.store.records.progress import Tell, counted, silent
from jieyue.store.records.reversing import Reversal
from jieyue.store.records.tables import Row
from jieyue.store.records.writing import Writing

Outcome = Literal["added", "changed", "unchanged"]


class CountedRows(list[int]):
    """Row numbers that tell, while somebody goes through them, how far he has come."""

    def __init__(self, numbers: Sequence[int], tell: Tell) -> None:
        super().__init__(numbers)
        self.tell = tell

    def __iter__(self) -> Iterator[int]:
        return super().__iter__() if self.tell is silent else counted(self[:], "正在核对", self.tell)


@dataclass
class Batch:
    """The rows of one file on their way in, and what has been found about them.

    `records` names the record that a row corrects where whoever entered it knows; its key may be another then.
    `staying` are rows whose record has to keep its key. `ids` is filled with the record that each row became or is.
    Where it `adds_up`, rows that are parts of one record become one with their sum. With `new_accounts` whoever brings
    it says that account numbers which are not known are new, whatever they are like. New organisations that do not say
    since when they owe anything owe it from `joined_on`.
    """

    sheet: Sheet
    by: Person
    at: datetime
    reason: str
    problems: list[Problem] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    is_refused_whole: bool = False
    records: Mapping[int, int] = field(default_factory=dict)
    staying: Set[int] = frozenset()
    ids: dict[int, int] = field(default_factory=dict)
    tell: Tell = silent
    adds_up: bool = False
    new_accounts: bool = False
    joined_on: date | None = None

    def column(self, key: str) -> list[Any]:
        return self.sheet.columns[key]

    def states(self, key: str) -> bool:
        """Whether the file has the column. What a file does not state it does not change."""
        return key in self.sheet.header

    @property
    def rows(self) -> "CountedRows":
        """Row numbers as the user counts them, the header being row 1."""
        return CountedRows(self.sheet.row_numbers, self.tell)

    def count(self, outcome: Outcome) -> int:
        return sum(1 for row, each in self.outcomes.items() if each == outcome and row not in self.refused)

    def refuse(
        self, row: int, column: str | None, rule: str, *, says: str, do: str, instead: Iterable[str] = ()
    ) -> None:
        self.problems.append(Problem(row, self._header(column), rule, says, do, "error", tuple(instead)))
        self.refused.add(row)

    def warn(
        self, row: int | None, column: str | None, rule: str, *, says: str, do: str, instead: Iterable[str] = ()
    ) -> None:
        self.problems.append(Problem(row, self._header(column), rule, says, do, "warning", tuple(instead)))

    def refuse_unknown_organisation(self, row: int, code: str) -> None:
        self.refuse(
            row,
            "organisation",
            "unknown_organisation",
            says=f"机构“{code}”没有登记，或者不归您填报。",
            do="请核对机构编码；新机构请先由主管部门登记。",
        )

    def refuse_gone(self, row: int) -> None:
        self.refuse(
            row,
            None,
            "record_gone",
            says="要更正的记录已经作废，或者不归您填报。",
            do="请重新打开页面核对后再填写。",
        )

    def is_about_its_record(self, row: int, id_: int | None) -> bool:
        """Whether a row that was to correct a record has that record's key; refused when it has another's."""
        if self.records.get(row, id_) == id_:
            return True
        self.refuse(
            row,
            None,
            "other_record",
            says="这一行写的不是正在更正的那条登记：登记的对象（机构、户号、年度、日期等）不能改成另一个。",
            do="请把这一行改回原来的对象；要登记的是另一个对象的，请另起一行新登记。",
        )
        return False

    def may_change(self, row: int, what: str) -> bool:
        """Refuses the row unless the import says why things change."""
        if self.reason:
            return True
        self.refuse(
            row,
            None,
            "reason_needed",
            says=f"{what}，与已有记录不同，更正须写明原因。",
            do="核对无误后写明更正原因再导入；不是更正的，请改正此行。",
        )
        return False

    def _header(self, key: str | None) -> str | None:
        return self.sheet.header.get(key, key) if key else None


def as_it_is(_batch: Batch) -> None:
    """For kinds whose rows name no organisation but themselves."""


def nothing_else(_reversal: Reversal) -> Iterable[str]:
    """For kinds whose rows stand each by itself."""
    return ()


@dataclass(frozen=True)
class Kind:
    """`settle` writes the good rows, counts them in the batch, and notes the problems of the others.

    Whether anything of it is kept is decided afterwards, for the file as a whole. `rows` gives what is kept, as far
    as the person may read it, in the same columns, so that what was exported can be brought back. A row of the sheet
    is a record of `model`; `right` is what whoever brings it has to hold, `right_to_undo`
    what whoever undoes what another has brought, where that is more. `look_up` puts codes where a sheet
    gives names, before the rows are settled. `recheck_after_undo` sees to what follows from rows
    that were put back as they were before, and says in words what of it cannot stand; `look_again` works out anew what
    checks find in them. A kind whose `settle` looks again
    at what it has written cannot be planned before the writers' lock is taken.
    """

    key: str
    zh: str
    columns: Sequence[Column]
    settle: Callable[[Batch, Writing], None]
    rows: Callable[[Person], Iterable[Row]]
    model: type[models.Model]
    right: Right = Right.ENTER
    right_to_undo: Right | None = None
    look_up: Callable[[Batch], None] = as_it_is
    recheck_after_undo: Callable[[Reversal], Iterable[str]] = nothing_else
    look_again: Callable[..., None] | None = None
    can_be_planned: bool = True
