"""A meter's year day by day, of the readings that are dense enough."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.programme.metering.days import days_of_meter
from jieyue.rules.refusal import NotThere
from offices import open_office, person_named

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = date(2026, 2, 10)
METER = {"organisation": "A", "number": "D-1", "resource": "电", "multiplier": "1", "digits": "8"}


def hourly(house):
    """A main meter read each hour of June 2025, 10 kWh by day and 2 by night; a water meter read once a month."""
    office = open_office(house)
    house.have("meters", [METER, {**METER, "number": "S-1", "resource": "水"}])
    at, shown, rows = datetime(2025, 6, 1), 0, []  # noqa: DTZ001 (as a sheet has it)
    while at <= datetime(2025, 7, 1):  # noqa: DTZ001
        rows.append({"organisation": "A", "meter": "D-1", "read_at": f"{at:%Y-%m-%d %H:%M}", "shown": str(shown)})
        shown += 10 if 8 <= at.hour < 20 else 2
        at += timedelta(hours=1)
    rows += [
        {"organisation": "A", "meter": "S-1", "read_at": f"2025-{month:02}-01 00:00", "shown": str(month)}
        for month in (6, 7)
    ]
    house.have("readings", rows)
    return office


@pytest.fixture
def office(house):
    return house.begun(hourly)


def found(meter: int | None = None, username: str = "wang"):
    return days_of_meter(organisation="A", year=2025, meter=meter, person=person_named(username, on=TODAY))


def test_each_day_is_told_with_what_was_used_outside_working_time_and_what_never_stops(office):
    days = found()
    assert days.shown.number == "D-1"
    assert {use.quantity for use in days.days.values()} == {Decimal(144)}
    assert list(days.days)[0::29] == [date(2025, 6, 1), date(2025, 6, 30)]
    workdays = sum(is_worked for day, is_worked in days.workdays.items() if day.month == 6)
    assert (days.after_hours.at_work, days.after_hours.after_hours) == (120 * workdays, 30 * 144 - 120 * workdays)
    assert (days.base.per_hour, days.base.days, days.base.share) == (2, 30, pytest.approx(Decimal(100) / 3))


def test_a_meter_read_once_a_month_tells_no_day(office):
    water = next(each.id for each in found().meters if each.number == "S-1")
    days = found(water)
    assert (days.shown.number, days.days, days.after_hours, days.base) == ("S-1", {}, None, None)


def test_a_meter_of_another_unit_is_not_shown(office):
    days = found(999_999)
    assert (days.shown.number, days.is_instead, found().is_instead, found(days.shown.id).is_instead) == (
        *("D-1", True),
        *(False, False),
    )
    with pytest.raises(NotThere):
        found(username="zhao")


def test_without_a_wish_it_is_a_meter_of_which_the_readings_tell_the_days(office):
    house = office.house
    house.have("meters", [{**METER, "number": "A-0"}, {**METER, "number": "A-1"}])  # both before D-1
    monthly = [{"organisation": "A", "meter": "A-1", "read_at": f"{day} 00:00", "shown": "1"} for day in MONTHLY]
    house.have("readings", monthly)
    assert [each.number for each in found().meters][:2] == ["A-0", "A-1"]
    assert found().shown.number == "D-1"
    assert of_year(2024).shown.number == "A-1"  # read in that year, if not daily
    assert of_year(2023).shown.number == "A-1"  # read at all


MONTHLY = ("2024-06-01", "2024-07-01", "2025-06-01")


def of_year(year: int):
    return days_of_meter(organisation="A", year=year, meter=None, person=person_named("wang", on=TODAY))


def test_a_meter_that_is_not_there_is_said_on_the_page(office):
    said = "这个单位没有您要看的表，下面是另一块表的用量。"
    for meter, is_said in (("999999", True), ("", False)):
        query = {"organisation": "A", "year": "2025", "meter": meter}
        assert (said in office.as_("wang").get("/analysis/days/", query).content.decode()) is is_said


def test_the_calendar_has_a_square_for_each_day_and_the_figures_beside_it(office):
    page = office.as_("wang").get("/analysis/days/", {"organisation": "A", "year": "2025"}).content.decode()
    assert page.count('<rect class="heat-') == 365 + 3
    assert "2025-06-30 144 kWh" in page
