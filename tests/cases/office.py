"""An office in front of what it was told: the sheet in its hands, and the steps that it takes.

A step carries the words of the `do` that it follows. It is refused when the `do` does not say them, so nothing is done
that nobody was told to do.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl

from jieyue.programme.entry.operations import enter_rows, kind_named
from jieyue.programme.entry.proposing import import_proposed
from jieyue.programme.entry.stale_rows import EnteredRow
from jieyue.rules.person import Person, Post
from jieyue.rules.problem import Problem
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement
from offices import person_named
from samples import NOW, SAMPLES
from text_tables import Rows, rows_of

CASES = SAMPLES / "cases"
MakeFile = Callable[[list[list[object]]], bytes]
"""None where there is to be no file."""


def two_units(house):
    """With their sizes, and nothing else."""
    for kind in ("organisations", "profiles"):
        house.have(kind, CASES / f"base-{kind}.csv")
    return house


@dataclass
class Office:
    """`table` is the sheet with its header; `name` and `make` say as what file it is brought.

    With `answers` among the `how` it is a sheet of the office's own, not the template.
    `entered` rows come by the page or another system: the columns `record`, `seen` and `external_id` are then what is
    known of them. `does_before` is done by others, or by hand, before the sheet is brought again.
    """

    house: object
    kind: str
    table: list[list[object]]
    name: str
    make: MakeFile | None
    how: dict[str, object]
    is_entered: bool = False

    def look(self):
        """What would be, as the preview shows it."""
        return self.bring(dry_run=True)

    def bring(self, **more):
        how = {"by": self.house.person, "at": NOW, **self.how, **more}
        if self.is_entered:
            return enter_rows(self.kind, self._rows(), **how)
        if "answers" in how:
            return import_proposed(self.kind, self._file(), **how)
        return self.house.bring(self.kind, self._file(), **how)

    def _file(self) -> Path:
        path = Path(self.house.folder) / self.name
        if self.make is not None:
            path.write_bytes(self.make(self.table))
        elif path.is_file():
            path.unlink()
        return path

    def _rows(self) -> list[EnteredRow]:
        rows = []
        for number, values in enumerate(self.table[1:], start=2):
            row = {key: value for key, value in zip(self.table[0], values, strict=True) if value != ""}
            known = {key: row.pop(key) for key in ("record", "seen", "external_id", "may_move") if key in row}
            if callable(known.get("record")):  # looked up where it is kept
                known["record"] = known["record"]()
            rows.append(EnteredRow(number, row, **known))
        return rows

    def place(self, column: str) -> int | None:
        """Of the column, by its key or its Chinese name."""
        same = next((each for each in kind_named(self.kind).columns if column in (each.key, each.zh)), None)
        names = {column} | ({same.key, same.zh} if same else set())
        return next((n for n, each in enumerate(self.table[0]) if each in names), None)

    def set(self, line: int, column: str, value: object) -> None:
        """The column is added where the sheet lacks it."""
        if self.place(column) is None:
            for row in self.table:
                row.append("")
            self.table[0][-1] = column
        self.table[line][self.place(column)] = value

    def sum(self) -> Decimal:
        """Of the kind's first number that must be there, over all that is kept; of kinds without one, how many."""
        columns = kind_named(self.kind).columns
        kept = list(kind_named(self.kind).rows(self.house.person))
        needed = [n for n, each in enumerate(columns) if each.required]
        figures = next((n for n in needed if kept and isinstance(kept[0][n], Decimal)), None)
        return Decimal(len(kept)) if figures is None else sum((row[figures] for row in kept), Decimal(0))


# --- files


