"""The road from a bill to the point on the score sheet, and a statistics officer's month, in a real browser."""

import calendar
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from browsing import find_fault, look
from grid_page import GridPage
from handed_in import picture
from jieyue.programme.publication.operations import propose
from jieyue.programme.reporting.operations import submit
from jieyue.rules.period import Period
from offices import person_named
from reporting_desk import accept, publish

YEAR = 2025
HEADER = "机构编码,能源资源,户号,起,止,数量,单位,金额,发票号码\n"
MOST_INTERACTIONS = 8
"""That a quarter's three months may take, pasted into the table of the last one."""


def line(month: int, quantity: str) -> str:
    last = calendar.monthrange(YEAR, month)[1]
    return f"B,电,1002,{YEAR}-{month:02}-01,{YEAR}-{month:02}-{last},{quantity},kWh,{month * 100},F{YEAR}{month:02}\n"


def days_after(period: Period, days: int) -> datetime:
    day = period.until + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def three_quarters(office, house, tmp_path):
    """A unit whose first three quarters were submitted, accepted and published, each in its time."""
    file = tmp_path / "three.csv"
    file.write_text(HEADER + "".join(line(month, "1000") for month in range(2, 10)), "utf-8")
    house.have("bills", file)
    for name in ("2025Q1", "2025Q2", "2025Q3"):
        period, unit = Period.parse(name), {"organisation": "B", "period": Period.parse(name)}
        then = days_after(period, 5)
        submit(**unit, by=person_named("wang", on=then.date()), at=then)
        accept(**unit, by=person_named("li", on=then.date()), at=then)
        propose(**unit, by=person_named("wang", on=then.date()), at=then)
        publish(**unit, by=person_named("feng", on=then.date()), at=then)


def test_from_the_fourth_quarters_bills_to_the_point_and_back_to_the_picture(open_page, sign_in, three_quarters):
    clerk, reviewer, approver, third = (sign_in(open_page(), who) for who in ("wang", "li", "feng", "sun"))
    clerk.goto(f"/evaluation/B/{YEAR}/")
    expect(clerk.locator("#N20-2\\.2d4")).to_contain_text("2025年四季度没有公示")

    import_quarter(clerk)
    clerk.goto("/reporting/B/2025Q4/")
    expect(clerk.locator("main")).to_contain_text("3,300")
    clerk.get_by_role("button", name="报送", exact=True).click()
    expect(clerk.locator("main")).to_contain_text("已报送")
    look(clerk, "road-submitted")
    find_fault(clerk)

    reviewer.goto("/")
    reviewer.get_by_role("link", name="甲县财政局2025年四季度的报送：已报送").click()
    reviewer.get_by_label("要单位答复或者更正").fill("十二月电量与发票不符，请核对。")
    reviewer.get_by_role("button", name="退回", exact=True).click()
    expect(reviewer.locator("main")).to_contain_text("已退回")

    clerk.goto("/")
    expect(clerk.locator("main")).to_contain_text("十二月电量与发票不符，请核对。")
    correct_december(clerk)
    clerk.goto("/reporting/B/2025Q4/")
    expect(clerk.locator("main")).to_contain_text("3,250")
    clerk.get_by_role("button", name="报送", exact=True).click()
    expect(clerk.get_by_role("alert")).to_contain_text("退回时提的问题还有 1 个没有答复")
    clerk.get_by_label("答复：十二月电量与发票不符，请核对。").fill("已按发票更正十二月电量。")
    clerk.get_by_role("button", name="报送", exact=True).click()

    reviewer.goto("/reporting/B/2025Q4/")
    expect(reviewer.locator("main")).to_contain_text("3,250")
    expect(reviewer.locator("main")).to_contain_text("已按发票更正十二月电量。")
    reviewer.get_by_role("button", name="验收", exact=True).click()
    expect(reviewer.locator("main")).to_contain_text("已验收")
    look(reviewer, "road-accepted")

    clerk.goto("/notices/B/2025Q4/")
    expect(clerk.locator("main")).to_contain_text("数据已验收")
    expect(clerk.locator("main")).to_contain_text("3,250")
    clerk.get_by_label("增减原因").fill("十二月供暖延长。")
    clerk.get_by_role("button", name="保存草稿").click()
    clerk.get_by_role("button", name="提交审批").click()
    expect(clerk.locator("main")).to_contain_text("待审批")
    assert clerk.get_by_role("button", name="批准公示").count() == 0

    approver.goto("/")
    approver.get_by_role("link", name="甲县财政局2025年四季度的公示等待您批准").click()
    approver.get_by_role("button", name="批准公示").click()
    expect(approver.locator("main")).to_contain_text("已公示")

    third.goto("/notices/B/2025Q4/")
    expect(third.locator("main")).to_contain_text("十二月供暖延长。")
    expect(third.locator("[data-drawn]")).to_be_visible()
    look(third, "road-notice")
    find_fault(third)

    open_from_the_point_down_to_the_picture(clerk)


