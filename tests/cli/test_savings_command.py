"""`jieyue savings`: files in, the contract's JSON out."""

import csv
import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from jieyue.rules.period import month_end, months_later
from savings_sample import rows_of, sample, stations, written

USAGE = ("meter", "station", "resource", "start", "end", "quantity", "unit")
ASKED = ("--baseline", "2023-01-01..2023-12-31", "--reporting", "2024-01-01..2024-12-31", "--json")


def sheet(file: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        writer.writerows(rows)
    return file


@pytest.fixture
def weather(tmp_path):
    """Two years of days: cold in winter, warm in summer."""
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range(731)]
    rows = [("街道站", day, round(14 - 16 * (1 if day.month in (12, 1, 2) else -0.5) + day.day % 7, 1)) for day in days]
    return sheet(tmp_path / "气温.csv", ("气象站", "时间", "气温"), rows)


def bills(resource: str = "电", unit: str = "kWh", *, meter: str = "M1", factor: float = 0.8) -> list[list[object]]:
    """Two years, the second by that factor less."""
    months = [months_later(date(2023, 1, 1), n) for n in range(24)]
    winter = {month: 900 + 20 * month.day + (500 if month.month in (12, 1, 2) else month.month) for month in months}
    return [
        [
            meter,
            "街道站",
            resource,
            month,
            month_end(month),
            winter[month] * (1 if month.year == 2023 else factor),
            unit,
        ]
        for month in months
    ]


@pytest.fixture
def usage(tmp_path):
    def write(rows: Iterable[Sequence[object]], header: Sequence[str] = USAGE) -> Path:
        return sheet(tmp_path / "用量.csv", header, rows)

    return write


def test_the_sample_as_files_is_what_the_package_says(tmp_path, jieyue):
    own, which = sample(), (0, 5, 18)
    names, places = [own.names[n] for n in which], list(stations())
    lines = zip(own.bills.meter, own.bills.start, own.bills.end, own.bills.quantity, strict=True)
    rows = [
        (
            own.names[m],
            places[own.meters.station[m]],
            "electricity",
            written(int(s)),
            written(int(e)),
            "" if math.isnan(q) else q,
            "kWh",
        )
        for m, s, e, q in lines
        if m in which
    ]
    hours = [
        (name, written(at.first_hour + n), repr(float(celsius)))
        for name, at in stations().items()
        if name in {row[1] for row in rows}
        for n, celsius in enumerate(at.celsius)
    ]
    spans = [
        (
            own.names[n],
            *(f"{written(int(a))}..{written(int(b))}" for a, b in (own.meters.baseline[n], own.meters.reporting[n])),
        )
        for n in which
    ]
    said = jieyue(
        "savings",
        *("--usage", sheet(tmp_path / "usage.csv", USAGE, rows)),
        *("--temperature", sheet(tmp_path / "t.csv", ("station", "time", "temperature_c"), hours)),
        *("--periods", sheet(tmp_path / "p.csv", ("meter", "baseline", "reporting"), spans)),
        "--json",
    )
    assert said.status == 0
    assert (said.json["method"], said.json["deviations"]) == ("caltrack-2.0-billing", [])
    theirs = [row for row in rows_of("openeemeter_results.csv") if row["meter_id"] in names]
    assert [meter["meter"] for meter in said.json["meters"]] == names
    for meter, row in zip(said.json["meters"], theirs, strict=True):
        assert meter["saving"] == pytest.approx(float(row["metered_savings_total"]), rel=1e-6)
        assert meter["band90_caltrack"] == pytest.approx(float(row["savings_fsu_error_band"]), rel=1e-6)
        assert meter["r2_adjusted"] == pytest.approx(float(row["r_squared_adj_wls"]), abs=1e-9)
    first = said.json["meters"][0]
    assert (first["model"], first["status"], first["bills_baseline"], first["disqualified"]) == (
        "heating_cooling",
        "ok",
        11,
        [],
    )
    assert first["heating_balance_c"] == pytest.approx(14.4444, abs=1e-4)
    assert first["heating_slope_per_c_day"] == pytest.approx(5.0234, abs=1e-4)
    counted = [bill for bill in first["bills"] if bill["period"] == "baseline" and bill["observed"] is not None]
    assert sum(bill["observed"] for bill in counted) == pytest.approx(125338.88)
    assert first["bills"][0]["start"] == rows[1][3]
    whole = said.json["portfolio"]
    assert [(each["resource"], each["unit"], each["meters"]) for each in whole] == [("electricity", "kWh", 3)]
    assert whole[0]["saving"] == pytest.approx(sum(meter["saving"] for meter in said.json["meters"]))
    bands = [meter["band90"] for meter in said.json["meters"]]
    assert sum(band**2 for band in bands) ** 0.5 < whole[0]["band90"] < sum(bands)


