"""A home in a temporary folder, and the product's own operations as a test asks for them."""

import csv
import gc
import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from hypothesis import settings as hypothesis_settings

import ready
from examining import examine_each_content_once
from jieyue.cli.main import run
from jieyue.programme.checking.queries import CheckFinding, checks
from jieyue.programme.entry.operations import import_sheet
from jieyue.programme.statistics.answer import Answer, Row
from jieyue.programme.statistics.queries import statistics
from jieyue.programme.upkeep.roomy_stack import with_room
from jieyue.programme.upkeep.warming import FEW_COLLECTIONS
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.store.deployment.making_tables import new_tables_alone
from jieyue.store.records.importing import ImportReport
from jieyue.store.warehouse import answering
from policy_texts import parse_each_text_once
from samples import NOW
from soaking import IS_SOAKING
from store.records.deployment import drop_what_was_ready
from text_tables import Rows, rows_of
from worlds import begun

# The machines that run this differ in speed, and no rule here has a deadline.
hypothesis_settings.register_profile("house", deadline=None, max_examples=150 if IS_SOAKING else 25)
hypothesis_settings.load_profile("house")
# What a password costs whoever guesses it is no test's point.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1
# As the server has it: the other cores belong to other processes of the tests.
answering.answer_many_at_once()
examine_each_content_once()
parse_each_text_once()


# What comes into being while tests are loaded stays: to look through it for rubbish again and again finds nothing.
gc.disable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="write what tests in a browser see, for eyes and docs")
    parser.addoption(
        "--papers", metavar="FOLDER", help="write each page of each paper as a small picture, as in docs/papers"
    )


def pytest_configure(config: pytest.Config) -> None:
    if folder := config.getoption("--screenshots"):
        os.environ["JIEYUE_SCREENSHOTS"] = str(Path(folder).absolute())
    if folder := config.getoption("--papers"):
        os.environ["JIEYUE_PAPERS"] = str(Path(folder).absolute())
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell takes the interrupt from what it starts in the background, and processes of tests inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        ready.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        drop_what_was_ready(Path(os.environ[ready.FOLDER]))
        ready.end()


EACH_SO_OFTEN = int(os.environ.get("JIEYUE_EACH_TEST", "1"))
"""How often each test is tried. Twice shows how long the gate would take with twice the tests, and which test hangs on
what one before it left in the process.
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if EACH_SO_OFTEN > 1:
        metafunc.fixturenames.append("turn_of_test")
        metafunc.parametrize("turn_of_test", range(1, EACH_SO_OFTEN + 1), ids="turn-{}".format)


@pytest.fixture
def turn_of_test(request: pytest.FixtureRequest) -> int:
    return request.param


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and need not be looked through for rubbish again and again, as in the server."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*FEW_COLLECTIONS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> object:
    """As a request of the server has it, all tests have room for their calls in one piece."""
    here = [session.config.pluginmanager.get_plugin(str(Path(__file__)))]
    return with_room(session.config.pluginmanager.subset_hook_caller("pytest_runtestloop", here), session=session)


ON_BOTH_DATABASES = ("programme/scope", "store", "walk")
"""The folders of tests in which the database makes a difference: what is kept, scope, and every address once. Others
pass on one, but for what is marked `both_databases` there (races, undo, what is killed), and so does what is marked
`one_database` in these folders. In a soak all but browsers pass on both.
"""
SHARES_ON_POSTGRESQL = 6
"""Of what comes in shares one in so many, for the addresses are the same; in a soak all."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    left_out = [item for item in items if not _is_for_this_run(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_for_this_run(item: pytest.Item) -> bool:
    if item.get_closest_marker("soak") and not IS_SOAKING:
        return False
    if not is_postgresql():
        return True
    if IS_SOAKING:
        return not item.get_closest_marker("browser")
    folder = item.path.relative_to(Path(__file__).parent).parent.as_posix() + "/"
    if item.get_closest_marker("one_database"):
        return False
    is_marked = item.get_closest_marker("both_databases") is not None
    is_on_both = is_marked or folder.startswith(tuple(f"{each}/" for each in ON_BOTH_DATABASES))
    return is_on_both and _share(item) % SHARES_ON_POSTGRESQL == 0


def _share(item: pytest.Item) -> int:
    return item.callspec.params.get("share", 0) if hasattr(item, "callspec") else 0


def is_postgresql() -> bool:
    return django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> Iterator[None]:
    """The test database is made as the product makes its own, and on SQLite lies in a file as that does: in memory all
    threads of a server would share one connection, and one waits for no other but is refused.
    """
    if not is_postgresql():
        of_process = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        connections.settings["default"]["TEST"]["NAME"] = str(Path(os.environ[ready.FOLDER]) / f"{of_process}.sqlite3")
    with new_tables_alone():
        yield


