"""The key that signs sessions: made once for a home, kept there, read by nobody else."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

OWNER_ONLY = 0o600


def secret_key(home: Path) -> str:
    """The home's key. Two processes that come first at once end with the same one."""
    file = home / "secret-key"
    if not file.exists():
        _make(file)
    return file.read_text("ascii").strip()


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(get_random_secret_key() + "\n")
    try:
        os.link(written, file)  # fails where another process was quicker
    except FileExistsError:
        pass
    finally:
        written.unlink()
