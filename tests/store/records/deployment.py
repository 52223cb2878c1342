"""A deployment of its own for tests that start processes: a home, and a database that several processes can open."""

import multiprocessing
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SAMPLES = Path(__file__).parents[3] / "samples" / "office"


@contextmanager
def deployment(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of its processes. On PostgreSQL the database is made for it and dropped afterwards."""
    environment = {**os.environ, "JIEYUE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "jieyue.site.settings"}
    url = os.environ.get("JIEYUE_DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield environment
        return
    name = f"jieyue_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield {
            **environment,
            "JIEYUE_DATABASE_URL": psycopg.conninfo.make_conninfo(url, dbname=name) and _with(url, name),
        }
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _with(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")


def jieyue(environment: dict[str, str], *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jieyue.cli.main", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def python(environment: dict[str, str], program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)


def wake(environment: dict[str, str]) -> None:
    """Django in a process of its own, after its environment."""
    os.environ.update(environment)
    import django  # noqa: PLC0415

    django.setup()


def run_both(doing, environment: dict[str, str], folder: Path) -> dict[int, list]:
    spawn = multiprocessing.get_context("spawn")
    barrier, results = spawn.Barrier(2, timeout=120), spawn.Queue()
    both = [spawn.Process(target=doing, args=(environment, side, folder, barrier, results)) for side in (0, 1)]
    for process in both:
        process.start()
    told = dict(results.get(timeout=300) for _ in both)
    for process in both:
        process.join(timeout=60)
    assert [process.exitcode for process in both] == [0, 0]
    return told
