"""The other process: opens one foreign file, says what it saw as JSON, and ends.

python -m jieyue.files.evidence.opening examine KIND FILE | read KIND FILE | render KIND FILE TO PAGE PIXELS
"""

import sys
import warnings
from pathlib import Path

import orjson

from jieyue.files.apart import Limits
from jieyue.files.evidence.kinds import PDF
from jieyue.files.evidence.refused import NotEvidence

LIMITS = Limits(memory_bytes=2 * 1024**3, cpu_seconds=20, file_bytes=64 * 1024**2)


def main(asked: str, kind: str, file: str, *more: str) -> None:
    LIMITS.impose()
    warnings.simplefilter("ignore")
    if asked == "read":
        from jieyue.files.evidence.opening_text import read  # noqa: PLC0415 (one of the three, for speed)

        sys.stdout.buffer.write(orjson.dumps(read(Path(file), kind)))
        return
    if kind == PDF.key:
        from jieyue.files.evidence import opening_pdf as opening  # noqa: PLC0415 (one of the two, for speed)
    else:
        from jieyue.files.evidence import opening_pictures as opening  # noqa: PLC0415
    try:
        told = opening.examine(Path(file), kind) if asked == "examine" else _render(opening, Path(file), kind, more)
    except NotEvidence as refusal:
        told = {"refused": refusal.says, "do": refusal.do}
    sys.stdout.buffer.write(orjson.dumps(told))


def _render(opening, file: Path, kind: str, more: tuple[str, ...]) -> dict:
    to, page, most_pixels = more
    opening.render(file, kind, Path(to), page=int(page), most_pixels=int(most_pixels))
    return {}


if __name__ == "__main__":
    main(*sys.argv[1:])
