"""Kept sums: what each place used in a month, added up once from the month's facts, so that the page of a province or a
city adds up places and not units; and what each unit used, so that who has another one's figures is found without
adding up everybody's.

They are derived from other parts of the warehouse: the facts of the month, where organisations stood in it, and who has
a profile of its year. Each month's is made anew when one of these three is another than it was made from, and only
then: a corrected bill touches its months, a unit that moves those since it moved.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from cachetools import LRUCache

from jieyue.rules.rollup import sums_of_places, sums_of_units
from jieyue.store.warehouse.answering import Held, answer_here
from jieyue.store.warehouse.manifest import KeptFile, Part
from jieyue.store.warehouse.tables import SCHEMAS, TABLES, Compiled, Files, asked_every_day, compiled

TABLE = "place_sums"
MOST_MONTHS_REMEMBERED = 1000
MOST_BYTES_TOGETHER = 1_000_000
"""Of facts: a month of 5,000 units has some half of that."""
OF_STANDING = ["organisation", "unit", "level", "path", "province", "city", "county"]
OF_PROFILES = ["organisation", "year"]
WHOLE = ("standing", "profiles")
Write = Callable[[str, str, pa.Table], KeptFile]
"""Month, table and content to a file of the warehouse."""
_digests: LRUCache[tuple[str, ...], tuple[str, ...]] = LRUCache(MOST_MONTHS_REMEMBERED)
"""By the files of where all stood and of profiles, and month, what sums of it depend on of these."""


def name_of(month: str) -> str:
    return f"{TABLE} {month}"


def months_of(parts: Mapping[str, Part]) -> Iterator[str]:
    """The months that have facts."""
    return (name.partition(" ")[2] for name in sorted(parts) if name.startswith("month "))


def brought_up(folder: Path, parts: Mapping[str, Part], kept: Mapping[str, Part], write: Write) -> dict[str, Part]:
    """The sums of every month that has facts in `parts`: those of `kept` that still hold, and others made anew."""
    sources = Sources(folder, parts)
    made_from = {month: sources.digest(month) for month in months_of(parts)}
    found = {name: kept[name] for name in map(name_of, made_from) if name in kept}
    behind = [month for month, digest in made_from.items() if _made_from(found.get(name_of(month))) != digest]
    for together in sources.alike(behind):
        sums = {table: sources.sums(together, table) for table in SUMS}
        for month in together:
            files = {table: write(month, table, _of_month(content, month)) for table, content in sums.items()}
            found[name_of(month)] = Part(made_from[month], files)
    return found


def _made_from(part: Part | None) -> str:
    return part.made_from if part else ""


def _of_month(sums: pa.Table, month: str) -> pa.Table:
    return sums.filter(pc.equal(sums["month"], pa.scalar(_first(month))))


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


class Sources:
    """What sums are made from, as it stands in the files of these parts."""

    def __init__(self, folder: Path, parts: Mapping[str, Part]) -> None:
        self.folder, self.parts = folder, parts

    def digest(self, month: str) -> str:
        """Of all that the month's sums depend on."""
        of = [self._facts(month).sha256, *self._digests_then(month)]
        return hashlib.sha256(" ".join(of).encode()).hexdigest()

    def _digests_then(self, month: str) -> tuple[str, ...]:
        """Worked out once for the same files: after an entry that touches a month, of all the others."""
        files = (self.parts[name].files[name].sha256 if name in self.parts else "" for name in WHOLE)
        key = (*files, month)
        if key not in _digests:
            _digests[key] = tuple(each.digest for each in self._then(month))
        return _digests[key]

    def alike(self, months: Iterable[str]) -> Iterator[list[str]]:
        """Those that one question can be asked for: all stood where they stood, the year is the same, and their facts
        are few. A question is planned for longer than the facts of an office are added up.
        """
        together: list[str] = []
        size = 0
        for month in months:
            own = self._facts(month).size
            is_alike = together and self._digests_then(together[0]) == self._digests_then(month)
            if together and not (is_alike and size + own <= MOST_BYTES_TOGETHER):
                yield together
                together, size = [], 0
            together.append(month)
            size += own
        if together:
            yield together

    def sums(self, months: Sequence[str], table: str) -> pa.Table:
        """Of months that are `alike`."""
        facts = Files.of("facts", [str(self.folder / self._facts(month).name) for month in months])
        return answer_here(SUMS[table](), {"facts": facts}, self._then(months[0]), {})

    def files(self, month: str) -> list[KeptFile]:
        """From which the month's sums are made."""
        whole = (self.parts[name].files[name] for name in WHOLE if name in self.parts)
        return [self._facts(month), *whole]

    def _facts(self, month: str) -> KeptFile:
        return self.parts[f"month {month}"].files["facts"]

    def _then(self, month: str) -> tuple[Held, Held]:
        """Where organisations stood in the month, and who has a profile of its year."""
        first = pa.scalar(_first(month))
        standing = self._standing
        is_then = pc.and_(pc.less_equal(standing["from_month"], first), pc.greater(standing["until_month"], first))
        profiles = self._profiles.filter(pc.equal(self._profiles["year"], first.as_py().year))
        then = standing.filter(is_then).select(OF_STANDING)
        return Held.of("then_standing", then), Held.of("then_profiles", profiles)

    @cached_property
    def _standing(self) -> pa.Table:
        return self._table("standing").sort_by("organisation")

    @cached_property
    def _profiles(self) -> pa.Table:
        return self._table("profiles").select(OF_PROFILES).sort_by("organisation")

    def _table(self, name: str) -> pa.Table:
        if name not in self.parts:
            return SCHEMAS[name].to_pyarrow().empty_table()
        return pq.read_table(self.folder / self.parts[name].files[name].name)


@asked_every_day
def sums_compiled() -> Compiled:
    """From `facts` of months in which all stood the same, `then_standing` and `then_profiles`."""
    profiles = _then_table("profiles", OF_PROFILES)
    return compiled(sums_of_places(TABLES["facts"], _then_table("standing", OF_STANDING), profiles))


@asked_every_day
def unit_sums_compiled() -> Compiled:
    """From `facts` of such months and `then_standing`."""
    return compiled(sums_of_units(TABLES["facts"], _then_table("standing", OF_STANDING)))


def _then_table(name: str, columns: list[str]) -> ibis.Table:
    return ibis.table({column: SCHEMAS[name][column] for column in columns}, name=f"then_{name}")


SUMS: Mapping[str, Callable[[], Compiled]] = {TABLE: sums_compiled, "unit_sums": unit_sums_compiled}
"""The tables of a month's sums, each with what makes it."""
