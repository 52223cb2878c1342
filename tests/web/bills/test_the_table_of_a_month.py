"""The table of a month: what it is told, its questions answered in place, and the files dropped on it."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handed_in import einvoice, pdf_saying, picture
from jieyue.rules.period import Period
from jieyue.store.evidence.models import Item, Link
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.registers.accounts.models import Account
from offices import Office

TODAY = date(2025, 4, 10)
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan | invoice_number\n"
MARCH = """A | 电 | 1001 | 2025-03-01 | 2025-03-31 | 150 | kWh | 105.50 | 25000031
A | 水 | 2001 | 2025-02-01 | 2025-02-28 | 28 | m3 | 84 | 25000022
A | 水 | 2001 | 2024-03-01 | 2024-03-31 | 25 | m3 | 75 | 24000022"""
GRID = "/ledgers/bills/grid/?organisation=A&period=2025-03"
ABOUT = "?organisation=A&period=2025-03"


@pytest.fixture
def march(office, monkeypatch) -> Office:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    office.house.have("bills", HEADER + MARCH)
    return office


def text(response) -> str:
    return re.sub(r"(<[^>]+>|\s)+", " ", response.content.decode())


def given(page: str) -> dict:
    return json.loads(re.search(r'<script id="grid-beside" type="application/json">(.*?)</script>', page)[1])


def water(march: Office) -> Account:
    return Account.objects.get(number="2001")


def answer(march: Office, name: str, **data: str):
    address = f"/ledgers/bills/month/{name}/{water(march).pk}/2025-03/{ABOUT}"
    return march.as_("liu").post(address, data, headers={"HX-Request": "true"})


def test_the_page_is_told_last_month_last_year_and_how_to_weigh(march):
    told = given(march.as_("liu").get(GRID).content.decode())
    assert told["by"] == ["resource", "use", "account"]
    assert told["subjects"]["水\0建筑\0" + "2001"] == {"last_month": "28", "last_year": "25"}
    assert told["units"]["电"]["万kWh"] == "10000"
    assert (Decimal(told["coal"]["电"]) > 0, "水" in told["coal"], Decimal(told["most"]["水"])) == (
        True,
        False,
        Decimal("0.25"),
    )


def test_a_sheet_of_a_year_and_one_of_many_units_have_nothing_beside(march):
    for address in ("/ledgers/bills/grid/?organisation=A&period=2025", f"{GRID.replace('=A', '=C1')}&below=1"):
        assert "grid-beside" not in march.as_("wang").get(address).content.decode()


def test_more_accounts_ask_no_more(march):
    def questions() -> int:
        march.as_("liu").get(GRID)
        with CaptureQueriesContext(connection) as asked:
            march.as_("liu").get(GRID)
        return len(asked)

    before = questions()
    more = "\n".join(f"A | 水 | 30{n:02} | 2025-02-01 | 2025-02-28 | 5 | m3 | 15 | 26{n:06}" for n in range(9))
    march.house.have("bills", HEADER + more)
    assert questions() == before


def test_a_month_without_a_bill_is_one_answer_and_taken_back_by_one(march):
    page = text(march.as_("liu").get(GRID))
    assert "本月还缺" in page
    said = answer(march, "unused")
    assert "水 2001：已登记本月未使用" in text(said)
    assert json.loads(said["HX-Trigger"])["jieyue:answered"] == {"resource": "水", "use": "建筑", "account": "2001"}
    assert list(NoUse.objects.values_list("start_date", "end_date")) == [(date(2025, 3, 1), date(2025, 3, 31))]
    assert "2025年一季度" in text(said)
    undo = re.search(r'hx-post="(/ledgers/bills/month/undo/[^"]+)"', said.content.decode())[1].replace("&amp;", "&")
    assert march.as_("liu").post(undo, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert not NoUse.objects.exists()


def test_a_month_that_was_said_to_be_unused_is_taken_back_at_any_time_with_a_reason(march):
    answer(march, "unused")
    clerk, account = march.as_("liu"), water(march).pk
    address = f"/ledgers/bills/unused/{account}/2025-03/"
    assert f'href="{address}"' in clerk.get("/ledgers/bills/missing/?organisation=A&year=2025").content.decode()
    page = clerk.get(address)
    assert "已登记 2025-03-01 至 2025-03-31 未使用" in text(page)
    assert "登记本月未使用" not in text(page)
    back = re.search(f'action="({address}back/[0-9]+/)"', page.content.decode())[1]
    refused = clerk.post(back, {"reason": " "})
    assert (refused.status_code, NoUse.objects.count()) == (422, 1)
    assert "原因" in text(refused)
    assert clerk.post(back, {"reason": "抄错了表"}, follow=True).status_code == 200
    assert not NoUse.objects.exists()
    assert clerk.post(back, {"reason": "抄错了表"}).status_code == 404


def test_a_closed_account_is_one_answer_and_owes_nothing_more(march):
    said = answer(march, "closed", since="2025-03-01")
    assert water(march).closed_on == date(2025, 3, 1)
    assert "户号 2001" not in text(said)
    undo = re.search(r'hx-post="(/ledgers/bills/month/undo/[^"]+)"', said.content.decode())[1].replace("&amp;", "&")
    march.as_("liu").post(undo, headers={"HX-Request": "true"})
    assert water(march).closed_on is None


def test_what_is_closed_in_the_running_month_need_not_wait_for_its_end(march, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 3, 20))
    assert "登记销户 水 2001" in text(march.as_("liu").get(GRID))
    assert "登记销户 水 2001" not in text(answer(march, "closed", since="2025-03-01"))


def test_an_account_cannot_be_closed_before_its_last_bill_and_it_is_said(march):
    said = answer(march, "closed", since="2025-02-01")
    assert "错误" in text(said)
    assert water(march).closed_on is None


def test_a_new_number_is_asked_about_with_what_may_have_been_meant(march):
    march.house.have("bills", HEADER + "A | 电 | E5190010001 | 2025-02-01 | 2025-02-28 | 5 | kWh | 4 | 27000001")
    values = {"resource": "电", "account": "E519001001", "start_date": "2025-03-01", "end_date": "2025-03-31"}
    rows = [{"row": 1, "id": None, "values": {**values, "quantity": "9", "unit": "kWh"}}]
    check = f"/ledgers/bills/grid/check/{ABOUT}"
    told = march.as_("liu").post(check, json.dumps({"rows": rows}), content_type="application/json").json()
    (asked,) = [each for each in told["report"]["problems"] if each["rule"] == "account_like_known"]
    assert asked["instead"] == ["E5190010001"]
    blank = [{**rows[0], "values": {**values, "quantity": "", "unit": "kWh"}}]
    told = march.as_("liu").post(check, json.dumps({"rows": blank}), content_type="application/json").json()
    assert "“数量”没有填写。" in [each["says"] for each in told["report"]["problems"]]  # by its name for people
    rows[0]["values"]["opened_on"] = "2025-03-01"
    told = march.as_("liu").post(check, json.dumps({"rows": rows}), content_type="application/json").json()
    assert told["report"]["refused"] == 0


# --- files dropped on a month


def nine(bills: dict[str, Bill]) -> list[SimpleUploadedFile]:
    """As an office has them: two originals, a scan with text, names, a copy, a photo, and two that cannot be kept."""
    return [
        SimpleUploadedFile("dzfp.xml", einvoice("25000031", "105.50")),
        SimpleUploadedFile("scan.pdf", pdf_saying("Account 1009 total 66.10 until 2025-03-31")),
        SimpleUploadedFile("25000034.png", picture("PNG", colour="red")),
        SimpleUploadedFile("户号3003 2025年3月.jpg", picture(colour="green")),
        SimpleUploadedFile("电费单 12.34.jpg", picture(colour="blue")),
        SimpleUploadedFile("IMG_0001.jpg", picture(colour="white")),
        SimpleUploadedFile("dzfp 副本.xml", einvoice("25000031", "105.50")),
        SimpleUploadedFile("名单.csv", b"a,b\n1,2"),
        SimpleUploadedFile(
            "大.jpg", picture(colour="black") + b"\0" * (settings.JIEYUE_EVIDENCE_MOST_BYTES["picture"] + 1)
        ),
    ]


BILLED = """A | 电 | 1009 | 2025-03-01 | 2025-03-31 | 9 | kWh | 66.10 | 25000033
A | 电 | 1012 | 2025-03-01 | 2025-03-31 | 9 | kWh | 6.30 | 25000034
A | 天然气 | 3003 | 2025-03-01 | 2025-03-31 | 9 | m3 | 30 |
A | 电 | 1015 | 2025-03-01 | 2025-03-31 | 9 | kWh | 12.34 |"""


@pytest.fixture
def billed(march) -> dict[str, Bill]:
    march.house.have("bills", HEADER + BILLED)
    own = Bill.objects.filter(end_date=Period.parse("2025-03").last).select_related("account")
    return {each.account.number: each for each in own}


def test_nine_files_find_their_bills_and_are_attached_at_once_dated_by_the_bill(march, billed):
    liu = march.as_("liu")
    look = liu.post(f"/ledgers/bills/month/proofs/look/{ABOUT}", {"files": nine(billed)}).content.decode()
    chosen = dict(re.findall(r'<select name="bill-(\d+)".*?(?:<option value="(\d+)" selected>|</select>)', look, re.S))
    expected = {"0": "1001", "1": "1009", "2": "1012", "3": "3003"}
    assert {n: id_ for n, id_ in chosen.items() if id_} == {n: str(billed[no].pk) for n, no in expected.items()}
    assert "可能：电 1015" in look  # the amount alone, so it is for the officer to say
    assert "与“dzfp.xml”内容完全相同" in look
    assert look.count("不能收") == 2
    assert not Link.objects.exists()

    data = {f"bill-{n}": id_ for n, id_ in chosen.items() if id_} | {
        "bill-5": str(billed["1015"].pk),
        "bill-7": "999999",
    }
    done = liu.post(f"/ledgers/bills/month/proofs/attach/{ABOUT}", {"files": nine(billed), **data}, follow=True)
    assert "已附上 5 份材料" in text(done)
    assert "名单.csv：" in text(done)
    proved = {
        record: Item.objects.get(pk=item).fact_on for record, item in Link.objects.values_list("record_id", "item_id")
    }
    assert proved == {billed[no].pk: date(2025, 3, 31) for no in (*expected.values(), "1015")}
    again = liu.post(f"/ledgers/bills/month/proofs/look/{ABOUT}", {"files": nine(billed)[:1]}).content.decode()
    assert "与“dzfp”内容完全相同" in again


def test_one_invoice_of_two_bills_is_attached_to_both(march):
    day = "2025-03-09 | 2025-03-09"
    two = f"A | 汽油 | | {day} | 41 | L | 330 | 40127755\nA | 柴油 | | {day} | 90 | L | 700 | 40127755"
    march.house.have("bills", HEADER + two)
    liu, file = march.as_("liu"), einvoice("40127755", "1030.00")
    look = liu.post(f"/ledgers/bills/month/proofs/look/{ABOUT}", {"files": [SimpleUploadedFile("a.xml", file)]})
    assert "这张发票的 2 张票据" in text(look)
    chosen = re.search(r'<option value="([\d,]+)" selected>', look.content.decode())[1]
    data = {"files": [SimpleUploadedFile("a.xml", file)], "bill-0": chosen}
    assert "已附上 1 份材料" in text(liu.post(f"/ledgers/bills/month/proofs/attach/{ABOUT}", data, follow=True))
    own = Bill.objects.filter(invoice_number="40127755").values_list("id", flat=True)
    assert sorted(Link.objects.values_list("record_id", flat=True)) == sorted(own)


def test_files_of_a_month_without_bills_say_what_to_do_first(march):
    look = march.as_("liu").post(
        "/ledgers/bills/month/proofs/look/?organisation=A&period=2024-07",
        {"files": [SimpleUploadedFile("a.jpg", picture())]},
    )
    assert "这个月还没有已保存的票据" in text(look)


def test_nobody_attaches_to_the_bills_of_another_county(march, billed):
    data = {"files": nine(billed)[:1], "bill-0": str(billed["1001"].pk)}
    assert march.as_("zhao").post(f"/ledgers/bills/month/proofs/attach/{ABOUT}", data).status_code == 404
    assert march.as_("sun").post(f"/ledgers/bills/month/proofs/look/{ABOUT}", data).status_code in (403, 404)
    assert not Link.objects.exists()
