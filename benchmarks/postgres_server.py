"""A PostgreSQL server of this benchmark's own, reachable by its socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres_server(kept_in: Path | None = None) -> Iterator[str | None]:
    """The URL of a server: the one in JIEYUE_BENCH_POSTGRES_URL, or one of our own, whose data go with it unless they
    are kept in a folder. None where PostgreSQL is missing.
    """
    given = os.environ.get("JIEYUE_BENCH_POSTGRES_URL")
    programs = _programs()
    if given or not programs:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="jieyue-bench-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = (kept_in or folder) / "data"
    if kept_in:
        kept_in.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(kept_in, "postgres")
    try:
        if not data.exists():
            _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """Debian keeps them out of the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    return versions[-1] if versions else None


def _run(*command: object) -> None:
    """As the user postgres where we are root: the server refuses root."""
    user = pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")
