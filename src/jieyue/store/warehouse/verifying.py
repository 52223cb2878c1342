"""Whether the warehouse holds what follows from the records as they are now."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from jieyue.store.records.chain import Difference
from jieyue.store.warehouse.definitions import definitions
from jieyue.store.warehouse.manifest import KeptFile, Manifest, ManifestDamaged, Part, is_whole
from jieyue.store.warehouse.place_sums import SUMS, Sources, months_of, name_of
from jieyue.store.warehouse.refreshing import last_touched, tables_of


def warehouse_differences() -> Iterator[Difference | None]:
    """One item a file: None where it holds. What is missing, of an earlier state or made by other definitions is
    made anew by the next reader.
    """
    folder = Path(settings.JIEYUE_WAREHOUSE)
    try:
        manifest = Manifest.read(folder)
    except ManifestDamaged:
        yield Difference("统计仓库的清单", "读不出来：被改动过或已损坏；下一次统计时会重新生成。")
        return
    touched = last_touched()
    is_of_now = manifest.made_by == definitions()
    for name in sorted(manifest.parts.keys() & touched.keys()):
        part = manifest.parts[name]
        yield from _part_differences(folder, name, part, is_of_now=is_of_now and part.made_from == touched[name])
    yield from _differences_of_sums(folder, manifest, is_of_now=is_of_now)


def _part_differences(folder: Path, name: str, part: Part, *, is_of_now: bool) -> Iterator[Difference | None]:
    made = tables_of(name)
    for table, file in ((table, part.files[table]) for table in sorted(made.keys() & part.files.keys())):
        if (folder / file.name).exists():
            yield _file_difference(folder, file, made[table] if is_of_now else None, "按记录重新推算")


def _differences_of_sums(folder: Path, manifest: Manifest, *, is_of_now: bool) -> Iterator[Difference | None]:
    """Kept sums beside the facts of the same state, added up anew; the facts are compared with the records above."""
    sources, is_read_whole = Sources(folder, manifest.parts), cache(partial(is_whole, folder, is_to_be_read=True))
    for month in months_of(manifest.parts):
        part = manifest.parts.get(name_of(month))
        for table, file in ((table, part.files[table]) for table in (SUMS if part else ()) if table in part.files):
            if not (folder / file.name).exists():
                continue
            is_made_from = is_of_now and all(map(is_read_whole, sources.files(month)))
            make = partial(sources.sums, [month], table) if is_made_from else None
            yield _file_difference(folder, file, make, "按当月数据重新合计")


def _file_difference(folder: Path, file: KeptFile, make: Callable[[], pa.Table] | None, how: str) -> Difference | None:
    what = f"统计仓库的文件 {file.name}"
    if not is_whole(folder, file, is_to_be_read=True):
        return Difference(what, "不是生成时的内容：被改动过或已损坏；下一次统计时会重新生成。")
    if make and not _is_same(pq.read_table(folder / file.name), make()):
        return Difference(what, f"与{how}的不同：文件和清单被改动过；请删除统计仓库文件夹，会重新生成。")
    return None


def _is_same(one: pa.Table, other: pa.Table) -> bool:
    """Whatever the order of the rows."""
    if one.schema != other.schema or one.num_rows != other.num_rows:
        return False
    order = [(name, "ascending") for name in one.column_names]
    return one.sort_by(order).equals(other.sort_by(order))
