"""现场核验 on a phone: words and photos outlive a network that is gone and a lost answer, and are kept once."""

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


def test_words_and_photos_are_sent_by_themselves_and_kept_once(office, open_page, sign_in):
    number = begin(days={stage: timezone.localdate().replace(month=12, day=31) for stage in Stage})
    appoint(number)
    page = open_page(width=390, height=844, is_alone=True)
    address = f"/rounds/{number}/A/site/"
    sign_in(page, "gao").goto(address)
    page.get_by_label("地点").fill("三楼")
    item = page.get_by_role("group", name="2.1a")
    item.get_by_label("不符").check()
    item.get_by_label("看到的情况").fill("没有文件")
    item.get_by_label("照片").set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    find_fault(page)
    look(page, "site-check")

    page.context.set_offline(True)
    page.get_by_role("button", name="登记现场核验").click()
    page.get_by_text("填写的内容和照片已存在这台设备").wait_for()
    find_fault(page)
    look(page, "site-check-offline")
    assert SiteLook.objects.count() == 0

    lost = []

    def lose_the_answer(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
            lost.append(route.request.url)
        else:
            route.continue_()

    page.route(f"**{address}", lose_the_answer)
    page.context.set_offline(False)  # nobody presses anything
    while not page.url.startswith("chrome-error://"):
        page.wait_for_timeout(50)
    page.unroute(f"**{address}")
    assert len(lost) == SiteLook.objects.count() == 1

    page.goto(address)  # nor here
    page.wait_for_url(f"**/rounds/{number}/A/*")
    page.get_by_role("link", name="照片 1").wait_for()
    find_fault(page)
    look(page, "site-checked")
    seen = SiteLook.objects.get()
    assert (seen.item, seen.place, seen.differs, seen.text) == ("N20-2.1a", "三楼", True, "没有文件")
    assert page.get_by_role("link", name="照片").count() == 1
    page.goto(address)
    assert page.get_by_label("地点").input_value() == ""
    assert item.get_by_label("照片").evaluate("field => field.files.length") == 0


def test_a_photo_taken_offline_is_chosen_again_when_the_page_is_opened_again(office, open_page, sign_in):
    number = begin(days={stage: timezone.localdate().replace(month=12, day=31) for stage in Stage})
    appoint(number)
    page = open_page(width=390, height=844)
    address = f"/rounds/{number}/A/site/"
    sign_in(page, "gao").goto(address)
    page.on("dialog", lambda dialog: dialog.accept())
    item = page.get_by_role("group", name="2.1a")
    item.get_by_label("照片").set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    page.goto("/rounds/")
    page.goto(address)
    page.get_by_text("已从这台设备恢复").first.wait_for()
    assert item.get_by_label("照片").evaluate("field => field.files[0].name") == "现场.png"
    page.get_by_role("button", name="不要了，清空").click()
    page.goto("/rounds/")
    page.goto(address)
    assert item.get_by_label("照片").evaluate("field => field.files.length") == 0
