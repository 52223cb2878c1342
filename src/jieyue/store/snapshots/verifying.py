"""Whether the policy files in force are those that the log last knew of."""

from collections.abc import Iterator

import orjson

from jieyue.store.policies import policy
from jieyue.store.records.chain import Difference
from jieyue.store.snapshots.models import AppliedPolicy, Snapshot

NEWEST_LOOKED_AT = 200


def policy_differences() -> Iterator[Difference | None]:
    """One item a policy file that something was ever pinned with: None where it is the file of the last time."""
    last = last_logged()
    for name, sha256 in sorted(policy().documents.items()):
        if name in last:
            yield None if last[name] == sha256 else _difference(name, last[name], sha256)


def last_logged() -> dict[str, str]:
    """By name, the digest with which something was pinned last; of files that the newest snapshots do not name, the
    one that was kept last.
    """
    last = dict(AppliedPolicy.objects.order_by("id").values_list("name", "sha256"))
    newest = list(Snapshot.objects.order_by("-id").values_list("content", flat=True)[:NEWEST_LOOKED_AT])
    for content in reversed(newest):
        last |= _policy_in(content)
    return last


def _policy_in(content: str) -> dict[str, str]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:  # somebody has changed it, which is told elsewhere
        return {}
    return found.get("policy") or {} if isinstance(found, dict) else {}


def _difference(name: str, was: str, now: str) -> Difference:
    return Difference(
        f"政策文件 {name}",
        f"不是日志最后一次用到的那一份（SHA-256 当时为 {was}，现为 {now}）。"
        "没有更新过政策文件或程序的，请恢复原文件；确系更新的，下一次报送、公示或评分时会记入日志。",
    )
