"""Tables written so that Excel and WPS open them right: CSV and XLSX."""

import codecs
import csv
import datetime
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jieyue.files.cells import DIGITS_KEPT
from jieyue.files.guarding import guarded
from jieyue.rules.refusal import Refused

Value = str | int | float | Decimal | bool | datetime.date | datetime.datetime | None

# Widths are set before the first row is written, so they are judged by the rows at the top.
ROWS_JUDGED = 100
NARROWEST, WIDEST = 8, 60


class CannotWrite(Refused):
    """The table does not fit the kind of file asked for."""


# --- CSV


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """UTF-8 with the byte order mark by which Excel and WPS know it; no cell can become a formula there."""
    with path.open("wb") as file:
        file.writelines(csv_lines(header, rows))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The same line by line, for whoever sends it while it is made."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    yield codecs.BOM_UTF8
    for row in chain([header], rows):
        writer.writerow(map(_as_text, row))
        yield written.getvalue().encode()
        written.seek(0)
        written.truncate()


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return guarded(value) if isinstance(value, str) else str(value)


# --- XLSX


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook: its name, the names of its columns, its rows."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


@contextmanager
def workbook(path: Path, **options: bool) -> Iterator[xlsxwriter.Workbook]:
    """A workbook to write into, or an OSError like that of any file that cannot be written."""
    try:
        with xlsxwriter.Workbook(path, options) as book:
            yield book
    except FileCreateError as error:
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error


def write_xlsx(path: Path, tables: Iterable[Table]) -> None:
    """A workbook of plain tables. Numbers are numbers, dates dates, and text is never a formula.

    Rows are written as they come and not kept. Refused when a table has more rows than a sheet can hold or a text is
    longer than a cell can hold; what has been written by then is no valid file.
    """
    with workbook(path, constant_memory=True) as book:
        styles = _Styles(
            header=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        for table in tables:
            _write_table(book.add_worksheet(table.name), table, styles)


@dataclass(frozen=True)
class _Styles:
    header: Format
    day: Format
    moment: Format


def _write_table(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    rows = iter(table.rows)
    top = list(islice(rows, ROWS_JUDGED))
    for place, width in enumerate(_widths(table.header, top)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(table.header):
        sheet.write_string(0, place, name, styles.header)
    for number, row in enumerate(chain(top, rows), start=1):
        for place, value in enumerate(row):
            _write_cell(sheet, number, place, value, styles)


def _write_cell(sheet: Worksheet, row: int, place: int, value: Value, styles: _Styles) -> None:
    if value is None:
        return
    if isinstance(value, datetime.date) and not _has_zone(value):
        style = styles.moment if isinstance(value, datetime.datetime) else styles.day
        outcome = sheet.write_datetime(row, place, value, style)
    elif _is_number(value):
        outcome = sheet.write_number(row, place, float(value))
    else:
        outcome = sheet.write_string(row, place, str(value) if isinstance(value, str) else _as_text(value))
    if outcome:
        raise _does_not_fit(row, place)


def _has_zone(value: datetime.date) -> bool:
    return isinstance(value, datetime.datetime) and value.tzinfo is not None


def _is_number(value: Value) -> bool:
    """Whether a spreadsheet keeps it as it is: a longer whole number would lose its last digits."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return abs(value) < 10**DIGITS_KEPT


def _does_not_fit(row: int, place: int) -> CannotWrite:
    return CannotWrite(
        f"第 {row + 1} 行第 {place + 1} 列写不进 XLSX：一张工作表最多 1048576 行，一格最多 32767 个字。",
        do="请缩小导出的范围，或者导出为 CSV。",
    )


def _widths(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> Iterator[int]:
    for place, name in enumerate(header):
        cells = [name, *(_as_text(row[place]) for row in rows if place < len(row))]
        yield min(max(map(_letters, cells)) + 2, WIDEST)


def _letters(text: str) -> int:
    """How wide it is drawn, in Latin letters; a Chinese character takes two."""
    return max(NARROWEST - 2, sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text))
