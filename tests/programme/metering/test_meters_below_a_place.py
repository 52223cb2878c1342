"""A place has no meters of its own: its page leads to those below it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.metering.queries import metering
from offices import open_office, person_named
from web.test_programme_pages import page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 15)


@pytest.fixture
def office(house):
    return open_office(house)


def test_a_place_tells_how_many_meters_are_in_use_below_it(office):
    """Not that there are none, because it has none of its own."""
    empty = page(office, "li", "/metering/?organisation=P&year=2025")
    assert "所辖单位都还没有登记计量器具" in empty
    meter = {"resource": "电", "multiplier": "1", "digits": "6"}
    at = [("A", "D-1", ""), ("A", "D-2", ""), ("A", "D-3", "2025-01-01"), ("B", "D-1", "")]
    rows = [{**meter, "organisation": unit, "number": number, "removed_on": gone} for unit, number, gone in at]
    office.house.have("meters", [{**row, "first_shown": "0", "last_shown": "1"} for row in rows])
    below = metering(organisation="P", year=2025, person=person_named("li", on=TODAY), today=TODAY).below
    told = {each.organisation.code: each.count for each in below}
    assert sum(told.values()) == 3
    text = page(office, "li", "/metering/?organisation=P&year=2025")
    assert "下面的单位登记了 3 块在用的表" in text
    assert all(f"/metering/?organisation={code}&amp;year=2025" in text for code in told)
    assert "还没有登记计量器具" not in text


def test_of_one_unit_below_and_of_three_it_asks_as_often(office):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            metering(organisation="P", year=2025, person=person_named("li", on=TODAY), today=TODAY)
        return len(asked)

    meter = {"number": "D-1", "resource": "电", "multiplier": "1", "digits": "6"}
    office.house.have("meters", [{**meter, "organisation": "A"}])
    one = queries()
    office.house.have("meters", [{**meter, "organisation": unit} for unit in ("B", "X")])
    assert queries() == one


def test_the_daily_use_of_a_place_leads_to_its_units(office):
    text = page(office, "li", "/analysis/days/?organisation=P&year=2025&meter=1")
    assert ("逐日用量按单位看" in text, "还没有登记计量器具" in text, "另一块表" in text) == (True, False, False)