def import_quarter(page: Page) -> None:
    rows = HEADER + line(10, "1000") + line(11, "1100") + line(12, "1200")
    file = {"name": "四季度票据.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.goto("/import/")
    page.get_by_label("内容").select_option("bills")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("button", name="导入 3 行").click()
    expect(page.locator("main")).to_contain_text("新增 3 行")


def correct_december(page: Page) -> None:
    page.goto("/ledgers/bills/?organisation=B&since=2025-12&until=2025-12")
    page.locator("tbody a[href^='/ledgers/bills/']").first.click()
    page.get_by_role("link", name="更正").click()
    page.get_by_label("数量").fill("1150")
    page.get_by_label("原因").fill("按发票改正")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("1,150")
    page.get_by_text("上传材料").click()
    page.get_by_label("事实日期").fill("2025-12-31")
    photo = {"name": "十二月发票.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.get_by_label("文件", exact=True).set_input_files([photo])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("已收下 1 份材料")).to_be_visible()


def open_from_the_point_down_to_the_picture(page: Page) -> None:
    """The point, its four notices, the notice, its bills, a bill, the picture of its invoice."""
    page.goto(f"/evaluation/B/{YEAR}/")
    item = page.locator("#N20-2\\.2d4")
    expect(item).to_contain_text("得分")
    expect(item).to_contain_text("依据 4 项")
    item.get_by_text("依据 4 项").click()
    assert item.locator("details a").count() == 4
    look(page, "road-score-sheet")
    find_fault(page)
    item.get_by_role("link", name="2025年四季度于").click()
    page.get_by_role("row", name="电").get_by_role("link", name="电").click()
    page.locator("tbody a[href^='/ledgers/bills/']").first.click()
    expect(page.locator("main")).to_contain_text("2025-12-01")
    page.get_by_role("link", name="十二月发票").first.click()
    shown = page.locator(".evidence__page")
    expect(shown).to_be_visible()
    assert shown.evaluate("async (picture) => { await picture.decode(); return picture.naturalWidth; }") > 0


class Hand:
    """Counts what the officer does: a click, a paste, a key. Looking costs nothing."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, target) -> None:
        self.count += 1
        target.click()

    def keys(self, keys: str) -> None:
        self.count += 1
        self.page.keyboard.press(keys)


@pytest.mark.smoke
def test_three_months_pasted_at_once_take_at_most_8_interactions(open_page, sign_in, three_quarters):
    """Open, paste, check, submit: from the first page to a submitted quarter."""
    page = sign_in(open_page(permissions=["clipboard-read", "clipboard-write"]), "wang")
    page.goto("/")
    sheet = [each.split(",") for each in (HEADER + line(10, "1000") + line(11, "1100") + line(12, "1200")).split("\n")]
    text = "\r\n".join("\t".join([row[1], "", *row[2:]]) for row in sheet[1:] if len(row) > 1)
    page.goto("/ledgers/bills/grid/?organisation=B&period=2025-12")
    page.wait_for_selector(".grid--ready")
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    hand, grid = Hand(page), GridPage(page)
    hand.count += 1  # “填报票据” on the first page leads to this grid
    hand.click(grid.cell(1, 1))
    hand.keys("Control+v")
    hand.click(page.get_by_role("button", name="保存", exact=True))
    hand.click(grid.told("elsewhere", "这张表填的是2025年12月").get_by_role("button", name="登记在各自的月份"))
    grid.told("save", "已保存：新增 3 行")
    hand.click(page.get_by_role("link", name="报送2025年四季度"))
    expect(page.locator("main")).to_contain_text("3,300")
    hand.click(page.get_by_role("button", name="报送", exact=True))
    expect(page.locator("main")).to_contain_text("已报送")
    assert hand.count <= MOST_INTERACTIONS
