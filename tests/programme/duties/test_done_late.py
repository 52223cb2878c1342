"""已办的里面有几家是逾期后办的: wherever done is counted."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from test_by_ledgers import PLAN, office_under, paper

from jieyue.programme.duties import discharging, operations
from jieyue.programme.duties.as_json import counts_as_json
from jieyue.programme.duties.queries import at_place, duties, look_ahead
from jieyue.programme.reporting.operations import submit
from jieyue.rules.period import Period
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
AT = datetime(2025, 4, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
REST = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-02-01 | 2025-02-28 | 500 | kWh | 350
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 600 | kWh | 420"""
WATER_OF_A = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
A | 水 | 2001 | 2025-02-01 | 2025-02-28 | 30 | m3 | 90"""
REPORT, MARCH, FEBRUARY = "report-quarter@2025Q1", "bills-by-month@2025-03", "bills-by-month@2025-02"


@pytest.fixture
def office(house):
    return house.begun(with_a_late_report)


def with_a_late_report(house):
    """B has brought February and its quarter after their days, March in time."""
    office = open_office(house)
    about = {"by": person_named("li", on=TODAY), "at": AT}
    operations.put_in_force(plan="sichuan-2020", organisation="C1", since=date(2025, 1, 1), **about)
    house.have("bills", REST, at=AT)
    submit(organisation="B", period=Period.parse("2025Q1"), by=person_named("wang", on=TODAY), at=AT)
    return office


def asked() -> dict[str, object]:
    return {"organisation": "C1", "person": person_named("wang", on=TODAY), "today": TODAY}


def counted() -> dict[str, tuple[int, int]]:
    return {each.duty.key: (each.done, each.done_late) for each in at_place(**asked()).tallies}


def test_of_those_who_have_done_it_as_many_are_late_as_did_it_after_its_day(office):
    found = counted()
    assert [found[key] for key in (REPORT, FEBRUARY, MARCH)] == [(1, 1), (1, 1), (1, 0)]
    shown = duties(**asked())
    told = {each["key"]: (each["done"], each["done_late"]) for each in counts_as_json(shown)}
    assert [told[key] for key in (REPORT, FEBRUARY, MARCH)] == [(1, 1), (1, 1), (1, 0)]


def test_the_pages_that_count_what_is_done_say_it(office, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_at: TODAY)
    page, start = (
        office.as_("wang").get(url).content.decode() for url in ("/duties/?organisation=C1", "/start/duties/")
    )
    assert "其中逾期后办结 1 家" in page
    assert "其中逾期后办结 1" in start


def test_of_more_units_than_are_looked_at_one_by_one_the_database_counts_the_same(office, monkeypatch):
    one_by_one = counted()
    monkeypatch.setattr(discharging, "MOST_DATED", 2)
    assert (counted(), one_by_one[FEBRUARY]) == (one_by_one, (1, 1))
    office.house.have("bills", WATER_OF_A, at=AT)
    assert counted()[FEBRUARY] == (2, 2), "what is kept of a month is not kept longer than the month stays as it is"


def test_an_older_record_entered_afterwards_makes_nobody_late(house, tmp_path, settings, monkeypatch):
    """A had its day of the quarter entered in time and another, of before, after its end; B only after it."""
    office_under(PLAN, house, tmp_path, settings)
    day = {"title": "世界水日", "kind": "宣传实践活动", "campaign": "世界水日"}
    in_time, too_late = (datetime(2025, 7, on, tzinfo=AT.tzinfo) for on in (10, 25))
    house.have("activities", [{**day, "organisation": "A", "held_on": "2025-06-05"}], at=in_time)
    later = [{**day, "organisation": unit, "held_on": "2025-05-16"} for unit in ("A", "B")]
    house.have("activities", later, at=too_late)
    house.have("paper", [paper("2025-05")], at=too_late)
    about = {**asked(), "today": date(2025, 7, 26)}
    for most_dated in (200, 0):
        monkeypatch.setattr(discharging, "MOST_DATED", most_dated)
        found = {each.duty.key: (each.done, each.done_late) for each in at_place(**about).tallies}
        assert (found["week@2025Q2"], found["paper@2025-05"]) == ((2, 1), (1, 1))


def talk(unit: str, held_on: str, campaign: str = "世界水日", **more: str) -> tuple[str, list[dict[str, str]]]:
    row = {"organisation": unit, "held_on": held_on, "title": "世界水日", "kind": "宣传实践活动", "campaign": campaign}
    return "activities", [{**row, **more}]


ENTRIES = {
    "B brings its day after the quarter's day": talk("B", "2025-05-16"),
    "A brings an earlier one, late too": talk("A", "2025-04-11"),
    "the one of B was no such day": talk("B", "2025-05-16", campaign=""),
    "it was one after all": talk("B", "2025-05-16"),
    "that of A is taken away": talk("A", "2025-04-11", withdrawn="是"),
    "A brings paper of May": ("paper", [paper("2025-05")]),
    "X, which is late too, comes to the county": (
        "organisations",
        "code | name | parent | level | effective_on\nX | 乙县医院 | C1 | 单位 | 2025-03-01",
    ),
}


def test_who_was_late_with_a_record_is_kept_only_for_as_long_as_nobody_wrote_about_it(
    house, tmp_path, settings, monkeypatch
):
    office_under(PLAN, house, tmp_path, settings)
    monkeypatch.setattr(discharging, "MOST_DATED", 0)
    too_late = datetime(2025, 7, 25, tzinfo=AT.tzinfo)
    about = {**asked(), "today": date(2025, 7, 26)}

    def told() -> dict[str, tuple[int, int]]:
        return {each.duty.key: (each.done, each.done_late) for each in at_place(**about).tallies}

    house.have(*talk("X", "2025-05-16"), at=too_late)
    before = told()
    for what, (kind, rows) in ENTRIES.items():
        house.have(kind, rows, at=too_late, reason="核对")
        kept = told()
        for each in (discharging._late_below, discharging._late_with_records_below):
            each.cache.clear()
        assert (what, kept) == (what, told())
        assert kept != before, what
        before = kept


def test_who_was_late_at_the_top_is_counted_before_anybody_asks(house, tmp_path, settings, monkeypatch):
    office_under(PLAN, house, tmp_path, settings)
    monkeypatch.setattr(discharging, "MOST_DATED", 0)
    about = {**asked(), "today": date(2025, 7, 26)}
    house.have(*talk("A", "2025-05-16"), at=datetime(2025, 7, 25, tzinfo=AT.tzinfo))

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            at_place(**about)
        return len(found)

    def forget() -> None:
        for each in (discharging._late_below, discharging._late_with_records_below):
            each.cache.clear()

    questions()
    forget()
    cold = questions()
    forget()
    look_ahead(person=house.person, today=about["today"])
    assert questions() < cold
