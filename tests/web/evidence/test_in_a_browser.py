"""A clerk with a phone, and one at a desk with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from browsing import find_fault, look
from evidence_desk import TABLE
from handed_in import pdf, photo_taken_sideways, picture
from jieyue.store.evidence.models import Item, Version
from soaking import DESK_AND_PHONE


@pytest.fixture
def of(office) -> str:
    return f"/evidence/of/{TABLE}/{office.bill('25000001')}/"


def handed(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_a_photo_is_attached_with_a_phone_and_opened(open_page, sign_in, of):
    page = sign_in(open_page(width=390, height=844, has_touch=True, is_mobile=True))
    page.goto(of)
    page.get_by_text("上传材料").click()
    page.get_by_label("事实日期").fill("2025-01-31")
    page.get_by_label("用手机拍照").set_input_files([handed("image", photo_taken_sideways())])
    look(page, "evidence-form")
    find_fault(page)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("已收下 1 份材料")).to_be_visible()
    look(page, "evidence-of")
    find_fault(page)
    page.get_by_role("link", name="image", exact=True).click()
    shown = page.locator(".evidence__page")
    expect(shown).to_be_visible()
    assert shown.evaluate("async (picture) => { await picture.decode(); return picture.naturalWidth; }") > 0
    assert shown.evaluate("(picture) => picture.naturalWidth < picture.naturalHeight")
    look(page, "evidence-item")
    find_fault(page)


def test_files_are_handed_in_turned_over_and_detached_with_the_keyboard_alone(open_page, sign_in, of):
    page = sign_in(open_page())
    page.goto(of)
    page.locator(".evidence__attach summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("事实日期").focus()
    page.keyboard.type("01312025")
    files = [handed("三页.pdf", pdf(3)), handed("现场.png", picture("PNG")), handed("假.pdf", b"<html>")]
    page.get_by_label("文件", exact=True).set_input_files(files)
    page.get_by_role("button", name="上传", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("假.pdf")).to_be_visible()
    expect(page.get_by_text("文件内容是网页")).to_be_visible()
    look(page, "evidence-refused")
    find_fault(page)
    page.get_by_role("link", name="三页").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="下一页").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("第 2/3 页")).to_be_visible()
    look(page, "evidence-sheets")
    find_fault(page)
    page.goto(of)
    page.locator(".confirm summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("附错了")
    look(page, "evidence-detach")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已解除关联")).to_be_visible()
    page.goto(f"{of}link/")
    look(page, "evidence-link")
    find_fault(page)
    page.get_by_role("button", name="关联").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("已关联")).to_be_visible()
    assert (Item.objects.count(), Version.objects.count()) == (2, 2)


@pytest.mark.parametrize("width", DESK_AND_PHONE)
def test_list_and_upload_fit_the_screen(open_page, sign_in, office, of, width):
    about = {"fact_on": "2025-01-31", "files": []}
    for name, content in (
        ("一份名字很长很长的电费发票和缴费凭证扫描件合订本.pdf", pdf(2)),
        ("现场照片.jpg", picture()),
    ):
        from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

        office.as_("wang").post(f"{of}attach/", {**about, "files": SimpleUploadedFile(name, content)})
    page = sign_in(open_page(width=width))
    for address, name in (
        ("/evidence/", "list"),
        ("/evidence/add/", "add"),
        (f"/evidence/{Item.objects.first().id}/", "one"),
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        look(page, f"evidence-{name}")
        find_fault(page)
