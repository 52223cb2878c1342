"""Files that somebody sent, kept under their SHA-256 until no job needs them."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePath

from django.conf import settings

from jieyue.files.kinds import SUFFIXES
from jieyue.files.whole import OWNER_ONLY
from jieyue.rules.refusal import Refused

MOST_BYTES = 40 * 1024 * 1024
LONGEST_NAME = 120
KNOWN_SUFFIXES = {suffix for suffixes in SUFFIXES.values() for suffix in suffixes}


class CannotBeTaken(Refused):
    """The file is no sheet, or too large."""


def uploads() -> Path:
    return Path(settings.JIEYUE_HOME) / "uploads"


def keep(chunks: Iterable[bytes], *, name: str) -> tuple[str, int]:
    """Write a file down; its SHA-256 and size. What is not whole never gets its name."""
    folder = uploads()
    folder.mkdir(mode=0o700, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                _refuse_too_large(size)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(OWNER_ONLY)
        Path(part).replace(path_of(digest.hexdigest(), name))
    finally:
        Path(part).unlink(missing_ok=True)
    return digest.hexdigest(), size


def path_of(sha256: str, name: str) -> Path:
    """Where it is kept. Of the name that somebody gave it only a known suffix comes into ours."""
    suffix = PurePath(name).suffix.lower()
    return uploads() / f"{sha256}{suffix if suffix in KNOWN_SUFFIXES else ''}"


def forget(sha256: str, name: str) -> None:
    path_of(sha256, name).unlink(missing_ok=True)


def forget_all_but(needed: set[str], *, older_than: datetime) -> None:
    """Take away what no job names any more, and what was never whole."""
    folder = uploads()
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.stem not in needed and file.stat().st_mtime < older_than.timestamp():
            file.unlink(missing_ok=True)


def plain_name(name: str) -> str:
    """What to call the file: its last part, without what cannot be seen or could lead elsewhere."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    suffix = PurePath(shown).suffix
    return shown if len(shown) <= LONGEST_NAME else shown[: LONGEST_NAME - len(suffix)] + suffix


def _refuse_too_large(size: int) -> None:
    if size > MOST_BYTES:
        raise CannotBeTaken(
            f"文件超过 {MOST_BYTES // 1024 // 1024} MB 的上限。", do="请把数据分成几个文件上传。", where="file"
        )
