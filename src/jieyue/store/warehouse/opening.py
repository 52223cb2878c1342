"""The warehouse as tables to be asked, on an in-memory DuckDB of this process.

What changes from one asking to the next is which months stand behind the tables. Files never change, so the answer to
a question is kept for whoever asks the same of the same files.
"""

import hashlib
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from threading import RLock

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from cachetools import LRUCache, cached

from jieyue.rules import completeness
from jieyue.rules.rollup import under_each
from jieyue.store.warehouse.answering import Held, answer
from jieyue.store.warehouse.manifest import Manifest, content_of
from jieyue.store.warehouse.refreshing import up_to_date
from jieyue.store.warehouse.tables import SCHEMAS, TABLES, Compiled, Files, all_of, asked_every_day, compiled

MOST_ONLY = 4_000
"""Units whose facts are taken out of everybody's: those of three years are some 20 MB in memory."""
FEW_OF_ALL = 1_000
"""So many are taken out whatever part they are of everybody."""
MOST_YEARS_KEPT = 32
"""A megabyte or two each where a million bills are kept."""


@dataclass(frozen=True)
class Warehouse:
    """One moment of the warehouse. The files behind it stay what they are while others write."""

    folder: Path
    manifest: Manifest
    views: dict[str, str] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)

    def look_at(self, first: date, until: date) -> None:
        """Let `facts` be those of the months from `first` until before `until`."""
        self.look_at_each((first, until))

    def look_at_each(self, *spans: tuple[date, date]) -> None:
        """Let `facts` be those of the months of each span, from its first day until before its second."""
        parts = dict(sorted(each for span in spans for each in self._parts("facts", *span).items()))
        if "standing_of_some" in self.held and parts:
            facts = pa.concat_tables(map(self._facts_of_some, _by_year(parts)))
            self._keep_some("facts", facts, self.held["standing_of_some"].digest, *map(content_of, parts.values()))
        else:
            self.show("facts", list(parts.values()))

    def look_at_sums(self, first: date, until: date) -> None:
        """Let `place_sums` be those of the months from `first` until before `until`."""
        self.show("place_sums", self._months("place_sums", first, until))

    def look_at_unit_sums(self, first: date, until: date) -> None:
        """Let `unit_sums` be those of the months from `first` until before `until`."""
        self.show("unit_sums", self._months("unit_sums", first, until))

    @property
    def is_whole(self) -> bool:
        """Whether `standing` holds all there are: only then do kept sums say what facts would."""
        return self.held.keys().isdisjoint(("these", "standing_of_some"))

    def only(self, units: Collection[int]) -> None:
        """From here on `standing` and, as soon as they are looked at, `facts` hold who ever stood at or under one of
        these, and nothing else: read once, however many questions follow. Of very many everything stays as it is, and
        of most of those there are: to take them out takes longer than a few questions about everybody.
        """
        if len(units) > MOST_ONLY:
            return
        self.hold("only", pa.table({"asked": pa.array([str(unit) for unit in sorted(units)], pa.string())}))
        some = self.ask(_ever_under())
        files = self.manifest.files("standing")
        if some.num_rows >= FEW_OF_ALL and some.num_rows > sum(_rows_in(self.folder / each) for each in files) / 2:
            return
        self._keep_some("standing", some, self.held["only"].digest, *map(content_of, files))

    def _facts_of_some(self, files: Iterable[str]) -> pa.Table:
        """Year by year, for who asks of one year often asks of the one before next."""
        self.show("facts", list(files))
        return self.ask(_facts_of_some())

    def _keep_some(self, table: str, rows: pa.Table, *taken_from: str) -> None:
        """Known by what it was taken from: to look through half a million facts takes a sixth of a second."""
        name = f"{table}_of_some"
        self.held[name] = Held(name, hashlib.sha256(" ".join(taken_from).encode()).hexdigest(), rows)
        self._let(table, all_of(table, f"{table}_of_some"))

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
        self._let("coverage", _coverage_kept(ledger))

    def look_at_accepted(self, first: date, until: date) -> None:
        """Let `facts` be what was accepted of those months, and `profiles` what it was divided by; `accepted_facts` say
        by which of the `accepted_factors` too.
        """
        self.look_at(first, until)
        for table in ("accepted_facts", "accepted_factors", "accepted_profiles"):
            self.show(table, self._months(table, first, until))
        self._let("facts", _facts_as_accepted())
        self.show("live_profiles", self.manifest.files("profiles"), schema="profiles")
        self._let("profiles", _profiles_as_accepted())

    def ask(self, question: str, **variables: object) -> pa.Table:
        return answer(question, self.views, self.held.values(), variables)

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
        self.show("standing_of_all", self.manifest.files("standing"), schema="standing")
        self._let("standing", _standing_of(column, are_left_out=are_left_out))
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
        self._let("earlier", all_of("earlier", condensed.name))

    def show(self, table: str, files: list[str], *, schema: str = "") -> None:
        """Let a table be what stands in these files."""
        if files:
            self._let(table, Files.of(schema or table, (str(self.folder / name) for name in files)))
        else:
            self.hold(f"no_{table}", SCHEMAS[schema or table].to_pyarrow().empty_table())
            self._let(table, all_of(schema or table, f"no_{table}"))

    def _let(self, table: str, select: str) -> None:
        """Last among the tables, for it may be drawn from others."""
        self.views.pop(table, None)
        self.views[table] = select


