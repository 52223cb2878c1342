"""The pages of oversight: every number leads to its list, and what is seen is taken along."""

import io
import re
from datetime import UTC, date, datetime
from html import unescape

import openpyxl
import pytest

from jieyue.programme.duties import operations
from offices import Office, open_office, person_named
from papers_desk import decide_on, hand_in_with_file


@pytest.fixture
def office(house) -> Office:
    return house.begun(open_office)


def get(office, address: str, who: str = "li"):
    answer = office.as_(who).get(address)
    assert answer.status_code == 200, address
    return answer


def test_every_number_leads_to_as_many_units(office):
    page = get(office, "/oversight/?organisation=P&period=2025Q1").content.decode()
    cells = re.findall(r'<a href="(/oversight/units/[^"]+)">(\d+)</a>', page)
    assert len(cells) > 3
    for url, count in cells:
        listed = get(office, unescape(url)).content.decode()
        assert len(re.findall(r'<th scope="row">', listed)) == int(count), url


def test_a_county_leads_down_to_its_units_and_a_unit_to_its_own_page(office):
    assert "/oversight/?organisation=C1&amp;period=2025Q1" in get(office, "/oversight/?period=2025Q1").content.decode()
    county = get(office, "/oversight/?organisation=C1&period=2025Q1").content.decode()
    assert 'href="/organisations/A/"' in county
    assert "/oversight/?organisation=P&amp;period=2025Q1" in county  # the way back


def test_what_is_seen_is_taken_along_as_a_workbook_and_as_csv(office):
    answer = get(office, "/oversight/board.xlsx?organisation=P&period=2025Q1")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["甲县", "乙县", "某省"]
    assert sheet["C4"].value == 3
    told = b"".join(get(office, "/oversight/units.csv?organisation=C2&period=2025Q1").streaming_content)
    assert "乙县医院" in told.decode("utf-8-sig")
    assert "甲县" not in told.decode("utf-8-sig")
    scores = b"".join(get(office, "/oversight/scores.csv?organisation=P&year=2025").streaming_content)
    assert len(scores.decode("utf-8-sig").splitlines()) == 4
    assert office.as_("li").get("/oversight/board.exe?organisation=P").status_code == 404


@pytest.mark.parametrize("sort", ["earned", "-earned", "region", "-kind", "gate", "own", "nonsense"])
def test_scores_are_sorted_by_any_column(office, sort):
    assert "乙县医院" in get(office, f"/oversight/scores/?organisation=P&year=2025&sort={sort}").content.decode()


@pytest.mark.parametrize("asked", ["period=2025-01", "period=x", "only=nonsense", "year=x&region=NICHTS", "page=99"])
def test_what_nobody_offers_is_no_fault(office, asked):
    for page in ("", "units/", "scores/"):
        assert office.as_("li").get(f"/oversight/{page}?{asked}").status_code < 500


def test_the_first_page_of_an_authority_says_how_many_documents_wait_to_be_received(office):
    at, on = datetime(2025, 1, 3, 1, 0, tzinfo=UTC), date(2025, 1, 3)
    li, wang = person_named("li", on=on), person_named("wang", on=on)
    operations.put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=li, at=at)
    told = "收到的材料：有 1 份等您接收或退回"
    assert told not in get(office, "/").content.decode()
    record = hand_in_with_file(wang, at=at, organisation="C1", what="evaluation_summary", period="2022")
    assert told not in get(office, "/").content.decode()  # nobody has approved of it
    approving = get(office, "/", who="feng").content.decode()
    assert f'<a href="/duties/papers/{record}/">有 1 份材料等您批准报送</a>' in approving
    decide_on(record, "approve", person_named("feng", on=on), at=at)
    first = get(office, "/").content.decode()
    assert told in first
    assert 'href="/oversight/"' in first
    assert told not in get(office, "/", who="wang").content.decode()
    asked = "/duties/?organisation="
    assert "：有 1 份等您接收或退回" in get(office, f"{asked}C1").content.decode()
    assert "等您接收或退回" not in get(office, f"{asked}C2").content.decode()
    decide_on(record, "return", li, at=at, reason="缺名单")
    returned = get(office, "/", who="wang").content.decode()
    assert f'<a href="/duties/papers/{record}/">有 1 份材料被退回</a><span class="todo__why">缺名单</span>' in returned
    form = "/duties/C1/hand-in/?what=evaluation_summary&period=2022"
    assert "已附的文件：材料.pdf。" in get(office, form, who="wang").content.decode()
    sent = {"what": "evaluation_summary", "period": "2022", "title": "材料"}
    unchanged = office.as_("wang").post(form, sent)
    assert (unchanged.status_code, "退回以后没有改动" in unchanged.content.decode()) == (422, True)
    again = office.as_("wang").post(form, {**sent, "reason": "名单在附表中"}, follow=True).content.decode()
    assert "已登记报送的材料" in again
    assert "没有上传文件，只算自报" not in again
