"""Statutory forms of units and places, filled from bills, profiles and the tree."""

from decimal import Decimal

import openpyxl
import pytest

from jieyue.policy.form_files import COLUMNS
from jieyue.programme.forms.standing import ENTERED
from jieyue.rules.forms import Takes
from jieyue.store.machine.record import Figure
from offices import open_office
from worlds import begun

pytestmark = pytest.mark.django_db
TREE = """code | name | parent | level | category | region_code | system
JN | 济南市       | P  | 市   |      | 370100 |
LX | 历下区       | JN | 县   |      | 370102 |
F  | 济南市财政局 | JN | 单位 | 机关 |        | 财政
H  | 历下区医院   | LX | 单位 | 卫生 |        | 卫健
E  | 历下区学校   | LX | 单位 | 教育 |        | 教育
U  | 历下区某处   | LX | 单位 | 团体 |        |"""


def settle(house):
    office = open_office(house)
    house.have("organisations", TREE)
    rows = ["organisation | resource | use | account | start_date | end_date | quantity | unit | amount_yuan"]
    for nth, unit in enumerate("FHEU", start=1):
        for quarter, (first, last) in enumerate(
            [("01-01", "01-31"), ("04-01", "04-30"), ("07-01", "07-31"), ("10-01", "10-31")]
        ):
            days = f"2024-{first} | 2024-{last}"
            rows += [f"{unit} | 电 | 建筑 | 1{unit} | {days} | {1000 * nth + quarter} | kWh | {600 * nth}"]
            rows += [f"{unit} | 水 | | 4{unit} | {days} | 10.5 | m3 | 40"]
    rows += ["F | 汽油 | 车辆 | 2F | 2024-03-01 | 2024-03-31 | 12000 | L | 90000"]
    rows += ["F | 汽油 | 建筑 | 3F | 2024-03-01 | 2024-03-31 | 340 | L | 2550"]
    rows += ["F | 煤炭 | 采暖 | 5F | 2024-03-01 | 2024-03-31 | 2000 | kg | 9000"]
    rows += ["F | 电 | 机房 | 6F | 2024-03-01 | 2024-03-31 | 500 | kWh | 300"]
    house.have("bills", "\n".join(rows))
    sizes = "organisation | year | floor_area_m2 | heated_area_m2 | persons | staff"
    sizes += " | vehicles_petrol | vehicles_diesel | vehicles_new_energy"
    house.have(
        "profiles", f"{sizes}\nF | 2024 | 1400 | 1000 | 50 | 40 | 2 | 1 | 0\nH | 2024 | 9000 | | 300 | 280 | 1 | 0 | 0"
    )
    return office


@pytest.fixture
def office(house):
    return begun(settle, house)


def told(jieyue, code="F", period="2024", **asked) -> dict:
    words = [word for name, value in asked.items() for word in (f"--{name}", value)]
    return jieyue("forms", "--organisation", code, "--period", period, *words, "--json").json


def figures(said: dict) -> dict:
    return {row["key"]: row["value"] for row in said["rows"]}


def test_a_unit_is_filled_from_its_bills_and_profile_and_a_blank_is_not_nought(office, jieyue):
    said = told(jieyue)
    own = figures(said)
    assert (own["100"], own["102"], own["103"], own["1031"], own["104"]) == (1, 1400, 50, 40, 3)
    assert (own["110"], own["111"], own["120"]) == (4006 + 500, 2700, 42)
    assert (own["150"], own["1501"], own["1502"], own["151"]) == (12340, 12000, 340, 92550)
    assert (own["130"], own["131"]) == (2, 9000)
    assert (own["140"], own["170"], own["190"], own["105"]) == (None, None, None, None)
    assert [fault["rule"] for fault in said["faults"]] == []
    centre = figures(told(jieyue, form="data-centre"))
    assert (centre["f240"], centre["f2401"]) == (500, None)
    heating = figures(told(jieyue, form="heating"))
    assert (heating["f301"], heating["f330"], heating["f331"], heating["f320"]) == (1000, 2, 9000, None)
    basic = figures(told(jieyue, form="basic"))
    assert (basic["unit-name"], basic["category"], basic["system"]) == ("济南市财政局", "机关", "财政")


def test_the_edition_of_the_period_says_which_rows_there_are(office, jieyue):
    keys = {edition: set(figures(told(jieyue, edition=edition))) for edition in ("2020", "2022", "2025")}
    assert keys["2022"] - keys["2020"] == {"pv-generation"}
    assert keys["2022"] - keys["2025"] == {"101", "106", "190", "191", "192"}
    idc = {edition: set(figures(told(jieyue, edition=edition, form="data-centre"))) for edition in keys}
    assert idc["2020"] - idc["2022"] == {"f250"}
    assert idc["2022"] - idc["2025"] == {"f230"}
    names = {row["name"] for row in told(jieyue, edition="2025", form="heating")["rows"]}
    assert "采暖热力消费量（按热量收费）" in names
    assert "采暖热力消费量" not in names
    assert [told(jieyue, period=period)["edition"] for period in ("2021", "2024", "2025", "2025Q3")] == [
        "2020", "2022", "2025", "2022",
    ]  # fmt: skip


