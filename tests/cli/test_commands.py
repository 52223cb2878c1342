"""Each command's JSON, exit status and words, as scripts and offices rely on them."""

import csv
import json
from decimal import Decimal

import openpyxl
import pytest

from samples import SAMPLES

BILL = "organisation | resource | start_date | end_date | quantity | unit | amount_yuan\n"


@pytest.fixture
def unit(house):
    house.have("organisations", "code | name | parent | level\nC | 某县 | | 县\nA | 甲局 | C | 单位")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 300 | 10")
    house.have(
        "bills",
        BILL
        + "A | 电 | 2024-01-01 | 2024-01-31 | 1000.005 | kWh | 600.25\nA | 水 | 2024-02-01 | 2024-02-29 | 10 | m3 | 35",
    )
    return house


# --- statistics


def test_the_json_of_statistics_has_the_keys_of_the_contract(unit, jieyue):
    said = jieyue("statistics", "--organisation", "C", "--period", "2024", "--json")
    assert (said.status, said.err) == (0, "")
    assert said.json.keys() >= {
        "organisation",
        "period",
        "factors",
        "switches",
        "rows",
        "totals",
        "indicators",
        "completeness",
        "unverified",
    }
    assert (said.json["organisation"], said.json["period"], said.json["factors"]) == ("C", "2024", "gb2589-2020")
    assert said.json["switches"] == {"electricity_basis": "calorific", "vehicle_fuel_in_area_indicator": True}
    assert said.json["rows"][0] == {
        "resource": "electricity",
        "quantity": 1000.005,
        "unit": "kWh",
        "amount_yuan": 600.25,
        "tce": 0.1229006145,
        "tco2": said.json["totals"]["tco2"],
    }
    assert said.json["totals"].keys() == {"tce", "tco2", "water_m3", "amount_yuan"}
    assert said.json["totals"]["amount_yuan"] == 635.25
    assert said.json["indicators"]["electricity_per_m2_kwh"] == pytest.approx(1000.005 / 300, rel=1e-12, abs=0)
    counts = {name: said.json["completeness"][name] for name in ("owed", "reported", "submitted", "accepted")}
    assert counts == {"owed": 1, "reported": 0, "submitted": 0, "accepted": 0}


def test_grouped_rows_carry_the_keys_they_are_grouped_by(unit, jieyue):
    said = jieyue("statistics", "--organisation", "C", "--period", "2024Q1", "--by", "month,organisation", "--json")
    keys = [(row["month"], row["organisation"], row["resource"]) for row in said.json["rows"]]
    assert keys == [("2024-01", "A", "electricity"), ("2024-02", "A", "water")]


def test_the_table_says_everything_a_reader_must_know(unit, jieyue):
    unit.have("bills", BILL + "A | 煤炭 | 2024-02-01 | 2024-02-29 | 10 | kg | 10")
    said = jieyue("statistics", "--organisation", "C", "--period", "2024")
    assert said.status == 0
    for words in ("1,000.005", "0.123", "kWh", "某县（C）2024", "应报 1 家", "系数集 gb2589-2020", "各月综合能耗"):
        assert words in said.out
    assert "甲局（A）" in said.out
    assert "electricity" not in said.out.replace("electricity_basis", "")


def test_the_table_of_nothing_says_so_without_a_fault(unit, jieyue):
    said = jieyue("statistics", "--organisation", "C", "--period", "2022")
    assert said.status == 0
    assert "—" in said.out


def test_a_csv_file_reads_back_rounded_half_up(unit, jieyue, tmp_path):
    file = tmp_path / "rows.csv"
    said = jieyue("statistics", "--organisation", "C", "--period", "2024", "--output", file)
    assert (said.status, said.out) == (0, "")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["能源资源"] for row in rows] == ["电", "水"]
    assert rows[0]["数量"] == "1000.005"
    assert rows[0]["折标煤(tce)"] == "0.123"
    assert rows[1]["折标煤(tce)"] == ""


