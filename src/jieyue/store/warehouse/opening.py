"""The warehouse as tables of Ibis expressions, on an in-memory DuckDB of this process."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from jieyue.rules import completeness, rollup
from jieyue.store.warehouse.manifest import Manifest
from jieyue.store.warehouse.refreshing import up_to_date

SCHEMAS: Mapping[str, ibis.Schema] = {
    "facts": rollup.FACTS,
    "coverage": completeness.COVERAGE,
    "standing": rollup.STANDING,
    "profiles": rollup.PROFILES,
    "accounts": completeness.ACCOUNTS,
}


@dataclass(frozen=True)
class Warehouse:
    """One moment of the warehouse. The tables stay what they are while others write."""

    engine: Backend
    folder: Path
    manifest: Manifest

    def standing(self) -> ir.Table:
        return self._table("standing", self.manifest.files("standing"))

    def profiles(self) -> ir.Table:
        return self._table("profiles", self.manifest.files("profiles"))

    def accounts(self) -> ir.Table:
        return self._table("accounts", self.manifest.files("accounts"))

    def facts(self, first: date, until: date) -> ir.Table:
        """The facts of the months from `first` until before `until`."""
        return self._months("facts", first, until)

    def coverage(self, until: date) -> ir.Table:
        """The bills and notes that end in the months before `until`."""
        return self._months("coverage", date.min, until)

    def _months(self, table: str, first: date, until: date) -> ir.Table:
        parts = {name: part for name, part in self.manifest.parts.items() if table in part.files}
        names = [f"month {month:%Y-%m}" for month in (first, until)]
        return self._table(table, [parts[name].files[table] for name in sorted(parts) if names[0] <= name < names[1]])

    def _table(self, table: str, files: list[str]) -> ir.Table:
        if not files:
            return ibis.memtable(SCHEMAS[table].to_pyarrow().empty_table(), schema=SCHEMAS[table])
        return self.engine.read_parquet([str(self.folder / name) for name in files]).cast(SCHEMAS[table])


@contextmanager
def warehouse() -> Iterator[Warehouse]:
    """The warehouse with everything written until now."""
    folder, manifest = up_to_date()
    engine = ibis.duckdb.connect()
    engine.raw_sql("SET enable_progress_bar = false")
    try:
        yield Warehouse(engine, folder, manifest)
    finally:
        engine.disconnect()
