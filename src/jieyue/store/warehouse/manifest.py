"""Which files the warehouse consists of, with the size and digest of each, swapped whole.

The files themselves never change. A reader that has read the manifest finds what it names, for a while even after the
next manifest: replaced files stay until nobody can be reading them.
"""

import hashlib
import json
import os
import re
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from jieyue.files.lasting import keep_names, write_lasting

LAYOUT = 8
SECONDS_A_READER_MAY_TAKE = 3600
MOST_REMEMBERED = 10_000
DIGITS = 32
"""Of a file's SHA-256, in its name."""
SAYS_CONTENT = re.compile(rf"(.+-[0-9a-f]{{{DIGITS}}})-[0-9a-f]{{12}}\.parquet")
_found_whole: dict[str, tuple[object, ...]] = {}


class ManifestDamaged(Exception):  # noqa: N818 (named for what is wrong)
    """There is a manifest, and it cannot be read."""


@dataclass(frozen=True)
class KeptFile:
    name: str
    size: int
    sha256: str

    @classmethod
    def told(cls, said: dict[str, Any]) -> Self:
        name, size, sha256 = (said[key] for key in ("name", "size", "sha256"))
        if Path(name).name != name or not isinstance(size, int) or not isinstance(sha256, str):
            raise ValueError(name)
        return cls(name, size, sha256)


def name_of_file(about: str, sha256: str) -> str:
    """One that no other file has, and that says what is in it: see `content_of`."""
    return f"{about}-{sha256[:DIGITS]}-{uuid.uuid4().hex[:12]}.parquet"


def content_of(path: str) -> str:
    """What a file holds, by its name: the same of what was made anew as it was. Its path where it does not say."""
    said = SAYS_CONTENT.fullmatch(path.rpartition("/")[2])
    return said[1] if said else path


@dataclass(frozen=True)
class Part:
    """`made_from` is the hash of the log entry that last touched what it is derived from; `files` are by table."""

    made_from: str
    files: Mapping[str, KeptFile]

    @classmethod
    def told(cls, said: dict[str, Any]) -> Self:
        return cls(str(said["made_from"]), {table: KeptFile.told(file) for table, file in said["files"].items()})

    def as_told(self) -> dict[str, Any]:
        files = {table: vars(file) for table, file in self.files.items()}  # asdict copies, and is ten times as slow
        return {"made_from": self.made_from, "files": files}


@dataclass(frozen=True)
class Manifest:
    """`made_by` are the definitions by which all parts were worked out: see `definitions`."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    made_by: str = ""

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a folder; an empty one where there is none, or an older layout. Raises ManifestDamaged."""
        file = folder / "manifest.json"
        try:
            now = file.stat()
            return _read(file, (now.st_size, now.st_mtime_ns, now.st_ino))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ManifestDamaged from error

    def write(self, folder: Path) -> None:
        """Put in place of the last one, in one step, after the files that it names are sure to last."""
        keep_names(folder)
        parts = {name: part.as_told() for name, part in self.parts.items()}
        new = folder / f"manifest.{uuid.uuid4().hex[:12]}.new"
        content = {"layout": LAYOUT, "made_by": self.made_by, "parts": parts}
        write_lasting(new, json.dumps(content, ensure_ascii=False).encode())
        new.replace(folder / "manifest.json")
        keep_names(folder)

    def files(self, table: str) -> list[str]:
        """The names of all files of a table, in the order of their parts."""
        return [part.files[table].name for _, part in sorted(self.parts.items()) if table in part.files]


@lru_cache(maxsize=4)
def _read(file: Path, _state: tuple[int, ...]) -> Manifest:
    """Read once for as long as the file is the same: each question begins with it."""
    content = json.loads(file.read_bytes())
    if content["layout"] < LAYOUT and "parts" in content:
        return Manifest()
    parts = {str(name): Part.told(part) for name, part in content["parts"].items()}
    return Manifest(parts, str(content.get("made_by", "")))


def is_whole(folder: Path, file: KeptFile, *, is_to_be_read: bool = False) -> bool:
    """Whether a file is there and what was written. A process reads it once, and again when its size, time or place on
    the disk are others; with `is_to_be_read` in any case.
    """
    path = f"{folder}/{file.name}"  # pages look at hundreds, and paths that are put together by pathlib take longer
    try:
        now = os.stat(path)  # noqa: PTH116
        state = (file.sha256, now.st_size, now.st_mtime_ns, now.st_ino)
        if now.st_size != file.size or (_found_whole.get(path) == state and not is_to_be_read):
            return now.st_size == file.size
        with open(path, "rb") as opened:  # noqa: PTH123
            holds = hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
    except OSError:
        return False
    if holds:
        _remember(path, state)
    return holds


def _remember(path: str, state: tuple[object, ...]) -> None:
    if len(_found_whole) >= MOST_REMEMBERED:
        _found_whole.clear()
    _found_whole[path] = state


def remove_replaced(folder: Path, manifest: Manifest) -> None:
    """Delete files that no manifest names and no reader can still be reading."""
    named = {file.name for part in manifest.parts.values() for file in part.files.values()}
    with os.scandir(folder) as files:  # thousands on a day of many entries: glob makes a path of each
        ours = [file for file in files if _is_ours(file.name) and file.name not in named]
    for file in ours:
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > SECONDS_A_READER_MAY_TAKE:
                os.unlink(file.path)  # noqa: PTH108


def _is_ours(name: str) -> bool:
    return ".parquet" in name or (name.startswith("manifest.") and name.endswith(".new"))
