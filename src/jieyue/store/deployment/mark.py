"""What the home remembers of its database, so that a lost database is never taken for a new one.

The mark is a file of the home: the hash of the log's first entry, which names the deployment, and the last entry seen.
"""

import json
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from jieyue.rules.refusal import Refused
from jieyue.store.deployment.folders import SECRET_KEY, home
from jieyue.store.records.log import START_OF_CHAIN, Head
from jieyue.store.records.models import LogEntry

FILE = "deployment.json"
KEPT_OF_EVIDENCE = "[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"


class DatabaseLost(Refused):
    """The home belongs to a log that the database does not have."""


@dataclass(frozen=True)
class Mark:
    """`deployment` is the hash of the log's first entry; blank where it has none yet, or the mark can't be read."""

    deployment: str
    head: Head


UNREADABLE = Mark("", Head(-1, ""))


def mark() -> Mark | None:
    try:
        said = json.loads((home() / FILE).read_text("utf-8"))
        return Mark(str(said["deployment"]), Head(int(said["seq"]), str(said["hash"])))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return UNREADABLE


def keep_mark() -> None:
    """Let the home know the log as it is. A mark that cannot be written takes nothing back that was."""
    now = Mark(first_hash(), _end())
    if mark() == now:
        return
    said = {"deployment": now.deployment, "seq": now.head.seq, "hash": now.head.hash}
    unfinished = home() / f".{FILE}.{uuid.uuid4().hex}"
    with suppress(OSError):
        unfinished.write_text(json.dumps(said) + "\n", "utf-8")
        unfinished.replace(home() / FILE)


def first_hash() -> str:
    """What a deployment is known by: the hash of its log's first entry, "" before there is one."""
    return _hash_of(1) or ""


def knows(known: Head) -> bool:
    """Whether the database's log has this entry."""
    return known.seq == 0 or _hash_of(known.seq) == known.hash


def knows_what_was_seen() -> bool:
    """Whether the database's log has the entry that the home saw last."""
    seen = mark()
    return seen in (None, UNREADABLE) or knows(seen.head)


def seen_head() -> Head | None:
    """The last entry that the home has seen; None where it has seen none, or cannot say."""
    seen = mark()
    return None if seen in (None, UNREADABLE) else seen.head


def refuse_lost_database(tables: list[str], *, is_to_be_verified: bool = False) -> None:
    """Raises DatabaseLost, unless the log is that of the mark. `tables` are those that are there. Whoever verifies is
    to see what of another log differs, but not to take an empty one for whole.
    """
    seen, has_log = mark(), LogEntry._meta.db_table in tables
    end = _end() if has_log else Head(0, START_OF_CHAIN)
    if is_to_be_verified and end.seq > 0:
        return
    if seen is None or seen == UNREADABLE:
        if end.seq == 0 and (seen == UNREADABLE or _is_of_somebody(tables)):
            raise _lost("里有以前的佐证材料或密钥", "是空的")
    elif not (knows(seen.head) if has_log else seen.head.seq == 0):
        now = "是空的" if end.seq == 0 else f"的日志到第 {end.seq} 条，不是原来的日志，或者比原来短"
        raise _lost(f"上次见到的日志到第 {seen.head.seq} 条", now)


def begin_anew(tables: list[str], *, at: datetime) -> None:
    """Take the database as it is. What the home kept of a log that is gone altogether is put aside, not thrown away."""
    aside = home() / f"before-{at:%Y-%m-%dT%H%M%S}"
    is_empty = LogEntry._meta.db_table not in tables or _end().seq == 0
    for name in (FILE, *(("evidence", "uploads") if is_empty else ())):
        if (home() / name).exists():
            aside.mkdir(exist_ok=True)
            (home() / name).rename(aside / name)


def _lost(was: str, now: str) -> DatabaseLost:
    return DatabaseLost(
        f"数据文件夹 {home()} {was}，而现在的数据库{now}：数据库可能丢失了，或者指错了。",
        do="请核对 JIEYUE_DATABASE_URL 和数据库；确已丢失的，用 jieyue restore 恢复最近的备份。"
        "不要原来的数据、就用现在这个数据库的，请运行一次 jieyue audit verify --begin-anew",
    )


def _is_of_somebody(tables: list[str]) -> bool:
    """A home from before there were marks: a key is made after the tables, evidence after the records."""
    evidence = home() / "evidence"
    return ((home() / SECRET_KEY).exists() and not tables) or next(evidence.glob(KEPT_OF_EVIDENCE), None) is not None


def _end() -> Head:
    """As any version of the table has it."""
    last = LogEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    return Head(*last) if last else Head(0, START_OF_CHAIN)


def _hash_of(seq: int) -> str | None:
    return LogEntry.objects.filter(seq=seq).values_list("hash", flat=True).first()
