"""Bringing the warehouse up to what has been written.

The writing transaction notes which parts it touched (`DerivedPart`); whoever reads next makes those anew. A process
that dies in between leaves the old manifest in force and the notes standing.
"""

import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from filelock import FileLock

from jieyue.store.facts.months import coverage_of, facts_of
from jieyue.store.orgs.standing import profiles, standing
from jieyue.store.records.models import DerivedPart
from jieyue.store.records.moment import one_moment
from jieyue.store.registers.columns import accounts
from jieyue.store.reporting.accepted import accepted_facts_of, accepted_profiles_of
from jieyue.store.warehouse.manifest import Manifest, Part, remove_replaced

WHOLE_TABLES: dict[str, Callable[[], pa.Table]] = {"standing": standing, "profiles": profiles, "accounts": accounts}
MONTHLY_TABLES: dict[str, dict[str, Callable[[date], pa.Table]]] = {
    "month": {"facts": facts_of, "coverage": coverage_of},
    "accepted": {"accepted_facts": accepted_facts_of, "accepted_profiles": accepted_profiles_of},
}
"""What a part of a month, such as `month 2024-03`, consists of, by the word its name begins with."""


def up_to_date() -> tuple[Path, Manifest]:
    """The warehouse's folder and a manifest that holds everything written until now."""
    folder = Path(settings.JIEYUE_WAREHOUSE)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = Manifest.read(folder)
    if not _behind(folder, manifest, _touched()):
        return folder, manifest
    with FileLock(folder / "refreshing.lock"):
        return folder, _refreshed(folder)


def _refreshed(folder: Path) -> Manifest:
    manifest = Manifest.read(folder)
    with one_moment():
        touched = _touched()
        made = {name: _make(folder, name, touched[name]) for name in sorted(_behind(folder, manifest, touched))}
    manifest = Manifest({name: part for name, part in {**manifest.parts, **made}.items() if name in touched})
    manifest.write(folder)
    remove_replaced(folder, manifest)
    return manifest


def _touched() -> dict[str, str]:
    """Every derived part and the hash of the entry that last touched it."""
    return dict(DerivedPart.objects.values_list("name", "entry__hash"))


def _behind(folder: Path, manifest: Manifest, touched: dict[str, str]) -> set[str]:
    """The parts made from an earlier entry than the last that touched them, never made, or whose files are gone."""
    there = {file.name for file in folder.iterdir()}
    whole = {name: part for name, part in manifest.parts.items() if there.issuperset(part.files.values())}
    made_from = {name: part.made_from for name, part in whole.items()}
    return {name for name, entry_hash in touched.items() if made_from.get(name) != entry_hash}


def _make(folder: Path, name: str, made_from: str) -> Part:
    """Write the files of `month 2024-03`, of `accepted 2024-03`, or of a table that is kept whole."""
    word, _, month = name.partition(" ")
    if month:
        day = date.fromisoformat(f"{month}-01")
        tables = {table: make(day) for table, make in MONTHLY_TABLES[word].items()}
    else:
        tables = {name: WHOLE_TABLES[name]()}
    return Part(made_from, {table: _write(folder, month, table, content) for table, content in tables.items()})


def _write(folder: Path, month: str, table: str, content: pa.Table) -> str:
    file = folder / f"{table}-{month or 'whole'}-{uuid.uuid4().hex[:12]}.parquet"
    pq.write_table(content, file, compression="zstd")
    return file.name
