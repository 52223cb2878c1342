"""A backup brings the same home back; whatever is cut, killed or changed on the way is seen and refused."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.apps import apps

from jieyue.store.deployment.tables import Table
from soaking import IS_SOAKING
from store.records.deployment import SAMPLES, deployment, jieyue, made_once, python, set_up

ASK = ("statistics", "--organisation", "51", "--period", "2020", "--by", "month,resource,organisation", "--json")

DYING = """
import os, signal
import django
django.setup()
import {module} as module
from jieyue.cli.main import run
calls = 0
real = module.{name}
def dying(*args, **more):
    global calls
    calls += 1
    if calls == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **more)
module.{name} = dying
run(["jieyue", {command!r}, {file!r}])
"""


def with_the_sample(environment: dict[str, str]) -> None:
    """A home with the sample, a piece of evidence, a policy of its own, and a key."""
    for kind in ("organisations", "profiles", "bills"):
        assert jieyue(environment, "import", kind, SAMPLES / f"{kind}.csv").returncode in (0, 1)
    home = Path(environment["JIEYUE_HOME"])
    keep_evidence(home, b"a photo of a bill")
    (home / "policy").mkdir()
    (home / "policy" / "read-me.txt").write_text("本县口径\n", "utf-8")
    (home / "secret-key").write_text("the key of this home\n")
    jieyue(environment, *ASK)


@pytest.fixture
def office(tmp_path):
    with deployment(tmp_path / "office", begun_by=with_the_sample) as environment:
        yield environment


@pytest.fixture
def fresh(tmp_path):
    with deployment(tmp_path / "fresh") as environment:
        yield environment


@pytest.fixture
def empty(tmp_path):
    """With its tables, as the first command leaves a home."""
    with deployment(tmp_path / "fresh", begun_by=set_up) as environment:
        yield environment


def keep_evidence(home: Path, content: bytes) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    file = home / "evidence" / digest[:2] / digest
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def answer(environment: dict[str, str], *words: object) -> dict:
    said = jieyue(environment, *words)
    assert said.returncode in (0, 1), said.stderr
    return json.loads(said.stdout)


def backed_up(environment: dict[str, str], file: Path) -> Path:
    assert answer(environment, "backup", file, "--json")["damaged"] == []
    return file


@pytest.fixture
def backup(tmp_path) -> Path:
    """Of the office as it begins; made once in a run."""
    return Path(shutil.copy(made_once(_back_up_the_sample) / "office.zip", tmp_path))


def _back_up_the_sample(folder: Path) -> None:
    with deployment(folder / "office", begun_by=with_the_sample) as environment:
        backed_up(environment, folder / "office.zip")
        (folder / "answer").write_text(jieyue(environment, *ASK).stdout)


@pytest.fixture
def before() -> str:
    """What the office answers as it begins."""
    return (made_once(_back_up_the_sample) / "answer").read_text()


def files_of(home: Path) -> dict[str, bytes]:
    kept = [home / "secret-key", *(home / "evidence").rglob("*"), *(home / "policy").rglob("*")]
    return {str(file.relative_to(home)): file.read_bytes() for file in kept if file.is_file()}


LEDGERS = """
import inspect
from pathlib import Path
import django; django.setup()
from django.utils import timezone
from jieyue.programme.entry.operations import import_sheet
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.store.people.people import person_at_console
folder, about = Path({folder!r}), {{"by": person_at_console(), "at": timezone.now()}}
for key, ledger in all_ledgers().items():
    sample = Path(inspect.getfile(ledger.model)).parent / "sample.csv"
    (file := folder / f"{{key}}.csv").write_text(sample.read_text("utf-8-sig").replace("610101001", {unit!r}))
    assert import_sheet(key, file, **about).taken, key
    assert ledger.model.objects.exists(), key
