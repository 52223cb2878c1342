"""A page asks the warehouse few questions, as many for one unit as for three: to plan one takes longer than to read."""

import pytest

from walk.planted import Planted, plant
from walk.reading import pages, read_page

pytestmark = pytest.mark.one_database

MOST = 12
MOST_OF = {"analysis:page": 16, "documents:paper": 14, "forms:page": 14, "reporting:report": 16}
"""Of pages that ask more, by their names, what they ask."""
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"
UNITS = """code | name | parent | level | category
Q1 | 甲县一中 | C1 | 单位 | 教育
Q2 | 甲县二中 | C1 | 单位 | 教育"""


@pytest.fixture
def planted(house) -> Planted:
    return house.begun(plant)


def test_no_page_asks_much_and_none_asks_more_for_three_units_than_for_one(planted, house):
    dearest = {page.visit.name: page for page in sorted(pages(planted), key=lambda page: page.questions)}
    asked = {name: page.questions for name, page in dearest.items() if page.questions}
    assert {name: many for name, many in asked.items() if many > MOST} == MOST_OF
    add_two_units(house)
    then = {name: read.questions for name in asked if (read := read_page(dearest[name].visit))}
    more = [f"{name}: {asked[name]}, then {many}" for name, many in then.items() if many > asked[name]]
    assert not more, "\n".join(more)


def add_two_units(house) -> None:
    house.have("organisations", UNITS)
    months = [("2025-01-01", "2025-01-31"), ("2025-09-01", "2025-09-30")]
    bills = [
        f"{unit} | {resource} | {unit}-{resource} | {first} | {last} | 10{place} | {of} | 20{place}"
        for unit in ("Q1", "Q2")
        for resource, of in (("电", "kWh"), ("水", "m3"))
        for place, (first, last) in enumerate(months)
    ]
    house.have("bills", "\n".join([HEADER, *bills]))
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nQ1 | 2025 | 900 | 90\nQ2 | 2025 | 800 | 80")
