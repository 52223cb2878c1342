"""Workers as processes: a dead one's task is taken up again, a living one's is left alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.records.deployment import Begun, deployment, python, set_up

TESTS = Path(__file__).parents[2]
A_WHILE = 300


@pytest.fixture
def environment(tmp_path):
    with deployment(tmp_path / "home", begun_by=set_up) as environment:
        yield {**environment, "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])}


@pytest.fixture
def start(environment) -> Iterator:
    """Workers that end with the test."""
    begun: list[Begun] = []

    def started(*words: str) -> Begun:
        begun.append(Begun(environment, "worker", *words))
        return begun[-1]

    yield started
    for worker in begun:
        worker.kill()
        worker.wait()


@pytest.fixture
def with_parent(environment) -> Iterator[subprocess.Popen]:
    """One that a server started, as a server does."""
    command = [sys.executable, "-m", "jieyue.cli.main", "worker", "--with-parent"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:
        yield worker
        worker.kill()


def ask(environment: dict[str, str], folder: Path, name: str, seconds: float = A_WHILE) -> None:
    asking = f"errand.enqueue({str(folder)!r}, {name!r}, {seconds!r})"
    said = python(environment, f"import django; django.setup(); from store.workers.errands import errand; {asking}")
    assert said.returncode == 0, said.stderr


def state(environment: dict[str, str]) -> list[tuple[str, int]]:
    """Status and number of attempts of each task."""
    asking = "print([(t.status, len(t.worker_ids)) for t in DBTaskResult.objects.order_by('enqueued_at')])"
    said = python(environment, f"import django; django.setup(); from django_tasks_db.models import *; {asking}")
    return eval(said.stdout)  # noqa: S307 (our own words)


def diary(folder: Path) -> list[str]:
    file = folder / "diary"
    return file.read_text().splitlines() if file.exists() else []


def wait_for(happened, seconds: float = A_WHILE) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_a_task_whose_worker_is_killed_is_taken_up_by_the_next_and_finishes(environment, start, tmp_path):
    ask(environment, tmp_path, "it")
    first = start()
    wait_for(lambda: diary(tmp_path))
    first.send_signal(signal.SIGKILL)
    first.wait()
    (tmp_path / "end it").touch()
    second = start("--until-done")
    assert second.wait(timeout=A_WHILE) == 0
    began = f"it began in {second.pid}"
    assert diary(tmp_path) == [f"it began in {first.pid}", began, f"it ended in {second.pid}"]
    assert state(environment) == [("SUCCESSFUL", 2)]


def test_a_living_workers_task_is_not_taken_from_it(environment, start, tmp_path):
    ask(environment, tmp_path, "it")
    first = start()
    wait_for(lambda: diary(tmp_path))
    second = start()
    time.sleep(12)  # longer than it takes to find somebody dead
    (tmp_path / "end it").touch()
    wait_for(lambda: len(diary(tmp_path)) == 2)
    assert diary(tmp_path) == [f"it began in {first.pid}", f"it ended in {first.pid}"]
    assert second.poll() is None
    wait_for(lambda: state(environment) == [("SUCCESSFUL", 1)])


def test_two_workers_share_many_tasks_and_do_each_once(environment, start, tmp_path):
    for n in range(12):
        ask(environment, tmp_path, f"it{n}", seconds=0.2)
    for worker in [start("--until-done"), start("--until-done")]:
        assert worker.wait(timeout=A_WHILE) == 0
    began = [line.split()[0] for line in diary(tmp_path) if " began " in line]
    assert sorted(began) == sorted(f"it{n}" for n in range(12))
    assert state(environment) == [("SUCCESSFUL", 1)] * 12


def test_a_task_over_which_three_workers_died_is_given_up(environment, start, tmp_path):
    ask(environment, tmp_path, "it")
    for attempt in range(1, 4):
        worker = start()
        wait_for(lambda: len(diary(tmp_path)) == attempt)  # noqa: B023 (called at once)
        worker.kill()
        worker.wait()
    assert start("--until-done").wait(timeout=A_WHILE) == 0
    assert state(environment) == [("FAILED", 3)]


def test_told_to_stop_a_worker_ends_its_task_first(environment, start, tmp_path):
    ask(environment, tmp_path, "it")
    worker = start()
    wait_for(lambda: diary(tmp_path))
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert worker.poll() is None
    (tmp_path / "end it").touch()
    assert worker.wait(timeout=A_WHILE) == 0
    assert state(environment) == [("SUCCESSFUL", 1)]


def test_told_twice_it_stops_at_once_and_another_goes_on(environment, start, tmp_path):
    ask(environment, tmp_path, "it")
    worker = start()
    wait_for(lambda: diary(tmp_path))
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=A_WHILE) == 1
    assert state(environment) == [("RUNNING", 1)]
    (tmp_path / "end it").touch()
    assert start("--until-done").wait(timeout=A_WHILE) == 0
    assert state(environment) == [("SUCCESSFUL", 2)]


def test_a_worker_ends_with_the_server_that_started_it(with_parent):
    with_parent.stdin.close()  # at once: it has not begun to listen for signals, and hears of it all the same
    assert with_parent.wait(timeout=A_WHILE) == 0


def test_a_worker_stays_while_the_server_that_started_it_is_there(environment, with_parent, tmp_path):
    ask(environment, tmp_path, "it")
    wait_for(lambda: diary(tmp_path))
    assert with_parent.poll() is None


def test_a_worker_that_loses_the_database_stops(environment, start, tmp_path, on_postgresql):
    """Else it would go on with a task that another has been given."""
    if not on_postgresql:
        pytest.skip("a file's lock cannot be lost")
    ask(environment, tmp_path, "it")
    worker = start()
    wait_for(lambda: diary(tmp_path))
    sever = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"  # others test beside us
    )
    cut = f"import django; django.setup(); from django.db import connection as c; c.cursor().execute({sever!r})"
    assert python(environment, cut).returncode == 0
    assert worker.wait(timeout=6) == 75
