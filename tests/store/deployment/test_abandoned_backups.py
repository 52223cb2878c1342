"""What a killed backup leaves is taken for nothing, and gone after the next one."""

import fcntl
import signal
import subprocess
import sys

import pytest

from jieyue.store.deployment.archive import BackupUnreadable, reading_archive, writing_archive

pytestmark = pytest.mark.one_database

TO_BE_KILLED = """
import os, signal, sys
from pathlib import Path
from jieyue.store.deployment.archive import writing_archive
with writing_archive(Path(sys.argv[1]), overwrite=False) as archive:
    archive.add("database/orgs", [b"x" * 100_000], shrink=False)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def left(tmp_path):
    killed = subprocess.run([sys.executable, "-c", TO_BE_KILLED, str(tmp_path / "monday.zip")], check=False)
    assert killed.returncode == -signal.SIGKILL
    return tmp_path / "monday.zip.part"


def back_up(file) -> None:
    with writing_archive(file, overwrite=False) as archive:
        archive.add("database/orgs", [b"x"], shrink=False)
        archive.close({"head": {}})


def test_the_next_backup_takes_it_away_whatever_its_own_name(left):
    with pytest.raises(BackupUnreadable), reading_archive(left):
        pass
    back_up(left.with_name("tuesday.zip"))
    assert [each.name for each in left.parent.glob("*.*")] == ["tuesday.zip"]


def test_what_is_being_written_and_what_is_not_ours_stay(left):
    (film := left.with_name("film.part")).write_bytes(b"PK\x03\x04 of somebody else, and long enough to be read")
    with left.open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        back_up(left.with_name("tuesday.zip"))
    assert left.exists()
    assert film.exists()
