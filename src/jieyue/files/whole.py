"""Files that are there whole or not at all, whoever else writes them at the same time: processes, or threads of one."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

OWNER_ONLY = 0o600


@contextmanager
def in_place_of(file: Path) -> Iterator[Path]:
    """A path of nobody else's beside `file`, to be written: it gets that name when the block ends well."""
    draft = _draft_of(file)
    try:
        yield draft
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def made_once(file: Path, make: Callable[[], str]) -> str:
    """What the file says. Of those that find none at once one makes it, readable by its owner, and all get the same."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _make(file, make())
    return file.read_text("ascii").strip()


def _make(file: Path, content: str) -> None:
    draft = _draft_of(file)
    try:
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="ascii"
        ) as open_:
            open_.write(f"{content}\n")
            open_.flush()
            os.fsync(open_.fileno())
        with suppress(FileExistsError):  # somebody was quicker
            os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def _draft_of(file: Path) -> Path:
    """Named by chance, not by the process, which threads share; of the same kind, for writers that go by the ending."""
    return file.with_name(f"{file.stem}.{uuid4().hex}.part{file.suffix}")
