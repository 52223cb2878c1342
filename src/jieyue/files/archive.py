"""A ZIP of files with names that any Windows in Chinese unpacks as they are."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jieyue.files.evidence.names import clean_name

MOST_LETTERS = 60
"""Of a name: with two folders above it, it stays below the 260 letters of a path on Windows."""
CODE_PAGE = "gbk"
"""What older programs on Chinese Windows read names by: a letter that it lacks becomes a line."""


@dataclass(frozen=True)
class Packed:
    """A file of the archive: where it lies there, and its content, on the disk or at hand."""

    place: Sequence[str]
    content: Path | bytes


def name_for_windows(written: str) -> str:
    """No letter that Windows forbids or that its Chinese code page lacks, not too long, the suffix kept."""
    name = clean_name(written).encode(CODE_PAGE, errors="replace").decode(CODE_PAGE).replace("?", "_")
    if len(name) <= MOST_LETTERS:
        return name
    suffix = Path(name).suffix[:10]
    return name[: MOST_LETTERS - len(suffix)].rstrip(" .") + suffix


def write_archive(to: BinaryIO, files: Iterable[Packed]) -> None:
    """As they come; what is a picture or a PDF is packed already, and is not packed again."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for file in files:
            name = "/".join(file.place)
            if isinstance(file.content, bytes):
                archive.writestr(name, file.content)
            else:
                archive.write(file.content, name, zipfile.ZIP_STORED)
