"""Ordinary sheets of offices: what a careful reader makes of them, and what he asks first."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from files.reading_office import SHEETS, bills, read_file, town_of_samples

ANSWERS = {
    "01-own-list.xlsx": {},
    "02-months-across.xlsx": {},
    "03-months-down-two-row-header.xlsx": {"year": "2025", "days:Sheet1!7:水": "是"},
    "04-grid-company-list.csv": {"days:电费年月": "自然月", "unit:电": "kWh"},
    "05-account-and-month.xlsx": {"unit:电": "kWh", "unit:水": "m3", "unit:气": "m3", "resource:气": "natural_gas"},
    "06-title-above-template.xlsx": {},
    "07-units-by-name.xls": {
        "organisation:司法局": "94010103",
        "organisation:苇塘县　文化馆": "苇塘县文化馆",
        "organisation:县职校": "94010106 苇塘县职业技术学校",
    },
    "08-one-sheet-a-resource.xlsx": {},
    "own-sheet.xlsx": {"days:用水!9:水": "是，两个月（5月至6月）"},
}
"""What each sheet does not say, with the answers."""


def expected(name: str) -> list[tuple]:
    with (SHEETS / "expected.csv").open(encoding="utf-8") as file:
        rows = [each for each in csv.DictReader(file) if each["file"] == name]
    keys = ("organisation", "resource", "use", "account", "start_date", "end_date")
    told = [(*(row[key] for key in keys), Decimal(row["quantity"]), Decimal(row["amount_yuan"])) for row in rows]
    return sorted(told, key=str)


def town(name: str):
    unit = expected(name)[0][0]
    return town_of_samples("" if name.startswith("07") else unit)


@pytest.mark.parametrize("name", ANSWERS)
def test_what_the_sheet_does_not_say_is_asked_and_nothing_else(name):
    assert {each.key for each in read_file(SHEETS / name, town=town(name)).questions} == ANSWERS[name].keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answers_lead_to_the_right_bills(name):
    found = read_file(SHEETS / name, town=town(name), answers=ANSWERS[name])
    assert found.questions == []
    assert found.problems == []
    assert bills(found) == expected(name)


def test_every_sample_has_its_answers():
    files = {each.name for each in SHEETS.iterdir() if each.suffix in (".csv", ".xlsx", ".xls")}
    assert files - {"expected.csv", "organisations.csv"} == ANSWERS.keys()


def kept_of(found):
    """The bills of a proposal as they would be known once they are entered."""
    known: dict[tuple, dict] = {}
    for organisation, resource, _, _, first, last, quantity, _ in bills(found):
        days = date.fromisoformat(first), date.fromisoformat(last)
        known.setdefault((organisation, resource), {})[days] = quantity
    return known


def test_a_year_is_known_without_asking_where_the_figures_have_been_entered():
    name = "03-months-down-two-row-header.xlsx"
    there = town(name)
    there.bills = kept_of(read_file(SHEETS / name, town=there, answers=ANSWERS[name]))
    assert {each.key for each in read_file(SHEETS / name, town=there).questions} == {"days:Sheet1!7:水"}


def test_figures_of_another_year_that_differ_say_nothing_of_the_year():
    name = "03-months-down-two-row-header.xlsx"
    there = town(name)
    there.bills = kept_of(read_file(SHEETS / name, town=there, answers=ANSWERS[name]))
    for of_resource in there.bills.values():
        of_resource[next(iter(of_resource))] += 1
    assert "year" in {each.key for each in read_file(SHEETS / name, town=there).questions}
