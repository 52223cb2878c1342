"""A label on a meter, and the page it leads to: last value, the use that the new one makes, a photo."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from browsing import find_fault, look
from handed_in import picture
from jieyue.store.evidence.models import Link
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.registers.meters.models import Meter
from samples import NOW
from soaking import DESK_AND_PHONE

METER = {
    "organisation": "A", "number": "D-1", "resource": "电", "multiplier": "40", "digits": "4", "place": "配电室",
    "installed_on": "2025-01-01", "first_shown": "100",
}  # fmt: skip


@pytest.fixture
def meter(office) -> Meter:
    office.house.have("meters", [METER, {**METER, "number": "S-1", "resource": "水", "place": "水泵房"}])
    office.house.have("meters", [{**METER, "number": "D-0", "removed_on": "2025-06-01", "last_shown": "120"}])
    return Meter.objects.get(number="D-1")


def sent(office, meter: Meter, **given):
    data = {"shown": "130.5", "read_at": "2025-02-01T09:00", **given}
    return office.as_("wang").post(f"/metering/{meter.pk}/", data, headers=given.pop("headers", None))


def looked_of(page: str) -> str:
    return re.search(r'name="looked" value="([^"]*)"', page)[1]


def test_what_a_value_makes_is_shown_before_it_is_kept(office, meter):
    shown = sent(office, meter).content.decode()
    assert "1,220" in shown
    assert "上一次 100" in shown
    assert Reading.objects.count() == 0
    answer = sent(office, meter, looked=looked_of(shown), photo=SimpleUploadedFile("表.png", picture("PNG")))
    assert answer.status_code == 302
    reading = Reading.objects.get()
    assert (reading.shown, reading.read_by) == (130.5, "phone")
    assert Link.objects.get().record_id == reading.pk


def test_another_value_than_the_one_that_was_looked_at_is_shown_first(office, meter):
    looked = looked_of(sent(office, meter).content.decode())
    assert "6,400" in sent(office, meter, shown="260", looked=looked).content.decode()
    assert Reading.objects.count() == 0


def test_a_slip_of_the_pen_is_told_before_it_is_kept(office, meter):
    assert "不像走满归零" in sent(office, meter, shown="30.5").content.decode()


def test_pressed_twice_it_is_one_reading_and_another_value_of_the_moment_asks_for_a_reason(office, meter):
    looked = looked_of(sent(office, meter).content.decode())
    for _ in range(2):
        assert sent(office, meter, looked=looked).status_code == 302
    other = looked_of(sent(office, meter, shown="131").content.decode())
    assert "更正须写明原因" in sent(office, meter, shown="131", looked=other).content.decode()
    assert sent(office, meter, shown="131", looked=other, reason="看错").status_code == 302
    assert Reading.objects.get().shown == 131


def test_a_reader_sees_the_meter_and_cannot_read_it(office, meter):
    page = office.as_("sun").get(f"/metering/{meter.pk}/").content.decode()
    assert "不能抄表" in page
    answer = office.as_("sun").post(f"/metering/{meter.pk}/", {"shown": "1", "read_at": "2025-02-01T09:00"})
    assert answer.status_code == 403


def test_the_labels_are_of_the_meters_in_use_and_lead_to_their_pages(office, meter):
    page = office.as_("wang").get("/metering/labels/?organisation=A").content.decode()
    assert [each in page for each in ("D-1", "S-1", "D-0")] == [True, True, False]
    assert page.count("<svg xmlns") == 2
    assert "甲县一中" in page
    assert "水泵房" in page


@pytest.mark.parametrize("width", DESK_AND_PHONE)
def test_on_the_road_from_label_to_reading_nobody_is_shut_out(office, meter, open_page, sign_in, width):
    page = open_page(width=width, height=800)
    sign_in(page, "wang")
    page.goto("/metering/labels/?organisation=A")
    find_fault(page)
    look(page, "metering-labels")
    page.goto(f"/metering/{meter.pk}/")
    look(page, "metering-read")
    page.get_by_label("示数").fill("130.5")
    expect(page.locator("#outlook")).to_contain_text("1,220")
    page.get_by_label("照片").set_input_files({"name": "表.png", "mimeType": "image/png", "buffer": picture("PNG")})
    find_fault(page)
    look(page, "metering-outlook")
    page.get_by_role("button", name="记录").click()
    expect(page.get_by_text("已记录。")).to_be_visible()
    assert Link.objects.get().record_id == Reading.objects.get().pk
    begin = datetime(2025, 1, 1, tzinfo=NOW.tzinfo)
    moments = [f"{begin + timedelta(hours=12 * n):%Y-%m-%d %H:%M}" for n in range(62)]
    rows = [{"organisation": "A", "meter": "S-1", "read_at": at, "shown": str(n)} for n, at in enumerate(moments)]
    office.house.have("readings", rows)
    office.house.have("meters", [{**METER, "number": "S-1", "resource": "水", "account": "2001"}], reason="补户号")
    page.goto("/metering/?organisation=A&year=2025")
    find_fault(page)
    look(page, "metering-use")
