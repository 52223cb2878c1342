"""A unit and an authority through the whole year of a plan: in force, self-evaluated, judged, put right, announced, and
looked back on. What a step looks like in all its turns is shown by its own test; here the road is walked.
"""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from browsing import find_fault, look
from handed_in import pdf
from jieyue.rules.rounds import Stage
from jieyue.store.people.models import Appointment
from jieyue.store.records.keeping import correct
from jieyue.store.records.writing import writing
from offices import BILLS
from review_desk import open_desk

ITEM, WEEK = "N20-2.1b", timedelta(days=7)
WORDS = {"name": "职责.pdf", "mimeType": "application/pdf", "buffer": pdf()}


class Road(NamedTuple):
    """A plan by its title, the year that is evaluated, and the days on which somebody comes to work."""

    title: str
    year: int
    begins: date
    sheet: date
    opened: date
    drawn: date
    concluded: date
    rectified: date
    announced: date
    looked_back: date
    duty: str
    reports_upwards: bool


ROADS = {
    "sichuan-2020": Road(
        "省直机关工委创建节约型机关行动方案", 2025, date(2025, 1, 6), date(2025, 10, 20), date(2025, 11, 3),
        date(2025, 11, 10), date(2025, 12, 10), date(2025, 12, 22), date(2025, 12, 31), date(2026, 11, 2),
        "迎接抽查复核", reports_upwards=False,
    ),
    "shaanxi-2020": Road(
        "陕西省节约型机关创建行动方案", 2021, date(2021, 1, 6), date(2022, 4, 20), date(2022, 4, 22),
        date(2022, 4, 30), date(2022, 5, 20), date(2022, 6, 10), date(2022, 8, 20), date(2023, 3, 1),
        "接受评价验收", reports_upwards=True,
    ),
}  # fmt: skip
IN_A_SOAK = "sichuan-2020"
"""The shorter road. What it has of its own, that only designated units are checked and who was has stood it, is tried
without a browser in `programme/rounds/test_spot_checks.py`; the form that designates is on the walk.
"""