def as_csv(table: list[list[object]], *, codec: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode(codec)


def as_xlsx(table: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append([None if cell == "" else cell for cell in row])
        for cell in book.active[book.active.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # whatever a formula begins with
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(change: Callable[[openpyxl.Workbook], object]) -> MakeFile:
    """A workbook in which something has been done beside filling in the cells."""

    def make(table: list[list[object]]) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(as_xlsx(table)))
        change(book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


def always(content: bytes) -> MakeFile:
    """A file that is what it is, whatever the rows should have been."""
    return lambda _table: content


# --- steps


@dataclass(frozen=True)
class Step:
    """What an office does because the `do` says so in these words."""

    words: str
    does: Callable[[Office, Problem], object]

    def take(self, office: Office, problem: Problem) -> None:
        assert self.words in problem.do, f"“{problem.do}” does not say “{self.words}”"
        self.does(office, problem)


def write(value: object, *, column: str = "", words: str | None = None, row: int | None = None) -> Step:
    """Write the value that the `do` names in the cell that the problem names, or in the column that it names."""

    def does(office: Office, problem: Problem) -> None:
        office.set((row or problem.row) - 1, column or problem.column or "", value)

    return Step(str(value) if words is None else words, does)


def look_up(words: str, value: object, *, column: str = "", row: int | None = None) -> Step:
    """Write what the bill on the table, or whoever knows, says: the `do` tells to look there, in these words."""
    return write(value, column=column, words=words, row=row)


def take_out(words: str, *, row: int | None = None) -> Step:
    """Take the problem's row, or another, out of the sheet."""
    return Step(words, lambda office, problem: office.table.pop((row or problem.row) - 1))


def add_row(words: str, *cells: object) -> Step:
    return Step(words, lambda office, _problem: office.table.append(list(cells)))


def rename(new: str, *, old: str | None = None, words: str | None = None) -> Step:
    """Write another name in the header."""

    def does(office: Office, problem: Problem) -> None:
        header = office.table[0]
        header[header.index(problem.column if old is None else old)] = new

    return Step(new if words is None else words, does)


def add_column(name: str, *cells: object, words: str | None = None) -> Step:
    def does(office: Office, _problem: Problem) -> None:
        for line, cell in zip(office.table, (name, *cells), strict=True):
            line.append(cell)

    return Step(name if words is None else words, does)


def save_as(words: str, make: MakeFile = as_xlsx, *, name: str = "") -> Step:
    """Save the sheet in another form, or mend the file without touching what it says."""

    def does(office: Office, _problem: Problem) -> None:
        office.make, office.name = make, name or ("bills.xlsx" if make is as_xlsx else office.name)

    return Step(words, does)


def ask_with(words: str, **how: object) -> Step:
    """Bring it again with what the `do` asks for: `reason="…"`, another person."""
    return Step(words, lambda office, _problem: office.how.update(how))


def ask_the_superior(words: str) -> Step:
    """Have whoever stands above all of it bring the sheet."""
    return Step(words, lambda office, _problem: office.how.update(by=office.house.person))


def have(words: str, kind: str, rows: Rows, **how: object) -> Step:
    """Have something else registered first, by oneself or by whom the `do` names."""
    return Step(words, lambda office, _problem: office.house.have(kind, rows, **how))


def does(words: str, act: Callable[[Office, Problem], object]) -> Step:
    return Step(words, act)


def leave(words: str) -> Step:
    """Nothing is to be done: the `do` says so."""
    return Step(words, lambda _office, _problem: None)


# --- what is wrong and how it is mended


@dataclass(frozen=True)
class Remedy:
    """Something that is told, and what follows from doing what it says.

    `sheet` is brought; it must be told `rule`. Then the steps of each way are taken, on a copy of the world for each,
    and the sheet is brought again: it is not refused for the same, and what is kept sums up to `known`. `before` is
    kept already; `given` arranges what rows cannot (it gets the house and pytest's `monkeypatch`). `by` brings it in a
    role at a place, or is the username of somebody who is kept. `says` singles out one of several problems of the
    rule. `period` asks `jieyue checks`.
    """

    rule: str
    sheet: Rows | Sequence[Sequence[object]]
    ways: Sequence[Sequence[Step]]
    known: int | str | None = None
    kind: str = "bills"
    before: Sequence[tuple] = ()
    make: MakeFile | None = as_csv
    name: str = ""
    by: tuple[Role, str] | str | None = None
    how: Mapping[str, object] = field(default_factory=dict)
    is_entered: bool = False
    given: Callable[[object, Callable], object] | None = None
    says: str = ""
    period: str = ""

    def office(self, house: object) -> Office:
        name = self.name or f"{self.kind}.{'csv' if self.make is as_csv else 'xlsx'}"
        how = {**self.how, **({"by": bringer(self.by)} if self.by else {})}
        return Office(house, self.kind, _table(self.sheet), name, self.make, how, self.is_entered)


def bringer(by: tuple[Role, str] | str) -> Person:
    return person_named(by, on=NOW.date()) if isinstance(by, str) else holder(*by)


def holder(role: Role, code: str) -> Person:
    path = Placement.objects.filter(organisation__code=code).latest("since").path
    return Person("holder", "a test", (Post(role, path),), on=NOW.date(), name="经办人")


def _table(sheet: Rows | Sequence[Sequence[object]]) -> list[list[object]]:
    if not isinstance(sheet, str) and (not sheet or not isinstance(sheet[0], Mapping)):
        return [list(line) for line in sheet]
    rows = rows_of(sheet)
    header = list(dict.fromkeys(key for row in rows for key in row))
    return [header, *([row.get(key, "") for key in header] for row in rows)]
