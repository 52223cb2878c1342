"""The warehouse as tables to be asked, on an in-memory DuckDB of this process.

What changes from one asking to the next is which months stand behind the tables. Files never change, so the answer to
a question is kept for whoever asks the same of the same files.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import RLock

import pyarrow as pa
from cachetools import LRUCache, cached

from jieyue.rules import completeness
from jieyue.store.warehouse.answering import Held, answer, from_files
from jieyue.store.warehouse.manifest import Manifest
from jieyue.store.warehouse.refreshing import up_to_date
from jieyue.store.warehouse.tables import SCHEMAS, TABLES, asked_every_day, compiled

MOST_YEARS_KEPT = 32
"""A megabyte or two each where a million bills are kept."""

PROFILES_AS_ACCEPTED = """
    WITH accepted AS (
        SELECT * EXCLUDE (month) FROM accepted_profiles
        QUALIFY row_number() OVER (PARTITION BY organisation, year ORDER BY month DESC) = 1
    )
    SELECT * FROM accepted UNION ALL BY NAME
    SELECT * FROM live_profiles ANTI JOIN accepted USING (organisation, year)
"""


@dataclass(frozen=True)
class Warehouse:
    """One moment of the warehouse. The files behind it stay what they are while others write."""

    folder: Path
    manifest: Manifest
    views: dict[str, str] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)

    def look_at(self, first: date, until: date) -> None:
        """Let `facts` be those of the months from `first` until before `until`."""
        self.show("facts", self._months("facts", first, until))

    def look_at_sums(self, first: date, until: date) -> None:
        """Let `place_sums` be those of the months from `first` until before `until`."""
        self.show("place_sums", self._months("place_sums", first, until))

    @property
    def is_whole(self) -> bool:
        """Whether `standing` holds all there are: only then do kept sums say what facts would."""
        return "these" not in self.held

    def look_at_measures(self, first: date, until: date) -> None:
        """Let `measures` be those of the months from `first` until before `until`."""
        self.show("measures", self._months("measures", first, until))

    def look_at_coverage(self, first: date, until: date) -> None:
        """Let `coverage` be what ends in the year of `first` before `until`, `earlier` what matters of all before."""
        year = first.replace(month=1, day=1)
        self.show("coverage", self._months("coverage", year, until))
        self.let_earlier(_earlier(self.folder, _by_year(self._parts("coverage", date.min, year))))

    def look_at_kept(self, ledger: str, first: date, until: date) -> None:
        """Let `coverage` and `earlier` be the months that rows of the ledger keep."""
        year = first.replace(month=1, day=1)
        self.show_kept(ledger, self._months("kept", year, until))
        self.let_earlier(_earlier(self.folder, _by_year(self._parts("kept", date.min, year)), ledger))

    def show_kept(self, ledger: str, files: list[str]) -> None:
        """Let `coverage` be what stands in these files of the ledger."""
        self.show("kept", files)
        self._let("coverage", f"SELECT * EXCLUDE (ledger) FROM kept WHERE ledger = '{ledger}'")  # noqa: S608

    def look_at_accepted(self, first: date, until: date) -> None:
        """Let `facts` be what was accepted of those months, and `profiles` what it was divided by."""
        self.look_at(first, until)
        for table in ("accepted_facts", "accepted_profiles"):
            self.show(table, self._months(table, first, until))
        self._let("facts", "SELECT * FROM accepted_facts")
        self.show("live_profiles", self.manifest.files("profiles"), schema="profiles")
        self._let("profiles", PROFILES_AS_ACCEPTED)

    def ask(self, sql: str, **variables: object) -> pa.Table:
        return answer(sql, self.views, self.held.values(), variables)

    def hold(self, name: str, table: pa.Table) -> None:
        """Let a question use a table of its own."""
        self.held[name] = Held.of(name, table)

    @contextmanager
    def among(
        self, organisations: Iterable[int], *, are_left_out: bool = False, column: str = "organisation"
    ) -> Iterator[None]:
        """Meanwhile `standing` holds these organisations only, or all but these; by `unit` these units with all that
        belongs to them.
        """
        ids = pa.table({column: pa.array(sorted(organisations), pa.int64())})
        self.hold("these", ids)
        join = "ANTI" if are_left_out else "SEMI"
        self.show("standing_of_all", self.manifest.files("standing"), schema="standing")
        self._let("standing", f"SELECT * FROM standing_of_all {join} JOIN these USING ({column})")  # noqa: S608
        try:
            yield
        finally:
            self.show("standing", self.manifest.files("standing"))
            del self.views["standing_of_all"], self.held["these"]

    def _months(self, table: str, first: date, until: date) -> list[str]:
        return list(self._parts(table, first, until).values())

    def _parts(self, table: str, first: date, until: date) -> dict[str, str]:
        """By month, the table's file."""
        since, ending = (f"{month:%Y-%m}" for month in (first, until))
        parts = sorted(
            (name.partition(" ")[2], part) for name, part in self.manifest.parts.items() if table in part.files
        )
        return {month: part.files[table].name for month, part in parts if since <= month < ending}

    def let_earlier(self, condensed: Held) -> None:
        self.held["earlier"] = condensed
        self._let("earlier", f"SELECT * FROM {condensed.name}")  # noqa: S608

    def show(self, table: str, files: list[str], *, schema: str = "") -> None:
        """Let a table be what stands in these files."""
        if files:
            self._let(table, from_files(self.folder, files))
        else:
            self.hold(f"no_{table}", SCHEMAS[schema or table].to_pyarrow().empty_table())
            self._let(table, f"SELECT * FROM no_{table}")  # noqa: S608

    def _let(self, table: str, select: str) -> None:
        """Last among the tables, for it may be drawn from others."""
        self.views.pop(table, None)
        self.views[table] = select


def _by_year(parts: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The files of each year, the last one last."""
    years: dict[str, list[str]] = {}
    for month, file in parts.items():
        years.setdefault(month[:4], []).append(file)
    return tuple(map(tuple, years.values()))


@cached(LRUCache(MOST_YEARS_KEPT), lock=RLock())
def _earlier(folder: Path, years: tuple[tuple[str, ...], ...], ledger: str = "") -> Held:
    """What matters of the coverage of past years, or of the months that a ledger keeps, looked through once in a
    process for as long as it is not touched.
    """
    if not years:
        return Held.of("held_earlier", completeness.EARLIER.to_pyarrow().empty_table())
    *before, last = years
    old = Warehouse(folder, Manifest())
    if ledger:
        old.show_kept(ledger, list(last))
    else:
        old.show("coverage", list(last))
    old.let_earlier(_earlier(folder, tuple(before), ledger))
    return Held.of("held_earlier", old.ask(_condensed()))


@asked_every_day
def _condensed() -> str:
    return compiled(completeness.condensed(TABLES["coverage"], TABLES["earlier"]))


@contextmanager
def warehouse() -> Iterator[Warehouse]:
    """The warehouse with everything written until now."""
    opened = Warehouse(*up_to_date())
    for table in ("standing", "profiles", "accounts"):
        opened.show(table, opened.manifest.files(table))
    yield opened
