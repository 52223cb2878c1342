"""A lost database is not taken for a new one, and its good backups stay."""

import errno
import shlex
from pathlib import Path

import pytest

from jieyue.programme.upkeep.operations import back_up
from jieyue.store.deployment import mark
from jieyue.store.deployment.archive import BackupNotWritten
from jieyue.store.deployment.setting_up import set_up
from jieyue.store.records.models import DerivedPart, LogEntry, RowVersion
from samples import NOW
from store.records.deployment import Environment, deployment, python
from store.records.deployment import jieyue as run
from store.records.test_races import with_an_office

pytestmark = pytest.mark.django_db

EMPTY = """
from django.db import connection
import django; django.setup()
with connection.cursor() as cursor:
    cursor.execute("DROP SCHEMA public CASCADE")
    cursor.execute("CREATE SCHEMA public")
"""


def lose_database(environment: Environment) -> None:
    if "JIEYUE_DATABASE_URL" in environment:
        assert python(environment, EMPTY).returncode == 0
        return
    for file in Path(environment["JIEYUE_HOME"]).glob("jieyue.sqlite3*"):
        file.unlink()


def remedy(told: str) -> list[str]:
    """The command that a refusal ends with, as somebody would copy it."""
    return shlex.split(told[told.rindex("jieyue ") :])[1:]


def test_a_home_whose_database_is_gone_is_refused_until_the_remedy_is_carried_out(tmp_path):
    with deployment(tmp_path / "home", begun_by=with_an_office) as environment:
        backup = tmp_path / "good.zip"
        assert run(environment, "backup", backup).returncode == 0
        lose_database(environment)
        for words in (["backup", tmp_path / "other.zip"], ["audit", "show"]):
            said = run(environment, *words)
            assert (said.returncode, "数据库可能丢失了" in said.stderr) == (2, True)
        assert run(environment, *remedy(said.stderr)).returncode == 0
        assert run(environment, "audit", "verify").returncode == 0
        said = run(environment, "backup", backup, "--overwrite")
        assert (said.returncode, "里的日志到第 1 条" in said.stderr) == (2, True)


def test_a_backup_is_restored_into_the_home_whose_database_is_gone(tmp_path):
    with deployment(tmp_path / "home", begun_by=with_an_office) as environment:
        assert run(environment, "backup", tmp_path / "good.zip").returncode == 0
        more = tmp_path / "more.csv"
        more.write_text("code,name,parent,level\n610102,乙局,61,unit\n")
        assert run(environment, "import", "organisations", more).returncode == 0
        lose_database(environment)
        said = run(environment, "restore", tmp_path / "good.zip")
        assert (said.returncode, "见过日志第 2 条" in said.stderr) == (0, True)
        assert run(environment, "audit", "verify").returncode == 0


# --- in this process --------------------------------------------------------------------------------------------------

UNITS = "code | name | level\n{} | 甲局 | unit"


def cut_log(*, after: int) -> None:
    """As an older copy of the database would have it."""
    RowVersion.objects.filter(entry_id__gt=after).delete()
    DerivedPart.objects.filter(entry_id__gt=after).delete()
    LogEntry.objects.filter(seq__gt=after).delete()


@pytest.fixture
def marked(house, jieyue):
    for code in ("610101", "610102"):
        house.have("organisations", UNITS.format(code))
    assert jieyue("audit", "verify").status == 0


@pytest.mark.parametrize("after", [0, 1])
def test_a_database_with_a_shorter_log_is_refused(marked, jieyue, after):
    cut_log(after=after)
    said = jieyue("audit", "show")
    assert (said.status, "到第 2 条" in said.err) == (2, True)
    assert jieyue("audit", "show", "--begin-anew").status == 0
    assert jieyue("audit", "show").status == 0


def test_whoever_verifies_is_told_what_was_cut_off_as_long_as_the_home_remembers(marked, jieyue):
    cut_log(after=1)
    for _ in range(2):
        said = jieyue("audit", "verify")
        assert (said.status, "日志第 2 条：本数据文件夹见过的日志末条摘要不在现有日志中" in said.err) == (1, True)
    cut_log(after=0)
    assert jieyue("audit", "verify").status == 2


def test_a_log_of_others_under_the_same_numbers_is_refused(marked, jieyue):
    LogEntry.objects.filter(seq=2).update(hash="0" * 64)
    assert jieyue("audit", "show").status == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"deployment": 1}'])
def test_a_damaged_mark_is_mended_where_there_is_a_log_and_believed_where_there_is_none(marked, jieyue, home, content):
    (home / mark.FILE).write_text(content)
    assert jieyue("audit", "show").status == 0
    assert mark.mark().head.seq == 2
    (home / mark.FILE).write_text(content)
    cut_log(after=0)
    assert jieyue("audit", "show").status == 2


def test_evidence_beside_an_empty_database_is_not_passed_over_and_is_put_aside(jieyue, home):
    content = home / "evidence" / "ab" / "cd" / ("abcd" + "0" * 60)
    content.parent.mkdir(parents=True)
    content.write_bytes(b"a content")
    assert jieyue("audit", "show").status == 2
    assert jieyue("audit", "show", "--begin-anew").status == 0
    assert [file.read_bytes() for file in home.glob("before-*/evidence/ab/cd/*")] == [b"a content"]


def test_a_key_beside_a_database_without_tables_is_not_passed_over(home):
    (home / "secret-key").write_text("a key")
    with pytest.raises(mark.DatabaseLost):
        mark.refuse_lost_database([])
    mark.refuse_lost_database(["django_migrations"])


@pytest.mark.parametrize("same_file", [True, False])
def test_no_backup_of_a_shorter_log_takes_the_place_of_a_longer_one(marked, tmp_path, person, same_file):
    good = tmp_path / "jieyue-01.zip"
    back_up(good, by=person, at=NOW)
    content = good.read_bytes()
    cut_log(after=1)
    with pytest.raises(BackupNotWritten, match="到第 2 条"):
        back_up(good if same_file else tmp_path / "jieyue-02.zip", by=person, at=NOW, overwrite=True)
    assert [file.name for file in tmp_path.glob("*.zip")] == [good.name]
    assert good.read_bytes() == content


def test_backups_of_another_deployment_in_the_same_folder_stand_in_nobodys_way(marked, tmp_path, person, house):
    back_up(tmp_path / "one.zip", by=person, at=NOW)
    cut_log(after=0)
    house.have("organisations", UNITS.format("610109"))
    back_up(tmp_path / "other.zip", by=person, at=NOW)
    with pytest.raises(BackupNotWritten):
        back_up(tmp_path / "one.zip", by=person, at=NOW, overwrite=True)


def test_a_longer_log_takes_the_place_of_its_own_past(marked, tmp_path, person, house):
    file = tmp_path / "jieyue.zip"
    back_up(file, by=person, at=NOW)
    house.have("organisations", UNITS.format("610109"))
    assert back_up(file, by=person, at=NOW, overwrite=True).head.seq == 3


@pytest.mark.django_db(transaction=True)
def test_the_mark_follows_every_operation_and_a_disk_that_is_full_takes_none_back(house, monkeypatch):
    set_up()
    house.have("organisations", UNITS.format("610101"))
    assert mark.mark().head.seq == 1
    monkeypatch.setattr(Path, "write_text", full)
    house.have("organisations", UNITS.format("610102"))
    assert (LogEntry.objects.count(), mark.mark().head.seq) == (2, 1)


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
