"""Which files the warehouse consists of, swapped whole.

The files themselves never change. A reader that has read the manifest finds what it names, for a while even after the
next manifest: replaced files stay until nobody can be reading them.
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LAYOUT = 1
SECONDS_A_READER_MAY_TAKE = 3600


@dataclass(frozen=True)
class Part:
    """`made_from` is the hash of the log entry that last touched what the part is derived from."""

    made_from: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Manifest:
    parts: Mapping[str, Part] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a folder; an empty one where there is none or another layout."""
        try:
            content = json.loads((folder / "manifest.json").read_text("utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return cls()
        if not isinstance(content, dict) or content.get("layout") != LAYOUT:
            return cls()
        return cls({name: Part(**part) for name, part in content["parts"].items()})

    def write(self, folder: Path) -> None:
        """Put in place of the last one, in one step."""
        parts = {name: {"made_from": part.made_from, "files": dict(part.files)} for name, part in self.parts.items()}
        new = folder / f"manifest.{os.getpid()}.new"
        with new.open("w", encoding="utf-8") as file:
            json.dump({"layout": LAYOUT, "parts": parts}, file, ensure_ascii=False, indent=0)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / "manifest.json")

    def files(self, table: str) -> list[str]:
        """The names of all files of a table, in the order of their parts."""
        return [part.files[table] for _, part in sorted(self.parts.items()) if table in part.files]


def remove_replaced(folder: Path, manifest: Manifest) -> None:
    """Delete files that no manifest names and no reader can still be reading."""
    named = {name for part in manifest.parts.values() for name in part.files.values()}
    for file in folder.glob("*.parquet*"):
        if file.name not in named and time.time() - file.stat().st_mtime > SECONDS_A_READER_MAY_TAKE:
            file.unlink(missing_ok=True)
