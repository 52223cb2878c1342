"""Books that tell the day in one column and the hours in others, as nearly every book of trips does."""

from datetime import date, datetime, time

import pytest

from files.reading_office import read, sheet
from jieyue.programme.records.kinds import kinds

WHO = ["号牌号码", "用车人", "用车事由", "目的地"]
CAR = ["演00011", "办公室", "开会", "市政府"]


def trips(heads, *rows, titles=(), answers=None, file_name=""):
    table = sheet(*([each] for each in titles), [*WHO, *heads], *([*CAR, *row] for row in rows))
    return read(table, kind="trips", answers=answers, file_name=file_name)


def times(found) -> list[tuple[object, object]]:
    return [(row.get("left_at"), row.get("back_at")) for row in found.rows]


def becomes(found) -> dict[str, str]:
    return {each.text: each.to for each in found.columns if each.text not in WHO}


def asked(found) -> dict[str, tuple]:
    return {each.key: each.choices for each in found.questions}


# --- one day, its hours


@pytest.mark.parametrize("day", ["2026-11-02", "2026.11.2", "2026/11/2", "2026年11月2日", date(2026, 11, 2)])
@pytest.mark.parametrize(("left", "back"), [("8:30", "16:30"), ("8：30", "下午4:30"), (time(8, 30), time(16, 30))])
def test_the_day_of_a_book_of_trips_goes_with_both_of_its_hours(day, left, back):
    found = trips(["用车日期", "出车时间", "收车时间"], [day, left, back])
    assert found.questions == []
    assert times(found) == [("2026-11-02 08:30", "2026-11-02 16:30")]
    assert "用车日期+出车时间=出车时间，用车日期+收车时间=回场时间" in found.layout


def test_two_uses_of_one_day_are_two_rows():
    found = trips(["用车日期", "出车时间", "收车时间"], ["2026-11-2", "8:30", "11:00"], ["2026-11-2", "14:00", "17:00"])
    assert times(found) == [("2026-11-02 08:30", "2026-11-02 11:00"), ("2026-11-02 14:00", "2026-11-02 17:00")]


def test_a_return_on_the_next_day_says_so_in_its_own_cell():
    rows = ["2026-11-2", "22:30", "次日1:20"], ["2026-11-2", "22:30", "2026-11-3 1:20"], ["2026-11-2", "22:30", "1:20"]
    found = trips(["用车日期", "出车时间", "收车时间"], *rows)
    assert [back for _, back in times(found)] == ["2026-11-03 01:20", "2026-11-3 1:20", "2026-11-02 01:20"]


def test_a_trip_without_an_hour_of_return_is_still_on_its_way():
    assert times(trips(["日期", "出车时间", "收车时间"], ["2026-11-2", "8:30", ""], ["2026-11-3", "8:30", "9:30"])) == [
        ("2026-11-02 08:30", None),
        ("2026-11-03 08:30", "2026-11-03 09:30"),
    ]


def test_each_hour_goes_with_the_day_of_its_own_where_there_is_one():
    heads = ["出车日期", "出车时间", "收车日期", "收车时间"]
    assert times(trips(heads, ["2026-11-2", "8:30", "2026-11-3", "9:30"])) == [("2026-11-02 08:30", "2026-11-03 09:30")]


@pytest.mark.parametrize("heads", [["日期", "时间"], ["用车日期", "时间"], ["日期", "出车时间"]])
def test_date_and_time_alone_are_the_moment_of_the_ledger(heads):
    found = trips(heads, ["2026-11-2", "8:30"])
    assert (found.questions, times(found)) == ([], [("2026-11-02 08:30", None)])


def test_a_whole_moment_goes_before_a_day():
    found = trips(["用车日期", "出车时间"], ["2026-11-2", "2026-11-2 8:30"])
    assert times(found) == [("2026-11-2 8:30", None)]
    assert becomes(found) == {"用车日期": "", "出车时间": "left_at"}


def test_a_day_that_goes_with_one_hour_does_not_stand_before_a_whole_moment():
    found = trips(["用车日期", "出车时间", "收车时间"], ["2026-11-2", "2026-11-2 8:30", "16:30"])
    assert times(found) == [("2026-11-2 8:30", "2026-11-02 16:30")]


def test_a_day_without_any_hour_is_never_midnight():
    found = trips(["用车日期"], [date(2026, 11, 2)])
    assert [each.why for each in found.columns if each.to == "left_at"] == ["按列名；只写了日期，没有写钟点"]
    found = trips(["用车日期", "收车时间"], ["2026-11-2", "16:30"])
    assert times(found) == [("2026-11-2", "2026-11-02 16:30")]


def test_an_hour_without_any_day_stays_an_hour():
    found = trips(["出车时间"], ["8:30"])
    assert times(found) == [("8:30", None)]
    assert [each.why for each in found.columns if each.to == "left_at"] == ["按列名；只写了钟点，没有日期"]


def test_a_blank_column_of_the_same_name_takes_nothing_away():
    found = trips(["用车时间", "出车时间"], ["", "2026-11-2 8:30"])
    assert times(found) == [("2026-11-2 8:30", None)]


