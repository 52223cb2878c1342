"""The pages of bills show what one reaches, all of it once, and let it be put right without losing anything."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.models import LogEntry

ROW = "organisation | resource | account | start_date | end_date | quantity | unit"


def shown(response) -> list[int]:
    return [int(number) for number in re.findall(r'href="/ledgers/bills/(\d+)/"', response.content.decode())]


def said(response) -> str:
    """The page without its one-time token."""
    return re.sub(
        r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+|编号 [0-9]{4}-[0-9A-F]{6}', "", response.content.decode()
    )


def figures(office, **other) -> dict[str, str]:
    """The bill 25000001 of A as its form sends it."""
    return {
        "organisation": "A", "resource": "电", "use": "建筑", "account": "1001", "start_date": "2025-01-01",
        "end_date": "2025-01-31", "quantity": "100.005", "unit": "kWh", "amount_yuan": "70.50",
        "invoice_number": "25000001", "estimated": "", "refund_of": "", "reason": "抄错", **other,
    }  # fmt: skip


def seen(client, bill: int) -> str:
    page = client.get(f"/ledgers/bills/{bill}/correct/").content.decode()
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def test_a_clerk_sees_the_bills_of_his_county_and_what_they_add_up_to(office):
    page = office.as_("wang").get("/ledgers/bills/").content.decode()
    assert "甲县一中" in page
    assert "乙县医院" not in page
    assert "700.01" in page  # kWh of January and February, exactly
    assert "490.75" in page


def test_what_is_beyond_reach_is_not_there_and_sounds_like_what_is_not(office):
    foreign = office.bill("25000099")
    for address in ("/ledgers/bills/{}/", "/ledgers/bills/{}/correct/"):
        there, never = (office.as_("wang").get(address.format(number)) for number in (foreign, 10**8))
        assert (there.status_code, never.status_code) == (404, 404)
        assert said(there).replace(str(foreign), "N") == said(never).replace(str(10**8), "N")
    assert office.as_("wang").get("/ledgers/bills/?organisation=X").status_code == 404
    assert office.as_("qian").get("/ledgers/bills/").content.decode().count("25000001") == 0


def test_ten_a_page_show_every_bill_once_though_all_are_alike(office):
    rows = "\n".join(f"B | 水 | {n} | 2025-03-01 | 2025-03-31 | 7 | m3" for n in range(36))
    office.house.have("bills", f"{ROW}\n{rows}")
    client = office.as_("wang")
    pages = [shown(client.get(f"/ledgers/bills/?per_page=10&sort=-end_date&page={page}")) for page in range(1, 5)]
    assert [len(page) for page in pages] == [10, 10, 10, 10]
    assert len({bill for page in pages for bill in page}) == 40


@pytest.mark.parametrize(
    "address", ["/ledgers/bills/?organisation=B", "/ledgers/bills/missing/?organisation=B&year=2025"]
)
def test_a_list_asks_as_often_for_one_row_as_for_a_hundred(office, address):
    client = office.as_("wang")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    queries()
    counts = [queries()]
    for few, many in ((1, 3), (3, 100)):
        rows = "\n".join(f"B | 水 | {n} | 2025-03-01 | 2025-03-31 | 7 | m3" for n in range(few, many))
        office.house.have("bills", f"{ROW}\n{rows}")
        queries()
        counts.append(queries())
    assert counts == [counts[0]] * 3


def test_conditions_that_cannot_be_are_told_beside_the_field(office):
    page = office.as_("wang").get("/ledgers/bills/?since=2025-13").content.decode()
    assert "请写成年-月" in page


def test_a_bill_tells_itself_and_where_it_counts(office):
    page = office.as_("wang").get(f"/ledgers/bills/{office.bill('25000001')}/").content.decode()
    for words in ("甲县一中", "100.005", "70.50", "25000001", "2025年1月", "修改记录", "登记"):
        assert words in page
    assert "/correct/" not in office.as_("sun").get(f"/ledgers/bills/{office.bill('25000001')}/").content.decode()


def test_a_correction_needs_a_reason_and_stands_in_the_history(office):
    client, bill = office.as_("liu"), office.bill("25000001")
    address = f"/ledgers/bills/{bill}/correct/"
    sent = figures(office, quantity="150", seen=seen(client, bill))
    assert client.post(address, {**sent, "reason": ""}).status_code == 422
    assert Bill.objects.get(id=bill).quantity == Decimal("100.005")
    assert client.post(address, sent).status_code == 302
    page = client.get(f"/ledgers/bills/{bill}/").content.decode()
    for words in ("抄错", "刘洋", "100.005", "150"):
        assert words in page
    # The name of whoever is beyond reach is not told.
    assert "刘洋" not in office.as_("zhao").get("/ledgers/bills/").content.decode()


def test_a_bill_can_be_corrected_to_other_days(office):
    client, bill = office.as_("liu"), office.bill("25000001")
    sent = figures(office, start_date="2025-01-02", seen=seen(client, bill))
    assert client.post(f"/ledgers/bills/{bill}/correct/", sent).status_code == 302
    assert str(Bill.objects.get(id=bill).start_date) == "2025-01-02"


def test_of_two_who_correct_the_same_bill_the_second_is_told_and_keeps_what_he_wrote(office):
    bill = office.bill("25000001")
    first, second = office.as_("liu"), office.as_("wang")
    sent = {name: figures(office, quantity=quantity, seen=seen(client, bill), reason=name) for name, client, quantity in
            (("liu", first, "150"), ("wang", second, "180"))}  # fmt: skip
    assert first.post(f"/ledgers/bills/{bill}/correct/", sent["liu"]).status_code == 302
    entries = LogEntry.objects.count()
    told = second.post(f"/ledgers/bills/{bill}/correct/", sent["wang"])
    page = told.content.decode()
    assert told.status_code == 409
    assert 'value="180"' in page
    assert "150" in page
    assert (Bill.objects.get(id=bill).quantity, LogEntry.objects.count()) == (150, entries)
    again = {**sent["wang"], "seen": re.search(r'name="seen" value="(\d+)"', page)[1]}
    assert second.post(f"/ledgers/bills/{bill}/correct/", again).status_code == 302
    assert Bill.objects.get(id=bill).quantity == 180


def test_a_bill_withdrawn_keeps_its_page_and_leaves_the_sums(office):
    client, bill = office.as_("liu"), office.bill("25000002")
    version = re.search(r'name="seen" value="(\d+)"', client.get(f"/ledgers/bills/{bill}/").content.decode())[1]
    assert client.post(f"/ledgers/bills/{bill}/withdraw/", {"seen": version}).status_code == 422
    assert client.post(f"/ledgers/bills/{bill}/withdraw/", {"seen": version, "reason": "重复"}).status_code == 302
    page = client.get(f"/ledgers/bills/{bill}/").content.decode()
    assert "已作废" in page
    assert "重复" in page
    assert bill not in shown(client.get("/ledgers/bills/"))


def test_nobody_corrects_or_withdraws_what_he_does_not_enter(office):
    bill = office.bill("25000001")
    for username, status in (("sun", 403), ("li", 403), ("zhao", 404), ("qian", 404)):
        client = office.as_(username)
        assert client.post(f"/ledgers/bills/{bill}/correct/", figures(office, seen="1")).status_code == status
        assert client.post(f"/ledgers/bills/{bill}/withdraw/", {"seen": "1", "reason": "x"}).status_code == status
    assert Bill.objects.filter(id=bill, quantity="100.005").exists()


def test_missing_months_lead_to_where_they_can_be_entered(office):
    client = office.as_("wang")
    county = client.get("/ledgers/bills/missing/?organisation=C1&year=2025").content.decode()
    assert "/ledgers/bills/grid/?organisation=B&amp;period=2025-02" in county
    unit = client.get("/ledgers/bills/missing/?organisation=B&year=2025").content.decode()
    cell = re.search(r"/ledgers/bills/unused/\d+/2025-02/", unit)[0]
    assert "2025-02-01 至 2025-02-28" in client.get(cell).content.decode()
    assert office.as_("zhao").get(cell).status_code == 404
    assert client.post(cell).status_code == 302
    assert (
        "未用"
        in client.get("/ledgers/bills/missing/?organisation=B&year=2025").content.decode().split("matrix__corner")[1]
    )


def test_entering_from_the_first_page_opens_a_month_that_is_said_in_words(office):
    liu = office.as_("liu")
    link = re.search(r'href="(/ledgers/bills/grid/[^"]*)"', liu.get("/").content.decode())[1].replace("&amp;", "&")
    grid = liu.get(link).content.decode()
    month = re.search(r"(\d{4})年(\d+)月 票据", grid)
    assert f'data-since="{month[1]}-{int(month[2]):02}-01"' in grid


def test_a_sign_that_cannot_be_kept_is_refused_in_words(office):
    answer = office.as_("wang").get("/ledgers/bills/?organisation=A%00B")
    assert answer.status_code in (400, 404)
    assert "请" in answer.content.decode()
