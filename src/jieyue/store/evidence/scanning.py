"""The virus scanner, where the deployment has one: a command that looks at a file before it is admitted."""

import shlex
import subprocess
from pathlib import Path

from django.conf import settings

from jieyue.rules.refusal import Refused

CLEAN, INFECTED = 0, 1
MOST_SAID = 300


class ScannerUnavailable(Refused):
    pass


def what_scanner_found(path: Path) -> str | None:
    """None where there is no scanner or nothing was found. Raises ScannerUnavailable."""
    words = [word.replace("{file}", str(path)) for word in shlex.split(settings.JIEYUE_SCANNER)]
    if not words:
        return None
    try:
        done = subprocess.run(words, capture_output=True, timeout=settings.JIEYUE_SCANNER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise _unavailable() from failure
    if done.returncode not in (CLEAN, INFECTED):
        raise _unavailable()
    said = done.stdout.decode(errors="replace").replace(str(path), "").strip(": \n\t\0")
    return (said[:MOST_SAID] or "infected") if done.returncode == INFECTED else None


def _unavailable() -> ScannerUnavailable:
    return ScannerUnavailable("病毒检查程序不可用，暂时不能收文件。", do="请稍后再试；仍不行的，请告诉系统管理员。")
