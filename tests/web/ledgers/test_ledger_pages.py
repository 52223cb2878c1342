"""Every ledger has the same pages: nothing here names one but for what is special to it."""

import json
from dataclasses import replace
from itertools import takewhile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jieyue.programme.ledgers.catalogue import all_ledgers, in_groups
from jieyue.programme.ledgers.cells import headings
from jieyue.rules.roles import Right
from jieyue.store.ledgers.paper.models import Paper
from jieyue.store.registers import registers
from ledger_samples import many_rows, sample_rows, samples
from offices import open_office
from soaking import IS_SOAKING

pytestmark = pytest.mark.django_db
KEYS = list(samples())
MANY = (1, 3, 100) if IS_SOAKING else (1, 3)
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def fill(house):
    """A unit of either county with a ledger of everything."""
    office = open_office(house)
    for unit in ("A", "X"):
        for key in KEYS:
            house.have(key, sample_rows(key, unit=unit))
    return office


@pytest.fixture
def filled(house):
    return house.begun(fill)


def paper(month: str, **figures: str) -> dict[str, str]:
    return {"organisation": "A", "month": month, "bought_reams": "10", "used_reams": "5", **figures}


def test_ledgers_stand_under_what_they_are_for_and_a_new_one_without_a_group_under_others(office):
    every = all_ledgers().values()
    groups = in_groups(every)
    assert sorted(each.key for group in groups for each in group.ledgers) == sorted(all_ledgers())
    assert {each.group for each in every if each.group} <= {group.key for group in groups}, "every group is policy's"
    strangers = [replace(each, group=group) for each, group in zip(every, ("", "no-such-group"), strict=False)]
    assert [(group.zh, list(group.ledgers)) for group in in_groups(strangers)] == [("其他", strangers)]
    page = office.as_("wang").get(reverse("ledgers:index")).content.decode()
    order = [f">{group.zh}</h2>" for group in groups]
    assert sorted(order, key=page.index) == order
    _, _, energy = page.partition(order[0])
    assert energy.index("/ledgers/bills/") < energy.index(order[1]) < energy.index("/ledgers/paper/")


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("key", KEYS)
def test_a_ledger_is_listed_within_reach_sorted_by_any_column_and_narrowed_by_its_words(filled, key):
    client, address = filled.as_("wang"), reverse("ledgers:list", args=[key])
    page = client.get(address).content.decode()
    assert "甲县一中" in page
    assert "乙县医院" not in page
    ledger = all_ledgers()[key]
    for column in headings(ledger.model):
        assert client.get(address, {"sort": f"-{column.key}"}).status_code == 200
    for column in ledger.kinds[0].columns:
        if column.choices:
            assert client.get(address, {f"word-{column.key}": "nothing-such"}).status_code == 200
    assert client.get(address, {"sort": "no-such-column"}).status_code == 400
    assert "没有符合条件的登记" in client.get(address, {"period": "1999"}).content.decode() or not ledger.every


REGISTERS = [each.key for each in registers() if each.key in KEYS]


def registered(house):
    """A unit with all that ledgers refer to."""
    office = open_office(house)
    for key in REGISTERS:
        house.have(key, sample_rows(key, unit="A"))
    return office


@pytest.fixture
def before(house, key):
    """An office with what a ledger refers to; of a register with those before it, for what refers to it comes after."""
    if key not in REGISTERS:
        return house.begun(registered)
    office = house.begun(open_office)
    for register in takewhile(lambda each: each != key, REGISTERS):
        house.have(register, sample_rows(register, unit="A"))
    return office


@pytest.mark.parametrize("key", KEYS)
def test_one_row_and_three_ask_the_same(before, key):
    keeper = "wang" if all_ledgers()[key].right is Right.ENTER else "li"
    client, asked = before.as_(keeper), {name: [] for name in ("list", "grid", "missing")}
    query = {"organisation": "A", "year": 2025, "per_page": 100, "since": "", "until": ""}
    for many in MANY:
        before.house.have(key, many_rows(key, unit="A", many=many))
        for name, counts in asked.items():
            address = reverse(f"ledgers:{name}", args=[key], query=query)
            client.get(address)
            counts.append(queries_of(client, address))
    assert len(client.get(reverse("ledgers:list", args=[key], query=query)).context["found"].lines) >= MANY[-1]
    assert {name for name, counts in asked.items() if len(set(counts)) > 1} == set(), asked