class Desk:
    """One browser, at which somebody sits down on a day."""

    def __init__(self, page: Page, office, sign_in, monkeypatch) -> None:
        self.page, self.office, self.sign_in, self.patch = page, office, sign_in, monkeypatch

    def on(self, day: date) -> None:
        now = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
        self.patch.setattr(timezone, "now", lambda: now)
        self.office.clients.clear()

    def as_(self, who: str, address: str) -> Page:
        page = self.sign_in(self.page, who)
        page.wait_for_load_state("load")
        try:
            page.goto(address)
        except Error as aborted:  # by a page that was still to come from what was pressed last
            if "ERR_ABORTED" not in str(aborted):
                raise
            page.wait_for_load_state("load")
            page.goto(address)
        return page

    def press(self, button: str, then: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        expect(self.page.get_by_text(then).first).to_be_visible()


def before_the_plan(house):
    """Everything is entered before the first day: a clock that was set back keeps nobody signed in."""
    then = datetime(2020, 1, 2, tzinfo=UTC)
    with patch.object(timezone, "now", lambda: then):
        office = open_desk(house, bills=BILLS.replace("2025-", "2019-"))
        with writing(operation="set up", by=house.person, at=then) as change:
            for post in Appointment.objects.all():
                correct(change, post, since=date(2019, 1, 1))
    return office


@pytest.fixture
def office(house):
    return house.begun(before_the_plan)


@pytest.mark.parametrize(
    "plan", [pytest.param(plan, marks=[pytest.mark.soak] if plan == IN_A_SOAK else []) for plan in ROADS]
)
def test_a_year_from_the_plan_to_the_announcement_and_the_look_back(plan, office, page, sign_in, monkeypatch):
    road, desk = ROADS[plan], Desk(page, office, sign_in, monkeypatch)
    desk.on(road.begins)
    put_in_force(desk, road)
    if plan == "sichuan-2020":
        designate(desk, road)
    desk.on(road.sheet)
    evaluate_oneself(desk, road)
    desk.on(road.opened)
    number = open_a_round(desk, road, road.year)
    appoint(desk, number)
    announce_the_draw(desk, number, road)
    desk.on(road.drawn)
    draw(desk, number)
    desk.on(road.concluded)
    judge_and_pass(desk, number)
    fail(desk, number, "A", "逾期未报送自评打分表")
    desk.on(road.rectified)
    rectify(desk, number)
    desk.on(road.announced)
    announce(desk, road)
    desk.on(road.looked_back)
    again = open_a_round(desk, road, road.year + 1, looks_back=True)
    appoint(desk, again)
    desk.on(road.looked_back + 2 * WEEK)
    fail(desk, again, "B", "回头看：没有再报送")
    withdraw(desk, number)


def put_in_force(desk: Desk, road: Road) -> None:
    page = desk.as_("li", "/duties/C1/plan/")
    page.get_by_label("行动方案").select_option(label=road.title)
    page.get_by_label("从哪一天起执行").fill(f"{road.begins:%Y}-01-01")
    page.get_by_role("button", name="预览", exact=True).click()
    expect(page.locator("#asking").first).to_have_text("预览：方案会要求什么")
    desk.press("按这样执行", road.title)


def designate(desk: Desk, road: Road) -> None:
    """This plan asks those that were named as creating units alone."""
    page = desk.as_("li", "/duties/B/designate/")
    page.get_by_label("年度").fill(f"{road.year}")
    page.get_by_label("确定日期").fill(f"{road.begins}")
    page.locator("main form[method=post]").get_by_role("button").first.click()
    expect(page.get_by_text("已登记为创建单位").first).to_be_visible()


def evaluate_oneself(desk: Desk, road: Road) -> None:
    page = desk.as_("wang", f"/evaluation/B/{road.year}/own/")
    page.fill(f"[name='points_{ITEM}']", "1")
    page.fill(f"[name='because_{ITEM}']", "三定方案")
    page.set_input_files("[name=shared]", WORDS)
    page.get_by_label("2.1b", exact=True).check()
    desk.press("保存自评", "已保存自评 1 项，收下材料 1 份。")
    page.goto(f"/evaluation/B/{road.year}/")
    desk.press("提交打分表", "提交以后没有变化。")


def open_a_round(desk: Desk, road: Road, year: int, *, looks_back: bool = False) -> int:
    page = desk.as_("li", f"/rounds/new/?organisation=C1&year={year}")
    page.get_by_label("名称").fill("回头看" if looks_back else "首轮评价")
    page.get_by_label("行动方案").select_option(label=road.title)
    if looks_back:
        page.locator("[name=looks_back_on]").select_option(label="首轮评价")
    first = road.looked_back if looks_back else road.opened
    for stage in Stage:
        last = first + WEEK if stage is Stage.HAND_IN else first.replace(month=12, day=31)
        page.locator(f"[name=until_{stage.value}]").fill(f"{last}")
    desk.press("开展", "已开展。请任命评审组。")
    return int(page.url.rstrip("/").rpartition("/")[2])


def appoint(desk: Desk, number: int) -> None:
    page = desk.as_("li", f"/rounds/{number}/")
    for name, leads in (("高远", True), ("何静", False)):
        page.get_by_label("成员").select_option(label=name)
        page.get_by_label("任组长").set_checked(leads)
        page.get_by_role("button", name="加入评审组").click()
        expect(page.locator("#team").locator("..").get_by_role("listitem").filter(has_text=name)).to_be_visible()


def announce_the_draw(desk: Desk, number: int, road: Road) -> None:
    page = desk.as_("li", f"/rounds/{number}/")
    page.get_by_text("公布抽查名单", exact=True).click()
    page.get_by_label("抽查数量（家）").fill("2")
    page.get_by_label("抽取日").fill(f"{road.drawn}")
    page.get_by_label("种子从哪里来").fill("抽取日公开开奖的号码")
    desk.press("公布", "名单的 SHA-256")


def draw(desk: Desk, number: int) -> None:
    page = desk.as_("li", f"/rounds/{number}/")
    page.get_by_label("种子", exact=True).fill("05 12 19")
    desk.press("抽取", "抽中核验")


def judge_and_pass(desk: Desk, number: int) -> None:
    """On a phone: what was seen on the spot, every point, the conclusion."""
    desk.page.set_viewport_size({"width": 390, "height": 844})
    page = desk.as_("gao", f"/rounds/{number}/B/site/")
    page.get_by_label("地点").fill("三楼")
    page.get_by_role("group", name="2.1b").get_by_label("相符").check()
    page.get_by_role("button", name="登记现场核验").click()
    expect(page.get_by_text("现场相符").first).to_be_visible()
    for field in page.locator("[name^=points_]").all():
        item = field.get_attribute("name").removeprefix("points_")
        whole = page.locator(f"[id='{item}']").get_by_text("满分").first.inner_text()
        field.fill(whole.split()[1])
        page.fill(f"[name='because_{item}']", "看过材料")
    page.get_by_role("button", name="保存评审分").first.click()
    expect(page.get_by_text("已保存评审分")).to_be_visible()
    conclude(desk, "passed", "材料齐全")
    find_fault(page)
    look(page, "year-passed")
    page.set_viewport_size({"width": 1280, "height": 900})


def fail(desk: Desk, number: int, code: str, reason: str) -> None:
    desk.as_("gao", f"/rounds/{number}/{code}/")
    conclude(desk, "failed", reason)


def conclude(desk: Desk, outcome: str, reason: str) -> None:
    desk.page.locator(f"[name=outcome][value={outcome}]").check()
    desk.page.locator("#conclude_reason").fill(reason)
    desk.press("作出结论", "结论已作出并留存。")


def rectify(desk: Desk, number: int) -> None:
    """The unit answers, another member looks at it, the leader concludes anew."""
    page = desk.as_("liu", f"/rounds/{number}/A/")
    page.get_by_role("link", name="评价整改：评价结论").click()
    page.locator("#answer_words").fill("已补报，专人负责")
    desk.press("报告已整改", "待复查")
    finding = page.url
    page = desk.as_("he", finding)
    desk.press("复查通过", "已销号")
    page = desk.as_("gao", f"/rounds/{number}/A/")
    page.locator("#recheck_outcome_0").check()
    page.locator("#recheck_reason").fill("现场看过")
    desk.press("作出复查结论", "复查结论已作出。")
    find_fault(page)
    look(page, "year-rectified")


def announce(desk: Desk, road: Road) -> None:
    """Both are recognised; the plan's duty is done, and where the plan wants it the whole is reported upwards."""
    page = desk.as_("li", f"/recognition/?organisation=C1&on={road.announced}")
    row = page.locator("tfoot tr").first
    expect(row).to_contain_text("100")
    find_fault(page)
    look(page, "year-announced")
    page = desk.as_("wang", "/duties/?organisation=B")
    expect(page.get_by_role("row").filter(has_text=road.duty).filter(has_text="已办").first).to_be_visible()
    if not road.reports_upwards:
        return
    page.goto("/duties/?organisation=C1")
    row = page.get_by_role("row").filter(has_text="报送整体情况").filter(has_text=f"{road.announced.year}年度")
    row.get_by_role("link", name="去办理").click()
    page.get_by_label("名称或文号").fill("甲县评估验收整体情况")
    page.get_by_label("由系统按台账填写").check()
    with page.expect_navigation():
        page.get_by_role("button", name="报送", exact=True).click()
    for who, move in (("feng", "批准报送"), ("li", "接收")):
        page = desk.as_(who, "/duties/papers/")
        page.get_by_role("link", name="甲县评估验收整体情况").first.click()
        desk.press(move, "已办理：")
    look(page, "year-reported")


def withdraw(desk: Desk, number: int) -> None:
    page = desk.as_("li", f"/rounds/{number}/B/")
    page.get_by_text("撤销认定", exact=True).first.click()
    page.locator("#withdraw_reason").fill("回头看不合格")
    page.get_by_role("button", name="撤销认定").click()
    expect(page.get_by_text("认定已撤销。")).to_be_visible()
    page.goto("/recognition/?organisation=C1")
    expect(page.locator("tfoot tr").first).not_to_contain_text("100")
