"""What a ledger's own folder brings for tests: `sample.csv`, in the columns of its template.

Whoever adds a ledger writes two or more right rows there. Tests of scope, export, undo, words and pages bring them for
the units of their own worlds.
"""

import csv
import inspect
from functools import cache
from pathlib import Path

from jieyue.store.ledgers import ledgers
from jieyue.store.registers import registers


@cache
def samples() -> dict[str, list[dict[str, str]]]:
    """By key of the sheet, the sample's rows by the columns' keys, for every ledger that has one."""
    return {ledger.kinds[0].key: _rows(ledger) for ledger in (*registers(), *ledgers()) if not ledger.sheets}


def sample_rows(key: str, *, unit: str) -> list[dict[str, str]]:
    """The rows as that unit would bring them."""
    return [{**row, "organisation": unit} for row in samples()[key]]


def _rows(ledger) -> list[dict[str, str]]:
    keys = {column.zh: column.key for column in ledger.kinds[0].columns}
    file = Path(inspect.getfile(ledger.model)).parent / "sample.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [{keys[zh]: value for zh, value in row.items()} for row in csv.DictReader(lines)]
