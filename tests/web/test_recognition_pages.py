"""The pages of 建成情况: every number leads to as many units, and what is seen is taken along."""

import io
import re
from html import unescape

import openpyxl
import pytest

from jieyue.rules.values import Kind
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.keeping import correct
from jieyue.store.records.writing import writing
from offices import Office, open_office
from samples import NOW


def opened(house) -> Office:
    office = open_office(house)
    with writing(operation="set up", by=house.person, at=NOW) as change:
        for code, kind in (("A", Kind.ADMINISTRATION), ("X", Kind.PARTY)):
            correct(change, Organisation.objects.get(code=code), kind=kind)
    house.have("titles", "organisation | title | given_on | document\nA | 节约型机关 | 2021-05-01 | 某发〔2021〕1号")
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(opened)


def get(office, address: str):
    answer = office.as_("li").get(address)
    assert answer.status_code == 200, address
    return answer


def test_every_number_leads_to_as_many_organs(office):
    page = get(office, "/recognition/?organisation=P").content.decode()
    cells = re.findall(r'<a href="(/recognition/units/[^"]+)">(\d+)</a>', page)
    assert len(cells) > 10
    for number, address in {number: address for address, number in cells}.items():
        told = get(office, unescape(address)).content.decode()
        assert len(re.findall(r'<tr><th scope="row">', told)) == int(number), address
    assert "某发〔2021〕1号" in get(office, "/recognition/units/?organisation=P&only=recognised").content.decode()


def test_shares_and_lists_are_taken_along_and_read_by_programs(office):
    answer = get(office, "/recognition/shares.xlsx?organisation=P")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book["建成情况"].values)
    assert rows[-1][:1] + rows[-1][2:] == ("合计", 3, 1, 2, 33.3)
    assert "目标完成" in book.sheetnames
    told = b"".join(get(office, "/recognition/units.csv?organisation=P&kind=party").streaming_content)
    assert "乙县医院" in told.decode("utf-8-sig")
    assert "甲县" not in told.decode("utf-8-sig").replace("乙县", "")
    assert office.as_("li").get("/recognition/shares.exe?organisation=P").status_code == 404
