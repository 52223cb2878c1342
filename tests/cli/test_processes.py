"""Commands in a process of their own with a home of their own, and the console script as its users start it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from samples import SAMPLES
from store.records.deployment import jieyue, python

SCRIPT = [sys.executable, "-c", "from jieyue.cli.main import main; main()"]


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIEYUE_", "DJANGO_"))}
    return {**kept, "JIEYUE_HOME": str(tmp_path / "fresh")}


@pytest.fixture
def start(environment, tmp_path):
    def started(*words: object, **more) -> subprocess.Popen:
        return subprocess.Popen(
            [*SCRIPT, *map(str, words)],
            env={**environment, **more},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    return started


@pytest.fixture
def run_script(start):
    def ran(*words: object) -> tuple[int, str, str]:
        process = start(*words)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    return ran


@pytest.fixture
def run(environment):
    """Quicker to begin than the script, and as much a process."""

    def ran(*words: object, **more) -> tuple[int, str, str]:
        said = jieyue({**environment, **more}, *words)
        return said.returncode, said.stdout, said.stderr

    return ran


@pytest.mark.smoke
def test_the_first_command_sets_up_the_home_and_the_next_ones_answer(run_script, run, tmp_path):
    assert not (tmp_path / "fresh").exists()
    for kind, run_it in (("organisations", run_script), ("profiles", run), ("bills", run)):
        status, out, err = run_it("import", kind, SAMPLES / "office" / f"{kind}.csv", "--json")
        assert status in (0, 1), err
        assert json.loads(out)["refused"] == 0
    status, out, err = run_script("statistics", "--organisation", "51", "--period", "2020", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["rows"][0]["quantity"] == 17242420.099
    assert (tmp_path / "fresh" / "jieyue.sqlite3").is_file()
    assert not (tmp_path / "jieyue-home").exists()


def test_two_first_commands_at_once_both_answer(start):
    processes = [start("audit", "verify", "--json") for _ in range(2)]
    ended = [(process.communicate(timeout=300), process.returncode) for process in processes]
    assert [status for _, status in ended] == [0, 0], ended
    assert [json.loads(out)["holds"] for (out, _), _ in ended] == [True, True]


def test_a_fault_of_ours_is_status_3_without_a_traceback_on_the_terminal(run, tmp_path):
    run("audit", "verify")
    with closing(sqlite3.connect(tmp_path / "fresh" / "jieyue.sqlite3")) as database:
        database.execute("DROP TABLE orgs_organisation")
    status, out, err = run("statistics", "--organisation", "51", "--period", "2020", "--json")
    assert (status, json.loads(out)["error"]["says"][:4]) == (3, "程序出错")
    assert "Traceback" not in out + err
    assert "faults.log" in err
    assert "Traceback" in (tmp_path / "fresh" / "faults.log").read_text("utf-8")


def test_a_database_that_does_not_answer_is_told_in_words(run, tmp_path):
    for url in ("postgresql://nobody@127.0.0.1:1/none", f"sqlite:{tmp_path}/none/none.sqlite3"):
        status, _, err = run("audit", "verify", JIEYUE_DATABASE_URL=url)
        assert status == 2, err
        assert "连不上数据库" in err
        assert "JIEYUE_DATABASE_URL" in err
        assert "Traceback" not in err
    assert not (tmp_path / "fresh" / "faults.log").exists()


ASKING = """
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "x" * 32
page, program = client.get("/"), client.get("/api/v1/me", headers={"Authorization": "Bearer jieyue_x"})
print(page.status_code, "连不上数据库" in page.content.decode())
print(program.status_code, "连不上数据库" in program.json()["says"])
"""


def test_pages_and_programs_are_told_that_the_database_does_not_answer(tmp_path):
    found = {**os.environ, "JIEYUE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "jieyue.site.settings"}
    found["JIEYUE_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    said = python(found, ASKING)
    assert (said.stdout.split(), said.returncode) == (["503", "True", "503", "True"], 0), said.stderr


def test_a_home_that_cannot_be_made_is_told_in_words(run, tmp_path):
    (tmp_path / "file").write_text("")
    status, _, err = run("audit", "verify", JIEYUE_HOME=str(tmp_path / "file" / "home"))
    assert status == 2
    assert "Traceback" not in err
    assert "JIEYUE_HOME" in err


def test_interrupted_an_import_leaves_nothing_half_written(start, run, tmp_path):
    run("import", "organisations", SAMPLES / "office" / "organisations.csv")
    rows = "\n".join(f"510101,electricity,A{n},2019-01-01,2019-01-31,1,kWh" for n in range(60_000))
    file = tmp_path / "many.csv"
    file.write_text(f"organisation,resource,account,start_date,end_date,quantity,unit\n{rows}\n", "utf-8")
    process = start("import", "bills", file)
    wal = tmp_path / "fresh" / "jieyue.sqlite3-wal"
    until = time.monotonic() + 60
    while not wal.exists() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    status, out, _ = run("audit", "verify", "--json")
    assert (status, json.loads(out)["entries"]) == (0, 1)


def test_a_reader_that_goes_away_is_no_fault(start):
    process = start("import", "--help")
    process.stdout.close()
    process.stderr.close()
    assert process.wait(timeout=300) in (0, 1)


def test_policy_check_needs_no_home(run, tmp_path):
    status, _, err = run("policy", "check")
    assert (status, err) == (0, "")
    assert not Path(tmp_path / "fresh").exists()
