"""The warehouse as tables to be asked, on an in-memory DuckDB of this process.

A question is an Ibis expression on `TABLES`, which are bound to no files, with `variable`s where it differs from one
asking to the next. So it is compiled once in a process; what changes is which months stand behind the tables.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from jieyue.rules import completeness, rollup
from jieyue.store.warehouse.manifest import Manifest
from jieyue.store.warehouse.refreshing import up_to_date

SCHEMAS: Mapping[str, ibis.Schema] = {
    "facts": rollup.FACTS,
    "coverage": completeness.COVERAGE,
    "standing": rollup.STANDING,
    "profiles": rollup.PROFILES,
    "accounts": completeness.ACCOUNTS,
    "accepted_facts": rollup.FACTS,
    "accepted_profiles": rollup.ACCEPTED_PROFILES,
}
TABLES: Mapping[str, ir.Table] = {name: ibis.table(schema, name=name) for name, schema in SCHEMAS.items()}

PROFILES_AS_ACCEPTED = """
    CREATE OR REPLACE TEMPORARY VIEW profiles AS
    WITH accepted AS (
        SELECT * EXCLUDE (month) FROM accepted_profiles
        QUALIFY row_number() OVER (PARTITION BY organisation, year ORDER BY month DESC) = 1
    )
    SELECT * FROM accepted UNION ALL BY NAME
    SELECT * FROM live_profiles ANTI JOIN accepted USING (organisation, year)
"""


def variable(name: str, kind: str) -> Any:
    """A value that is given when the question is asked."""
    get = ibis.udf.scalar.builtin(lambda called: called, name="getvariable", signature=(("string",), kind))
    return get(name)


def compiled(question: ir.Expr) -> str:
    return ibis.to_sql(question, dialect="duckdb")


@dataclass(frozen=True)
class Warehouse:
    """One moment of the warehouse. The files behind it stay what they are while others write."""

    engine: duckdb.DuckDBPyConnection
    folder: Path
    manifest: Manifest

    def look_at(self, first: date, until: date) -> None:
        """Let `facts` be those of the months from `first` until before `until`, `coverage` all before `until`."""
        self.show("facts", self._months("facts", first, until))
        self.show("coverage", self._months("coverage", date.min, until))

    def look_at_accepted(self, first: date, until: date) -> None:
        """Let `facts` be what was accepted of those months, and `profiles` what it was divided by."""
        self.look_at(first, until)
        for table in ("accepted_facts", "accepted_profiles"):
            self.show(table, self._months(table, first, until))
        self.engine.execute("CREATE OR REPLACE TEMPORARY VIEW facts AS SELECT * FROM accepted_facts")
        self.show("live_profiles", self.manifest.files("profiles"), schema="profiles")
        self.engine.execute(PROFILES_AS_ACCEPTED)

    def ask(self, sql: str, **variables: object) -> pa.Table:
        for name, value in variables.items():
            self.engine.execute(f"SET VARIABLE {name} = ?", [value])
        return self.engine.execute(sql).to_arrow_table()

    def hold(self, name: str, table: pa.Table) -> None:
        """Let a question use a table of its own."""
        self.engine.register(name, table)

    @contextmanager
    def among(self, organisations: Iterable[int], *, are_left_out: bool = False) -> Iterator[None]:
        """Meanwhile `standing` holds these organisations only, or all but these."""
        ids = pa.table({"organisation": pa.array(sorted(organisations), pa.int64())})
        self.hold("these", ids)
        join = "ANTI" if are_left_out else "SEMI"
        those = f"SELECT * FROM standing_of_all {join} JOIN these USING (organisation)"  # noqa: S608
        self.show("standing_of_all", self.manifest.files("standing"), schema="standing")
        self.engine.execute(f"CREATE OR REPLACE TEMPORARY VIEW standing AS {those}")
        try:
            yield
        finally:
            self.show("standing", self.manifest.files("standing"))

    def _months(self, table: str, first: date, until: date) -> list[str]:
        parts = {name: part for name, part in self.manifest.parts.items() if table in part.files}
        since, ending = (f"{month:%Y-%m}" for month in (first, until))
        return [parts[name].files[table].name for name in sorted(parts) if since <= name.partition(" ")[2] < ending]

    def show(self, table: str, files: list[str], *, schema: str = "") -> None:
        """Let a table be what stands in these files."""
        if not files:
            self.engine.register(f"no_{table}", SCHEMAS[schema or table].to_pyarrow().empty_table())
        paths = ", ".join("'{}'".format(str(self.folder / name).replace("'", "''")) for name in files)
        source = f"read_parquet([{paths}])" if files else f"no_{table}"
        self.engine.execute(f"CREATE OR REPLACE TEMPORARY VIEW {table} AS SELECT * FROM {source}")  # noqa: S608


@contextmanager
def warehouse() -> Iterator[Warehouse]:
    """The warehouse with everything written until now."""
    folder, manifest = up_to_date()
    with duckdb.connect() as engine:
        engine.execute("SET enable_progress_bar = false")
        opened = Warehouse(engine, folder, manifest)
        for table in ("standing", "profiles", "accounts"):
            opened.show(table, manifest.files(table))
        yield opened
