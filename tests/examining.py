"""Hundreds of tests hand in the same few files, of which another process says the same each time: it is asked once."""

from hashlib import sha256
from pathlib import Path

from jieyue.files.evidence import bounded

_ask = bounded._ask
_told: dict[tuple[str, str, str], dict] = {}


def examine_each_content_once() -> None:
    bounded._ask = _ask_once


def _ask_once(*words: str) -> dict:
    asked, kind, path, *_ = words
    if asked != "examine":
        return _ask(*words)
    content = (asked, kind, sha256(Path(path).read_bytes()).hexdigest())
    if content not in _told:
        _told[content] = _ask(*words)
    return _told[content]
