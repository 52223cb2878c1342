"""已办的里面有几家是逾期后办的: wherever done is counted."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jieyue.programme.duties import discharging, operations
from jieyue.programme.duties.as_json import counts_as_json
from jieyue.programme.duties.queries import at_place, duties
from jieyue.programme.reporting.operations import submit
from jieyue.rules.period import Period
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
AT = datetime(2025, 4, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
REST = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
B | 电 | 1002 | 2025-02-01 | 2025-02-28 | 500 | kWh | 350
B | 电 | 1002 | 2025-03-01 | 2025-03-31 | 600 | kWh | 420"""
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


def counted() -> dict[str, tuple[int, int | None]]:
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
    monkeypatch.setattr(discharging, "MOST_DATED", 2)
    assert "不逐家查对登记的日子" in office.as_("wang").get("/duties/?organisation=C1").content.decode()


def test_where_nobody_looks_at_the_day_of_months_that_is_said_and_not_nought(office, monkeypatch):
    monkeypatch.setattr(discharging, "MOST_DATED", 2)
    found = counted()
    assert [found[key] for key in (REPORT, FEBRUARY, MARCH)] == [(1, 1), (1, None), (1, 0)]
