"""After a form was answered one goes back and reloads as on any page: nothing is sent again, and no error shows."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from jieyue.store.duties.models import PlanInForce


@pytest.fixture
def authority(page, office, monkeypatch, sign_in) -> Page:
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 4, 8))
    return sign_in(page, "li")


def test_going_back_behind_a_preview_and_a_refusal_shows_the_form_and_reloading_sends_nothing(authority: Page):
    authority.goto("/duties/P/plan/")
    authority.get_by_label("从哪一天起执行").fill("昨天")
    authority.get_by_role("button", name="预览", exact=True).click()
    expect(authority.locator(".error-summary")).to_contain_text("从哪一天起执行")
    authority.get_by_label("行动方案").select_option("shaanxi-2020")
    authority.get_by_label("从哪一天起执行").fill("2021-01-01")
    authority.get_by_role("button", name="预览", exact=True).click()
    authority.get_by_role("button", name="按这样执行").click()
    expect(authority.locator("main")).to_contain_text("方案已对本机构及其下属生效")
    for _ in ("the preview", "the refusal"):
        authority.go_back()
        expect(authority.locator("h1")).to_contain_text("执行行动方案")
        expect(authority.get_by_role("button", name="预览", exact=True)).to_be_visible()
    authority.on("dialog", lambda dialog: dialog.accept())
    authority.reload()
    expect(authority.locator("h1")).to_contain_text("执行行动方案")
    assert PlanInForce.objects.count() == 1


def test_the_answer_of_a_button_stands_for_the_page_on_which_the_button_is(authority: Page):
    """The button leads to an address at which no page can be asked for."""
    authority.goto("/duties/P/exempt/")
    authority.evaluate(
        """() => {
          const form = document.querySelector("main form");
          form.action = "/people/li/first-password/";
          form.requestSubmit();
        }"""
    )
    expect(authority.locator("h1")).to_contain_text("没有")
    assert authority.evaluate("location.pathname") == "/duties/P/exempt/"
