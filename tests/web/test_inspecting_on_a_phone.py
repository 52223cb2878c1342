"""督导检查 on a phone: what is typed outlives a bad network, and is forgotten once the server has it."""

import pytest

from browsing import find_fault, look
from jieyue.store.findings.models import Finding

pytestmark = pytest.mark.django_db


def test_what_was_typed_while_the_network_was_gone_is_there_again_and_taken_once(office, open_page, sign_in):
    page = open_page(width=390, is_alone=True)
    sign_in(page, "liu")
    page.goto("/supervision/A/inspect/")
    page.get_by_label("地点").fill("三楼")
    item = page.get_by_role("group", name="没有浪费水电等现象")
    item.get_by_label("有问题", exact=True).check()
    item.get_by_label("情况").fill("走廊灯白天亮着")
    find_fault(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="登记检查").click()
    page.get_by_text("填写的内容和照片已存在这台设备").wait_for()
    look(page, "inspect-offline")
    page.context.set_offline(False)  # it is sent by itself
    page.get_by_text("检查已登记").wait_for()
    find_fault(page)
    look(page, "inspections")
    assert Finding.objects.get().title == "没有浪费水电等现象"
    page.goto("/supervision/A/inspect/")
    assert page.get_by_label("地点").input_value() == ""
