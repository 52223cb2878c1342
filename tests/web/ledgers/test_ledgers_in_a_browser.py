"""A month of paper typed into the sheet that offers it, on a screen and on a phone."""

import pytest
from playwright.sync_api import expect

from browsing import find_fault, look
from grid_page import GridPage, idle
from jieyue.store.ledgers.paper.models import Paper

GRID = "/ledgers/paper/grid/?organisation=A&period=2025"


@pytest.fixture
def clerk(office, page, sign_in) -> GridPage:
    sign_in(page, "wang")
    return GridPage(page)


def test_only_the_month_that_was_written_is_saved(clerk, page):
    clerk.open(GRID)
    assert [clerk.text(row, 1) for row in (1, 12)] == ["2025-01", "2025-12"]
    assert "没有未保存的修改" in clerk.status()
    clerk.cell(3, 2).click()
    clerk.type("40")
    clerk.keys("Enter")
    clerk.cell(3, 5).click()
    clerk.type("12.5")
    clerk.keys("Enter", "Control+s")
    idle(page)
    expect(page.locator("[data-grid-status]")).to_contain_text("没有未保存的修改")
    assert list(Paper.objects.values_list("month", "bought_reams", "used_reams")) == [("2025-03", 40, 12.5)]


@pytest.mark.parametrize("width", [1280, 390])
def test_nobody_is_shut_out(office, open_page, sign_in, width):
    office.house.have("paper", [{"organisation": "A", "month": "2025-01", "bought_reams": "10", "used_reams": "5"}])
    page = open_page(width=width)
    sign_in(page, "wang")
    row = Paper.objects.get().pk
    for address in ("", "paper/", "paper/missing/?organisation=A", f"paper/{row}/", f"paper/{row}/correct/"):
        page.goto(f"/ledgers/{address}")
        find_fault(page)
        look(page, f"ledgers-{address.replace('/', '-').partition('?')[0]}")
