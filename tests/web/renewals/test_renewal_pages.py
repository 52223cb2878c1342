"""The three on their pages: one asks, another consents, the third signs in with both halves; the auditor is told."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import find_fault, look
from jieyue.programme.people.operations import give_first_password
from jieyue.store.people.models import Renewal, User
from jieyue.store.records.verifying import verify

CHOSEN = "Lv.dou-tang_88"


def said(response) -> str:
    return response.content.decode()


def half_on(page: str) -> str:
    return re.search(r'id="half">([\w-]+)<', page)[1]


def ask(client: Client, username: str, what: str = "password"):
    about = {"username": username, "what": what, "reason": "忘记口令"}
    return client.post("/renewals/ask/", about, follow=True)


def decide(client: Client, decision: str = "approve"):
    asked = Renewal.objects.get(state="asked").pk
    return client.post(f"/renewals/{asked}/decide/", {"decision": decision, "reason": "已当面核实"}, follow=True)


def test_each_half_is_shown_once_to_one_and_the_third_signs_in_with_both(office):
    zhou, wu = office.as_("zhou"), office.as_("wu")
    first = half_on(said(ask(zhou, "qian")))
    assert first not in said(zhou.get("/renewals/"))
    assert "等您同意" in said(wu.get("/"))
    assert first not in said(wu.get("/renewals/"))
    second = half_on(said(decide(wu)))
    assert second not in said(wu.get("/renewals/"))
    assert second not in said(zhou.get("/renewals/"))
    his = Client()
    assert his.post("/sign-in/", {"username": "qian", "password": f"{first} {second}"}).status_code == 302
    chosen = said(his.post("/account/password/", {"new": CHOSEN, "again": CHOSEN}, follow=True))
    told = r"由周安申请、吴系于 [\d: -]+ 同意办理，原因：忘记口令"
    assert re.search(told, chosen)
    start = said(his.get("/"))
    assert "重置口令：钱进" in start
    assert re.search(told, start)
    his.post(f"/renewals/{Renewal.objects.get().pk}/seen/")
    assert "重置口令：钱进" not in said(his.get("/"))
    assert verify().holds


def test_whoever_gets_a_first_password_from_another_is_told_when_he_comes(office):
    """Or else somebody could use it in his name, and give him another."""
    by = {"by": office.house.person, "at": timezone.now(), "reason": "忘记<b>&口令"}
    first = give_first_password(username="wang", **by)
    his = Client()
    page = said(his.post("/sign-in/", {"username": "wang", "password": first}, follow=True))
    assert re.search(r"重置口令：由本机管理人员于 [\d: -]+ 办理，原因：忘记&lt;b&gt;&amp;口令", page)
    assert "重置口令：王敏" in said(office.as_("qian").get("/"))
    assert "重置口令：王敏" not in said(office.as_("wu").get("/"))


@pytest.mark.parametrize("what", ["first-password", "reset-second-factor"])
def test_the_page_of_a_person_leads_to_the_three_where_he_is_one_of_them(office, what):
    zhou = office.as_("zhou")
    page = said(zhou.get("/people/of/qian/"))
    assert "此人是三员之一" in page
    assert "发放新的初始口令" not in page
    refused = zhou.post(f"/people/of/qian/{what}/", {"reason": "试试"})
    assert refused.status_code == 403
    assert "三员互核" in said(refused)


@pytest.mark.parametrize("username", ["wang", "li", "sun", "feng"])
def test_nobody_else_comes_to_these_pages(office, username):
    for address in ("/renewals/", "/renewals/ask/", "/renewals/appoint/"):
        assert office.as_(username).get(address).status_code == 403
    assert "三员互核" not in said(office.as_(username).get("/"))


def test_what_cannot_be_asked_is_told_above_the_form(office):
    zhou = office.as_("zhou")
    assert ask(zhou, "wang").status_code == 422
    ask(zhou, "qian")
    again = ask(zhou, "qian")
    assert again.status_code == 422
    assert "已有一份" in said(again)
    taken = {"username": "wang", "role": "auditor", "since": timezone.localdate(), "reason": "通知"}
    assert "不能再担任审计员" in said(zhou.post("/renewals/appoint/", taken))


def test_two_administrators_at_work_as_they_see_it(sign_in, open_page, office):
    User.objects.filter(username__in=["zhou", "wu", "qian"]).update(last_login=timezone.now())
    for width in (1280, 390):
        zhou, wu = (sign_in(open_page(width=width), who) for who in ("zhou", "wu"))
        _holds_half_a_password(zhou)
        _asks(zhou)
        _consents(wu)
        office.clients.pop("qian", None)  # his session ended with his second factor
        qian = sign_in(open_page(width=width), "qian")
        _sees(qian)


def _fill(zhou: Page, whose: str, what: str) -> None:
    zhou.goto("/renewals/")
    zhou.get_by_role("link", name="申请重置").click()
    zhou.get_by_label("管理员").select_option(label=whose)
    zhou.get_by_label("办理事项").select_option(label=what)
    zhou.get_by_label("原因").fill("手机遗失")


def _holds_half_a_password(zhou: Page) -> None:
    _fill(zhou, "吴系（系统管理员）", "重置口令")
    zhou.get_by_role("button", name="提交").click()
    expect(zhou.locator("#half")).to_be_visible()
    find_fault(zhou)
    look(zhou, "renewal-half")
    zhou.locator("details summary", has_text="撤回").click()
    zhou.locator("details textarea").fill("已想起")
    zhou.locator("details button").click()
    expect(zhou.get_by_text("已撤回。")).to_be_visible()


def _asks(zhou: Page) -> None:
    _fill(zhou, "钱进（审计员）", "重置双因素登录")
    find_fault(zhou)
    look(zhou, "renewal-ask")
    zhou.get_by_role("button", name="提交").click()
    expect(zhou.get_by_text("待另一位管理员同意")).to_be_visible()


def _consents(wu: Page) -> None:
    wu.goto("/")
    expect(wu.get_by_role("heading", name="等您同意")).to_be_visible()
    look(wu, "renewal-waiting")
    wu.get_by_role("link", name="重置双因素登录：钱进").click()
    wu.get_by_label("意见").fill("已当面核实")
    find_fault(wu)
    look(wu, "renewal-decide")
    wu.get_by_role("button", name="同意", exact=True).click()
    expect(wu.get_by_text("已同意并办理").first).to_be_visible()


def _sees(qian: Page) -> None:
    qian.goto("/")
    expect(qian.get_by_role("heading", name="待阅")).to_be_visible()
    find_fault(qian)
    look(qian, "renewal-unseen")
    qian.get_by_role("button", name="已阅").click()
    expect(qian.get_by_role("heading", name="待阅")).to_have_count(0)