def test_a_year_is_its_quarters_and_a_quarter_its_months(office, jieyue):
    for code in ("F", "JN"):
        year = told(jieyue, code)
        for row in year["rows"]:
            if row["kind"] in ("flow", "cost") and row["value"] is not None:
                assert sum(Decimal(str(part or 0)) for part in row["cells"].values()) == Decimal(str(row["value"]))
        assert [each["key"] for each in year["columns"]] == ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]
    assert [each["key"] for each in told(jieyue, period="2024H2")["columns"]] == ["2024Q3", "2024Q4"]
    assert [each["key"] for each in told(jieyue, period="2024Q1")["columns"]] == ["2024-01", "2024-02", "2024-03"]
    assert told(jieyue, period="2024-03")["columns"] == []
    assert figures(told(jieyue, period="2024-03"))["110"] == 500


def test_category_region_and_department_give_the_same_total(office, jieyue):
    by = {way: told(jieyue, "JN", by=way) for way in ("category", "region", "system")}
    totals = [figures(each) for each in by.values()]
    assert totals[0] == totals[1] == totals[2]
    assert totals[0]["110"] == 4 * (1000 + 2000 + 3000 + 4000) + 4 * 6 + 500
    assert all(each["faults"] == [] or {f["rule"] for f in each["faults"]} == {"H07"} for each in by.values())
    row = next(each for each in by["category"]["rows"] if each["key"] == "110")["cells"]
    assert row["S001"] == totals[0]["110"] == row["S002"] + row["S003"] + row["S010"]
    assert (row["S007"], row["S004"], row["S005"]) == (8006, 12006, None)
    counts = next(each for each in by["category"]["rows"] if each["key"] == "100")["cells"]
    assert (counts["S001"], counts["S002"], counts["S003"], counts["S010"]) == (4, 1, 2, 1)
    names = {each["key"]: each["name"] for each in by["region"]["columns"]}
    assert names == {"JN": "济南市", "LX": "历下区"}
    assert {each["key"] for each in by["system"]["columns"]} == {"财政", "卫健", "教育", "unsaid"}