@pytest.mark.parametrize("kind", [kind for kind, each in kinds().items() if kind in ("temperature", "readings")])
def test_every_ledger_of_moments_joins_them(kind):
    heads, row = ["房间", "表号", "检查日期", "抄表日期", "时间"], ["305", "D-1", "2025-7-2", "2025-7-2", "10:30"]
    found = read(sheet(heads, row), kind=kind)
    [row] = found.rows
    assert "2025-07-02 10:30" in row.values()


# --- what is for whoever sent it to say


def test_a_day_of_a_name_that_nobody_knows_is_asked_about():
    heads = ["用车日期", "出车时间", "交还的日子", "收车时间"]
    row = ["2026-11-2", "8:30", "2026-11-3", "9:30"]
    assert list(asked(trips(heads, row))) == ["day:收车时间"]
    said = trips(heads, row, answers={"day:收车时间": "“交还的日子”（第 7 列）"})
    assert times(said) == [("2026-11-02 08:30", "2026-11-03 09:30")]
    left = trips(heads, row, answers={"day:收车时间": "不读入"})
    assert times(left) == [("2026-11-02 08:30", None)]


def test_a_column_of_hours_that_nobody_knows_is_asked_about():
    heads, row = ["用车日期", "开出", "开回"], ["2026-11-2", "8:30", "9:30"]
    assert asked(trips(heads, row)) == {f"column:{each}": ("不读入", "出车时间", "回场时间") for each in heads[1:]}
    said = trips(heads, row, answers={"column:开出": "出车时间", "column:开回": "回场时间"})
    assert times(said) == [("2026-11-02 08:30", "2026-11-02 09:30")]


def test_of_two_columns_of_one_meaning_whoever_sent_it_says_which_is_read():
    heads, row = ["用车时间", "出车时间"], ["2026-11-2 8:00", "2026-11-2 8:30"]
    [question] = trips(heads, row).questions
    assert (question.key, question.proposed) == ("column:left_at", "出车时间（第 6 列）")
    said = trips(heads, row, answers={"column:left_at": question.proposed})
    assert becomes(said) == {"用车时间": "", "出车时间": "left_at"}
    assert times(said) == [("2026-11-2 8:30", None)]


def test_days_that_stand_in_the_first_of_several_rows_are_asked_about():
    rows = ["2026-11-2", "8:30", "9:30"], ["", "14:00", "15:00"]
    found = trips(["用车日期", "出车时间", "收车时间"], *rows)
    assert list(asked(found)) == ["blank:用车日期"]
    said = trips(["用车日期", "出车时间", "收车时间"], *rows, answers={"blank:用车日期": "同上一行"})
    assert times(said)[1] == ("2026-11-02 14:00", "2026-11-02 15:00")


# --- a day of a ledger of days


@pytest.mark.parametrize("heads", [["加油日期", "加油时间"], ["加油时间", "加油日期"]])
def test_hours_beside_a_day_that_is_asked_for_are_left_alone(heads):
    cells = {"加油日期": "2026-11-2", "加油时间": "9:12"}
    found = read(sheet([*heads, "车号", "升数"], [*map(cells.get, heads), "演00011", 40]), kind="refuellings")
    assert (found.questions, [row["refuelled_on"] for row in found.rows]) == ([], ["2026-11-2"])


# --- the year of a title


def test_a_day_without_its_year_is_of_the_one_year_that_the_title_names():
    found = trips(["用车日期", "出车时间"], ["11月26日", "8:30"], ["11月27日", "8:30"], titles=["2026年11月用车登记表"])
    assert times(found) == [("2026-11-26 08:30", None), ("2026-11-27 08:30", None)]
    [hint] = found.problems
    assert (hint.row, hint.severity) == (3, "warning")
    assert hint.says == "“11月26日”没有写年份，按标题里的 2026 年读入。同样的共 2 行。"


def test_the_name_of_the_file_tells_the_year_too():
    found = trips(["出车时间"], ["11月26日 8:30"], file_name="2026年11月用车")
    assert times(found) == [("2026年11月26日 8:30", None)]
    assert "按文件名里的 2026 年读入" in found.problems[0].says


@pytest.mark.parametrize("title", ["用车登记表", "2025年、2026年用车登记表", "2026年10月用车登记表"])
def test_a_day_without_its_year_stays_so_where_the_title_does_not_tell_it(title):
    found = trips(["用车日期", "出车时间"], ["11月26日", "8:30"], titles=[title])
    assert times(found) == [("11月26日 8:30", None)]
    assert found.problems == []


def test_a_moment_of_a_workbook_keeps_its_hour():
    assert times(trips(["出车时间"], [datetime(2026, 11, 2, 8, 30)])) == [(datetime(2026, 11, 2, 8, 30), None)]  # noqa: DTZ001


def test_stops_of_a_platform_are_joined_as_trips_are():
    heads = ["车牌号", "停车日期", "停车开始时间", "停车结束时间", "停车位置"]
    found = read(sheet(heads, ["演00011", "2026-11-2", "8:30:15", "9:10:05", "市政府"]), kind="stops")
    answers = {each.key: each.proposed for each in found.questions}
    said = read(sheet(heads, ["演00011", "2026-11-2", "8:30:15", "9:10:05", "市政府"]), kind="stops", answers=answers)
    assert [(row["arrived_at"], row["left_at"]) for row in said.rows] == [
        ("2026-11-02 08:30:15", "2026-11-02 09:10:05")
    ]
