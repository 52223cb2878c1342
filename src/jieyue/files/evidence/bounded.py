"""Opening foreign files at arm's length: in a process of its own, with little time, little memory and no help.

A file made to break its reader breaks that process and nothing else. It also keeps PDFium, which is not thread safe,
out of the threads of a server.
"""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple

import orjson

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


def _ask(*words: str) -> dict:
    command = [sys.executable, "-I", "-m", "jieyue.files.evidence.opening", *words]
    with _turns:
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failure:
            raise NotEvidence("文件内容异常，在限定的时间和内存内打不开。", do=SAVE_AGAIN) from failure
    told = orjson.loads(done.stdout)
    if "refused" in told:
        raise NotEvidence(told["refused"], do=told["do"])
    return told
