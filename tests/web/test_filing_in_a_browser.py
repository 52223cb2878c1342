"""The whole road: a plan put in force for a city, a county's plan given back and received, a unit's form received, its
staff sign on their phones; and the duties are done by that.
"""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import find_fault, look
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
from offices import open_office
from samples import NOW

TODAY = date(2020, 5, 6)
TREE = """code | name | parent | level
S | 云城市 | P | 市
K | 石桥县 | S | 县
U | 石桥县财政局 | K | 单位"""
PLANS = (("省直机关工委创建节约型机关行动方案", "sichuan-2020"), ("陕西省节约型机关创建行动方案", "shaanxi-2020"))
TASKS = """organisation | year | number | task | covers | wanted_count | due_on
K | 2020 | 1 | 本级机关完成自评 | 本级 | 1 | 2020-10-31"""
MORE = """organisation | year | number | task | covers | wanted_count | due_on
K | 2021 | 1 | 所属机关建成 | 所属 | 1 | 2021-10-31"""


@pytest.fixture
def office(house):
    return house.begun(with_a_city)


def with_a_city(house):
    office = open_office(house)
    house.have("organisations", TREE)
    house.have("creation_tasks", TASKS)
    house.have("staff", "organisation | department | name | starts_on\nU | 办公室 | 王晓明 | 2020-01-01")
    house.have("posts", "organisation | post | holder | starts_on\nU | 创建责任人（第一责任人） | 周局长 | 2019-01-01")
    with writing(operation="set up", by=house.person, at=NOW) as change:
        for who, role, code in (("li", "authority", "S"), ("wang", "clerk", "K"), ("feng", "approver", "K")):
            place = Organisation.objects.get(code=code)
            about = {"user": User.objects.get(username=who), "organisation": place, "since": date(2020, 1, 1)}
            keep(change, Appointment(**about, role=role))
    office.house = house
    return office


def test_a_county_s_plan_and_a_unit_s_form_are_received_and_their_duties_are_done(
    office, page, open_page, sign_in, monkeypatch
):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    authority = sign_in(page, "li")
    for title, _ in PLANS:
        put_in_force(authority, title)
    clerk = sign_in(page, "wang")
    expect_duty(clerk, "K", "报送创建行动计划", "待办")
    clerk.get_by_role("row").filter(has_text="报送创建行动计划").get_by_role("link", name="去办理").click()
    clerk.get_by_label("名称或文号").fill("石桥县创建行动计划")
    clerk.get_by_label("由系统按台账填写").check()
    look(clerk, "filing-hand-in")
    clerk.get_by_role("button", name="报送", exact=True).click()
    expect_duty(clerk, "K", "报送创建行动计划", "待接收")
    decide(sign_in(page, "li"), "石桥县创建行动计划", "退回", reason="请补2021年的任务")
    office.house.have("creation_tasks", MORE)
    clerk = sign_in(page, "wang")
    expect_duty(clerk, "K", "报送创建行动计划", "待办")
    clerk.get_by_role("link", name="已退回：请补2021年的任务").click()
    clerk.set_viewport_size({"width": 390, "height": 900})
    look(clerk, "filing-returned")
    find_fault(clerk)
    clerk.set_viewport_size({"width": 1280, "height": 900})
    clerk.get_by_role("link", name="改好后再次报送").click()
    clerk.get_by_label("名称或文号").fill("石桥县创建行动计划")
    clerk.get_by_label("由系统按台账填写").check()
    clerk.get_by_role("button", name="报送", exact=True).click()
    decide(sign_in(page, "li"), "石桥县创建行动计划", "接收")
    expect(page.locator("#drawn ~ .paper, .paper")).to_contain_text("所属机关建成")
    look(page, "filing-received")
    find_fault(page)
    clerk = sign_in(page, "wang")
    expect_duty(clerk, "K", "报送创建行动计划", "已办")
    expect_duty(clerk, "U", "报送创建备案表", "待办")
    clerk.get_by_role("row").filter(has_text="报送创建备案表").get_by_role("link", name="去办理").click()
    clerk.get_by_label("名称或文号").fill("财政局备案表")
    clerk.get_by_label("由系统按台账填写").check()
    clerk.get_by_role("button", name="报送", exact=True).click()
    decide(sign_in(page, "feng"), "财政局备案表", "批准报送")
    decide(sign_in(page, "li"), "财政局备案表", "接收")
    expect(page.locator("main")).to_contain_text("周局长")
    expect(page.locator("main")).to_contain_text("S收〔2020〕2号")
    clerk = sign_in(page, "wang")
    expect_duty(clerk, "U", "报送创建备案表", "已办")
    sign_on_a_phone(clerk, open_page(width=390, height=844))
    clerk.goto("/duties/plans/municipal-unit-2021/?organisation=U")
    expect(clerk.get_by_role("row").filter(has_text="签署节约型机关创建承诺书")).to_contain_text("承诺书签署 1 条")


def sign_on_a_phone(clerk: Page, phone: Page) -> None:
    """By the code that the unit puts up, without an account."""
    clerk.goto("/letters/pledges/?organisation=U")
    clerk.get_by_label("签署截止日").fill("2020-05-20")
    clerk.get_by_role("button", name="开放签署").click()
    phone.goto(clerk.get_by_role("link", name="/letters/pledge/").get_attribute("href"))
    phone.get_by_label("处室").select_option("办公室")
    phone.get_by_label("姓名").fill("王晓明")
    phone.get_by_label("我已阅读，并作出以上承诺").check()
    phone.get_by_role("button", name="签署").click()
    expect(phone.locator("h1")).to_have_text("已签署")
    find_fault(phone)


def put_in_force(page: Page, title: str) -> None:
    page.goto("/duties/S/plan/")
    page.get_by_label("行动方案").select_option(label=title)
    page.get_by_label("从哪一天起执行").fill("2020-01-01")
    page.get_by_role("button", name="预览", exact=True).click()
    expect(page.locator("#asking").first).to_have_text("预览：方案会要求什么")
    page.get_by_role("button", name="按这样执行").click()
    expect(page.locator("main")).to_contain_text(title)


def expect_duty(page: Page, code: str, what: str, state: str) -> None:
    page.goto(f"/duties/?organisation={code}")
    expect(page.get_by_role("row").filter(has_text=what).first).to_contain_text(state)


def decide(page: Page, title: str, move: str, *, reason: str = "") -> None:
    page.goto("/duties/papers/")
    page.get_by_role("link", name=title).click()
    page.get_by_label("意见").fill(reason)
    page.get_by_role("button", name=move, exact=True).click()
    expect(page.get_by_text("已办理：")).to_be_visible()
