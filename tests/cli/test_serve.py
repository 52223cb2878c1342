"""The server as its users start it: it says where, keeps a worker, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from django.http import HttpRequest, HttpResponse

from jieyue.site.proxy import BehindProxy
from store.records.deployment import deployment, jieyue, python, set_up

A_WHILE = 300
MANY = 20


@pytest.fixture
def environment(tmp_path):
    with deployment(tmp_path / "home", begun_by=set_up) as environment:
        yield environment


@pytest.fixture
def start(environment) -> Iterator:
    begun: list[subprocess.Popen] = []

    def started(*words: str, **more: str) -> tuple[subprocess.Popen, str]:
        command = [sys.executable, "-m", "jieyue.cli.main", "serve", "--port", "0", "--json", "--workers", "1", *words]
        server = subprocess.Popen(command, env={**environment, **more}, stdout=subprocess.PIPE, text=True)
        begun.append(server)
        return server, json.loads(server.stdout.readline())["url"]

    yield started
    for server in begun:
        server.terminate()
        server.communicate(timeout=A_WHILE)


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_asked):
        return None


def get(url: str, **headers: str):
    try:
        return build_opener(Stay).open(Request(url, headers=headers), timeout=A_WHILE)  # noqa: S310 (our own server)
    except HTTPError as answer:
        return answer


def worker_beside(server: subprocess.Popen) -> int | None:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    found = [child for child in children if b"--with-parent" in Path(f"/proc/{child}/cmdline").read_bytes()]
    return int(found[0]) if found else None


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(happened):
    until = time.monotonic() + A_WHILE
    while not (found := happened()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)
    return found


@pytest.mark.smoke
def test_serves_pages_starts_a_worker_that_dies_again_and_ends_with_it(start):
    server, url = start()
    assert url.startswith("http://127.0.0.1:")
    first = wait_for(lambda: worker_beside(server))
    os.kill(first, signal.SIGKILL)
    worker = wait_for(lambda: (found := worker_beside(server)) and found != first and found)
    assert get(url).status in (200, 302)
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=A_WHILE) == 0
    assert not is_running(worker)


def test_on_an_empty_home_it_tells_the_code_that_names_administrators_and_interrupted_it_ends_well(
    environment,
):
    command = [sys.executable, "-m", "jieyue.cli.main", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        said = server.stdout.readline() + server.stdout.readline()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=A_WHILE) == 0
    assert (Path(environment["JIEYUE_HOME"]) / "set-up-code").read_text().strip() in said


def test_on_an_empty_home_all_who_come_first_at_once_are_answered(start):
    _, url = start("--threads", str(MANY))
    begin = Barrier(MANY)

    def ask(_: int) -> int:
        begin.wait()
        return get(f"{url}set-up/").status

    with ThreadPoolExecutor(MANY) as people:
        assert list(people.map(ask, range(MANY))) == [200] * MANY


def test_a_server_that_is_killed_takes_its_worker_with_it(start):
    server, _ = start()
    worker = wait_for(lambda: worker_beside(server))
    time.sleep(3)  # until it has begun
    server.kill()
    wait_for(lambda: not is_running(worker))


def test_a_port_that_is_taken_is_told_in_words(environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = jieyue(environment, "serve", "--port", other.getsockname()[1])
    assert (said.returncode, "--port" in said.stderr, "Traceback" in said.stderr) == (2, True, False)


@pytest.mark.parametrize("where", [("--host", "192.0.2.1"), ("--host", "no such host"), ("--port", "70000")])
def test_an_address_that_is_not_ours_is_told_in_words(environment, where):
    said = jieyue(environment, "serve", *where)
    assert (said.returncode, "--host" in said.stderr, "Traceback" in said.stderr) == (2, True, False), said.stderr


def test_without_a_worker_when_told_style_sheets_may_be_kept_for_ever_and_change_their_name(start, tmp_path):
    server, url = start("--no-worker")
    names = json.loads((tmp_path / "home" / "static" / "staticfiles.json").read_text())["paths"]
    plain, hashed = next((plain, hashed) for plain, hashed in names.items() if plain.startswith("jieyue/"))
    assert plain != hashed
    assert "immutable" in get(f"{url}static/{hashed}").headers["Cache-Control"]
    assert "immutable" not in get(f"{url}static/{plain}").headers["Cache-Control"]
    assert worker_beside(server) is None


@pytest.mark.parametrize(("told", "secure"), [("0", False), ("1", True)])
def test_behind_https_cookies_are_for_https_only(environment, told, secure):
    asking = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    assert python({**environment, "JIEYUE_HTTPS": told}, asking).stdout == f"{secure} {secure}\n"


@pytest.mark.parametrize(
    ("peer", "claimed", "seen"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_a_named_proxy_is_believed(settings, peer, claimed, seen):
    settings.JIEYUE_PROXIES = frozenset({"127.0.0.1"})
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": claimed}
    BehindProxy(lambda _request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == seen


EVERYWHERE = "0.0.0.0"  # noqa: S104 (nothing is bound)


@pytest.mark.parametrize(
    ("host", "hosts", "warned"),
    [
        (EVERYWHERE, "*", True),
        (EVERYWHERE, "jieyue.example", False),
        ("127.0.0.1", "*", False),
        ("localhost", "*", False),
    ],
)
def test_whoever_listens_to_all_the_world_is_told_to_name_his_hosts(  # noqa: PLR0917
    jieyue, monkeypatch, settings, host, hosts, warned
):
    monkeypatch.setattr("jieyue.cli.management.commands.serve.serve", lambda **_: None)
    settings.ALLOWED_HOSTS = hosts.split(",")
    assert ("JIEYUE_HOSTS" in jieyue("serve", "--host", host, "--port", "0").err) == warned
