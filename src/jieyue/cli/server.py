"""The web server and the worker beside it, as one thing that is started and stopped."""

import errno
import ipaddress
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from threading import Thread
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connections
from django.utils import timezone
from filelock import FileLock
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from jieyue.rules.refusal import Refused

SECONDS_FOR_A_TASK_TO_END = 10
SECONDS_BETWEEN_WORKERS = 5
SECONDS_A_REQUEST_MAY_TAKE = 300
YEARS_AHEAD = 3
log = logging.getLogger("jieyue.warehouse")


class AddressRefused(Refused):
    """Nothing can be served there."""


def free_address(host: str, port: int) -> tuple[str, int]:
    """The address as it will be; port 0 becomes one that is free."""
    try:
        family, _, _, _, _ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
            return host, trial.getsockname()[1]
    except (OSError, OverflowError) as error:
        raise _refusal(host, port, error) from error


def _refusal(host: str, port: int, error: Exception) -> AddressRefused:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return AddressRefused(f"{host} 的端口 {port} 已被占用。", do="请停掉占用它的程序，或用 --port 换一个端口。")
    if number == errno.EACCES:
        return AddressRefused(f"没有权限使用端口 {port}。", do="请用 1024 以上的端口，由反向代理对外提供 80 或 443。")
    return AddressRefused(f"{host}:{port} 不是本机可用的地址（{error}）。", do="请核对 --host 和 --port。")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    found = {address[4][0] for address in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    return all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in found)


def url_of(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def collect_assets() -> None:
    with FileLock(f"{settings.STATIC_ROOT}.lock"):
        call_command("collectstatic", interactive=False, verbosity=0)


def serve(*, host: str, port: int, workers: int, threads: int, with_worker: bool, ready: Callable[[], None]) -> None:
    """Answer requests until told to stop. `ready` is called once they are answered."""
    collect_assets()
    connections.close_all()  # a connection does not survive being shared by the processes that come
    shown = f"[{host}]" if ":" in host else host
    options = {
        "bind": f"{shown}:{port}",
        "worker_class": "gthread",
        "workers": workers,
        "threads": threads,
        "timeout": SECONDS_A_REQUEST_MAY_TAKE,
        "loglevel": "warning",
        "control_socket_disable": True,
        "forwarded_allow_ips": "",  # site/proxy.py decides whose headers count
        "proc_name": "jieyue",
    }
    Site(options, WorkerBeside() if with_worker else None, ready).run()


class WorkerBeside:
    """A worker as a process of its own. Its standard input tells it when the server is gone."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.began = 0.0

    def keep_going(self) -> None:
        """Start it, and start it again when it died, but not too often."""
        if self.process is not None and self.process.poll() is None:
            return
        if time.monotonic() - self.began < SECONDS_BETWEEN_WORKERS and self.began:
            return
        self.began = time.monotonic()
        command = [sys.executable, "-m", "jieyue.cli.main", "worker", "--with-parent"]
        # In a session of its own: a Ctrl+C at the terminal is for the server, which tells the worker.
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def let_go(self) -> None:
        """In a process that was forked: the pipe belongs to the server alone."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def end(self) -> None:
        """Let it finish its task if that takes but a moment; else another worker will take the task up."""
        if self.process is None:
            return
        self.process.stdin.close()
        try:
            self.process.wait(SECONDS_FOR_A_TASK_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()


def serve_anew(*words: str) -> NoReturn:
    """`jieyue serve` in place of this process, which has loaded what no server's process may inherit."""
    sys.stdout.flush()
    connections.close_all()
    os.execv(sys.executable, [sys.executable, "-m", "jieyue.cli.main", "serve", *words])  # noqa: S606


def _warm_up(_worker: object) -> None:
    """DuckDB and pyarrow are first loaded here, after the fork: who inherits them hangs or aborts at his end."""
    from jieyue.programme.upkeep.warming import warm_up  # noqa: PLC0415 (not before the fork)

    import_module(settings.ROOT_URLCONF)  # the pages, which the first request would wait for
    warm_up()
    Thread(target=_look_ahead, name="look-ahead").start()  # no daemon: it would end within DuckDB


def _look_ahead() -> None:
    """What is missing in this year and those before it that duties go back to, and what takes long at the highest
    places, counted while nobody waits for it.
    """
    from jieyue.programme.analysis.place import look_ahead as look_ahead_at_odd_figures  # noqa: PLC0415
    from jieyue.programme.completeness.answers import look_ahead  # noqa: PLC0415 (not before the fork)
    from jieyue.programme.duties.queries import look_ahead as look_ahead_at_duties  # noqa: PLC0415
    from jieyue.store.people.people import person_at_console  # noqa: PLC0415

    today = timezone.localdate()
    try:
        look_ahead(range(today.year, today.year - YEARS_AHEAD, -1))
        for ahead in (look_ahead_at_duties, look_ahead_at_odd_figures):
            ahead(person=person_at_console(), today=today)
    except Refused as refused:
        log.info("预先统计没有做完，等有人查看时再统计：%s", refused.says)
    finally:
        connections.close_all()


class Site(BaseApplication):
    def __init__(self, options: dict[str, Any], beside: WorkerBeside | None, ready: Callable[[], None]) -> None:
        self.options, self.beside, self.ready = options, beside, ready
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)
        self.cfg.set("when_ready", lambda _server: self.ready())
        self.cfg.set("post_worker_init", _warm_up)
        if self.beside is not None:
            self.cfg.set("post_fork", lambda _server, _worker: self.beside.let_go())
            self.cfg.set("on_exit", lambda _server: self.beside.end())

    def load(self) -> Any:
        return get_internal_wsgi_application()

    def run(self) -> None:
        Master(self).run()


class Master(Arbiter):
    """Gunicorn's, which looks after the worker beside its own once a second."""

    def manage_workers(self) -> None:
        super().manage_workers()
        if self.app.beside is not None:
            self.app.beside.keep_going()