@pytest.fixture(scope="session", autouse=True)
def open_as_long_as_the_test() -> Iterator[None]:
    """Who closes old connections, as a server does after a request, leaves that in whose transaction a test is."""
    real = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def close(wrapper: BaseDatabaseWrapper) -> None:
        if not wrapper.in_atomic_block:
            real(wrapper)

    with patch.object(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", close):
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_and_no_more() -> Iterator[None]:
    """The tables of a test that commits are emptied after it. Django would then write its own permissions anew, a
    quarter of a second each time, for which nobody asks.
    """
    with patch("django.core.management.commands.flush.emit_post_migrate_signal"):
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings, monkeypatch) -> Path:
    """Everything a test leaves behind, its warehouse too, goes with its folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("JIEYUE_HOME", str(folder))
    settings.JIEYUE_HOME = folder
    settings.JIEYUE_WAREHOUSE = folder / "warehouse"
    settings.JIEYUE_POLICY_FOLDERS = []
    settings.JIEYUE_EVIDENCE = folder / "evidence"
    return folder


@pytest.fixture
def nothing_answered_yet() -> None:
    """What a process remembers of the warehouse is the same for tests with the same figures: gone, before one that
    counts what is asked.
    """
    answering._answer.cache.clear()


@pytest.fixture
def person() -> Person:
    return Person.at_console("tester@machine")


@dataclass
class House:
    """Bring rows in, ask for figures. Whoever uses it needs the database."""

    folder: Path
    person: Person
    numbers: "count[int]"

    def sheet(self, rows: Rows) -> Path:
        """The rows as a CSV file."""
        found = rows_of(rows)
        path = self.folder / f"sheet-{next(self.numbers)}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(dict.fromkeys(key for row in found for key in row)))
            writer.writeheader()
            writer.writerows(found)
        return path

    def bring(self, kind: str, rows: Rows | Path, **how) -> ImportReport:
        """Import rows whatever comes of it."""
        path = rows if isinstance(rows, Path) else self.sheet(rows)
        return import_sheet(kind, path, **{"by": self.person, "at": NOW, **how})

    def have(self, kind: str, rows: Rows | Path, **how) -> ImportReport:
        """Import rows that must be taken without an error."""
        report = self.bring(kind, rows, **how)
        assert [problem for problem in report.problems if problem.severity == "error"] == []
        assert report.taken
        return report

    def refused(self, kind: str, rows: Rows | Path, **how) -> list[tuple[int | None, str]]:
        """Row and rule of each error of a file that must not be taken."""
        report = self.bring(kind, rows, **how)
        assert not report.taken
        return [(problem.row, problem.rule) for problem in report.problems if problem.severity == "error"]

    def statistics(self, code: str, period: str, **asked) -> Answer:
        return statistics(person=self.person, code=code, period=Period.parse(period), **asked)

    def quantity(self, code: str, period: str, resource: str = "electricity", **asked):
        """What the answer says of one resource; None when it has no row for it."""
        rows = [row for row in self.statistics(code, period, **asked).rows if row.resource == resource]
        return rows[0].quantity if rows else None

    def rows_by(self, dimension: str, code: str, period: str, **asked) -> dict[tuple[str | None, str], Row]:
        answer = self.statistics(code, period, by=[dimension, "resource"], **asked)
        return {(row.keys[dimension], row.resource): row for row in answer.rows}

    def begun(self, make: Callable, *, under: str = ""):
        """What `make` gives of this house, made once in a run and copied. `under` names what else it depends on."""
        return begun(make, self, under=under)

    def checks(self, code: str, period: str) -> list[CheckFinding]:
        return checks(person=self.person, code=code, period=Period.parse(period))


@pytest.fixture
def house(db, tmp_path: Path, person: Person) -> House:
    return House(tmp_path, person, count(1))


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        """The one JSON document on standard output."""
        return json.loads(self.out)


@pytest.fixture
def jieyue(db, capsys, monkeypatch) -> Callable[..., Said]:
    """Commands in this process, on the test's own database."""
    # A command ends with its process and closes its connections; here the test's transaction lives on.
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def command(*words: object) -> Said:
        capsys.readouterr()
        status = run(["jieyue", *map(str, words)])
        told = capsys.readouterr()
        return Said(status, told.out, told.err)

    return command


@pytest.fixture
def on_postgresql() -> bool:
    return is_postgresql()
