"""统计报表 in the browser: the form with its checks, its columns and its files."""

import pytest

from offices import open_office
from worlds import begun

pytestmark = pytest.mark.django_db


def settle(house):
    office = open_office(house)
    rows = ["organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"]
    rows += [
        "A | 电 | 1 | 2024-01-01 | 2024-01-31 | 1234.5 | kWh | 700",
        "A | 水 | 2 | 2024-01-01 | 2024-01-31 | 9 | m3 | ",
    ]
    house.have("bills", "\n".join(rows))
    return office


@pytest.fixture
def office(house):
    return begun(settle, house)


def test_a_form_is_looked_at_with_its_checks_and_its_way_to_the_bills(office):
    client = office.as_("li")
    text = client.get("/forms/", {"organisation": "A", "period": "2024"}).content.decode()
    assert "1,234.5" in text
    assert "word-resource=electricity" in text
    assert "水的消费量和费用应同时有数" in text
    assert "2022年版" in text
    place = client.get("/forms/", {"organisation": "C1", "period": "2024", "by": "category"}).content.decode()
    assert "S001 合计" in place


def test_its_files_are_an_excel_and_a_csv_and_nothing_else(office):
    client = office.as_("li")
    asked = {"organisation": "A", "period": "2024"}
    assert client.get("/forms/xlsx/", asked).content[:2] == b"PK"
    flat = b"".join(client.get("/forms/csv/", asked).streaming_content).decode("utf-8-sig")
    assert "A,实时数据,2024,2022,consumption,110,电消费量,kWh,periods,2024Q1,1234.5" in flat
    assert client.get("/forms/doc/", asked).status_code == 404
