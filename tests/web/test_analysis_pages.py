"""用能分析 says which year it shows, and compares only what can be compared."""

import pytest
from django.utils import timezone

from offices import Office, open_office

YEARS_COMPARED = "比较的月份"


@pytest.fixture
def office(house) -> Office:
    return house.begun(open_office)


def page(office, asked: str = "") -> str:
    return office.as_("wang").get(f"/analysis/?organisation=A{asked}").content.decode()


def test_without_a_year_the_last_whole_one_opens_and_says_where_this_year_is(office):
    this = timezone.localdate().year
    opened = page(office)
    assert f"{this - 1} 年用能分析" in opened
    assert f"{this} 年还没有结束，到现在为止的数请选 {this}。" in opened
    assert "没有选年度时" not in page(office, f"&year={this - 1}")


def test_a_year_without_a_year_to_compare_with_has_no_table_of_changes(house, office):
    assert YEARS_COMPARED not in page(office, "&year=2025")
    house.have(
        "bills",
        """organisation | resource | start_date | end_date | quantity | unit
           A | electricity | 2024-01-01 | 2024-01-31 | 900 | kWh""",
    )
    assert YEARS_COMPARED in page(office, "&year=2025")
