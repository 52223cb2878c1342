"""Bringing the warehouse up to what has been written.

The writing transaction notes which parts it touched (`DerivedPart`); whoever reads next makes those anew. A process
that dies in between leaves the old manifest in force and the notes standing. What is damaged counts as missing: it is
made anew, once, and said in the program's log. So is everything after an upgrade, or a change of the policy, without a
word: figures are those of the definitions in force. After a large import a page does not wait: it says what is being
counted, and a worker counts.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Sum
from filelock import FileLock

from jieyue.files.lasting import write_lasting
from jieyue.rules.refusal import NotNow
from jieyue.store.facts.kept import kept_of
from jieyue.store.facts.measures import measures_of
from jieyue.store.facts.months import coverage_of, facts_of
from jieyue.store.orgs.standing import profiles, standing
from jieyue.store.records.models import DerivedPart, LogEntry
from jieyue.store.records.moment import one_moment
from jieyue.store.registers.accounts.columns import accounts
from jieyue.store.reporting.accepted import accepted_factors_of, accepted_facts_of, accepted_profiles_of
from jieyue.store.warehouse.definitions import definitions
from jieyue.store.warehouse.manifest import (
    KeptFile,
    Manifest,
    ManifestDamaged,
    Part,
    is_whole,
    name_of_file,
    remove_replaced,
)
from jieyue.store.warehouse.place_sums import SUMS, brought_up, months_of, name_of

log = logging.getLogger("jieyue.warehouse")
WHOLE_TABLES: dict[str, Callable[[], pa.Table]] = {"standing": standing, "profiles": profiles, "accounts": accounts}
MONTHLY_TABLES: dict[str, dict[str, Callable[[date], pa.Table]]] = {
    "month": {"facts": facts_of, "coverage": coverage_of},
    "measured": {"measures": measures_of, "kept": kept_of},
    "accepted": {
        "accepted_facts": accepted_facts_of,
        "accepted_factors": accepted_factors_of,
        "accepted_profiles": accepted_profiles_of,
    },
}
"""What a part of a month, such as `month 2024-03`, consists of, by the word its name begins with."""
ROWS_THAT_NOBODY_WAITS_FOR = 20_000
"""Counted in about half a second."""
ROWS_A_GROUP = 10_000
"""Facts are in the order of their organisations, so that a question about one reads a group of each month: of 20,000
units half as long as from groups of 40,000 rows, while all are added up a sixth longer.
"""
ROWS_A_GROUP_OF = {"unit_sums": 5_000}
"""In the order of their quantities, and asked for a few of them."""
AS_IT_IS_READ: Mapping[str, Any] = {"compression": "lz4", "store_decimal_as_integer": True}
"""A file is written once and read by every question. So written, and numbers without a dictionary, the facts of a
province take as much room as they did by zstd, and DuckDB a third of the time.
"""
SECONDS_UNTIL_ASKED_AGAIN = 5
is_left_to_another: ContextVar[Callable[[], bool]] = ContextVar("is_left_to_another", default=lambda: False)
"""Whether somebody else brings the warehouse up to date, for an asker who does not want to wait."""


class BeingCounted(NotNow):
    """Much has been written that is not yet counted, and a worker is at it."""


WORDS = {*WHOLE_TABLES, *MONTHLY_TABLES}
"""With what the names of parts begin that are kept here; others note other things."""


@contextmanager
def one_look() -> Iterator[None]:
    """Meanwhile whoever asks sees what the first saw: for somebody who only reads, and asks many things."""
    before = _seen.set([])
    try:
        yield
    finally:
        _seen.reset(before)


_seen: ContextVar[list[tuple[Path, Manifest]] | None] = ContextVar("seen", default=None)


def up_to_date() -> tuple[Path, Manifest]:
    """The warehouse's folder and a manifest that holds everything written until now, or until a look that lasts."""
    seen = _seen.get()
    if seen:
        return seen[0]
    found = _up_to_date()
    if seen is not None:
        seen.append(found)
    return found


def _up_to_date() -> tuple[Path, Manifest]:
    folder = Path(settings.JIEYUE_WAREHOUSE)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = _read(folder)
    touched = last_touched()
    behind = _behind(manifest or Manifest(), touched)
    if manifest is not None and not behind and not _damaged(folder, manifest, touched):
        return folder, manifest
    if behind and is_left_to_another.get()() and _rows_to_count(manifest, behind) > ROWS_THAT_NOBODY_WAITS_FOR:
        raise _being_counted(manifest, behind)
    with FileLock(folder / "refreshing.lock"):
        return folder, _refreshed(folder)


def _read(folder: Path) -> Manifest | None:
    """None: it is damaged."""
    try:
        return Manifest.read(folder)
    except ManifestDamaged:
        return None


