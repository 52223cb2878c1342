"""现场核验 on a phone: what was typed outlives an answer that never came, and is kept once."""

import pytest
from django.utils import timezone

from browsing import find_fault, look
from jieyue.rules.rounds import Stage
from jieyue.store.rounds.models import SiteLook
from review_desk import appoint, begin, open_desk

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0"
    "0000030101 00c9fe92ef0000000049454e44ae426082".replace(" ", "")
)


@pytest.fixture
def office(house):
    return house.begun(open_desk)


def test_what_was_seen_is_kept_once_though_the_answer_was_lost(office, open_page, sign_in):
    number = begin(days={stage: timezone.localdate().replace(month=12, day=31) for stage in Stage})
    appoint(number)
    page = open_page(width=390, height=844)
    address = f"/rounds/{number}/A/site/"
    sign_in(page, "gao").goto(address)
    page.get_by_label("地点").fill("三楼")
    item = page.get_by_role("group", name="2.1a")
    item.get_by_label("不符").check()
    item.get_by_label("看到的情况").fill("没有文件")
    item.get_by_label("照片").set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    find_fault(page)
    look(page, "site-check")

    lost = []

    def lose_the_answer(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
            lost.append(route.request.url)
        else:
            route.continue_()

    page.route(f"**{address}", lose_the_answer)
    page.get_by_role("button", name="登记现场核验").click()
    while not lost:
        page.wait_for_timeout(50)
    page.wait_for_url("chrome-error://**")
    page.unroute(f"**{address}")
    assert SiteLook.objects.count() == 1
    page.goto(address)
    assert item.get_by_label("看到的情况").input_value() == "没有文件"
    page.get_by_role("button", name="登记现场核验").click()
    page.wait_for_url(f"**/rounds/{number}/A/?kept=*")
    page.get_by_text("现场核验已登记 1 项").first.wait_for()
    find_fault(page)
    look(page, "site-checked")
    seen = SiteLook.objects.get()
    assert (seen.item, seen.place, seen.differs, seen.text) == ("N20-2.1a", "三楼", True, "没有文件")
    assert page.get_by_role("link", name="照片 1").count() == 1
    page.goto(address)
    assert page.get_by_label("地点").input_value() == ""
