"""Whether the policy files in force are those that the log last knew of."""

from collections.abc import Iterator

import orjson

from jieyue.store.policies import policy
from jieyue.store.records.chain import Difference
from jieyue.store.snapshots.models import AppliedPolicy, Snapshot

NEWEST_LOOKED_AT = 200


def policy_differences() -> Iterator[Difference | None]:
    """One item a policy file that something was ever pinned with: None where it is the file of the last time. A file
    that is gone differs as long as what was pinned last of its kind was pinned with it.
    """
    newest = _newest()
    last, there = _last_of(newest), policy().documents
    for name, sha256 in sorted(there.items()):
        if name in last:
            yield None if last[name] == sha256 else _difference(name, last[name], sha256)
    for name in sorted(_in_use(newest) - there.keys()):
        yield _gone(name, last[name])


def _newest() -> list[tuple[str, dict[str, str]]]:
    """Of the newest snapshots, what each is of and the policy files it was made with, the newest first."""
    rows = Snapshot.objects.order_by("-id").values_list("what", "content")[:NEWEST_LOOKED_AT]
    return [(what, _policy_in(content)) for what, content in rows]


def _last_of(newest: list[tuple[str, dict[str, str]]]) -> dict[str, str]:
    """By name, the digest with which something was pinned last; of files that the newest snapshots do not name, the
    one that was kept last.
    """
    last = dict(AppliedPolicy.objects.order_by("id").values_list("name", "sha256"))
    for _, files in reversed(newest):
        last |= files
    return last


def _in_use(newest: list[tuple[str, dict[str, str]]]) -> set[str]:
    """The files with which the last snapshot of each kind was made."""
    of_each_kind = dict(reversed(newest))
    return {name for files in of_each_kind.values() for name in files}


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


def _gone(name: str, was: str) -> Difference:
    return Difference(
        f"政策文件 {name}",
        f"已经不在了，日志最后一次用到的是它（SHA-256 当时为 {was}）。"
        "没有撤下过政策文件、也没有更新过程序的，请从备份恢复原文件；确系撤下的，下一次报送、公示或评分起不再提示。",
    )
