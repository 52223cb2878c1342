"""The key that signs sessions: made once for a home, kept there, read by nobody else."""

from pathlib import Path

from django.core.management.utils import get_random_secret_key

from jieyue.files.whole import made_once


def secret_key(home: Path) -> str:
    return made_once(home / "secret-key", get_random_secret_key)
