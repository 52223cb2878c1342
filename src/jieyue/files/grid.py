"""A sheet as the file holds it, before anybody asks what its columns mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from jieyue.files.cells import Cell
from jieyue.rules.problem import Problem

# A position is (row, column), both counted from 0, the header's row being 0.
Position = tuple[int, int]
Span = tuple[Position, Position]


# The reader lays a sheet out as a full rectangle up to its farthest cell: one stray entry in XFD1048576 would
# take 400 GB and the whole process with it.
MOST_CELLS = 30_000_000


@dataclass
class Marks:
    """What values don't tell: where formulas stand, which of them have no value, which cells show an error, which rows
    a filter or somebody's hand has hidden, and, where whole sheets are read, which columns.
    """

    formulas: set[Position] = field(default_factory=set)
    formulas_without_value: set[Position] = field(default_factory=set)
    errors: dict[Position, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = -1
    last_column: int = -1

    @property
    def cells(self) -> int:
        """Of the rectangle up to the farthest."""
        return (self.last_row + 1) * (self.last_column + 1)

    def reach(self, row: int, column: int) -> None:
        """There is something in that cell."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


@dataclass
class Head:
    """The first rows of a sheet, from its first row on; `name` is "" for a file that is no workbook."""

    name: str
    rows: list[list[Cell]]


@dataclass
class WholeSheet:
    """A sheet as it is, from its first row on, all rows of one width; `name` is "" for a file that is no workbook."""

    name: str
    rows: list[list[Cell]]
    is_visible: bool = True
    merged: list[Span] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)


ROWS_OF_HEAD = 20


@dataclass
class Grid:
    """`columns` hold the cells below the header, one sequence for each cell of the header, all of equal length.

    `too_long` are the rows, counted like `columns` from 0, with more cells than the header; theirs are not to be
    trusted.
    """

    header: list[Cell]
    columns: list[Sequence[Cell]]
    too_long: dict[int, int] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    merged: list[Span] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def height(self) -> int:
        return len(self.columns[0]) if self.columns else 0
