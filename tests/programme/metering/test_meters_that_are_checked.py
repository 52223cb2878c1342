"""What readings say beside one another, beside bills, and to a scoring standard."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.metering.queries import metering
from jieyue.rules.scoring import Verdict
from offices import open_office, person_named
from samples import NOW

pytestmark = pytest.mark.django_db
AFTER = date(2026, 2, 1)
MAIN = {"organisation": "A", "number": "D-1", "resource": "电", "multiplier": "1", "digits": "6", "account": "1001"}
SUB = {**MAIN, "number": "D-2", "main": "D-1", "account": ""}


@pytest.fixture
def house(house):
    return open_office(house).house


def read(meter: str, day: str, shown: int) -> dict[str, str]:
    return {"organisation": "A", "meter": meter, "read_at": f"{day} 00:00", "shown": str(shown)}


def found(house, rule: str) -> list:
    return [each for each in house.checks("A", "2025") if each.rule == rule]


def test_sub_meters_that_are_together_above_their_main_are_a_finding_beyond_the_limit(house):
    house.have("meters", [MAIN])
    house.have("meters", [SUB, {**SUB, "number": "D-3"}])
    for meter, february, march in (("D-1", 100, 200), ("D-2", 60, 120), ("D-3", 44, 90)):
        house.have("readings", [read(meter, "2025-01-01", 0), read(meter, "2025-02-01", february)])
        house.have("readings", [read(meter, "2025-03-01", march)])
    (only,) = found(house, "subs_exceed_main")
    assert (only.period, only.figures) == ("2025-02", {"main": 100, "subs": 106})


def test_a_bill_and_the_meter_of_its_account_are_compared_on_the_bills_own_days(house):
    house.have("meters", [MAIN])
    house.have(
        "readings", [read("D-1", "2025-01-01", 0), read("D-1", "2025-02-01", 104), read("D-1", "2025-03-01", 354)]
    )
    (only,) = found(house, "bill_and_meter_differ")
    assert (only.period, only.figures["metered"]) == ("2025-02", 250)
    assert "票据为 200.005 kWh，同期抄表为 250" in only.says


def test_where_readings_do_not_cover_a_bills_days_nothing_is_compared(house):
    house.have("meters", [MAIN])
    house.have("readings", [read("D-1", "2025-01-05", 0), read("D-1", "2025-02-01", 999)])
    assert found(house, "bill_and_meter_differ") == []


def test_what_went_backwards_and_a_doubtful_roll_over_stay_found_until_they_are_corrected(house):
    house.have("meters", [{**MAIN, "digits": "4"}])
    house.have("readings", [read("D-1", f"2025-0{n}-01", shown) for n, shown in ((1, 6900), (2, 7000), (3, 710))])
    assert len(found(house, "doubtful_roll_over")) == 1
    house.have("readings", [read("D-1", "2025-03-01", 6000)], reason="看错")
    assert [len(found(house, rule)) for rule in ("doubtful_roll_over", "went_backwards")] == [0, 1]
    house.have("readings", [read("D-1", "2025-03-01", 7100)], reason="看错")
    assert [len(found(house, rule)) for rule in ("doubtful_roll_over", "went_backwards")] == [0, 0]


def test_more_than_twice_the_rated_power_of_the_branch_is_told_and_stays_found_until_it_is_corrected(house):
    house.have("meters", [{**MAIN, "rated_power_kw": "10"}])
    house.have("readings", [read("D-1", "2025-01-01", 0), read("D-1", "2025-01-02", 480)])
    told = house.have("readings", [read("D-1", "2025-01-03", 970)])
    assert [each.rule for each in told.problems] == ["beyond_rated_power"]
    assert "用电 490 kWh，平均功率 20.4 kW，超过额定功率 10 kW 的 2 倍" in told.problems[0].says
    (only,) = found(house, "beyond_rated_power")
    assert only.says == told.problems[0].says
    house.have("readings", [read("D-1", "2025-01-03", 590)], reason="看错")
    assert found(house, "beyond_rated_power") == []


def test_a_digit_too_many_is_told_of_a_meter_without_rated_power_and_stays_found_until_it_is_corrected(house):
    house.have("meters", [MAIN])
    house.have("readings", [read("D-1", f"2025-0{n}-01", 100 * n) for n in (1, 2, 3)])
    told = house.have("readings", [read("D-1", "2025-04-01", 99_999)])
    assert [each.rule for each in told.problems] == ["meter_jump"]
    assert "平均每天用量 3216.1 kWh，是此前最高的 3.6 kWh 的 900.5 倍" in told.problems[0].says
    (only,) = found(house, "meter_jump")
    assert (only.says, only.period) == (told.problems[0].says, "2025-04")
    house.have("readings", [read("D-1", "2025-04-01", 410)], reason="看错")
    assert found(house, "meter_jump") == []


def test_what_is_beyond_the_rated_power_is_told_as_that_alone(house):
    house.have("meters", [{**MAIN, "rated_power_kw": "10"}])
    house.have("readings", [read("D-1", f"2025-0{n}-01", 100 * n) for n in (1, 2, 3)])
    told = house.have("readings", [read("D-1", "2025-04-01", 99_999)])
    assert [each.rule for each in told.problems] == ["beyond_rated_power"]
    assert (len(found(house, "beyond_rated_power")), found(house, "meter_jump")) == (1, [])


def test_a_late_reading_that_leaves_too_much_for_the_time_until_the_next_is_told(house):
    house.have("meters", [{**MAIN, "rated_power_kw": "10"}])
    house.have("readings", [read("D-1", "2025-01-01", 0), read("D-1", "2025-01-03", 900)])
    told = house.have("readings", [read("D-1", "2025-01-02", 40)])
    assert ["2025-01-02 00:00 至 2025-01-03 00:00" in each.says for each in told.problems] == [True]


OF_A = """kind = "thresholds"
[[limits]]
limit = "rated_power_times"
value = 1
place = "A"
from = 2010-01-01
source = { document = "本单位规定" }
certainty = "verified"
"""


def test_a_unit_that_has_a_limit_of_power_of_its_own_is_judged_by_it(house, settings, tmp_path):
    (tmp_path / "policy" / "checks").mkdir(parents=True)
    (tmp_path / "policy" / "checks" / "ours.toml").write_text(OF_A, "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [tmp_path / "policy"]
    house.have("meters", [{**MAIN, "rated_power_kw": "10"}])
    told = house.have("readings", [read("D-1", "2025-01-01", 0), read("D-1", "2025-01-02", 300)])
    assert [each.rule for each in told.problems] == ["beyond_rated_power"]
    assert len(found(house, "beyond_rated_power")) == 1


def of_hours(hours) -> list[dict[str, str]]:
    """Collected by a system, at these hours of June."""
    begin = datetime(2025, 6, 1, tzinfo=NOW.tzinfo)
    at = (f"{begin + timedelta(hours=n):%Y-%m-%d %H:%M}" for n in hours)
    return [{**read("D-1", "", 5), "read_at": each, "read_by": "系统采集"} for each in at]


def test_a_meter_of_which_a_system_brought_less_than_nine_in_ten_hours_is_told_until_the_rest_has_come(house):
    house.have("meters", [MAIN])
    house.have("readings", of_hours(n for n in range(200) if n % 8))
    (only,) = found(house, "collected_in_part")
    assert (only.period, only.figures) == ("2025-06", {"expected": 197, "missing": 24})
    assert "每 1 小时一次，应采 197 次，缺 24 次，采到 88%" in only.says
    house.have("readings", of_hours(range(0, 200, 8)))
    assert found(house, "collected_in_part") == []


def test_of_what_people_read_no_rhythm_is_expected(house):
    house.have("meters", [MAIN])
    rows = of_hours(n for n in range(200) if n % 8)
    house.have("readings", [{**each, "read_by": "人工"} for each in rows])
    assert found(house, "collected_in_part") == []


def test_a_collector_that_reads_seven_minutes_after_midnight_is_told_until_its_times_are_right(house):
    house.have("meters", [MAIN])
    rows = of_hours(range(0, 24 * 5, 6))
    late = [{**each, "read_at": each["read_at"].replace(" 00:00", " 00:07")} for each in rows]
    house.have("readings", late)
    (only,) = found(house, "stamped_off")
    assert (only.period, only.figures) == ("2025-06", {"days": 4, "off": 4})
    assert "4 天里有 4 天零点的示数不是零点采的，最多差 7 分钟" in only.says
    house.have("readings", [each for each in rows if each["read_at"].endswith(" 00:00")])
    assert found(house, "stamped_off") == []
    assert found(house, "collected_in_part") == []


END_USES = ("照明插座", "空调", "动力", "信息中心")
WATER = {**MAIN, "number": "S-1", "resource": "水", "account": ""}


def decided(today: date = AFTER):
    about = {"organisation": "A", "year": 2025, "person": person_named("wang", on=AFTER), "today": today}
    rows = evaluation(standard=NATIONAL, **about).rows
    return next(row.decision for row in rows if row.decision.item.key == "N20-2.3b")


def test_metering_is_earned_where_main_zone_and_every_end_use_are_read_and_undecided_where_one_has_no_meter(house):
    subs = [{**SUB, "number": use, "end_use": use, "zone": "三层"} for use in END_USES]
    house.have("meters", [MAIN, WATER])
    house.have("meters", subs[:3])
    assert "没有按月抄全" in decided().missing[0].says
    house.have("readings", [each for n in ("D-1", "S-1", *END_USES[:3]) for each in of_year(n)])
    undecided = decided()
    assert undecided.verdict is Verdict.UNDECIDED
    assert "特殊用电" in undecided.why
    house.have("meters", subs[3:])
    assert decided().verdict is Verdict.LOST
    house.have("readings", of_year(END_USES[3]))
    assert decided().verdict is Verdict.EARNED


def of_year(meter: str) -> list[dict[str, str]]:
    return [read(meter, "2025-01-01", 0), read(meter, "2026-01-01", 10)]


def asked_of_2025():
    return metering(organisation="A", year=2025, person=person_named("wang", on=AFTER), today=AFTER)


def test_the_page_says_which_account_is_counted_by_a_meter_and_what_its_bills_differ_by(house):
    house.have("meters", [{**MAIN, "is_source": "是"}])
    for day, shown in (("2025-01-01", 0), ("2025-02-01", 110), ("2025-03-02", 310)):
        house.have("readings", [{**read("D-1", day, shown), "is_estimated": "是" if shown == 310 else "否"}])
    found = asked_of_2025()
    assert found.meters[0].counts_for == "电（建筑）户号 1001"
    told = [(each.metered, round(each.percent), each.is_beyond, each.is_estimated) for each in found.bills]
    assert told == [(Decimal(110), 10, True, False), (Decimal("193.103"), -3, False, True)]


def test_day_and_night_are_told_of_the_months_that_are_read_by_the_hour_and_of_no_other(house):
    house.have("meters", [MAIN])
    begin = datetime(2025, 6, 1, tzinfo=NOW.tzinfo)
    rows = [{**read("D-1", "", n), "read_at": f"{begin + timedelta(hours=n):%Y-%m-%d %H:%M}"} for n in range(721)]
    house.have("readings", [*rows, read("D-1", "2025-08-01", 2000)])
    (hours,) = asked_of_2025().hours
    assert hours.by_day_and_night == {"day": 360, "night": 360}
    assert hours.by_workdays == {"workday": 480, "day_off": 240}
    assert (hours.months_of_nights, hours.is_estimated) == ([date(2025, 6, 1)], False)


def test_the_page_of_a_year_asks_as_often_for_many_meters_as_for_one(house, django_assert_max_num_queries):
    house.have("meters", [MAIN])
    house.have("readings", [read("D-1", "2025-01-01", 0), read("D-1", "2025-02-01", 110)])
    with CaptureQueriesContext(connection) as one:
        asked_of_2025()
    subs = [{**SUB, "number": f"D-1{n}"} for n in range(20)]
    house.have("meters", subs)
    house.have("readings", [read(each["number"], day, 3) for each in subs for day in ("2025-01-01", "2025-02-01")])
    with django_assert_max_num_queries(len(one)):
        asked_of_2025()