"""
"""Brings the sample of every ledger and register."""


def test_a_restored_home_has_the_same_statistics_files_and_log(office, fresh, tmp_path):
    """The log vouches for every row of every table."""
    planted = python(office, LEDGERS.format(folder=str(tmp_path), unit="510101"))
    assert planted.returncode == 0, planted.stderr
    before = jieyue(office, *ASK).stdout
    jieyue(office, "audit", "head", tmp_path / "head.json")
    file = backed_up(office, tmp_path / "office.zip")
    assert file.stat().st_mode & 0o777 == 0o600
    restored = answer(fresh, "restore", file, "--json")
    assert (restored["holds"], restored["left_out"]) == (True, {})
    assert jieyue(fresh, *ASK).stdout == before
    assert answer(fresh, "audit", "verify", "--head", tmp_path / "head.json", "--json")["holds"]
    assert files_of(tmp_path / "fresh") == files_of(tmp_path / "office")


def test_what_comes_after_a_restore_goes_on_where_the_backup_ended(office, fresh, tmp_path):
    """Also ids: one that was given to a record that is gone is not given again."""
    withdrawn = tmp_path / "withdrawn.csv"
    withdrawn.write_text(
        "organisation,resource,account,start_date,end_date,quantity,unit\n51,water,W,2021-01-01,2021-01-31,5,m3\n"
    )
    assert jieyue(office, "import", "bills", withdrawn).returncode in (0, 1)
    withdrawn.write_text(
        "organisation,resource,account,start_date,end_date,quantity,unit,withdrawn\n"
        "51,water,W,2021-01-01,2021-01-31,5,m3,yes\n"
    )
    assert jieyue(office, "import", "bills", withdrawn, "--reason", "by mistake").returncode in (0, 1)
    answer(fresh, "restore", backed_up(office, tmp_path / "office.zip"), "--json")
    withdrawn.write_text(
        "organisation,resource,account,start_date,end_date,quantity,unit\n51,water,W,2021-02-01,2021-02-28,7,m3\n"
    )
    for environment in (office, fresh):
        assert jieyue(environment, "import", "bills", withdrawn).returncode in (0, 1)
    newest = [
        answer(environment, "audit", "show", 6, "--json")["entries"][0]["rows"] for environment in (office, fresh)
    ]
    assert newest[0] == newest[1]
    assert answer(fresh, "audit", "verify", "--json")["holds"]


IMPORTING = """
from jieyue.cli.main import run
import itertools, pathlib
folder = pathlib.Path({folder!r})
for n in itertools.count():
    if (folder / "stop").exists():
        break
    rows = "\\n".join(f"510101,electricity,L{{n}}-{{k}},2019-01-01,2019-01-31,1,kWh" for k in range(20))
    (folder / "live.csv").write_text("organisation,resource,account,start_date,end_date,quantity,unit\\n" + rows)
    run(["jieyue", "import", "bills", str(folder / "live.csv")])
    (folder / f"imported-{{n}}").touch()
