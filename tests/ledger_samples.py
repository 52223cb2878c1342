"""What a ledger's own folder brings for tests: `sample.csv`, in the columns of its template.

Whoever adds a ledger writes two or more right rows there. Tests of scope, export, undo, words and pages bring them for
the units of their own worlds.
"""

import csv
import inspect
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.record import key_fields, words_in
from jieyue.store.machine.settling import when
from jieyue.store.registers import registers


@cache
def samples() -> dict[str, list[dict[str, str]]]:
    """By key of the sheet, the sample's rows by the columns' keys, for every ledger that has one."""
    return {ledger.kinds[0].key: _rows(ledger) for ledger in (*registers(), *ledgers())}


def sample_rows(key: str, *, unit: str) -> list[dict[str, str]]:
    """The rows as that unit would bring them."""
    return [{**row, "organisation": unit} for row in samples()[key]]


def common() -> list[str]:
    """The keys of those that have no sheet of their own."""
    return sorted(key for key, ledger in all_ledgers().items() if not ledger.sheets)


def many_rows(key: str, *, unit: str, many: int) -> list[dict[str, str]]:
    """The sample's first row so many times: each of another month or day, or by another name."""
    first, model = sample_rows(key, unit=unit)[0], all_ledgers()[key].model
    at = when(model)
    if at is None:
        name = key_fields(model)[-1]
        words = next((column.names().values() for column in words_in(model) if column.name == name), ())
        if words:  # of which there are only as many as policy has
            others = [each for each in words if each != first[name]]
            return [{**first, name: each} for each in [first[name], *others][:many]]
        name = dict(getattr(model, "sheet_names", ())).get(name, name)
        names = (f"{2001 + n}" if name == "year" else f"{first[name]}{n or ''}" for n in range(many))
        return [{**first, name: each} for each in names]
    if hasattr(model, "day_columns"):  # a row a day
        start, end = model.day_columns
        days = (_later(first[start], n) for n in range(many))
        return [{**first, start: day, end: day, "invoice_number": ""} for day in days]
    return [{**first, at.name: _later(first[at.name], n)} for n in range(many)]


def _later(written: str, many: int) -> str:
    """So many days later; a month is so many months earlier, for months that have not come are refused."""
    if len(written) == len("2025-01"):
        before = int(written[:4]) * 12 + int(written[5:]) - 1 - many
        return f"{before // 12}-{before % 12 + 1:02}"
    moved = datetime.fromisoformat(written) + timedelta(days=many)
    return f"{moved:%Y-%m-%d %H:%M}" if " " in written else f"{moved:%Y-%m-%d}"


def odd_rows(key: str, *, unit: str) -> list[dict[str, str]]:
    """Rows of which its checks have something to say, by every limit: `odd.csv` beside the sample."""
    return [{**row, "organisation": unit} for row in _rows(all_ledgers()[key], "odd.csv")]


def _rows(ledger, name: str = "sample.csv") -> list[dict[str, str]]:
    keys = {column.zh: column.key for column in ledger.kinds[0].columns}
    file = Path(inspect.getfile(ledger.model)).parent / name
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [{keys[zh]: value for zh, value in row.items()} for row in csv.DictReader(lines)]
