"""Whether the kept contents are still what the records say."""

from collections.abc import Iterator

from jieyue.store.evidence.models import Version
from jieyue.store.evidence.vault import is_whole, place_of
from jieyue.store.records.verifying import Difference


def file_differences() -> Iterator[Difference | None]:
    """One item a content: None where it holds."""
    known = Version.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    for sha256 in known.iterator(chunk_size=1000):
        yield None if is_whole(sha256) else _difference(sha256)


def _difference(sha256: str) -> Difference:
    using = Version.objects.filter(sha256=sha256).order_by("id").select_related("item")
    named = "、".join(f"第 {each.item_id} 号“{each.item.name}”第 {each.number} 版" for each in using[:5])
    lost = "不是收下时的内容：被改动过。" if place_of(sha256).is_file() else "文件不在了。"
    return Difference(f"佐证材料{named}", f"{lost}（SHA-256 {sha256}）")
