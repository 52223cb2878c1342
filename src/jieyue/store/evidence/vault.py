"""Where contents lie: one file a content, named by its SHA-256. A content is in its place before a row names it.

What a failed transaction leaves behind hurts nobody and is swept later.
"""

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from jieyue.files.lasting import keep_names
from jieyue.rules.refusal import Refused

CHUNK_BYTES = 1024 * 1024
UNFINISHED = ".part"


class TooLarge(Refused):
    pass


class ContentLost(Refused):
    """The file is gone, or no longer what it was when it was kept."""


@dataclass(frozen=True)
class Incoming:
    """A file on its way in, on our disk already."""

    path: Path
    sha256: str
    size_bytes: int


def place_of(sha256: str) -> Path:
    return settings.JIEYUE_EVIDENCE / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def incoming(stream: BinaryIO, *, most_bytes: int) -> Iterator[Incoming]:
    """Write a stream to a file that is gone afterwards unless it was kept. Raises TooLarge."""
    folder = settings.JIEYUE_EVIDENCE / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}{UNFINISHED}"
    try:
        yield _received(stream, path, most_bytes)
    finally:
        path.unlink(missing_ok=True)


def _received(stream: BinaryIO, path: Path, most_bytes: int) -> Incoming:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            refuse_too_large(size, most_bytes)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Incoming(path, digest.hexdigest(), size)


def refuse_too_large(size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        raise TooLarge(
            f"文件超过 {most_bytes / 1024 / 1024:g} MB。",
            do="照片请降低分辨率，扫描件请用较低的清晰度（200 dpi 即可）重新生成，或者分成几个文件。",
        )


def keep(file: Incoming) -> None:
    """Put the content in its place. Where it already lies, whole, it stays; where it was damaged, this mends it."""
    place = place_of(file.sha256)
    if is_whole(file.sha256):
        os.utime(place)
        return
    _move(file.path, place)


def set_apart(file: Incoming) -> None:
    """Into quarantine, which only the machine's administrator opens."""
    file.path.chmod(0o600)
    _move(file.path, settings.JIEYUE_EVIDENCE / "quarantine" / file.sha256)


def _move(path: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    path.replace(place)
    keep_names(place.parent)


def is_whole(sha256: str) -> bool:
    """Whether the content is there and still what its name says."""
    place = place_of(sha256)
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def content(sha256: str) -> Path:
    """Raises ContentLost."""
    if not is_whole(sha256):
        raise ContentLost(
            "这份文件的内容缺失或者已经损坏，不能打开。", do="请告诉系统管理员，从备份中恢复；恢复前请不要再上传替换。"
        )
    return place_of(sha256)


def contents() -> Iterator[Path]:
    """Every content that lies in its place."""
    return settings.JIEYUE_EVIDENCE.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")
