"""People, their first passwords and the day from which units owe, on the command line."""

import csv
import stat

import openpyxl
import pytest

from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import FirstPassword, User

TREE = "code | name | parent | level\nC | 某县 | | 县\nA | 甲局 | C | 单位"
PEOPLE = (
    "name | username | role | organisation | since\n陈一 | chenyi | 统计员 | 甲局 | 2026-01-01\n李 | li | 审计员 | C |"
)


@pytest.fixture
def county(house):
    house.have("organisations", TREE)
    return house


def test_people_come_by_a_file_and_a_dry_run_writes_nothing(county, jieyue):
    file = county.sheet(PEOPLE)
    dry = jieyue("import", "people", file, "--accept-good", "--dry-run", "--json")
    assert (dry.status, dry.json["added"], User.objects.count()) == (1, 1, 0)
    said = jieyue("import", "people", file, "--accept-good", "--json")
    assert (said.status, said.json["added"], said.json["refused"]) == (1, 1, 1)
    assert [(each["row"], each["column"], each["rule"]) for each in said.json["problems"]] == [
        (3, "role", "needs_consent")
    ]
    assert jieyue("import", "people", file).status == 2


def test_first_passwords_go_into_a_file_that_only_its_owner_reads(county, jieyue, tmp_path):
    jieyue("import", "people", county.sheet(PEOPLE), "--accept-good")
    said = jieyue("slips", file := tmp_path / "口令条.csv", "--reason", "新入职", "--json")
    assert (said.status, said.json["given"]) == (0, 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    [row] = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    assert (row["用户名"], row["姓名"], len(row["初始口令"])) == ("chenyi", "陈一", 19)
    assert row["初始口令"] not in FirstPassword.objects.get().digest
    assert "0 人" in jieyue("slips", tmp_path / "再来.csv", "--reason", "再来").out
    refused = jieyue("slips", tmp_path / "没有" / "口令条.csv", "--reason", "试")
    assert (refused.status, "没有文件夹" in refused.err) == (2, True)


def test_the_template_offers_the_roles_that_a_file_gives(county, jieyue, tmp_path):
    jieyue("template", "people", file := tmp_path / "人员.xlsx")
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["姓名", "用户名", "角色", "机构", "起", "止"]


def test_units_that_are_brought_owe_from_the_day_that_the_command_says(county, jieyue):
    more = county.sheet(f"{TREE}\nB | 乙局 | C | 单位")
    assert jieyue("import", "organisations", more, "--joined-on", "2026-11-01").status == 0
    assert {code: str(day) for code, day in Organisation.objects.values_list("code", "joined_on")} == {
        "C": "None", "A": "None", "B": "2026-11-01",
    }  # fmt: skip
