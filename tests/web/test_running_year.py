"""Some months of a year beside the twelve of the last one are no saving."""

import pytest
from django.utils import timezone

HEADER = "organisation | resource | account | start_date | end_date | quantity | unit"


def changes_of(office, year: int) -> str:
    page = office.as_("li").get("/statistics/figures/", {"organisation": "A", "period": str(year)}).content.decode()
    return page.partition('id="changes"')[2].partition("</section>")[0]


@pytest.mark.django_db
def test_a_year_that_is_not_over_tells_no_plain_change(office):
    this = timezone.localdate().year
    rows = [
        f"A | 电 | 7001 | {year}-{month}-01 | {year}-{month}-{last} | 1000 | kWh"
        for year in (this - 2, this - 1, this)
        for month, last in (("01", 31), ("12", 31))
        if (year, month) != (this, "12")
    ]
    office.house.have("bills", "\n".join([HEADER, *rows]))
    running, over = changes_of(office, this), changes_of(office, this - 1)
    assert 'data-label="上年整期">' in running
    assert 'data-label="上年同期">' not in running
    assert "-50.0" not in running
    assert "不作同比；增减看同口径" in running
    assert 'data-label="上年同期">' in over
    assert "上年整期" not in over