def test_days_and_chinese_names_do_and_the_last_day_is_included(jieyue, usage, weather):
    header = ("表号", "气象站", "能源资源", "起", "止", "数量", "单位")
    said = jieyue("savings", "--usage", usage(bills(), header), "--temperature", weather, *ASKED)
    meter = said.json["meters"][0]
    assert (said.status, meter["status"], meter["bills_baseline"], meter["bills_reporting"]) == (0, "ok", 12, 12)
    assert (meter["bills"][0]["start"], meter["bills"][0]["end"]) == ("2023-01-01", "2023-01-31")
    assert meter["saving"] == pytest.approx(0.2 * meter["baseline_observed"], rel=0.05)
    assert meter["band90"] > 0
    assert meter["disqualified"] == []


def test_units_are_converted_to_the_one_that_is_reported_in(jieyue, usage, weather):
    plain = jieyue("savings", "--usage", usage(bills()), "--temperature", weather, *ASKED).json["meters"][0]
    large = [[*row[:5], row[5] / 10_000, "万kWh"] for row in bills()]
    said = jieyue("savings", "--usage", usage(large), "--temperature", weather, *ASKED).json["meters"][0]
    assert (said["unit"], said["saving"]) == ("kWh", pytest.approx(plain["saving"], rel=1e-9))


def test_a_unit_that_the_system_does_not_know_is_kept(jieyue, usage, weather):
    said = jieyue("savings", "--usage", usage(bills("天然气", "therm")), "--temperature", weather, *ASKED)
    assert said.json["meters"][0]["unit"] == "therm"


def test_gas_and_heat_fit_no_cooling_and_every_resource_has_a_sum(jieyue, usage, weather):
    rows = [*bills(), *bills("天然气", "m3", meter="G"), *bills("热力", "GJ", meter="H")]
    said = jieyue("savings", "--usage", usage(rows), "--temperature", weather, *ASKED)
    tried = {meter["meter"]: meter["candidates"]["tried"] for meter in said.json["meters"]}
    assert tried == {"M1": 2014, "G": 62, "H": 62}
    assert [each["resource"] for each in said.json["portfolio"]] == ["electricity", "natural_gas", "heat"]


def test_a_setting_otherwise_is_marked_in_the_answer(jieyue, usage, weather):
    asked = ("savings", "--usage", usage(bills()), "--temperature", weather, *ASKED)
    said = jieyue(*asked, "--setting", "balance_step_f=2")
    assert said.json["deviations"] == [{"setting": "balance_step_f", "value": 2.0, "method_value": 1.0}]
    for wrong in ("colour=1", "balance_step_f=0", "balance_step_f=x", "balance_step_f"):
        refused = jieyue(*asked, "--setting", wrong)
        assert (refused.status, list(refused.json)) == (2, ["error"])


