"""Whoever is told to stop does so soon and well, whatever was asked of him: no abort, no hang, not a word."""

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from store.deployment.test_backup import with_the_sample
from store.records.deployment import deployment, jieyue, python

SECONDS = 20
ASKED_AT_ONCE, ASKED = 4, 12
APPOINT = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from jieyue.programme.people.operations import add_person, appoint
from jieyue.programme.tokens.operations import make_token
from jieyue.rules.roles import Role
from jieyue.store.people.models import User
from jieyue.store.people.people import person_at_console, person_of
today, about = timezone.localdate(), {"at": timezone.now(), "reason": "x", "by": person_at_console()}
add_person(username="wang", name="王敏", **about)
appoint(username="wang", role=Role.CLERK, organisation="51", since=today, **about)
wang = person_of(User.objects.get(username="wang"), on=today, login="x")
print(make_token(name="x", last_day=today + timedelta(days=9), may_enter=False, by=wang, at=timezone.now())[1])
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    with deployment(tmp_path_factory.mktemp("ending") / "home", begun_by=with_the_sample) as found:
        yield found


def begun(environment: dict[str, str], *words: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "jieyue.cli.main", *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def get(url: str, **headers: str):
    try:
        return urlopen(Request(url, headers=headers), timeout=300)  # noqa: S310 (our own server)
    except HTTPError as answer:
        return answer


def how_it_ends(process: subprocess.Popen) -> tuple[int, str]:
    """Status and what it said; a hang fails the test."""
    process.send_signal(signal.SIGTERM)
    try:
        _, said = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    return process.returncode, said


def asked(url: str, token: str) -> int:
    figures = f"{url}api/v1/statistics?organisation=51&period=2020"
    return get(figures, Authorization=f"Bearer {token}").status


@pytest.mark.parametrize("rounds", [pytest.param(1, id="once"), pytest.param(10, id="often", marks=pytest.mark.soak)])
def test_a_server_that_was_asked_for_figures_ends_well(environment, rounds):
    if "wang" not in jieyue(environment, "audit", "show", "--json").stdout:
        environment["TOKEN"] = python(environment, APPOINT).stdout.strip()
    for _ in range(rounds):
        server = begun(environment, "serve", "--port", "0", "--json", "--workers", "2")
        url = json.loads(server.stdout.readline())["url"]
        with ThreadPoolExecutor(ASKED_AT_ONCE) as people:
            answers = people.map(lambda _, url=url: asked(url, environment["TOKEN"]), range(ASKED))
            assert list(answers) == [200] * ASKED
        assert how_it_ends(server) == (0, "")


def test_a_worker_ends_well_also_after_it_has_worked(environment):
    assert how_it_ends(_ready(begun(environment, "worker"))) == (0, "")
    done = begun(environment, "worker", "--until-done")
    assert (done.communicate(timeout=SECONDS)[1], done.returncode) == ("", 0)


def _ready(worker: subprocess.Popen) -> subprocess.Popen:
    """Once it has said what it does when it is told to stop, however long the machine lets it wait."""
    while not _answers(worker, signal.SIGTERM):
        assert worker.poll() is None
        time.sleep(0.05)
    return worker


def _answers(process: subprocess.Popen, sent: signal.Signals) -> bool:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    (caught,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (sent - 1) & 1)


@pytest.mark.soak
def test_the_demonstration_serves_from_a_process_that_has_loaded_nothing(tmp_path):
    with deployment(tmp_path / "home") as found:
        demo = begun(found, "demo", "--units", "1", "--port", "0", "--json")
        told = [json.loads(demo.stdout.readline()) for _ in range(2)]
        assert get(told[1]["url"] + "sign-in/").status == 200
        assert how_it_ends(demo)[0] == 0