def _refreshed(folder: Path) -> Manifest:
    manifest = _read(folder)
    if manifest is None:
        log.warning("统计仓库的清单损坏，全部重新生成。")
        manifest = Manifest()
    with one_moment():
        touched = last_touched()
        damaged = _damaged(folder, manifest, touched)
        behind = _behind(manifest, touched) | damaged.keys()
        made = {name: _make(folder, name, touched[name]) for name in sorted(behind & touched.keys())}
    for name, files in sorted(damaged.items()):
        log.warning("统计仓库的“%s”损坏或缺失（%s），已重新生成。", name, "、".join(files))
    parts = {name: part for name, part in {**manifest.parts, **made}.items() if name in touched}
    kept = {name: part for name, part in manifest.parts.items() if name not in damaged and _is_of_now(manifest)}
    manifest = Manifest({**parts, **brought_up(folder, parts, kept, partial(_write, folder))}, definitions())
    manifest.write(folder)
    remove_replaced(folder, manifest)
    return manifest


def last_touched() -> dict[str, str]:
    """Every derived part that is kept here and the hash of the entry that last touched it."""
    touched = DerivedPart.objects.values_list("name", "entry__hash")
    return {name: entry_hash for name, entry_hash in touched if name.partition(" ")[0] in WORDS}


def _rows_to_count(manifest: Manifest | None, behind: Collection[str]) -> int:
    """Those written by the entries that last touched these parts; all there ever were where all are made anew."""
    entries = LogEntry.objects.all()
    if manifest is not None and _is_of_now(manifest):
        entries = entries.filter(seq__in=DerivedPart.objects.filter(name__in=behind).values("entry_id"))
    return entries.aggregate(rows=Sum("row_count"))["rows"] or 0


def _being_counted(manifest: Manifest | None, behind: Collection[str]) -> BeingCounted:
    months = sorted({name.partition(" ")[2] for name in behind if name.startswith(("month ", "measured "))})
    of_when = f" {months[0]} 至 {months[-1]} " if months else ""
    is_upgraded = manifest is not None and manifest.parts and not _is_of_now(manifest)
    why = "系统刚刚升级或者换了政策文件，正在重新汇总" if is_upgraded else "刚刚录入的数据较多，正在汇总"
    return BeingCounted(
        f"{why}{of_when}的数字。",
        do="汇总一般不到一分钟，完成后页面会自动显示；也可以先办别的事。",
        at_machine="请等后台任务汇总完再查询。",
        again_after=SECONDS_UNTIL_ASKED_AGAIN,
    )


def _behind(manifest: Manifest, touched: dict[str, str]) -> set[str]:
    """The parts made from an earlier entry than the last that touched them, by other definitions, or never made."""
    made_from = {name: part.made_from for name, part in manifest.parts.items() if _is_of_now(manifest)}
    return {name for name, entry_hash in touched.items() if made_from.get(name) != entry_hash}


def _is_of_now(manifest: Manifest) -> bool:
    return manifest.made_by == definitions()


def _damaged(folder: Path, manifest: Manifest, touched: Collection[str]) -> dict[str, list[str]]:
    """By part, the files that are gone or not what was written, or that it ought to have and does not name."""
    found = {}
    sums = {name_of(month) for month in months_of(manifest.parts)}
    for name, part in ((name, part) for name, part in manifest.parts.items() if name in touched or name in sums):
        wrong = [file.name for file in part.files.values() if not is_whole(folder, file)]
        wrong += sorted((SUMS.keys() if name in sums else tables_of(name).keys()) - part.files.keys())
        if wrong:
            found[name] = wrong
    return found | {name: [*SUMS] for name in sorted(sums - manifest.parts.keys())}


def tables_of(name: str) -> Mapping[str, Callable[[], pa.Table]]:
    """The tables of `month 2024-03`, of `accepted 2024-03`, or of a table that is kept whole, and how each is made."""
    word, _, month = name.partition(" ")
    if not month:
        return {word: WHOLE_TABLES[word]}
    day = date.fromisoformat(f"{month}-01")
    return {table: partial(make, day) for table, make in MONTHLY_TABLES[word].items()}


def _make(folder: Path, name: str, made_from: str) -> Part:
    month = name.partition(" ")[2]
    return Part(made_from, {table: _write(folder, month, table, make()) for table, make in tables_of(name).items()})


def as_parquet(table: str, content: pa.Table) -> memoryview:
    """What stands in a file of the table."""
    sink = pa.BufferOutputStream()
    rows = ROWS_A_GROUP_OF.get(table, ROWS_A_GROUP)
    said_again = [column.name for column in content.schema if not _is_number(column.type)]
    pq.write_table(content, sink, row_group_size=rows, use_dictionary=said_again, **AS_IT_IS_READ)
    return memoryview(sink.getvalue())


def _write(folder: Path, month: str, table: str, content: pa.Table) -> KeptFile:
    written = as_parquet(table, content)
    sha256 = hashlib.sha256(written).hexdigest()
    name = name_of_file(f"{table}-{month or 'whole'}", sha256)
    write_lasting(folder / name, written)
    return KeptFile(name, written.nbytes, sha256)


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