def test_it_can_be_had_in_the_shape_of_the_form_and_flat(office, jieyue, tmp_path):
    jieyue("forms", "--organisation", "F", "--period", "2024", "--output", tmp_path / "f.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx").active
    assert sheet["A1"].value == "公共机构能源资源消费状况"
    values = {row[1]: row[3] for row in sheet.iter_rows(min_row=6, values_only=True) if row[1]}
    assert (values["110"], values["140"]) == (4506, None)
    jieyue("forms", "--organisation", "JN", "--period", "2024", "--by", "category", "--output", tmp_path / "f.csv")
    lines = (tmp_path / "f.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("机构编码,")
    assert any(",S007,8006" in line for line in lines)


def test_what_cannot_be_asked_is_told(office, jieyue):
    for words in (["--by", "category"], ["--edition", "1999"], ["--form", "nothing"]):
        assert jieyue("forms", "--organisation", "F", "--period", "2024", *words).status


def entered(house) -> None:
    """What nothing else tells, of two units."""
    facts = "organisation | year | site_area_m2 | charging_points | own_heating_m2 | heating_by_area_m2 | heating_days"
    house.have("form_facts", f"{facts}\nF | 2024 | 3000.5 | 4 | 400 | 600 | 120\nH | 2024 | 100 | | | | 90")
    racks = "organisation | name | year | racks | racks_reserved | power_kw | power_it_kw | electricity_it_kwh"
    house.have("data_centres", f"{racks}\nF | 甲 | 2024 | 10 | 2 | 50 | | 300\nF | 乙 | 2024 | 5 | | 25 | 20 |")


def test_what_nothing_else_tells_comes_from_the_registers_kept_for_forms(office, house, jieyue):
    entered(house)
    own = figures(told(jieyue, edition="2022"))
    assert (own["101"], own["106"], own["190"]) == (3000.5, 4, None)
    heating = figures(told(jieyue, form="heating"))
    assert (heating["f3011"], heating["f3012"], heating["f3013"], heating["f302"]) == (400, 600, None, 120)
    centre = figures(told(jieyue, form="data-centre"))
    assert (centre["f210"], centre["f2101"], centre["f220"], centre["f2201"]) == (15, 2, 75, 20)
    assert (centre["f2401"], told(jieyue, form="data-centre")["faults"]) == (300, [])


def centres(house) -> None:
    head = "organisation | name | year | racks | racks_reserved | electricity_it_kwh | electricity_cooling_kwh"
    house.have(
        "data_centres",
        f"""{head} | electricity_other_kwh
        F | 甲:一楼 | 2024 | 10 | 2 | 300 | 90 | 10
        F | 乙 | 2024 | 5 | 6 | 50 | |""",
    )


def test_of_several_data_centres_each_has_its_sheet_and_bills_are_of_all_together(office, house, jieyue, tmp_path):
    centres(house)
    asked = {"form": "data-centre", "by": "sheets"}
    said = told(jieyue, **asked)
    cells = {row["key"]: row["cells"] for row in said["rows"]}
    assert cells["f210"] == {"甲:一楼": 10, "乙": 5}
    assert (cells["f240"], figures(said)["f240"]) == ({"甲:一楼": 400, "乙": None}, 500)
    assert [(each["rule"], each["says"]) for each in said["faults"] if "乙" in each["says"]] == [
        ("H03", "乙：预留机柜不应多于机柜总数")
    ]
    (tmp_path / "f").mkdir()
    words = [word for name, value in asked.items() for word in (f"--{name}", value)]
    for ending in ("xlsx", "csv"):
        jieyue("forms", "--organisation", "F", "--period", "2024", *words, "--output", tmp_path / f"f.{ending}")
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["公共机构数据中心机房", "乙", "甲 一楼"]
    assert "甲:一楼" in book["甲 一楼"]["A2"].value
    values = {row[1]: row[3] for row in book["甲 一楼"].iter_rows(min_row=6, values_only=True) if row[1]}
    assert (values["f210"], values["f240"], values["f220"]) == (10, 400, None)
    lines = (tmp_path / "f.csv").read_text("utf-8-sig").splitlines()
    assert [line for line in lines if ",f210," in line and ",乙,5" in line]


def test_a_sum_over_data_centres_is_judged_only_where_each_says_its_part(office, house, jieyue):
    head = "organisation | name | year | power_kw | power_it_kw | power_cooling_kw | power_other_kw"
    house.have("data_centres", f"{head}\nF | 甲 | 2024 | 50 | 30 | 15 | 5\nF | 乙 | 2024 | 25 | | |")
    for code, split in (("F", "periods"), ("F", "sheets"), ("JN", "category")):
        assert told(jieyue, code, form="data-centre", by=split)["faults"] == []
    house.have("data_centres", f"{head}\nF | 乙 | 2024 | 25 | 20 | 4 | 2", reason="补登")
    assert [each["says"] for each in told(jieyue, form="data-centre", by="sheets")["faults"]] == [
        "设备总功率应等于各部分之和",
        "乙：设备总功率应等于各部分之和",
    ]


def test_the_bills_of_the_only_data_centre_are_its_own(office, house, jieyue):
    house.have("data_centres", "organisation | name | year | racks\nF | 甲 | 2024 | 10")
    cells = {row["key"]: row["cells"] for row in told(jieyue, form="data-centre", by="sheets")["rows"]}
    assert (cells["f240"], cells["f210"]) == ({"甲": 500}, {"甲": 10})
    assert told(jieyue, form="data-centre", by="sheets", period="2023")["columns"] == []


def test_only_a_form_that_asks_for_it_has_sheets_and_of_a_place_none(office, jieyue):
    for code, form in (("F", "heating"), ("JN", "data-centre")):
        asked = ["forms", "--organisation", code, "--period", "2024", "--form", form, "--by", "sheets"]
        assert jieyue(*asked).status


def test_a_place_adds_them_up_but_for_days_and_a_quarter_has_nothing_of_the_year(office, house, jieyue):
    entered(house)
    own = figures(told(jieyue, "P", edition="2022", by="category"))
    assert own["101"] == 3100.5
    assert figures(told(jieyue, "P", form="heating"))["f302"] is None
    assert figures(told(jieyue, period="2024Q1", form="data-centre"))["f2401"] is None


def test_what_contradicts_is_among_the_checks_until_it_is_right(office, house):
    entered(house)
    assert [each.rule for each in house.checks("F", "2024") if each.rule.startswith("heated")] == []
    facts = "organisation | year | own_heating_m2 | heating_by_area_m2"
    house.have("form_facts", f"{facts}\nF | 2024 | 400 | 700", reason="改")
    (found,) = (each for each in house.checks("P", "2024") if each.rule.startswith("heated"))
    assert (found.organisation, found.period) == ("F", "2024")
    assert "1100 m²" in found.says
    house.have("form_facts", f"{facts}\nF | 2024 | 300 | 700", reason="改")
    assert [each.rule for each in house.checks("P", "2024") if each.rule.startswith("heated")] == []


def test_policy_knows_the_columns_that_the_registers_have():
    columns = {
        f"{register}.{each.name}"
        for register, model in ENTERED.items()
        for each in model._meta.concrete_fields
        if isinstance(each, Figure)
    }
    assert set(COLUMNS[Takes.ENTERED]) == columns
