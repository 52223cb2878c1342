"""A deployment of its own for tests that start processes: a home, and a database that several processes can open."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path

import django
import psycopg
from psycopg import sql

from ready import ready
from store.records.loaded import forget_whose_it_was

TESTS = Path(__file__).parents[2]
SAMPLES = TESTS.parent / "samples" / "office"
LOADED = ["django.forms", "django.contrib.auth.hashers", "psycopg", "openpyxl", "orjson", "store.records.loaded"]
"""What nearly every command loads. DuckDB bears no fork (decision 33)."""

Environment = dict[str, str]


@contextmanager
def deployment(folder: Path, *, begun_by: Callable[[Environment], None] | None = None) -> Iterator[Environment]:
    """The environment of its processes. On PostgreSQL the database is made for it and dropped afterwards.

    `begun_by` brings it to where the test begins; that is done once in a run, and what came of it is copied.
    """
    begun = begun_by and _begun(begun_by)
    if begun:
        shutil.copytree(begun / "home", folder, dirs_exist_ok=True)
    with _database(like=begun and _read(begun / "database")) as database:
        yield _environment(folder, database)


def _begun(doing: Callable[[Environment], None]) -> Path:
    """Whatever it is begun by finds the tables there: to make them takes longer than most of what follows."""

    def make(folder: Path) -> None:
        empty = None if doing is set_up else _begun(set_up)
        if empty:
            shutil.copytree(empty / "home", folder / "home")
        else:
            (folder / "home").mkdir()
        database = _new_database(like=empty and _read(empty / "database")) if _server() else ""
        (folder / "database").write_text(database)
        doing(_environment(folder / "home", database))

    return made_once(make, named=doing)


def made_once(make: Callable[[Path], None], *, named: Callable | None = None) -> Path:
    """A folder that `make` has filled, on each database one. Whoever uses it leaves it as it is."""
    named = named or make
    return ready(f"{named.__module__}.{named.__qualname__}{_server() and '-postgresql'}", make)


def _read(file: Path) -> str:
    return file.read_text()


def _environment(folder: Path, database: str) -> Environment:
    found = {**os.environ, "JIEYUE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "jieyue.site.settings"}
    return {**found, "JIEYUE_DATABASE_URL": _with(_server(), database)} if database else found


def _server() -> str:
    """The address of the PostgreSQL that this run is on."""
    url = os.environ.get("JIEYUE_DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


@contextmanager
def _database(*, like: str | None) -> Iterator[str]:
    if not _server():
        yield ""
        return
    name = _new_database(like=like)
    try:
        yield name
    finally:
        _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _new_database(*, like: str | None = None) -> str:
    name = f"jieyue_{uuid.uuid4().hex[:12]}"
    template = sql.SQL(" TEMPLATE {}").format(sql.Identifier(like)) if like else sql.SQL("")
    _on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + template)
    return name


def drop_what_was_ready(folder: Path) -> None:
    """The databases that were kept for copying, at the end of a run."""
    for name in filter(None, map(_read, folder.glob("*/database"))):
        _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on_server(statement: sql.Composable) -> None:
    with psycopg.connect(_server(), autocommit=True) as server:
        server.execute(statement)


def _with(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")


def set_up(environment: Environment) -> None:
    """As the first command leaves a home: tables, and nothing in them."""
    assert jieyue(environment, "audit", "verify").returncode == 0


def jieyue(environment: Environment, *words: object) -> subprocess.CompletedProcess[str]:
    return _forked(environment, "command", tuple(map(str, words)))


def python(environment: Environment, program: str) -> subprocess.CompletedProcess[str]:
    return _forked(environment, "program", (program,))


def forks() -> multiprocessing.context.ForkServerContext:
    """Of the process that has loaded it all. It is started once; what it is to load it finds by its environment alone,
    and passes over in silence what it does not find.
    """
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(LOADED)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(TESTS), before)))
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return found


def _forked(environment: Environment, what: str, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """A process of its own, forked from one that has loaded the libraries, and of ours what no deployment decides.

    The console script as its users start it is tried in `cli/test_processes.py`.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = forks().Process(target=_carry_out, args=(environment, what, words, out, err))
        process.start()
        process.join()
        texts = [file.read_text("utf-8") if file.exists() else "" for file in (out, err)]
        return subprocess.CompletedProcess([what, *words], process.exitcode, *texts)


class Begun:
    """A command that goes on beside the test, forked as the others are, with what one does to a process."""

    def __init__(self, environment: Environment, *words: str) -> None:
        nowhere = Path(os.devnull)
        about = (environment, "command", words, nowhere, nowhere)
        self.process = forks().Process(target=_carry_out, args=about)
        self.process.start()
        self.pid = self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise TimeoutError(f"{self.pid} goes on after {timeout} seconds")
        return self.process.exitcode

    def send_signal(self, sent: signal.Signals) -> None:
        os.kill(self.pid, sent)

    def kill(self) -> None:
        self.process.kill()


def _carry_out(environment: Environment, what: str, words: tuple[str, ...], out: Path, err: Path) -> None:
    for file, stream in ((out, sys.stdout), (err, sys.stderr)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), stream.fileno())
        stream.reconfigure(encoding="utf-8")
    begin_in(environment)
    try:
        if what == "command":
            sys.argv = ["jieyue", *words]
            from jieyue.cli.main import main  # noqa: PLC0415

            main()
        else:
            exec(compile(words[0], "program", "exec"), {"__name__": "__main__"})  # noqa: S102 (a test's own words)
    except SystemExit:
        raise
    except BaseException:  # as the interpreter itself would end
        traceback.print_exc()
        sys.exit(1)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def begin_in(environment: Environment) -> None:
    """A process just forked is one of this deployment."""
    os.environ.clear()
    os.environ.update(environment)
    forget_whose_it_was()


def wake(environment: Environment) -> None:
    """Django in a process of its own, after its environment."""
    begin_in(environment)
    django.setup()


def run_both(doing, environment: Environment, folder: Path) -> dict[int, list]:
    from_loaded = forks()
    barrier, results = from_loaded.Barrier(2, timeout=300), from_loaded.Queue()
    both = [from_loaded.Process(target=doing, args=(environment, side, folder, barrier, results)) for side in (0, 1)]
    for process in both:
        process.start()
    told = dict(results.get(timeout=300) for _ in both)
    for process in both:
        process.join(timeout=300)
    assert [process.exitcode for process in both] == [0, 0]
    return told