def test_a_meter_that_cannot_be_judged_is_told_why_with_status_1(jieyue, usage, weather):
    rows = [*bills(), *([*row[:1], "别处", *row[2:]] for row in bills(meter="M2"))]
    said = jieyue("savings", "--usage", usage(rows), "--temperature", weather, *ASKED)
    good, other = said.json["meters"]
    assert (said.status, good["status"], other["status"], other["saving"]) == (1, "ok", "no_data", None)
    assert [each["name"] for each in other["disqualified"]] == ["no_baseline_bills"]
    assert {each["name"] for each in other["warnings"]} == {"bills_no_temperature"}
    assert said.json["portfolio"][0]["meters_without_saving"] == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({4: "2022-01-01"}, "不晚于起"),
        ({3: "去年"}, "不是日期或时间"),
        ({2: "阳光"}, "不在可填的内容之中"),
        ({5: "许多"}, "不是数字"),
        ({6: "m3"}, "不能按“m3”计量"),
        ({6: "MWh", 1: "别处"}, "一个气象站"),
        ({3: date(2023, 1, 20)}, "重叠"),
        ({0: ""}, "没有填写"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_answered(jieyue, usage, weather, change, says):
    rows = bills()
    rows[1] = [change.get(place, value) for place, value in enumerate(rows[1])]
    said = jieyue("savings", "--usage", usage(rows), "--temperature", weather, *ASKED)
    assert said.status == 2
    assert said.json.keys() == {"error", "problems"}
    assert any(each["row"] == 3 for each in said.json["problems"])
    assert says in "".join(each["says"] + each["do"] for each in said.json["problems"])
    assert "用量.csv" in said.err


def test_fahrenheit_is_refused_with_what_to_do(jieyue, usage, tmp_path):
    hot = sheet(tmp_path / "t.csv", ("station", "time", "temperature_c"), [("街道站", "2023-01-01", "77")])
    said = jieyue("savings", "--usage", usage(bills()), "--temperature", hot, *ASKED)
    assert (said.status, said.json["problems"][0]["rule"]) == (2, "impossible_temperature")
    assert "÷ 1.8" in said.json["problems"][0]["do"]


def test_two_temperatures_of_one_hour_are_refused_and_the_same_again_is_not(jieyue, usage, tmp_path):
    rows = [
        ("街道站", "2023-01-01T00:00+08:00", "1e-05"),
        ("街道站", "2023-01-01", "0.00001"),
        ("街道站", "2023-01-01", 3),
    ]
    twice = sheet(tmp_path / "t.csv", ("station", "time", "temperature_c"), rows)
    said = jieyue("savings", "--usage", usage(bills()), "--temperature", twice, *ASKED)
    assert [(each["row"], each["rule"]) for each in said.json["problems"]] == [(4, "two_temperatures")]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--baseline", "2023"), "没有写全"),
        (("--baseline", "2023-01-01..2023-12-31"), "报告期“”没有写全"),
        (("--baseline", "2023-12-31..2023-01-01", "--reporting", "2024-01-01..2024-12-31"), "止不晚于起"),
        (("--baseline", "冬天..夏天", "--reporting", "2024-01-01..2024-12-31"), "看不懂"),
        ((), "没有基准期和报告期"),
    ],
)
def test_periods_that_cannot_be_read_are_refused_in_words(jieyue, usage, weather, words, says):
    said = jieyue("savings", "--usage", usage(bills()), "--temperature", weather, *words, "--json")
    assert said.status == 2
    assert says in said.json["error"]["says"]


def test_a_sheet_without_quantities_is_refused(jieyue, usage, weather):
    said = jieyue(
        "savings",
        "--usage",
        usage([row[:5] + row[6:] for row in bills()], USAGE[:5] + USAGE[6:]),
        "--temperature",
        weather,
        *ASKED,
    )
    assert (said.status, said.json["error"]["says"]) == (2, "缺少“数量”（quantity）列。")


def test_a_usual_year_is_told_on_request_in_the_mean_of_the_weather_there_is(jieyue, usage, weather):
    asked = ("savings", "--usage", usage(bills()), "--temperature", weather, *ASKED)
    assert "normal_year" not in jieyue(*asked).json["meters"][0]
    said = jieyue(*asked, "--normal-year").json["meters"][0]
    normal = said["normal_year"]
    assert normal["years_of_weather"] == 2
    assert normal["saving"] == pytest.approx(normal["baseline"] - normal["reporting"])
    assert normal["saving"] == pytest.approx(said["saving"], rel=0.02)  # both years had the same weather


def test_every_model_that_was_tried_is_written_to_a_file_on_request(jieyue, usage, weather, tmp_path):
    asked = ("savings", "--usage", usage(bills("热力", "GJ")), "--temperature", weather, *ASKED)
    said = jieyue(*asked, "--candidates", tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == said.json["meters"][0]["candidates"]["tried"] == 62
    assert rows[0]["model"] == "intercept_only"
    assert {row["standing"] for row in rows} > {"qualified"}
    refused = jieyue(*asked, "--candidates", tmp_path / "nowhere" / "c.csv")
    assert (refused.status, "不能写入" in refused.json["error"]["says"]) == (2, True)


def test_a_person_reads_the_saving_its_band_and_the_sum(jieyue, usage, weather):
    said = jieyue("savings", "--usage", usage(bills()), "--temperature", weather, *ASKED[:-1])
    assert said.out.startswith("M1 电 节约 ")
    assert "（九成把握） kWh" in said.out
    assert "合计 电 1 块表：节约" in said.out