"""


def imported(folder: Path) -> int:
    return len(list(folder.glob("imported-*")))


def test_a_backup_while_others_import_holds_one_moment(office, fresh, tmp_path):
    program = IMPORTING.format(folder=str(tmp_path))
    importing = subprocess.Popen([sys.executable, "-c", program], env=office, stdout=-3, stderr=-3)
    try:
        first = answer(office, "backup", tmp_path / "first.zip", "--json")
        then = imported(tmp_path)
        while imported(tmp_path) < then + 2:
            assert importing.poll() is None
            time.sleep(0.05)
        second = answer(office, "backup", tmp_path / "second.zip", "--json")
        assert second["head"]["seq"] > first["head"]["seq"]
    finally:
        (tmp_path / "stop").touch()
        importing.wait(timeout=300)
    restored = answer(fresh, "restore", tmp_path / "second.zip", "--json")
    assert (restored["holds"], restored["head"]) == (True, second["head"])
    (tmp_path / "head.json").write_text(json.dumps(restored["head"]))
    assert answer(office, "audit", "verify", "--head", tmp_path / "head.json", "--json")["holds"]
    live = second["head"]["seq"] - 3  # imports of twenty bills each, all of them or none
    assert answer(fresh, "statistics", "--organisation", "51", "--period", "2019", "--json") != {}
    rows = zipfile.ZipFile(tmp_path / "second.zip").read("database/ledger_bills_bill").count(b"\n")
    assert rows == 579 + 20 * live


@pytest.mark.one_database
def test_killed_while_backing_up_there_is_no_backup_and_the_next_one_is_whole(office, fresh, tmp_path):
    file = tmp_path / "office.zip"
    module = "jieyue.store.deployment.backing_up"
    died = python(office, DYING.format(module=module, name="last_id_given", at=5, command="backup", file=str(file)))
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert not file.exists()
    backed_up(office, file)
    assert [each.name for each in tmp_path.glob("office.zip*")] == ["office.zip"]
    assert answer(fresh, "restore", file, "--json")["holds"]


def soak(*values: object):
    return pytest.param(*values, marks=pytest.mark.soak)


@pytest.mark.parametrize(
    ("name", "at"),
    [soak("bring_to", 1), ("go_on_after", 5), soak("_bring_files", 1), soak("call_command", 1), soak("_unmark", 1)],
)
def test_killed_while_restoring_the_home_says_so_and_can_be_restored_again(fresh, backup, before, name, at):
    module = "jieyue.store.deployment.restoring"
    died = python(fresh, DYING.format(module=module, name=name, at=at, command="restore", file=str(backup)))
    assert died.returncode == -signal.SIGKILL, died.stderr
    asked = jieyue(fresh, *ASK)
    assert (asked.returncode, "jieyue restore" in asked.stderr) == (2, True)
    assert answer(fresh, "restore", backup, "--json")["holds"]
    assert jieyue(fresh, *ASK).stdout == before


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size * 2 // 3)


def flip_a_byte(file: Path) -> None:
    """In the middle of what the largest member holds: in a header a byte may be one that nobody reads."""
    with zipfile.ZipFile(file) as archive:
        largest = max(archive.infolist(), key=lambda each: each.compress_size)
    content = bytearray(file.read_bytes())
    header = largest.header_offset + 30 + len(largest.filename.encode())
    content[header + largest.compress_size // 2] ^= 1
    file.write_bytes(content)


def change_a_figure(file: Path) -> None:
    def other(name, content):
        return content.replace(b"2020", b"2021") if name.endswith("ledger_bills_bill") else content

    rewrite(file, other)


def add_a_member(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("evidence/extra", b"smuggled in")


def leave_the_home(file: Path) -> None:
    def renamed(name, content):
        if name != "manifest.json":
            return content
        said = json.loads(content)
        said["members"]["evidence/../../outside"] = {"sha256": hashlib.sha256(b"!").hexdigest(), "bytes": 1}
        return json.dumps(said).encode()

    rewrite(file, renamed)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("evidence/../../outside", b"!")


def claim_a_newer_version(file: Path) -> None:
    def newer(name, content):
        if name != "manifest.json":
            return content
        said = json.loads(content)
        return json.dumps({**said, "migrations": [*said["migrations"], ["orgs", "0999_later"]]}).encode()

    rewrite(file, newer)


def be_something_else(file: Path) -> None:
    file.write_bytes(b"PK no archive at all")


def rewrite(file: Path, change) -> None:
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, each in content.items():
            archive.writestr(name, change(name, each))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "spoil",
    [cut, flip_a_byte, change_a_figure, add_a_member, leave_the_home, claim_a_newer_version, be_something_else],
)
def test_refuses_a_file_that_is_not_what_was_made_and_leaves_the_home_empty(empty, backup, tmp_path, spoil):
    spoil(backup)
    said = jieyue(empty, "restore", backup)
    assert (said.returncode, said.stdout, "Traceback" in said.stderr) == (2, "", False), said.stderr
    assert not (tmp_path / "outside").exists()
    assert files_of(tmp_path / "fresh") == {}
    assert answer(empty, "audit", "verify", "--json")["entries"] == 0


@pytest.mark.one_database
def test_who_changes_a_figure_and_its_digest_is_found_out_by_the_log(empty, backup):
    name = "database/ledger_bills_bill"
    with zipfile.ZipFile(backup) as archive:
        bills = archive.read(name).replace(b"80572.643", b"80752.643")
        manifest = json.loads(archive.read("manifest.json"))
    manifest["members"][name]["sha256"] = hashlib.sha256(bills).hexdigest()
    changed = {name: bills, "manifest.json": json.dumps(manifest).encode()}
    rewrite(backup, changed.get)
    said = jieyue(empty, "restore", backup, "--json")
    assert (said.returncode, len(json.loads(said.stdout)["differences"])) == (1, 1), said.stdout + said.stderr


@pytest.mark.one_database
def test_refuses_a_home_that_is_in_use(office, backup):
    head = answer(office, "audit", "verify", "--json")["head"]
    assert jieyue(office, "restore", backup).returncode == 2
    assert answer(office, "audit", "verify", "--json")["head"] == head


@pytest.mark.one_database
def test_an_empty_home_that_was_looked_at_can_be_restored_into(empty, backup):
    assert answer(empty, "restore", backup, "--json")["holds"]


@pytest.mark.one_database
def test_a_backup_is_not_overwritten_unless_told(office, tmp_path):
    file = backed_up(office, tmp_path / "office.zip")
    made = file.read_bytes()
    assert jieyue(office, "backup", file).returncode == 2
    assert file.read_bytes() == made
    assert jieyue(office, "backup", file, "--overwrite").returncode == 0


@pytest.mark.one_database
def test_evidence_that_is_not_what_its_name_says_is_told(office, tmp_path):
    keep_evidence(tmp_path / "office", b"another").write_bytes(b"tampered")
    said = jieyue(office, "backup", tmp_path / "office.zip", "--json")
    assert (said.returncode, len(json.loads(said.stdout)["damaged"])) == (1, 1)


def test_a_deployment_moves_from_one_database_to_the_other_and_back(office, before, tmp_path, on_postgresql):
    if not on_postgresql:
        pytest.skip("needs both databases")
    on_sqlite = {**office, "JIEYUE_HOME": str(tmp_path / "small")}
    del on_sqlite["JIEYUE_DATABASE_URL"]
    answer(on_sqlite, "restore", backed_up(office, tmp_path / "large.zip"), "--json")
    assert jieyue(on_sqlite, *ASK).stdout == before
    with deployment(tmp_path / "large again") as back:
        restored = answer(back, "restore", backed_up(on_sqlite, tmp_path / "small.zip"), "--json")
        assert restored["holds"]
        assert jieyue(back, *ASK).stdout == before


SINCE_THEN = ("sessions", "register_accounts", "register_targets") if IS_SOAKING else ("sessions",)
"""What an older version did not know yet; accounts and targets each by itself take long to take back."""


def older(environment: dict[str, str], *apps: str) -> None:
    """As a version left it that did not know these apps yet."""
    for app in apps:
        assert jieyue(environment, "migrate", app, "zero").returncode == 0


def test_an_upgrade_makes_a_backup_first_and_a_fresh_home_makes_none(office, fresh, before, tmp_path):
    assert not (tmp_path / "office" / "backups").exists()
    older(office, *SINCE_THEN)
    with ThreadPoolExecutor(2) as both:
        asked = list(both.map(lambda _: jieyue(office, *ASK), range(2)))
    assert [each.stdout for each in asked] == [before, before]
    (backup,) = (tmp_path / "office" / "backups").iterdir()
    restored = answer(fresh, "restore", backup, "--json")
    assert (restored["holds"], restored["left_out"]) == (True, {})
    assert jieyue(fresh, *ASK).stdout == before
    assert files_of(tmp_path / "fresh") == files_of(tmp_path / "office")


def test_an_upgrade_that_fails_says_where_the_backup_is(office, tmp_path):
    older(office, "sessions")
    blocking = "from django.db import connection as c; c.cursor().execute('CREATE TABLE django_session (x integer)')"
    assert python(office, f"import django; django.setup(); {blocking}").returncode == 0
    for _ in range(2):
        said = jieyue(office, "audit", "verify")
        (backup,) = (tmp_path / "office" / "backups").iterdir()
        assert (said.returncode, str(backup) in said.stderr) == (2, True), said.stderr


def test_every_column_there_is_has_a_form_in_a_backup():
    for model in apps.get_models(include_auto_created=True):
        assert Table.of(model).columns
