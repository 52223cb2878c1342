"""How far a job has come, beside the database: whoever writes keeps others out of it."""

import contextlib
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import orjson
from django.conf import settings

from jieyue.files.whole import in_place_of

SECONDS_BETWEEN = 0.3


@dataclass(frozen=True)
class Reached:
    stage: str = ""
    done: int = 0
    total: int = 0


class Teller:
    """To be called with stage, done and total; writes it down now and then, and whenever a new stage begins."""

    def __init__(self, job: UUID) -> None:
        self.file = _file(job)
        self.file.parent.mkdir(mode=0o700, exist_ok=True)
        self.stage, self.told_at = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == self.stage and done < total and time.monotonic() - self.told_at < SECONDS_BETWEEN:
            return
        self.stage, self.told_at = stage, time.monotonic()
        with in_place_of(self.file) as draft:
            draft.write_bytes(orjson.dumps(asdict(Reached(stage, done, total))))

    def fall_silent(self) -> None:
        self.file.unlink(missing_ok=True)


def reached(job: UUID) -> Reached:
    """What was told last; nothing when nothing was."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Reached(**orjson.loads(_file(job).read_bytes()))
    return Reached()


def product_of(job: UUID, suffix: str) -> Path:
    """The file that a job makes."""
    folder = _file(job).parent
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{job}{suffix}"


def forget(job: UUID) -> None:
    for file in _file(job).parent.glob(f"{job}.*"):
        file.unlink(missing_ok=True)


def _file(job: UUID) -> Path:
    return Path(settings.JIEYUE_HOME) / "jobs" / f"{job}.told"
