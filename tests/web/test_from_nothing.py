"""From an empty home to the first accepted bill of a county with three units and six people, only in the browser."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from browsing import find_fault, look
from grid_page import GridPage
from jieyue.programme.people.setting_up import set_up_code
from jieyue.rules.period import Period
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.verifying import verify

MOST_INTERACTIONS = 91
"""Of all of them together: the set-up of the three administrators takes 14, to sign in with a first password and choose
one's own 7 each; the user guide names the rest.
"""

PEOPLE = [
    ("name", "username", "role", "organisation"),
    ("陈一", "chenyi", "统计员", "石桥县财政局"),
    ("林二", "liner", "统计员", "石桥县教育局"),
    ("孙三", "sunsan", "统计员", "石桥县档案局"),
    ("吴四", "wusi", "审核员", "石桥县"),
    ("郑五", "zhengwu", "审批人", "石桥县"),
]
UNITS = ("石桥县财政局", "石桥县教育局", "石桥县档案局")


def own(username: str) -> str:
    """The password that somebody chooses: another's is another, and nobody's has his name in it."""
    return f"Qing.shan-lv_shui.{sum(map(ord, username))}"


class Hand:
    """Counts what all of them do: a field filled in, a click, a file or a paste. Looking costs nothing."""

    def __init__(self) -> None:
        self.count = 0

    def fill(self, target: Locator, text: str) -> None:
        self.count += 1
        target.fill(text)

    def choose(self, target: Locator, option: str) -> None:
        self.count += 1
        target.select_option(label=option)

    def click(self, target: Locator) -> None:
        self.count += 1
        target.click()

    def give(self, target: Locator, file: dict) -> None:
        self.count += 1
        target.set_input_files(file)


@pytest.fixture
def hand() -> Hand:
    return Hand()


def quarter() -> Period:
    """The one that ended last; its last month is the first that is owed."""
    today = timezone.localdate()
    ended = [each for year in (today.year - 1, today.year) for each in Period.parse(f"{year}Q4").quarters()]
    return [each for each in ended if each.until <= today][-1]


def field(page: Page, name: str) -> Locator:
    return page.locator(f"#id_{name}")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def step(page: Page, name: str) -> Locator:
    return page.locator("section[aria-labelledby=open-steps]").get_by_role("link", name=name)


def go_home(hand: Hand, page: Page) -> None:
    """One press, of the mark in the corner of each page; where it leads is opened at once."""
    hand.count += 1
    page.goto("/")


def look_both(page: Page, name: str) -> None:
    """On a desk and on a phone."""
    for width, height in ((390, 844), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        look(page, name)
        find_fault(page)


def sign_in(hand: Hand, page: Page, username: str, password: str) -> None:
    page.goto("/sign-in/")
    hand.fill(field(page, "username"), username)
    hand.fill(field(page, "password"), password)
    hand.click(button(page, "登录"))


def come(hand: Hand, page: Page, username: str, slip: str) -> None:
    """For the first time, with what stands on the slip."""
    sign_in(hand, page, username, slip)
    hand.fill(field(page, "new"), own(username))
    hand.fill(field(page, "again"), own(username))
    hand.click(page.locator("main form button").first)
    go_home(hand, page)


def name_three(hand: Hand, page: Page, home) -> None:
    page.goto("/")
    hand.fill(field(page, "code"), set_up_code(home))
    for role, name in (
        ("system_administrator", "吴系"), ("security_administrator", "周安"), ("auditor", "钱进"),
    ):  # fmt: skip
        hand.fill(field(page, f"{role}-username"), role)
        hand.fill(field(page, f"{role}-name"), name)
        for which in ("new", "again"):
            hand.fill(field(page, f"{role}-{which}"), own(role))
    hand.click(button(page, "完成设置"))


def say_for_whom(hand: Hand, page: Page) -> None:
    sign_in(hand, page, "system_administrator", own("system_administrator"))
    look(page, "begin-first-page")
    hand.click(step(page, "写明为谁建立"))
    hand.click(page.get_by_label("一个县（区）"))
    hand.fill(field(page, "name"), "石桥县")
    hand.fill(field(page, "code"), "519001")
    look_both(page, "begin-for-whom")
    hand.click(button(page, "登记"))
    expect(page.locator("main")).to_contain_text("下一步由安全管理员任命第一位经办人")


def appoint_the_officer(hand: Hand, page: Page) -> str:
    sign_in(hand, page, "security_administrator", own("security_administrator"))
    hand.click(step(page, "任命第一位经办人"))
    hand.fill(field(page, "username"), "zhaomin")
    hand.fill(field(page, "name"), "赵敏")
    hand.fill(field(page, "reason"), "任职通知")
    look(page, "begin-officer")
    hand.click(button(page, "添加"))
    return slips(page)["zhaomin"]


def slips(page: Page) -> dict[str, str]:
    """By username, what the slips say."""
    expect(page.locator("main")).to_contain_text("离开本页后不再显示")
    return dict(item.locator("code").all_text_contents() for item in page.locator(".labels__item").all())


def add_units_and_the_plan(hand: Hand, page: Page, joined_on: str, since: str) -> None:
    hand.click(step(page, "登记单位"))
    hand.fill(field(page, "joined_on"), joined_on)
    for n, name in enumerate(UNITS):
        hand.fill(field(page, f"form-{n}-name"), name)
        hand.choose(field(page, f"form-{n}-kind"), "行政")
    look_both(page, "begin-units")
    hand.click(button(page, "登记这些单位"))
    expect(page.locator("main")).to_contain_text("已登记 3 家单位")
    look_both(page, "begin-officers-first-page")
    hand.click(step(page, "执行行动方案"))
    hand.choose(field(page, "plan"), "省直机关工委创建节约型机关行动方案")
    hand.fill(field(page, "since"), since)
    hand.click(button(page, "预览"))
    expect(page.locator("main")).to_contain_text("对其中 3 家机构有要求")
    look_both(page, "begin-plan-preview")
    hand.click(button(page, "按这样执行"))
    go_home(hand, page)
    expect(step(page, "执行行动方案")).to_have_count(0)


def bring_people(hand: Hand, page: Page) -> dict[str, str]:
    go_home(hand, page)
    hand.click(step(page, "给单位配统计员"))
    written = StringIO()
    csv.writer(written).writerows(PEOPLE)
    file = {"name": "人员.csv", "mimeType": "text/csv", "buffer": written.getvalue().encode()}
    hand.give(page.locator("input[type=file]"), file)
    hand.click(button(page, "上传并预览"))
    expect(page.locator("main")).to_contain_text("郑五")
    hand.click(button(page, "导入 5 行"))
    hand.click(page.get_by_role("link", name="打印初始口令条"))
    hand.fill(field(page, "reason"), "任职通知")
    hand.click(button(page, "发放"))
    given = slips(page)
    look_both(page, "begin-slips")
    go_home(hand, page)
    expect(page.locator("#open-steps")).to_have_count(0)  # nothing is left for him to do
    return given


def enter_and_submit(hand: Hand, page: Page, period: Period) -> None:
    hand.click(step(page, "登记建筑面积和用能人数"))
    hand.fill(field(page, "floor_area_m2"), "3200")
    hand.fill(field(page, "persons"), "60")
    hand.click(button(page, "保存"))
    last = period.last
    grid = GridPage(page).open(f"/ledgers/bills/grid/?organisation=519001001&period={last:%Y-%m}")
    hand.count += 5  # to the sheet, to the month, into its first cell, paste
    grid.paste(f"电\t建筑\tE1\t{last:%Y-%m}-01\t{last}\t1200\tkWh\t960", 1, 1)
    hand.click(button(page, "保存"))
    grid.told("save", "新增 1 行")
    expect(page.locator("#month-state")).not_to_contain_text(f"{period.first.month} 月")  # it owes nothing of that
    go_home(hand, page)
    expect(step(page, "登记户号")).to_have_count(0)
    page.goto(f"/reporting/519001001/{period}/")
    hand.count += 2  # 报送, and the quarter in it
    hand.click(button(page, "报送"))
    expect(page.locator("main")).to_contain_text("已报送")


def accept(hand: Hand, page: Page, period: Period) -> None:
    hand.click(page.get_by_role("link", name=f"石桥县财政局{period.zh}的报送").first)
    hand.click(button(page, "验收"))
    expect(page.locator("main")).to_contain_text("已验收")


def test_from_an_empty_home_to_the_first_accepted_bill(db, open_page, live_server, home, hand):
    period = quarter()
    joined_on = period.last_month.isoformat()
    system, security, officer = (open_page() for _ in range(3))
    clerk = open_page(permissions=["clipboard-read", "clipboard-write"])
    name_three(hand, system, home)
    say_for_whom(hand, system)
    slip = appoint_the_officer(hand, security)
    come(hand, officer, "zhaomin", slip)
    add_units_and_the_plan(hand, officer, joined_on, f"{(period.until - timedelta(days=1)).year}-01-01")
    given = bring_people(hand, security)
    come(hand, clerk, "chenyi", given["chenyi"])
    find_fault(clerk)
    enter_and_submit(hand, clerk, period)
    reviewer = open_page(width=390, height=844)
    come(hand, reviewer, "wusi", given["wusi"])
    accept(hand, reviewer, period)
    assert Bill.objects.count() == 1
    assert hand.count <= MOST_INTERACTIONS
    officer.goto("/")
    expect(officer.locator("section[aria-labelledby=open-steps]")).to_contain_text("还差 2 家")
    look(officer, "begin-what-others-have-open")
    assert verify().holds
