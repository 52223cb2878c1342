"""A file's sheets as they are, and a proposal's rows as the sheet that they would have been in the template."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from jieyue.files.cells import Cell
from jieyue.files.delimited import whole_sheet_of
from jieyue.files.entered import sheet_of
from jieyue.files.grid import WholeSheet
from jieyue.files.kinds import kind_of
from jieyue.files.large_workbook import whole_sheets_within_limits
from jieyue.files.office.labels import Labels
from jieyue.files.office.numbering import RowOfSheet
from jieyue.files.office.proposing import Proposal
from jieyue.files.refused import FileRefused
from jieyue.files.sheet import MOST_BYTES, MOST_UNPACKED_BYTES, Column, Sheet, content_of
from jieyue.rules.wording import OfficeWords

FIRST_ROW = 2


def whole_sheets_of(path: Path, labels: Labels) -> tuple[list[WholeSheet], str]:
    """Every sheet of a file, and the file's SHA-256. Raises FileRefused."""
    try:
        content = content_of(path, MOST_BYTES)
        return _sheets(path.name, content, labels), hashlib.sha256(content).hexdigest()
    except FileRefused as refusal:
        refusal.about(path)
        raise


def _sheets(name: str, content: bytes, labels: Labels) -> list[WholeSheet]:
    kind = kind_of(content, name=name)
    if kind in ("xlsx", "xls"):
        return whole_sheets_within_limits(name, content, kind=kind, most_unpacked_bytes=MOST_UNPACKED_BYTES)
    return [whole_sheet_of(content, known=lambda cell: bool(labels.read(cell).kind))]


def sheet_of_proposal(
    proposal: Proposal, *, columns: Sequence[Column], words: OfficeWords, name: str, sha256: str
) -> Sheet:
    """On the way of an import: the same checks, with the officer's own row numbers."""
    zh = {column.key: column.zh for column in columns}
    values = [{zh[key]: _cell(value) for key, value in row.items() if value is not None} for row in proposal.rows]
    _keep_blank_columns(values, proposal, zh)
    several = len(proposal.sheet_names) > 1
    numbers = [
        RowOfSheet(place, number=row, sheet=sheet if several else "")
        for place, (sheet, row) in enumerate(proposal.numbers, FIRST_ROW)
    ]
    sheet = sheet_of(values, columns=columns, words=words, name=name, row_numbers=numbers)
    sheet.header |= {
        each.to: each.text for each in reversed(proposal.columns) if each.to in sheet.header and not each.is_part
    }
    sheet.sha256 = sha256
    sheet.problems += proposal.problems
    return sheet


def _keep_blank_columns(rows: Sequence[dict[str, Cell]], proposal: Proposal, zh: Mapping[str, str]) -> None:
    """A column that is there without a single value is not one that the sheet lacks: its rows are to be filled in."""
    for each in proposal.columns:
        if each.to in zh and rows:
            rows[0].setdefault(zh[each.to], None)


def _cell(value: Any) -> Cell:
    return format(value, "f") if isinstance(value, Decimal) else value


def plain_rows(proposal: Proposal, columns: Sequence[Column]) -> list[dict[str, object]]:
    """The rows as JSON has them, values by the columns' keys."""
    keys = [column.key for column in columns]
    several = len(proposal.sheet_names) > 1
    return [
        {
            "row": row,
            **({"sheet": sheet} if several else {}),
            **{key: _plain(values[key]) for key in keys if key in values},
        }
        for values, (sheet, row) in zip(proposal.rows, proposal.numbers, strict=True)
    ]


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes") if value.time() != time() else value.isoformat()[:10]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
