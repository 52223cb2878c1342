"""Whether the warehouse holds what follows from the records as they are now."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from jieyue.store.records.chain import Difference
from jieyue.store.warehouse.manifest import KeptFile, Manifest, ManifestDamaged, Part, is_whole
from jieyue.store.warehouse.refreshing import last_touched, tables_of


def warehouse_differences() -> Iterator[Difference | None]:
    """One item a file: None where it holds. What is missing or of an earlier state is made anew by the next reader."""
    folder = Path(settings.JIEYUE_WAREHOUSE)
    try:
        manifest = Manifest.read(folder)
    except ManifestDamaged:
        yield Difference("统计仓库的清单", "读不出来：被改动过或已损坏；下一次统计时会重新生成。")
        return
    touched = last_touched()
    for name in sorted(manifest.parts.keys() & touched.keys()):
        part = manifest.parts[name]
        yield from _part_differences(folder, name, part, is_of_now=part.made_from == touched[name])


def _part_differences(folder: Path, name: str, part: Part, *, is_of_now: bool) -> Iterator[Difference | None]:
    made = tables_of(name)
    for table, file in ((table, part.files[table]) for table in sorted(made.keys() & part.files.keys())):
        if not (folder / file.name).exists():
            continue
        if not is_whole(folder, file, is_to_be_read=True):
            yield _difference(file, "不是生成时的内容：被改动过或已损坏；下一次统计时会重新生成。")
        elif is_of_now and not _is_same(pq.read_table(folder / file.name), made[table]()):
            yield _difference(file, "与按记录重新推算的不同：文件和清单被改动过；请删除统计仓库文件夹，会重新生成。")
        else:
            yield None


def _is_same(one: pa.Table, other: pa.Table) -> bool:
    """Whatever the order of the rows."""
    if one.schema != other.schema or one.num_rows != other.num_rows:
        return False
    order = [(name, "ascending") for name in one.column_names]
    return one.sort_by(order).equals(other.sort_by(order))


def _difference(file: KeptFile, says: str) -> Difference:
    return Difference(f"统计仓库的文件 {file.name}", says)
