"""问题 on pages: whose turn it is, answered, looked at again by somebody else, closed by the record itself."""

import io
import re
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from browsing import find_fault, look
from jieyue.programme.findings.queries import RaisedBy, raised_by
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.registers.vehicles.models import Vehicle
from jieyue.web.findings import views
from ledger_samples import sample_rows
from offices import person_named
from soaking import DESK_AND_PHONE

pytestmark = pytest.mark.django_db
CAR = {"organisation": "A", "plate": "陕A12345", "kind": "机要通信用车", "fuel": "汽油", "tank_litres": "50"}
CONDUCT = "没有浪费水电等现象"
RAISED = {"organisation": "A", "origin": "reviewer", "title": "下班没有关空调", "says": "305 室空调开着"}


@pytest.fixture
def raised(office) -> int:
    """By the county's reviewer of the province."""
    today = timezone.localdate()
    answer = office.as_("li").post(
        reverse("findings:new"), {**RAISED, "day": str(today), "due_on": str(today + timedelta(days=9))}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return Finding.objects.get().pk


def moved(client, finding: int, move: str, words: str = ""):
    seen = client.get(reverse("findings:finding", args=[finding])).context["found"].seen
    return client.post(reverse("findings:move", args=[finding]), {"move": move, "words": words, "seen": seen})


def test_the_unit_answers_and_somebody_else_closes(office, raised):
    assert "有 1 个问题等您说明或整改" in office.as_("liu").get("/").content.decode()
    assert moved(office.as_("liu"), raised, "correct", "").status_code == 422
    assert moved(office.as_("liu"), raised, "correct", "已关，装了定时开关").status_code == 302
    assert "有 1 个问题等您复查" in office.as_("li").get("/").content.decode()
    assert moved(office.as_("li"), raised, "close").status_code == 302
    assert Finding.objects.get().state == "closed"


def test_what_is_sent_back_is_the_units_turn_again_with_the_reason(office, raised):
    moved(office.as_("liu"), raised, "explain", "开会")
    assert moved(office.as_("li"), raised, "send_back", "会后也没有关").status_code == 302
    page = office.as_("liu").get(reverse("findings:finding", args=[raised])).content.decode()
    assert "待处理" in page
    assert "会后也没有关" in page


def test_a_check_of_a_record_is_looked_at_again_on_the_page_once_the_contract_is_there(office):
    house = office.house
    house.have("waste_points", sample_rows("waste_points", unit="A"))
    house.have("waste", sample_rows("waste", unit="A")[:1])
    finding, client = Finding.objects.get().pk, office.as_("liu")
    page = client.post(reverse("findings:recheck", args=[finding]), follow=True).content.decode()
    assert "重新核对，问题还在" in page
    house.have("waste_contracts", sample_rows("waste_contracts", unit="A"))
    assert Finding.objects.get().state == "resolved"
    Finding.objects.update(state="open")  # as one that was kept before registers were followed
    page = client.post(reverse("findings:recheck", args=[finding]), follow=True).content.decode()
    assert "核对不再发现，已销号" in page
    assert Finding.objects.get().state == "resolved"


PUMP = "加油量超过油箱"
UNSETTLED = "这一期的记录里有 1 个问题还没有了结"


def test_a_sum_says_how_much_of_it_is_in_question_and_leads_there(office):
    client, link = office.as_("wang"), re.compile(r'href="([^"]+)">查看 2025 年没有了结的')
    fill = {"organisation": "A", "vehicle": "陕A12345", "refuelled_on": "2025-05-10"}
    office.house.have("vehicles", [CAR])
    office.house.have(
        "patrols",
        [{"organisation": "A", "patrolled_on": "2025-05-01", "item": CONDUCT, "is_wrong": "是", "place": "一楼"}],
    )
    office.house.have("refuellings", [{**fill, "litres": "80"}])
    page = client.get("/ledgers/refuellings/summary/?organisation=A&period=2025-05").content.decode()
    assert UNSETTLED in page
    listed = client.get(unescape(link.search(page)[1])).content.decode()
    assert PUMP in listed
    assert CONDUCT not in listed
    assert (
        "还没有了结" not in client.get("/ledgers/refuellings/summary/?organisation=A&period=2025-06").content.decode()
    )
    office.house.have("refuellings", [{**fill, "litres": "40"}], reason="更正")
    assert "还没有了结" not in client.get("/ledgers/refuellings/summary/?organisation=A&period=2025").content.decode()


def test_whoever_brought_rows_is_told_how_many_problems_are_in_them_and_led_there(office):
    fills = [
        {"organisation": "A", "vehicle": "陕A12345", "refuelled_on": f"2025-05-{day}", "litres": "80"}
        for day in (10, 20)
    ]
    office.house.have("vehicles", [CAR])
    report = office.house.have("refuellings", fills)
    person = person_named("wang", on=timezone.localdate())
    assert raised_by(report.entry, person=person) == RaisedBy(own=2, beside=0)
    told = render_to_string("findings/raised_part.html", {"raised": raised_by(report.entry, person=person)})
    assert "这次登记的行里有 2 个问题。" in told
    assert "以前的其他登记" not in told
    assert 'href="/findings/?mine=answer"' in told
    assert raised_by(None, person=person) == RaisedBy()


def test_the_list_is_taken_along_with_what_each_unit_has_not_settled(office):
    patrol = {"patrolled_on": "2025-03-01", "item": CONDUCT, "is_wrong": "是"}
    rows = [("A", "一楼"), ("A", "二楼"), ("B", "一楼")]
    office.house.have("patrols", [{**patrol, "organisation": unit, "place": place} for unit, place in rows])
    listed = office.as_("li").get("/findings/?organisation=C1").content.decode()
    numbers = re.findall(r'href="([^"]*is_unsettled=on[^"]*)">(\d+)</a>', listed)
    assert [number for _, number in numbers] == ["2", "1"]
    for url, number in numbers:
        shown = office.as_("li").get(f"/findings/{unescape(url)}").content.decode()
        assert shown.count('data-label="期限"') == int(number)
    answer = office.as_("li").get("/findings/list.xlsx?organisation=C1")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    everything, by_unit = (list(sheet.values) for sheet in book)
    assert sorted(row[6] for row in everything[1:]) == ["一楼", "一楼", "二楼"]
    assert [row[2:] for row in by_unit[1:]] == [(2, 2), (1, 1)]
    school = b"".join(office.as_("liu").get("/findings/list.csv").streaming_content).decode("utf-8-sig")
    assert len(school.splitlines()) == 3


def test_a_list_too_long_for_a_file_says_how_to_take_it(office, monkeypatch):
    monkeypatch.setattr(views, "MOST_TAKEN", 1)
    patrol = {"organisation": "A", "patrolled_on": "2025-03-01", "item": CONDUCT, "is_wrong": "是"}
    office.house.have("patrols", [{**patrol, "place": place} for place in ("一楼", "二楼")])
    refused = office.as_("li").get("/findings/list.csv")
    assert refused.status_code == 400
    assert "请按机构、年度或者台账分次下载" in refused.content.decode()


def test_the_page_of_a_vehicle_leads_to_what_was_registered_about_it_and_that_of_a_row_to_its_problems(office):
    cars = [{**CAR, "plate": plate} for plate in ("陕A12345", "陕A67890")]
    fill = {"organisation": "A", "vehicle": "陕A12345", "litres": "80"}
    office.house.have("vehicles", cars)
    office.house.have("refuellings", [{**fill, "refuelled_on": f"2024-0{month}-10"} for month in (3, 5)])
    office.house.have("refuellings", [{**fill, "vehicle": "陕A67890", "refuelled_on": "2024-05-10", "litres": "30"}])
    client = office.as_("wang")
    vehicle = Vehicle.objects.get(plate="陕A12345")
    page = client.get(f"/ledgers/vehicles/{vehicle.pk}/").content.decode()
    assert "用车记录还没有" in page
    listed = client.get(unescape(re.search(r'href="([^"]+)">加油记录 2 条', page)[1])).content.decode()
    assert "第 1–2 行，共 2 行" in listed
    found = client.get(unescape(re.search(r'href="([^"]+)">说到“陕A12345”的问题', page)[1])).content.decode()
    assert found.count('data-label="期限"') == 2
    row = Refuelling.objects.filter(vehicle=vehicle).first()
    page = client.get(f"/ledgers/refuellings/{row.pk}/").content.decode()
    assert "这条登记的问题" in page
    assert PUMP in page
    other = Refuelling.objects.get(vehicle__plate="陕A67890")
    assert "这条登记的问题" not in client.get(f"/ledgers/refuellings/{other.pk}/").content.decode()


def test_one_three_and_a_hundred_ask_the_same(office):
    client, asked = office.as_("wang"), []
    patrol = {"organisation": "A", "patrolled_on": "2025-03-01", "item": CONDUCT, "is_wrong": "是"}
    client.get(reverse("findings:list"))
    for many in (1, 3, 100):
        office.house.have("patrols", [{**patrol, "place": f"{n} 室"} for n in range(many)])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("findings:list"), {"per_page": 100}).status_code == 200
        asked.append(len(queries))
    assert len(set(asked[1:])) == 1, asked


@pytest.mark.parametrize("width", DESK_AND_PHONE)
def test_nobody_is_shut_out(office, open_page, sign_in, raised, width):
    page = open_page(width=width)
    sign_in(page, "liu")
    for address in ("", f"{raised}/", "new/"):
        page.goto(f"/findings/{address}")
        find_fault(page)
        look(page, f"findings-{address.strip('/')}")