@lru_cache
def _rows_in(file: Path) -> int:
    """It never changes."""
    return pq.read_metadata(file).num_rows


@cache
def _coverage_kept(ledger: str) -> Compiled:
    kept = TABLES["kept"]
    return compiled(kept.filter(kept.ledger == ledger).drop("ledger"))


@cache
def _standing_of(column: str, *, are_left_out: bool) -> Compiled:
    everybody, these = all_of("standing", "standing_of_all").expression, ibis.table({column: "int64"}, name="these")
    return compiled((everybody.anti_join if are_left_out else everybody.semi_join)(these, column))


@asked_every_day
def _ever_under() -> Compiled:
    standing = TABLES["standing"]
    there = under_each(standing, ibis.table({"asked": "string"}, name="only"))
    return compiled(standing.semi_join(there, "organisation"))


@asked_every_day
def _facts_of_some() -> Compiled:
    return compiled(TABLES["facts"].semi_join(TABLES["standing"], "organisation"))


@cache
def _facts_as_accepted() -> Compiled:
    return compiled(TABLES["accepted_facts"].drop("factors"))


@cache
def _profiles_as_accepted() -> Compiled:
    """Each year's as it was accepted last, and where nothing was accepted as it is."""
    of_months = TABLES["accepted_profiles"]
    last = ibis.row_number().over(group_by=["organisation", "year"], order_by=of_months.month.desc())
    accepted = of_months.filter(last == 0).drop("month")
    live = all_of("profiles", "live_profiles").expression
    return compiled(accepted.union(live.anti_join(accepted, ["organisation", "year"])))


def _by_year(parts: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The files of each year, the last one last."""
    years: dict[str, list[str]] = {}
    for month, file in parts.items():
        years.setdefault(month[:4], []).append(file)
    return tuple(map(tuple, years.values()))


def _of_years(_folder: Path, years: Sequence[Sequence[str]], ledger: str = "") -> Hashable:
    return tuple(tuple(map(content_of, each)) for each in years), ledger


@cached(LRUCache(MOST_YEARS_KEPT), key=_of_years, lock=RLock())
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
def _condensed() -> Compiled:
    return compiled(completeness.condensed(TABLES["coverage"], TABLES["earlier"]))


@contextmanager
def warehouse() -> Iterator[Warehouse]:
    """The warehouse with everything written until now."""
    opened = Warehouse(*up_to_date())
    for table in ("standing", "profiles", "accounts"):
        opened.show(table, opened.manifest.files(table))
    yield opened
