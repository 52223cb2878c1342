"""The other process: opens one foreign file, says what it saw as JSON, and ends.

python -m jieyue.files.evidence.opening examine KIND FILE | render KIND FILE TO PAGE PIXELS
"""

import resource
import sys
import warnings
from pathlib import Path

import orjson

from jieyue.files.evidence.kinds import PDF
from jieyue.files.evidence.refused import NotEvidence

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 20
FILE_BYTES = 64 * 1024**2


def main(asked: str, kind: str, file: str, *more: str) -> None:
    limit()
    warnings.simplefilter("ignore")
    if kind == PDF.key:
        from jieyue.files.evidence import opening_pdf as opening  # noqa: PLC0415 (one of the two, for speed)
    else:
        from jieyue.files.evidence import opening_pictures as opening  # noqa: PLC0415
    try:
        told = opening.examine(Path(file), kind) if asked == "examine" else _render(opening, Path(file), kind, more)
    except NotEvidence as refusal:
        told = {"refused": refusal.says, "do": refusal.do}
    sys.stdout.buffer.write(orjson.dumps(told))


def limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _render(opening, file: Path, kind: str, more: tuple[str, ...]) -> dict:
    to, page, most_pixels = more
    opening.render(file, kind, Path(to), page=int(page), most_pixels=int(most_pixels))
    return {}


if __name__ == "__main__":
    main(*sys.argv[1:])
