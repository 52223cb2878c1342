"""What the warehouse answers about the months of a year, kept in a process for as long as nobody writes what it is made
from.

Where all stand under one organisation, what is asked about everybody is answered once, and places and units are told
out of it. After an entry it is worked out anew for the units that the entry is about, and for nobody else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from threading import RLock

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from cachetools import LRUCache, cached
from django.conf import settings
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from ibis import Schema

from jieyue.programme.completeness import questions
from jieyue.rules.completeness import ENDED, MONTHS
from jieyue.rules.period import Period
from jieyue.store.machine.coverage import days_of_end
from jieyue.store.machine.ledger import Ledger
from jieyue.store.orgs.models import Placement
from jieyue.store.warehouse.opening import Warehouse, warehouse
from jieyue.store.warehouse.refreshing import up_to_date

MOST_KEPT = 96 * 1024 * 1024
"""Bytes of answers of each sort: a province's year is 3 MB, a unit's a few hundred bytes."""
BYTES_OF_AN_EMPTY_ANSWER = 1024
MOST_FILES_COMPARED = 30
"""Where more were made anew, much was brought in, and everything is worked out anew sooner."""


@dataclass(frozen=True)
class OfLedger:
    """Of which ledger the months are asked for, and which of its subjects have come to an end."""

    ledger: str
    ended: tuple[tuple[int, date], ...]


@dataclass(frozen=True)
class Asked:
    """A question about a year, and the files that its answer is made from, as of everything written until now.

    Of bills, or `of_ledger` of another ledger.
    """

    question: str
    year: int
    of_ledger: OfLedger | None
    files: frozenset[str]

    @classmethod
    def of_units(cls, year: int, ledger: Ledger | None = None) -> "Asked":
        """One row a unit and month."""
        return cls._now(questions.units_of_ledger() if ledger else questions.units(), year, ledger)

    @classmethod
    def of_subjects(cls, year: int, ledger: Ledger | None = None) -> "Asked":
        """One row an account, or a subject of the ledger, and month."""
        return cls._now(questions.subjects_of_ledger() if ledger else questions.accounts(), year, ledger)

    @classmethod
    def _now(cls, question: str, year: int, ledger: Ledger | None) -> "Asked":
        of_ledger = OfLedger(ledger.key, tuple(sorted(days_of_end(ledger)))) if ledger else None
        return cls(question, year, of_ledger, _files(year, "kept" if ledger else "coverage"))

    @property
    def what(self) -> tuple[str, int, OfLedger | None]:
        """The same whatever was written since."""
        return self.question, self.year, self.of_ledger


def _files(year: int, table: str) -> frozenset[str]:
    _, manifest = up_to_date()
    parts = (part for name, part in manifest.parts.items() if name.partition(" ")[2] < f"{year + 1:04}")
    months = (part.files[table].name for part in parts if table in part.files)
    return frozenset(chain(months, manifest.files("standing"), manifest.files("accounts")))


def answer(asked: Asked, subject: int) -> pa.Table:
    """About those at or under an organisation, by its id: out of the answer for everybody, where that is kept."""
    for whole in _whole:
        kept = _of_everybody(asked, whole, is_worked_out=subject == whole)
        if kept is not None and subject == whole:
            return kept
        if kept is not None and "path" in kept.column_names:
            return kept.filter(pc.match_substring(kept["path"], f"/{subject}/"))
    return _answer(asked, subject)


def look_ahead(years: Iterable[int]) -> None:
    """Answer for everybody, where all stand under one organisation, what pages ask about the bills of these years: who
    asks of a place or a unit need not wait then.
    """
    itself = Concat(Value("/"), Cast("organisation_id", CharField()), Value("/"))
    roots = set(Placement.objects.filter(path=itself).values_list("organisation_id", flat=True))
    if len(roots) == 1:
        _whole.update(roots)
        for year in years:
            answer(Asked.of_units(year), *roots)


_whole: set[int] = set()
"""The organisation under which all stand, where its answers have been looked ahead."""


def size_of(records: pa.Table) -> int:
    return BYTES_OF_AN_EMPTY_ANSWER + records.nbytes


@cached(LRUCache(MOST_KEPT, getsizeof=size_of), lock=RLock())
def _answer(asked: Asked, subject: int) -> pa.Table:
    """The same as long as nobody has written about the year or what came before."""
    with warehouse() as opened:
        return _ask(opened, asked, subject)


def _ask(opened: Warehouse, asked: Asked, subject: int) -> pa.Table:
    period = Period.parse(f"{asked.year:04}")
    firsts = list(period.each_month())
    untils = [*firsts[1:], period.until]
    if asked.of_ledger:
        opened.look_at_kept(asked.of_ledger.ledger, period.first, period.until)
        opened.hold("ended", _table(ENDED, asked.of_ledger.ended))
    else:
        opened.look_at_coverage(period.first, period.until)
    opened.hold("months", _table(MONTHS, list(zip(firsts, untils, strict=True))))
    return opened.ask(asked.question, subject=subject)


def _table(schema: Schema, rows: Sequence[tuple]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=schema.to_pyarrow())


# --- after an entry ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kept:
    files: frozenset[str]
    records: pa.Table


_everybody: LRUCache[tuple, _Kept] = LRUCache(MOST_KEPT, getsizeof=lambda kept: size_of(kept.records))
"""By what was asked, the last answer for everybody."""
_at_it = RLock()
"""Whoever asks meanwhile waits: both would do the same."""


def _of_everybody(asked: Asked, whole: int, *, is_worked_out: bool) -> pa.Table | None:
    """The answer for everybody as of now; None where there was none that could be brought up, unless it `is_worked_out`
    in that case.
    """
    with _at_it:
        before = _everybody.get(asked.what)
        if before is not None and before.files == asked.files:
            return before.records
        records = _brought_up(before, asked, whole) if before is not None else None
        if records is None and is_worked_out:
            with warehouse() as opened:
                records = _ask(opened, asked, whole)
        if records is not None:
            _everybody[asked.what] = _Kept(asked.files, records)
        return records


def _brought_up(before: _Kept, asked: Asked, whole: int) -> pa.Table | None:
    """What was answered before, with the units of which something else is written now as they are now."""
    units = _units_written_about(before.files, asked)
    if not units:
        return None if units is None else before.records
    with warehouse() as opened, opened.among(units, column="unit"):
        now = _ask(opened, asked, whole)
    others = pc.invert(pc.is_in(before.records["unit"], pa.array(units, pa.int64())))
    return pa.concat_tables([before.records.filter(others), now])


def _units_written_about(before: frozenset[str], asked: Asked) -> list[int] | None:
    """The units that have to be looked at again; None: that cannot be told, for where somebody stands has changed, much
    was brought in, or the older files are gone.
    """
    gone, new = before - asked.files, asked.files - before
    if len(gone | new) > MOST_FILES_COMPARED or any(name.startswith("standing") for name in gone | new):
        return None
    organisations: set[int] = set()
    try:
        for table in {_table_of(name) for name in gone | new}:
            old, now = (_read(sorted(name for name in files if _table_of(name) == table)) for files in (gone, new))
            organisations.update(_organisations_of_difference(old, now))
        standing = _read([name for name in asked.files if _table_of(name) == "standing"])
    except FileNotFoundError:
        return None
    theirs = standing.filter(pc.is_in(standing["organisation"], pa.array(organisations, pa.int64())))
    return sorted(set(theirs["unit"].to_pylist()))


def _table_of(file: str) -> str:
    return file.partition("-")[0]


def _read(files: Sequence[str]) -> pa.Table | None:
    folder = Path(settings.JIEYUE_WAREHOUSE)
    return pa.concat_tables(pq.read_table(folder / name) for name in files) if files else None


def _organisations_of_difference(old: pa.Table | None, now: pa.Table | None) -> list[int]:
    """Of the rows that are in one of the two only, or in one more often."""
    sides = ((table, count) for table, count in ((old, -1), (now, 1)) if table is not None)
    both = pa.concat_tables(table.append_column("more", pa.repeat(count, len(table))) for table, count in sides)
    rows = both.group_by([name for name in both.column_names if name != "more"]).aggregate([("more", "sum")])
    return pc.unique(rows.filter(pc.not_equal(rows["more_sum"], 0))["organisation"]).to_pylist()
