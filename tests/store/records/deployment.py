"""A deployment of its own for tests that start processes: a home, and a database that several processes can open."""

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