@pytest.mark.parametrize("key", [each for each in KEYS if "year" in sample_rows(each, unit="A")[0]])
def test_a_year_is_written_as_a_year_and_not_as_a_figure(office, key):
    [row, *_] = office.house.have(key, sample_rows(key, unit="A")).records.values()
    year, client = sample_rows(key, unit="A")[0]["year"], office.as_("li")
    for address in (reverse("ledgers:list", args=[key]), reverse("ledgers:row", args=[key, row])):
        page = client.get(address).content.decode()
        assert f"{int(year):,}" not in page
        assert year in page


def test_the_use_of_one_meter_and_of_more_asks_the_same(office):
    client, asked = office.as_("wang"), []
    for many in (1, 3, 9):
        office.house.have("meters", many_rows("meters", unit="A", many=many))
        office.house.have("readings", many_rows("readings", unit="A", many=many))
        asked.append(queries_of(client, reverse("metering:use", query={"organisation": "A", "year": 2025})))
    assert len(set(asked[1:])) == 1, asked


def test_a_sheet_offers_the_months_to_come_and_saves_only_what_was_written(office):
    client = office.as_("wang")
    office.house.have("paper", [paper("2025-01")])
    page = client.get(reverse("ledgers:grid", args=["paper"]), {"organisation": "A", "period": "2025"})
    offered = [row["values"][0] for row in page.context["grid"]["rows"] if row["id"] is None]
    assert offered == MONTHS[1:]
    rows = [
        {"row": 2, "id": None, "seen": None, "values": {"month": "2025-02", "bought_reams": "1", "used_reams": "2"}}
    ]
    saved = client.post(page.context["grid"]["save_url"], json.dumps({"rows": rows}), content_type="application/json")
    assert saved.status_code == 200
    assert saved.json()["rows"][0]["values"]["used_reams"] == "2"
    assert Paper.objects.count() == 2


def test_of_two_who_correct_a_row_the_second_is_told_and_his_words_stay(office):
    [row] = office.house.have("paper", [paper("2025-01")]).records.values()
    address = reverse("ledgers:correct", args=["paper", row])
    client, seen = office.as_("wang"), None
    seen = client.get(address).context["form"].initial["seen"]
    sent = {**paper("2025-01", used_reams="6"), "seen": seen, "reason": "数错了"}
    assert client.post(address, sent).status_code == 302
    second = office.as_("liu").post(address, {**sent, "used_reams": "7"})
    assert second.status_code == 409
    assert 'value="7"' in second.content.decode()
    assert Paper.objects.get().used_reams == 6


def test_a_withdrawn_row_keeps_its_page_and_no_longer_counts(office):
    [row] = office.house.have("paper", [paper("2025-01")]).records.values()
    client, address = office.as_("wang"), reverse("ledgers:row", args=["paper", row])
    seen = client.get(address).context["row"].seen
    withdraw = reverse("ledgers:withdraw", args=["paper", row])
    assert client.post(withdraw, {"seen": seen, "reason": ""}).status_code == 422
    assert client.post(withdraw, {"seen": seen, "reason": "重复登记"}).status_code == 302
    page = client.get(address).content.decode()
    assert "已作废" in page
    assert "重复登记" in page
    assert not Paper.objects.exists()


def test_a_month_is_missed_from_the_first_row_on_until_the_unit_closes(office):
    office.house.have("paper", [paper("2025-03"), paper("2025-05")])
    page = office.as_("wang").get(reverse("ledgers:missing", args=["paper"]), {"organisation": "A", "year": 2025})
    states = [cell["state"].value for cell in page.context["matrix"]["rows"][0]["cells"]]
    assert states == ["not_owed", "not_owed", "complete", "missing", "complete", *["missing"] * 7]


def test_a_row_of_another_county_is_not_there_for_a_clerk_and_nothing_can_be_done_to_it(filled):
    [row] = filled.house.have("paper", [{**paper("2025-09"), "organisation": "X"}]).records.values()
    client = filled.as_("wang")
    for name in ("row", "correct"):
        assert client.get(reverse(f"ledgers:{name}", args=["paper", row])).status_code == 404
    assert client.post(reverse("ledgers:withdraw", args=["paper", row]), {"reason": "x"}).status_code == 404
