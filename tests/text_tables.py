"""Rows as a test writes them: a little table with columns between bars."""

from collections.abc import Mapping, Sequence

Rows = str | Sequence[Mapping[str, object]]


def rows_of(written: Rows) -> list[dict[str, str]]:
    """One dictionary a row; the first line of a table names its columns."""
    if not isinstance(written, str):
        return [{key: "" if value is None else str(value) for key, value in row.items()} for row in written]
    header, *lines = [_cells(line) for line in written.strip().splitlines() if line.strip()]
    return [dict(zip(header, line, strict=True)) for line in lines]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]
