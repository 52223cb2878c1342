"""A plan in a browser: looked at before it is in force, read sentence by sentence, and its open day set."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import find_fault, look
from soaking import DESK_AND_PHONE

TODAY = date(2025, 4, 8)


@pytest.fixture
def authority(page, office, monkeypatch, sign_in) -> Page:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return sign_in(page, "li")


@pytest.mark.parametrize("width", DESK_AND_PHONE)
def test_an_authority_puts_a_plan_in_force_after_looking_and_sets_the_day_that_it_leaves_open(authority, width):
    authority.set_viewport_size({"width": width, "height": 900})
    authority.goto("/duties/P/plan/")
    authority.get_by_label("行动方案").select_option("shaanxi-2020")
    authority.get_by_label("从哪一天起执行").fill("2021-01-01")
    authority.get_by_role("button", name="预览", exact=True).click()
    expect(authority.locator("#asking").first).to_have_text("预览：方案会要求什么")
    look(authority, "plan-preview")
    authority.get_by_role("button", name="按这样执行").click()
    expect(authority.locator("main")).to_contain_text("陕西省节约型机关创建行动方案")
    authority.get_by_role("link", name="指定期限").click()
    authority.get_by_label("任务").select_option(label="全省创建工作总结（陕西省节约型机关创建行动方案）")
    authority.get_by_label("期限", exact=True).fill("2025-06-30")
    look(authority, "plan-set-a-day")
    find_fault(authority)
    authority.get_by_role("button", name="登记").click()
    own = authority.get_by_role("region", name="本级主管部门要办的任务")
    expect(own).to_contain_text("全省创建工作总结")
    expect(own).to_contain_text("2025-06-30")
    look(authority, "plan-of-a-place")
    find_fault(authority)
    authority.get_by_role("link", name="《陕西省节约型机关创建行动方案》").click()
    expect(authority.locator("main")).to_contain_text("省级建成节约型机关的占比达到50%")
    expect(authority.locator("main")).to_contain_text("某省今天办得怎样")
    expect(authority.get_by_role("row").filter(has_text="完成全省创建工作总结")).to_contain_text("2025-06-30 前")
    look(authority, "plan-by-sentence")
    find_fault(authority)
