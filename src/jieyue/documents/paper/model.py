"""A paper: what stands on it, from top to bottom. From this one source it is set as PDF, Word, Excel and page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.rules.paper_layout import Box, Column, Layout, Lettering, Role

UNKNOWN = "—"


@dataclass(frozen=True)
class Behind:
    """What a figure counts: a word for the thing and its names, as pages know them."""

    thing: str
    names: tuple[str, ...]


class Led(str):
    """A text of a sentence that leads to what it counts."""

    behind: Behind

    @classmethod
    def to(cls, text: str, thing: str, *names: str) -> str:
        """The text as it is where it is blank, for what is not known has no source."""
        if not text:
            return text
        led = cls(text)
        led.behind = Behind(thing, names)
        return led


@dataclass(frozen=True)
class Cell:
    """`number` is None where it is no figure, or not known."""

    text: str
    number: Decimal | None = None
    is_figure: bool = True
    behind: Behind | None = None

    @property
    def decimals(self) -> int:
        return len(self.text.partition(".")[2])


@dataclass(frozen=True)
class Row:
    """A line of a table by column. `resource` and `period` are what its records are found by, `organisation` is whose
    analysis says more.
    """

    cells: Mapping[str, Cell]
    resource: str = ""
    is_heading: bool = False
    period: str = ""
    organisation: str = ""

    def in_order(self, columns: Sequence[Column]) -> list[Cell]:
        return [self.cells[column.key] for column in columns]


@dataclass(frozen=True)
class Paragraph:
    """`pieces` are those of the text, some of which lead to what they count (`Led`); a counted heading has none."""

    role: Role
    text: str
    letters: Lettering
    align: str = ""
    pieces: Sequence[str] = ()


@dataclass(frozen=True)
class Table:
    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]

    @property
    def is_figure(self) -> list[bool]:
        """By column, whether figures stand in it."""
        first = self.rows[0].in_order(self.columns) if self.rows else []
        return [cell.is_figure for cell in first] or [False] * len(self.columns)


@dataclass(frozen=True)
class Form:
    """Boxes side by side, two in a row but for the wide ones."""

    boxes: Sequence[Box]

    def rows(self) -> Iterator[list[Box]]:
        row: list[Box] = []
        for each in self.boxes:
            if each.is_wide and row:
                yield row
                row = []
            row.append(each)
            if each.is_wide or len(row) == 2:
                yield row
                row = []
        if row:
            yield row


@dataclass(frozen=True)
class Chart:
    """Bars side by side; `values` of a series are by label, None where nothing is known."""

    title: str
    unit: str
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[Decimal | None]]]

    @property
    def says(self) -> str:
        return f"{self.title}（{self.unit}），{'与'.join(name for name, _ in self.series)}"


@dataclass(frozen=True)
class Charts:
    """Side by side."""

    charts: Sequence[Chart]


@dataclass(frozen=True)
class Code:
    """A QR code that leads to `address`, and what it says beside it."""

    address: str
    says: str


Block = Paragraph | Table | Form | Charts | Code


@dataclass(frozen=True)
class Paper:
    """`name` is what its file is called."""

    name: str
    layout: Layout
    blocks: Sequence[Block]
    is_draft: bool = False

    def of_role(self, *roles: Role) -> list[str]:
        return [each.text for each in self.blocks if isinstance(each, Paragraph) and each.role in roles]

    @property
    def title(self) -> str:
        return next(iter(self.of_role(Role.TITLE)), self.name)

    @property
    def tables(self) -> list[Table]:
        return [each for each in self.blocks if isinstance(each, Table)]

    @property
    def charts(self) -> list[Chart]:
        return [chart for each in self.blocks if isinstance(each, Charts) for chart in each.charts]
