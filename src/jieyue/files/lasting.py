"""What survives a power cut."""

import errno
import os
from pathlib import Path


def write_lasting(file: Path, content: bytes | memoryview) -> None:
    """A new file whose content is on the disk when this returns. Its name is not yet: see `keep_names`."""
    with file.open("xb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def keep_names(folder: Path) -> None:
    """See to it that the names given in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems cannot, and keep names by themselves
            raise
    finally:
        os.close(handle)
