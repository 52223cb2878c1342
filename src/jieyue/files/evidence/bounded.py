"""Opening evidence apart, which also keeps PDFium, which is not thread safe, out of the threads of a server."""

from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple

import orjson

from jieyue.files.apart import DidNotEndWell, said_apart
from jieyue.files.evidence.kinds import EvidenceKind
from jieyue.files.evidence.refused import SAVE_AGAIN, NotEvidence

SECONDS = 30
AT_ONCE = 2
_turns = BoundedSemaphore(AT_ONCE)


class Examined(NamedTuple):
    """Pages of a PDF; 1 for a picture; None where nobody counts."""

    pages: int | None = None


def examine(kind: EvidenceKind, path: Path) -> Examined:
    """Open the file to see that it can be. Raises NotEvidence."""
    return Examined(**_ask("examine", kind.key, str(path)))


def render(kind: EvidenceKind, path: Path, to: Path, *, page: int, most_pixels: int) -> None:
    """A page as a picture whose longer side has at most so many pixels. Raises NotEvidence."""
    _ask("render", kind.key, str(path), str(to), str(page), str(most_pixels))


def read_text(kind: EvidenceKind, path: Path) -> dict[str, str]:
    """The text of a file that has some, and what an invoice gives as its number and total. Raises NotEvidence."""
    return _ask("read", kind.key, str(path))


def _ask(*words: str) -> dict:
    try:
        with _turns:
            said = said_apart("jieyue.files.evidence.opening", *words, seconds=SECONDS)
    except DidNotEndWell as failure:
        raise NotEvidence("文件内容异常，在限定的时间和内存内打不开。", do=SAVE_AGAIN) from failure
    told = orjson.loads(said)
    if "refused" in told:
        raise NotEvidence(told["refused"], do=told["do"])
    return told
