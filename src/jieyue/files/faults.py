"""The book of faults: what went wrong in the program itself, for whoever maintains it. The same for commands, the
server's processes and the worker.

A fault has a number, which its user is told. Kept are where in the program it happened and what kind it was; of what
the exception says only what cannot be somebody's figure or name.
"""

import fcntl
import os
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = "faults.log"
REFUSALS = "refusals.log"
MOST_BYTES = 1024 * 1024
OLDER_KEPT = 5
INNERMOST = 60
LONGEST_MESSAGE = 300
OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Noted:
    """`is_kept` is False where the book cannot be written: the fault then stands on standard error."""

    number: str
    file: Path
    is_kept: bool


def note(error: BaseException, *, home: Path, doing: str) -> Noted:
    return _noted(home / NAME, f"{doing}\n{told(error)}")


def note_refusal(kind: str, *, home: Path, doing: str) -> Noted:
    """That somebody was told no: a line without any name or figure, in a book of its own."""
    return _noted(home / REFUSALS, f"{doing} {kind}")


def _noted(file: Path, about: str) -> Noted:
    now = datetime.now().astimezone()
    number = f"{now:%m%d}-{secrets.token_hex(3).upper()}"
    entry = f"{now.isoformat(timespec='seconds')} {number} {about}\n"
    try:
        _append(file, entry.encode("utf-8", "replace"))
    except OSError:
        sys.stderr.write(entry)
        return Noted(number, file, is_kept=False)
    return Noted(number, file, is_kept=True)


def told(error: BaseException) -> str:
    """Where it happened, the first cause first."""
    causes = reversed(list(with_causes(error)))
    return "\nThen:\n".join(
        f"Traceback\n{''.join(traceback.format_tb(each.__traceback__, -INNERMOST))}{_kind(each)}" for each in causes
    )


def with_causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and those that it was raised from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}: {_without_data(str(error))}"


def _without_data(message: str) -> str:
    """No number, nothing in Chinese, nothing that a database quotes from a row."""
    message = message.partition("DETAIL:")[0].strip()
    message = re.sub(r"[^\x20-\x7e]+", "…", message)
    return re.sub(r"\d+", "#", message)[:LONGEST_MESSAGE]


def _append(file: Path, entry: bytes) -> None:
    """Several processes write. Whoever finds the book full begins a new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, OWNER_ONLY), "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if file.exists() and file.stat().st_size + len(entry) > MOST_BYTES:
            _turn(file)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY), "wb") as book:
            book.write(entry)


def _turn(file: Path) -> None:
    for number in range(OLDER_KEPT - 1, 0, -1):
        older = Path(f"{file}.{number}")
        if older.exists():
            older.replace(f"{file}.{number + 1}")
    file.replace(f"{file}.1")
