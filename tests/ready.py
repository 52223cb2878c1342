"""What takes long to make and is the same for many tests: made once in a run, whichever of its processes asks first."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

FOLDER = "JIEYUE_TEST_READY"


def begin() -> None:
    """In the process that starts the others, which inherit where it is."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="jieyue-ready-")


def end() -> None:
    shutil.rmtree(os.environ.pop(FOLDER))


def ready(name: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` has filled. Whoever uses it leaves it as it is."""
    folder = Path(os.environ[FOLDER]) / name
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            making = folder.with_name(f"{name}.making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(folder)
    return folder
