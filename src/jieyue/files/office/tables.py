"""Where in a sheet its tables are: which rows are headers, what each column is called, which rows stand below.

A header is the first row with several sorts of words that headers use and without a figure, or with several months.
Kinds are counted and not cells: a title merged over four cells says one thing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, pairwise

from jieyue.files.cells import Cell, half_width, is_blank
from jieyue.files.grid import ROWS_OF_HEAD, WholeSheet
from jieyue.files.header import as_written
from jieyue.files.office.figures import figure
from jieyue.files.office.labels import MONEY, NONE, QUANTITY, UNIT, Label, Labels
from jieyue.files.office.periods import when
from jieyue.rules.wording import Role

FEWEST_MONTHS, FEWEST_KINDS, FEWEST_BARE = 3, 2, 6
MOST_HEADER_ROWS = 3
FIGURES = (QUANTITY, MONEY)
OF_MONTHS = frozenset((Role.MONTH, Role.BILLING_MONTH))
MOST_BLANK_COLUMNS = 200


@dataclass(frozen=True)
class Heading:
    """A column: its place, the texts above it from the top down, and what they say."""

    place: int
    texts: tuple[str, ...]
    labels: tuple[Label, ...]

    @property
    def text(self) -> str:
        return " ".join(dict.fromkeys(self.texts))

    @property
    def last(self) -> Label:
        return self.labels[-1] if self.labels else NONE


@dataclass
class Table:
    """One table of a sheet, rows counted from 0. `above` are the texts over it that are not of another table."""

    sheet: WholeSheet
    header: list[int]
    headings: list[Heading]
    body: range
    above: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [heading.text for heading in self.headings]


def tables_of(sheet: WholeSheet, labels: Labels, is_unit: Callable[[str], bool]) -> list[Table]:
    """None where the sheet has no header in its first rows. `is_unit` knows whose names may stand over columns."""
    head = range(min(ROWS_OF_HEAD, len(sheet.rows)))
    heads = (row for row in head if is_header(sheet.rows[row], labels) or _names_units(sheet.rows[row], is_unit))
    first = next(heads, None)
    if first is None:
        first = next((row for row in head if _names_months_below(sheet, row, labels)), None)
    if first is None:
        first = next((row for row in head if _names_what_is_below(sheet, row, labels)), None)
    if first is None:
        return []
    starts = [first, *_further_headers(sheet, labels, first)]
    found, before = [], 0
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        table = _table(sheet, labels, start, since=before)
        before = len(sheet.rows) if following is None else _end_of(sheet, labels, table, following)
        table.body = range(table.body.start, before)
        found += _side_by_side(table)
    return found


def _side_by_side(table: Table) -> list[Table]:
    """One table for each column of months with figures of its own behind it, where their months differ: printed sheets
    have the second half of the year to the right of the first. What stands before the first is of all.
    """
    starts = [each.place for each in table.headings if any(label.roles & OF_MONTHS for label in each.labels)]
    if len(starts) < FEWEST_KINDS:
        return [table]
    cuts = list(zip(starts, [*starts[1:], len(table.headings)], strict=True))
    if not all(_has_figures(table, *cut) for cut in cuts):
        return [table]
    rows = [table.sheet.rows[row] for row in table.body]
    if all(cells[place] in ("", None, cells[starts[0]]) for cells in rows for place in starts):
        return [table]
    return [_within(table, {*range(starts[0]), *range(*cut)}) for cut in cuts]


def _has_figures(table: Table, start: int, end: int) -> bool:
    return any(label.column in FIGURES for each in table.headings[start:end] for label in each.labels)


def _within(table: Table, places: set[int]) -> Table:
    """The table as if only these columns were written."""
    headings = [each if each.place in places else Heading(each.place, (), ()) for each in table.headings]
    body = set(table.body)
    rows = [
        [cell if place in places else "" for place, cell in enumerate(cells)] if row in body else cells
        for row, cells in enumerate(table.sheet.rows)
    ]
    return replace(table, sheet=replace(table.sheet, rows=rows), headings=headings)


def _names_units(row: Sequence[Cell], is_unit: Callable[[str], bool]) -> bool:
    named = sum(isinstance(cell, str) and is_unit(cell.strip()) for cell in row if not is_blank(cell))
    return named >= FEWEST_KINDS and not any(map(is_figure, row))


def _names_months_below(sheet: WholeSheet, row: int, labels: Labels) -> bool:
    """月份 before names that nobody knows: a header, where the row below begins with a month and has figures."""
    cells = sheet.rows[row]
    first = _first_cell(cells)
    if row + 1 >= len(sheet.rows) or not isinstance(first, str) or any(map(is_figure, cells)):
        return False
    below = sheet.rows[row + 1]
    is_month = Role.MONTH in labels.read(first).roles and when(_first_cell(below), bare=True) is not None
    return is_month and _written(cells) > FEWEST_KINDS and sum(map(is_figure, below)) >= FEWEST_KINDS


def _names_what_is_below(sheet: WholeSheet, row: int, labels: Labels) -> bool:
    """One known name of a figure beside names that nobody knows: a header, where the row below has a figure there."""
    cells = sheet.rows[row]
    if row + 1 >= len(sheet.rows) or any(map(is_figure, cells)) or _written(cells) < FEWEST_KINDS:
        return False
    figures = [place for place, cell in enumerate(cells) if labels.read(cell).column in FIGURES]
    return any(is_figure(sheet.rows[row + 1][place]) for place in figures)


def _written(cells: Sequence[Cell]) -> int:
    return sum(1 for cell in cells if not is_blank(cell))


def _end_of(sheet: WholeSheet, labels: Labels, table: Table, following: int) -> int:
    """Where a table ends that another follows: words between the two are over the next one."""
    end = _upwards(sheet, labels, following, since=table.body.start)
    while end > table.body.start and not any(map(is_figure, sheet.rows[end - 1])):
        end -= 1
    return end


def is_header(row: Sequence[Cell], labels: Labels) -> bool:
    if _written(row) < FEWEST_KINDS:
        return False
    months = _months(row)
    if months >= FEWEST_MONTHS:
        return True
    if any(_is_amount(cell, labels) for cell in row):
        return False
    known = [label for label in map(labels.read, row) if label.kind and not _is_lead(label)]
    if len({label.kind for label in known}) + (months > 0) < FEWEST_KINDS:
        return False
    return 2 * len(known) >= _written(row) or len(known) > FEWEST_MONTHS


def _is_lead(label: Label) -> bool:
    """单位：, 年度： and what stands behind such: above a table, not over a column."""
    return label.text.endswith((":", "："))


def _months(row: Sequence[Cell]) -> int:
    """How many different months stand in a row of nothing but them and words. 1, 2 and 3 may be figures: bare numbers
    are months where they go on for half a year, and no month stands beside them by its name.
    """
    if not any(isinstance(cell, str | date) and not is_blank(cell) for cell in row):
        return 0  # figures alone are figures
    bare = [int(cell) for cell in row if _is_small(cell)]
    if bare and (len(bare) < FEWEST_BARE or bare != list(range(bare[0], bare[0] + len(bare)))):
        return 0
    found = [when(cell, bare=_is_small(cell)) for cell in row]
    if any(is_figure(cell) and not told for cell, told in zip(row, found, strict=True)):
        return 0
    if bare and any(map(_names_month, row)):
        return 0
    months = [each for each in found if each and each.is_month]
    follow = all(one.first != other.first or one.year != other.year for one, other in pairwise(months))
    return len(set(months)) if follow or any(map(_names_month, row)) else 0


def _is_small(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 1 <= cell <= 12


def _names_month(cell: Cell) -> bool:
    return isinstance(cell, str) and "月" in cell


def is_figure(cell: Cell) -> bool:
    if isinstance(cell, str):
        written = half_width(cell).replace(",", "").lstrip("¥￥+-")
        return written.replace(".", "", 1).isdigit()
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _further_headers(sheet: WholeSheet, labels: Labels, first: int) -> Iterator[int]:
    """Below the first, rows that name columns again: of the next page, or of another table."""
    texts = [as_written(cell) for cell in sheet.rows[first]]
    last = first
    for row in range(first + 1, len(sheet.rows)):
        cells = sheet.rows[row]
        between = sheet.rows[last + 1 : row]
        if not isinstance(_first_cell(cells), str) or (
            len(between) < MOST_HEADER_ROWS and not any(map(is_figure, chain(*between)))
        ):
            continue
        if ([as_written(cell) for cell in cells] == texts or _is_another(cells, labels)) and not _holds_dates(cells):
            last = row
            yield row


def _first_cell(cells: Sequence[Cell]) -> Cell:
    return next((cell for cell in cells if not is_blank(cell)), None)


def _holds_dates(cells: Sequence[Cell]) -> bool:
    return sum(isinstance(cell, date) for cell in cells) in (1, 2)


def _is_another(cells: Sequence[Cell], labels: Labels) -> bool:
    """Stricter than for the first: a row of data may say 电 and 1月 too."""
    written = [cell for cell in cells if not is_blank(cell)]
    if len(written) < FEWEST_MONTHS or any(_is_amount(cell, labels) for cell in written):
        return False
    kinds = {label.kind for label in map(labels.read, written) if label.column or label.roles} - {""}
    return len(kinds) >= FEWEST_MONTHS or (len(kinds) >= 1 and _months(cells) >= FEWEST_MONTHS)


def _is_amount(cell: Cell, labels: Labels) -> bool:
    """A figure, also with its unit: 8 is one, and no month below a header."""
    return is_figure(cell) or (isinstance(cell, str) and figure(cell, labels).value is not None)


# --- a header of several rows


def _table(sheet: WholeSheet, labels: Labels, row: int, *, since: int) -> Table:
    top = _upwards(sheet, labels, row, since=since)
    bottom = _downwards(sheet, labels, row)
    header = list(range(top, bottom + 1))
    headings = _headings(sheet, labels, header)
    above = [as_written(cell) for each in sheet.rows[since:top] for cell in each if not is_blank(cell)]
    return Table(sheet, header, headings, range(bottom + 1, len(sheet.rows)), above)


def _upwards(sheet: WholeSheet, labels: Labels, row: int, *, since: int) -> int:
    """The first of the rows that name what spans several columns below."""
    while row > since and _spans_below(sheet, labels, row - 1):
        row -= 1
    return row


def _spans_below(sheet: WholeSheet, labels: Labels, row: int) -> bool:
    written = [cell for cell in sheet.rows[row] if not is_blank(cell)]
    if not written or any(is_figure(cell) for cell in written) or len(written) < FEWEST_KINDS:
        return False
    return all(label.kind or _is_merged(sheet, row) for label in map(labels.read, written))


def _is_merged(sheet: WholeSheet, row: int) -> bool:
    return any(top <= row <= bottom for (top, _), (bottom, _) in sheet.merged)


def _downwards(sheet: WholeSheet, labels: Labels, row: int) -> int:
    """The last row of the header: rows that name what the one above has left open."""
    last = row
    while last + 1 < len(sheet.rows) and last - row + 1 < MOST_HEADER_ROWS and _goes_on(sheet, labels, last):
        last += 1
    return last


def _goes_on(sheet: WholeSheet, labels: Labels, row: int) -> bool:
    upper, lower = sheet.rows[row], sheet.rows[row + 1]
    written = [place for place, cell in enumerate(lower) if not is_blank(cell)]
    if not written or any(is_figure(lower[place]) or isinstance(lower[place], date) for place in written):
        return False
    read = [labels.read(lower[place]) for place in written]
    names = [label for label in read if label.column or label.unit or label.resources or label.pieces]
    if 2 * len(names) < len(written) or any(map(labels.is_total, (lower[place] for place in written))):
        return False
    open_above = [place for place in written if is_blank(upper[place])]
    measures = [bool(label.unit and not label.column) or labels.is_money(label.text) for label in read]
    is_of_units = any(measures) and all(
        is_one or label.column == UNIT for is_one, label in zip(measures, read, strict=True)
    )
    spans = _spans_columns(sheet, row)
    return is_of_units or bool(open_above and len(written) > 1) or (spans and len(written) > 1)


def _spans_columns(sheet: WholeSheet, row: int) -> bool:
    return any(top <= row <= bottom and left < right for (top, left), (bottom, right) in sheet.merged)


def _headings(sheet: WholeSheet, labels: Labels, header: Sequence[int]) -> list[Heading]:
    rows = [list(sheet.rows[row]) for row in header]
    _expand(sheet, header, rows)
    for upper, lower in pairwise(rows):
        _carry_right(upper, lower)
    found = []
    for place in range(len(rows[0]) if rows else 0):
        cells = [row[place] for row in rows]
        texts = tuple(dict.fromkeys(as_written(cell) for cell in cells if not is_blank(cell)))
        read = tuple(dict.fromkeys(_label(cell, labels) for cell in cells if not is_blank(cell)))
        if len(read) > 1 and read[-1].column == UNIT:
            read = read[:-1]  # 单位 before the units below the names: of its row, and no name of the column
        found.append(Heading(place, texts, read))
    return found


def _label(cell: Cell, labels: Labels) -> Label:
    """Months as bare numbers too, 1 to 12 or 202401: a header holds no other."""
    period = when(cell, bare=_is_small(cell)) if isinstance(cell, int | float) else None
    return Label(as_written(cell), period=period, is_known=True) if period else labels.read(cell)


def _expand(sheet: WholeSheet, header: Sequence[int], rows: list[list[Cell]]) -> None:
    """What is merged in the header stands in each of its cells."""
    for (top, left), (bottom, right) in sheet.merged:
        if top not in header:
            continue
        value = sheet.rows[top][left]
        for row in range(top, min(bottom, header[-1]) + 1):
            for place in range(left, min(right, len(rows[0]) - 1) + 1):
                rows[row - header[0]][place] = value


def _carry_right(upper: list[Cell], lower: Sequence[Cell]) -> None:
    """A name goes on to the right as long as the row below names something and none begins."""
    for place in range(1, len(upper)):
        is_open = is_blank(upper[place]) and not is_blank(lower[place])
        before, below = upper[place - 1], lower[place - 1]
        if is_open and not is_blank(before) and not is_blank(below) and below != before:
            upper[place] = before