def test_halves_are_rounded_up_in_what_is_printed(unit, jieyue, tmp_path):
    """15,000 kg of coal are 10.7145 tce."""
    unit.have("bills", BILL + "A | 煤炭 | 2024-03-01 | 2024-03-31 | 15000 | kg |")
    file = tmp_path / "rows.csv"
    jieyue("statistics", "--organisation", "C", "--period", "2024-03", "--output", file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert Decimal(row["折标煤(tce)"]) == Decimal("10.715")


def test_a_workbook_reads_back_with_rows_indicators_and_remarks(unit, jieyue, tmp_path):
    file = tmp_path / "book.xlsx"
    assert jieyue("statistics", "--organisation", "C", "--period", "2024", "--output", file).status == 0
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["用量", "指标", "说明"]
    header, first, *_ = book["用量"].iter_rows(values_only=True)
    assert dict(zip(header, first, strict=True))["数量"] == 1000.005
    figures = {row[0]: row[2] for row in book["指标"].iter_rows(min_row=2, values_only=True)}
    assert (figures["综合能耗"], figures["单位建筑面积电耗"], figures["费用"]) == (0.123, 3.33, 635.25)
    assert any("应报 1 家" in row[0] for row in book["说明"].iter_rows(values_only=True))


def test_a_json_file_is_the_same_document(unit, jieyue, tmp_path):
    file = tmp_path / "answer.json"
    said = jieyue("statistics", "--organisation", "C", "--period", "2024", "--output", file, "--json")
    assert json.loads(file.read_text("utf-8")) == said.json


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.json"])
def test_a_file_that_cannot_be_written_is_refused_in_words(unit, jieyue, tmp_path, name):
    said = jieyue("statistics", "--organisation", "C", "--period", "2024", "--output", tmp_path / "no" / name)
    assert said.status == 2
    assert "不能写入" in said.err


def test_a_base_year_adds_the_reduction(unit, jieyue):
    unit.have("bills", BILL + "A | 电 | 2020-01-01 | 2020-01-31 | 2000.01 | kWh |")
    said = jieyue("statistics", "--organisation", "C", "--period", "2024", "--base-year", "2020", "--json")
    assert said.json["reduction"]["period"] == "2020"
    assert said.json["reduction"]["reduction_percent"]["tce"] == pytest.approx(50, rel=1e-12, abs=0)


REFUSED = [
    (["--organisation", "X", "--period", "2024"], "没有编码为“X”的机构"),
    (["--organisation", "C", "--period", "24年"], "看不懂报告期"),
    (["--organisation", "C", "--period", "1850"], "看不懂报告期"),
    (["--organisation", "C", "--period", "2024", "--by", "colour"], "不能按“colour”分组"),
    (["--organisation", "C", "--period", "2024", "--switch", "vehicle"], "没有写值"),
    (["--organisation", "C", "--period", "2024", "--switch", "a=b"], "没有叫“a”的开关"),
    (["--organisation", "C", "--period", "2024", "--factors", "z"], "没有叫“z”的系数集"),
    (["--organisation", "C", "--period", "2024", "--base-year", "0"], "不是可用的基年"),
    (["--organisation", "C", "--period", "2024", "--output", "x.doc"], "不能写成 x.doc"),
    (["--organisation", "C", "--period", "2024", "--as", "nobody"], "没有叫“nobody”的用户"),
]


def test_before_anything_is_accepted_the_accepted_figures_are_none_and_that_is_said(unit, jieyue):
    said = jieyue("statistics", "--organisation", "C", "--period", "2024", "--basis", "accepted", "--json")
    assert (said.status, said.json["basis"], said.json["rows"]) == (0, "accepted", [])
    assert "已验收 0 家" in said.json["notes"][0]


@pytest.mark.parametrize(("words", "says"), REFUSED)
def test_a_question_that_cannot_be_answered_is_refused_with_status_2(unit, jieyue, words, says):
    said = jieyue("statistics", *words)
    assert (said.status, said.out) == (2, "")
    assert says in said.err
    assert "Traceback" not in said.err
    with_json = jieyue("statistics", *words, "--json")
    assert with_json.status == 2
    assert with_json.json["error"]["says"] in with_json.err


def test_names_with_brackets_are_shown_as_they_are(house, jieyue):
    house.have("organisations", [{"code": "A", "name": "甲局[/b][red]筹", "parent": "", "level": "单位"}])
    house.have("bills", BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 1000 | kWh |")
    said = jieyue("statistics", "--organisation", "A", "--period", "2024", "--by", "organisation")
    assert said.status == 0
    assert said.out.count("甲局[/b][red]筹") >= 2


# --- import


def test_a_number_like_a_known_one_is_taken_when_it_is_said_to_be_new(house, jieyue):
    house.have("organisations", "code | name | level\nA | 甲局 | 单位")
    bill = (
        "organisation | resource | account | start_date | end_date | quantity | unit\nA | 电 | {} | {} | {} | 1 | kWh"
    )
    house.have("bills", bill.format("E5190010001", "2024-01-01", "2024-01-31"))
    rows = house.sheet(bill.format("E519001001", "2024-02-01", "2024-02-29"))
    said = jieyue("import", "bills", rows, "--json")
    assert (said.status, [each["rule"] for each in said.json["problems"]]) == (2, ["account_like_known"])
    assert jieyue("import", "bills", rows, "--new-accounts", "--json").status == 0


def test_the_json_of_an_import_has_the_keys_of_the_contract(house, jieyue):
    rows = house.sheet("code | name | parent | level\nA | 甲局 | | 单位\nB | 乙局 | 9 | 单位")
    said = jieyue("import", "organisations", rows, "--json")
    assert said.status == 2
    assert said.json.keys() >= {"kind", "rows", "added", "changed", "unchanged", "refused", "problems"}
    counts = [said.json[name] for name in ("kind", "rows", "added", "changed", "unchanged", "refused")]
    assert counts == ["organisations", 2, 0, 0, 0, 1]
    (problem,) = said.json["problems"]
    assert problem.keys() == {"row", "column", "rule", "says", "do", "severity", "instead"}
    assert (problem["row"], problem["rule"], problem["severity"]) == (3, "unknown_parent", "error")


def test_a_good_file_is_done_with_status_0(house, jieyue):
    rows = house.sheet("code | name | parent | level\nA | 甲局 | | 单位")
    said = jieyue("import", "organisations", rows)
    assert (said.status, said.out, said.err) == (
        0,
        "已导入：共 1 行，新增 1 行，更正 0 行，未变 0 行，拒收 0 行。\n",
        "",
    )
    again = jieyue("import", "organisations", rows, "--json")
    assert (again.status, again.json["unchanged"]) == (0, 1)


def test_the_good_rows_alone_are_done_with_status_1(house, jieyue):
    rows = house.sheet("code | name | parent | level\nA | 甲局 | | 单位\nB | 乙局 | 9 | 单位")
    said = jieyue("import", "organisations", rows, "--accept-good", "--json")
    assert (said.status, said.json["added"], said.json["refused"]) == (1, 1, 1)


def test_warnings_alone_are_status_1(unit, jieyue):
    rows = unit.sheet("organisation | year | floor_area_m2 | persons\nA | 2025 | 900 | 10")
    said = jieyue("import", "profiles", rows)
    assert said.status == 1
    assert "提醒" in said.err


def test_a_rehearsal_writes_nothing(house, jieyue):
    rows = house.sheet("code | name | parent | level\nA | 甲局 | | 单位")
    said = jieyue("import", "organisations", rows, "--dry-run", "--json")
    assert (said.status, said.json["added"], said.json["dry_run"]) == (0, 1, True)
    assert jieyue("import", "organisations", rows, "--json").json["added"] == 1


def test_the_same_problem_of_many_rows_is_told_once_with_the_rows(house, jieyue):
    rows = "\n".join(f"U{n} | 局 | 9 | 单位" for n in range(20))
    said = jieyue("import", "organisations", house.sheet(f"code | name | parent | level\n{rows}"))
    assert said.err.count("上级“9”没有登记") == 1
    assert "等 20 行" in said.err


def test_brackets_in_a_header_are_shown_as_they_are(house, jieyue):
    rows = house.sheet([{"code": "A", "name": "甲", "level": "单位", "[/red]": "1"}])
    said = jieyue("import", "organisations", rows)
    assert said.status in (1, 2)
    assert "[/red]" in said.err


@pytest.mark.parametrize("name", ["missing.csv", ""])
def test_a_file_that_is_not_there_is_refused_in_words(jieyue, tmp_path, name):
    said = jieyue("import", "organisations", tmp_path / name)
    assert said.status == 2
    assert said.err
    assert "出错" not in said.err


def test_an_unknown_kind_is_refused_naming_those_there_are(jieyue, tmp_path):
    said = jieyue("import", "dogs", tmp_path / "x.csv")
    assert said.status == 2
    assert "bills（票据）" in said.err


# --- checks


def test_the_json_of_checks_has_the_keys_of_the_contract(unit, jieyue):
    unit.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2023 | 200 | 10")
    unit.have("bills", BILL + "A | 电 | 2024-03-01 | 2024-03-31 | 1000.005 | kWh | 6002.5")
    said = jieyue("checks", "--organisation", "C", "--period", "2024", "--json")
    assert said.status == 1
    keys = {"rule", "severity", "organisation", "resource", "period", "says", "figures", "do"}
    assert all(finding.keys() == keys for finding in said.json["findings"])
    found = {(each["rule"], each["organisation"], each["resource"], each["period"]) for each in said.json["findings"]}
    assert found == {
        ("profile_change", "A", None, "2024"),
        ("gap", "A", "electricity", "2024-02"),
        ("unit_price", "A", "electricity", "2024-03"),
    }


def test_no_finding_is_status_0(unit, jieyue):
    said = jieyue("checks", "--organisation", "C", "--period", "2022")
    assert (said.status, said.out) == (0, "没有发现可疑的记录。\n")
    assert jieyue("checks", "--organisation", "C", "--period", "2022", "--json").json == {"findings": []}


# --- policy and audit


def test_policy_check_says_what_was_read(jieyue):
    said = jieyue("policy", "check", "--json")
    assert said.status == 0
    assert (said.json["faults"], said.json["failed"]) == ([], [])
    assert said.json["passed"] > 0


def test_policy_check_refuses_a_bad_file_naming_it(jieyue, tmp_path):
    (tmp_path / "factors").mkdir()
    (tmp_path / "factors" / "bad.toml").write_text('kind = "factor_set"\ncolour = "red"\n', "utf-8")
    said = jieyue("policy", "check", tmp_path)
    assert said.status == 2
    assert "bad.toml" in said.err


def test_audit_holds_and_its_head_can_be_kept_outside(unit, jieyue, tmp_path):
    head = tmp_path / "head.json"
    assert jieyue("audit", "head", head).status == 0
    said = jieyue("audit", "verify", "--head", head, "--json")
    assert said.status == 0
    assert (said.json["holds"], said.json["differences"]) == (True, [])
    assert said.json["head"]["seq"] == json.loads(head.read_text("utf-8"))["seq"] == 3


def test_audit_finds_what_was_changed_past_the_log(unit, jieyue):
    from jieyue.store.orgs.models import Profile  # noqa: PLC0415 (only here is something done past the log)

    Profile.objects.update(persons=11)
    said = jieyue("audit", "verify")
    assert said.status == 1
    assert "orgs_profile" in said.err


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"seq": "x", "hash": 1}'])
def test_what_is_no_head_is_refused(jieyue, tmp_path, content):
    file = tmp_path / "head.json"
    file.write_text(content, "utf-8")
    said = jieyue("audit", "verify", "--head", file)
    assert said.status == 2
    assert "不是导出的日志末条摘要" in said.err


# --- all of them

COMMANDS = [
    ["statistics", "--organisation", "C", "--period", "2024"],
    ["checks", "--organisation", "C", "--period", "2024"],
    ["import", "bills", SAMPLES / "office" / "bills.csv"],
    ["policy", "check"],
    ["audit", "verify"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_nobody_acts_as_somebody_unknown(db, jieyue, words):
    said = jieyue(*words, "--as", "nobody", "--json")
    assert said.status == 2
    assert said.json["error"]["says"] == "没有叫“nobody”的用户，或者已停用。"


@pytest.mark.parametrize(
    "words", [["statistics"], ["statistics", "--colour"], ["nonsense"], ["import"], ["audit", "x"]]
)
def test_wrong_use_is_status_2(jieyue, words):
    said = jieyue(*words)
    assert said.status == 2
    assert said.err


def test_the_version_is_our_own(jieyue):
    assert jieyue("--version").out.startswith("jieyue 0.")


def test_an_unknown_command_is_told_with_the_one_that_was_meant(jieyue):
    assert "是不是 statistics？" in jieyue("statistcs").err
