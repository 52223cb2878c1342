"""Tasks for the tests: each writes down that it began, and when it ended."""

import os
import time
from pathlib import Path

from django_tasks import task


@task()
def errand(folder: str, name: str, seconds: float) -> str:
    note(folder, f"{name} began in {os.getpid()}")
    until = time.monotonic() + seconds
    while time.monotonic() < until and not (Path(folder) / f"end {name}").exists():
        time.sleep(0.05)
    note(folder, f"{name} ended in {os.getpid()}")
    return name


def note(folder: str, line: str) -> None:
    with (Path(folder) / "diary").open("a") as diary:
        diary.write(f"{line}\n")
