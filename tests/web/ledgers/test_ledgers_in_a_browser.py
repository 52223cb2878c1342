"""The road of every ledger in a browser; a month of paper typed into the sheet that offers it, on screen and phone."""

from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from playwright.sync_api import expect

from browsing import find_fault, look
from grid_page import GridPage, idle
from jieyue.programme.ledgers.catalogue import Ledger, all_ledgers, ledger_named
from jieyue.programme.ledgers.cells import headings, sheet_columns
from jieyue.programme.ledgers.coming import measured
from jieyue.rules.roles import Right
from jieyue.store.ledgers.paper.models import Paper
from jieyue.store.registers import registers
from ledger_samples import common, sample_rows
from soaking import DESK_AND_PHONE, IS_SOAKING

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


TOLD = "[...document.querySelectorAll('#grid thead .grid__column--told')]"
GAPS = f"""{TOLD}.flatMap((cell) => {{
  const {{left, right, top, height}} = cell.getBoundingClientRect();
  return [left + 0.5, (left + right) / 2, right - 0.5].map((x) => document.elementFromPoint(x, top + height / 2));
}}).filter((found) => !found.closest('.grid__column--told')).map((found) => found.textContent)"""
LEFT_OF_TOLD = f"""() => {{
  const region = document.querySelector('.grid-region');
  region.scrollLeft = region.scrollWidth;
  const [first] = {TOLD};
  return first.getBoundingClientRect().left - first.previousElementSibling.getBoundingClientRect().right;
}}"""


@pytest.mark.parametrize("key", [key for key, each in all_ledgers().items() if each.every and measured(each)])
def test_what_stands_beside_a_month_names_its_column_and_leaves_the_others_to_be_seen(clerk, page, key):
    clerk.open(f"/ledgers/{key}/grid/?organisation=A&period=2025-03")
    ledger = ledger_named(key)
    of = next(each.zh for each in headings(ledger.model) if each.key == measured(ledger).column)
    assert page.evaluate(f"{TOLD}.map((each) => each.textContent)")[:3] == [f"上月{of}", f"上年同月{of}", f"{of}变化"]
    assert page.evaluate(GAPS) == []
    assert page.evaluate(LEFT_OF_TOLD) >= -1


@pytest.mark.parametrize("width", DESK_AND_PHONE)
def test_nobody_is_shut_out(office, open_page, sign_in, width):
    office.house.have("paper", [{"organisation": "A", "month": "2025-01", "bought_reams": "10", "used_reams": "5"}])
    page = open_page(width=width)
    sign_in(page, "wang")
    row = Paper.objects.get().pk
    for address in ("", "paper/", "paper/missing/?organisation=A", f"paper/{row}/", f"paper/{row}/correct/"):
        page.goto(f"/ledgers/{address}")
        find_fault(page)
        look(page, f"ledgers-{address.replace('/', '-').partition('?')[0]}")


def test_rows_of_every_ledger_are_pasted_listed_corrected_and_brought_again_by_file(office, clerk, page):
    """Registers come first: other rows are about theirs. What an authority keeps has its own test of operations.

    A ledger that brings no two sorts of columns together but those that were is not pasted; in a soak all are.
    """
    own = [each for each in common() if ledger_named(each).right is Right.ENTER]
    first, shapes = {each.key for each in registers()}, set()
    for key in sorted(own, key=lambda each: (each not in first, ledger_named(each).is_dated, each)):
        ledger, rows = ledger_named(key), sample_rows(key, unit="A")
        if (shape := _shape(ledger)) <= shapes and not IS_SOAKING:
            office.house.have(key, rows)
            continue
        shapes |= shape
        _paste(clerk, key, rows)
        clerk.told("save", f"新增 {len(rows)} 行")
        page.goto(f"/ledgers/{key}/?organisation=A&since=&until=")
        lines = page.locator(f"tbody a[href^='/ledgers/{key}/']")
        assert lines.count() == len(rows), key
        lines.first.click()
        _correct(page, ledger)
        expect(page.locator("main"), key).to_contain_text("已更正。")
        expect(page.locator("main")).to_contain_text("抄错")
        again = office.house.bring(key, rows, reason="按原件恢复")
        assert (again.changed, again.added, again.refused) == (1, 0, 0), (key, again.problems)
    page.goto("/evaluation/A/2025/")
    scored = {key for key in own if page.locator(f"main a[href*='/ledgers/{key}/']").count()}
    assert {key for key in own if ledger_named(key).sources} - scored == set(), "the score sheet leads to their rows"
    for key in own:
        if ledger_named(key).is_measured and key not in scored:
            page.goto(f"/ledgers/{key}/summary/?organisation=A")
            expect(page.locator("#whole"), f"{key} is summed up, and its rows are behind that").to_be_visible()


def _shape(ledger: Ledger) -> set[tuple[str, str]]:
    """Every sort of column beside every other, and beside what its rows are of: a month each, a day, or neither."""
    rows = f"each {ledger.every}" if ledger.every else "dated" if ledger.is_dated else "lasting"
    columns = {each.heading.type for each in sheet_columns(ledger, below=False)}
    return set(combinations_with_replacement(sorted({*columns, rows}), 2))


def _paste(grid: GridPage, key: str, rows: list[dict[str, str]]) -> None:
    """With the header of the template, as copied from the file."""
    columns = [each.column for each in sheet_columns(ledger_named(key), below=False)]
    block = [[each.zh for each in columns], *([row.get(each.key, "") for each in columns] for row in rows)]
    grid.open(f"/ledgers/{key}/grid/?organisation=A&period=2025")
    grid.paste("".join("\t".join(line) + "\r\n" for line in block), 1, 1)
    grid.keys("Control+s")
    idle(grid.page)


def _correct(page, ledger) -> None:
    """A figure or, where there is none, something else that is no part of what the row is known by."""
    page.get_by_role("link", name="更正").click()
    headings = [each.heading for each in sheet_columns(ledger, below=False) if not each.heading.is_of_key]
    order = ("number", "text", "yes_no", "choice")
    chosen = min((each for each in headings if each.type in order), key=lambda each: order.index(each.type))
    field = page.locator(f"[name='{chosen.key}']")
    written = field.input_value()
    if chosen.type == "yes_no":
        field.select_option("否" if written == "是" else "是")
    elif chosen.choices:
        field.select_option(next(word for word in chosen.choices if word != written))
    else:
        field.fill(str(Decimal(written or 0) + 1) if chosen.is_number else f"{written}等")
    page.locator("[name='reason']").fill("抄错")
    page.get_by_role("button", name="保存更正").click()
