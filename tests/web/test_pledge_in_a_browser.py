"""承诺书 on a phone: a unit puts up its code, and somebody without an account signs."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from browsing import find_fault, look

STAFF = (
    "organisation | department | name | starts_on\nA | 办公室 | 王晓明 | 2020-01-01\nA | 教务处 | 李雪梅 | 2020-01-01"
)
PHONE = {"width": 390, "height": 844}


def test_somebody_without_an_account_signs_the_pledge_by_the_code_of_his_unit(office, open_page, sign_in):
    office.house.have("staff", STAFF)
    clerk, phone = sign_in(open_page(**PHONE), "liu"), open_page(**PHONE)
    clerk.goto("/letters/pledges/")
    clerk.get_by_label("签署截止日").fill(str(timezone.localdate() + timedelta(days=7)))
    clerk.get_by_role("button", name="开放签署").click()
    expect(clerk.locator("main svg").first).to_be_visible()
    look(clerk, "pledges-open")
    find_fault(clerk)
    phone.goto(clerk.get_by_role("link", name="/letters/pledge/").get_attribute("href"))
    look(phone, "pledge")
    find_fault(phone)
    phone.get_by_label("处室").select_option("办公室")
    phone.get_by_label("姓名").fill("李雪梅")
    phone.get_by_label("我已阅读，并作出以上承诺").check()
    phone.get_by_role("button", name="签署").click()
    expect(phone.locator("main")).to_contain_text("办公室的名册里没有“李雪梅”。")
    phone.get_by_label("姓名").fill("王晓明")
    phone.get_by_role("button", name="签署").click()
    expect(phone.locator("main")).to_contain_text("王晓明")
    expect(phone.locator("h1")).to_have_text("已签署")
    look(phone, "pledge-signed")
    find_fault(phone)
    clerk.reload()
    expect(clerk.locator("main")).to_contain_text("签署率 50%")
    expect(clerk.locator("main")).not_to_contain_text("王晓明（办公室）")
