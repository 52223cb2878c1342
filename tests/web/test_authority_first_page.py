"""The first page of an authority: what is wrong below it, and no missing bill taken for a saving."""

import ast
import calendar
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

import jieyue
from jieyue.programme.checking.names import OTHERS, PROFILES, ledgers_of, name_of
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.workbench import findings
from jieyue.programme.workbench.queries import sums_of_places
from jieyue.store.orgs.models import Organisation
from ledger_samples import sample_rows
from offices import BILLS, open_office, person_named
from web.test_programme_pages import page

HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan\n"
TODAY = date(2025, 4, 10)


@pytest.fixture
def counties(house, office):
    """Both counties have a unit of two complete years but the one of the second lacks March of this year."""
    house.have(
        "organisations",
        "code | name | parent | level\nY | 乙县档案馆 | C2 | 单位\nZ | 丙县 | P | 县\nZ1 | 丙局 | Z | 单位",
    )
    for unit, months in (("Y", 14), ("Z1", 15)):
        house.have("bills", HEADER + "\n".join(bills(unit, months)))
    return office


def bills(unit: str, months: int) -> Iterator[str]:
    """Those of unit Y are dearer than any."""
    amount = 9000 if unit == "Y" else 70
    for n in range(months):
        first = date(2024 + n // 12, n % 12 + 1, 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield f"{unit} | 电 | {unit}-1 | {first} | {last} | {100 + n} | kWh | {amount}"


def test_a_place_whose_units_lack_bills_is_not_compared_in_silence(counties):
    found = sums_of_places(organisation="P", year=2025, person=person_named("li", on=TODAY), today=TODAY)
    told = {place.code: (place.complete, place.owed, place.is_comparable) for place in found.places}
    assert told == {"C1": (0, 2, False), "C2": (0, 2, False), "Z": (1, 1, True)}


def test_a_place_in_which_nothing_was_entered_has_no_empty_picture_and_no_rows_of_noughts(house):
    office = open_office(house, bills=BILLS.replace("2025-", "2019-"))
    year = page(office, "li", "/start/year/")
    assert "还没有登记用能" in year
    assert "data-chart" not in year
    assert "<tbody>" in page(office, "li", "/start/reports/")


def test_periods_in_which_nobody_owed_anything_have_no_row(house):
    office = open_office(house, bills=BILLS)
    Organisation.objects.filter(level="unit").update(joined_on=timezone.localdate())
    assert "<tbody>" not in page(office, "li", "/start/reports/")


def test_a_place_stands_beside_what_its_units_targets_allow(counties, house):
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nZ1 | 2025 | 1000 | 20")
    house.have("targets", "organisation | year | energy_per_m2_kgce\nZ1 | 2025 | 12")
    found = sums_of_places(organisation="P", year=2025, person=person_named("li", on=TODAY), today=TODAY)
    told = {place.code: (place.target_tce, place.with_target) for place in found.places}
    assert told == {"C1": (None, 0), "C2": (None, 0), "Z": (3, 1)}


def test_what_is_wrong_below_is_counted_by_rule_and_leads_to_whom_it_concerns(counties, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    below = findings.findings_below(organisation="P", year=2025, person=person_named("li", on=TODAY), today=TODAY)
    assert below.rules
    first = below.rules[0]
    shown = page(counties, "li", "/start/findings/")
    assert f"rule={first.rule}&amp;year=2025" in shown
    listed = page(counties, "li", f"/start/findings/list/?organisation=P&rule={first.rule}&year=2025")
    assert f"共 {first.count} 条" in listed
    assert first.name in listed
    assert "去核对：" in listed


def test_a_large_place_is_not_looked_through_while_a_page_waits(counties, monkeypatch):
    monkeypatch.setattr(findings, "MOST_UNITS", 2)
    monkeypatch.setattr(findings, "checks", lambda **_: pytest.fail("it was looked through"))
    assert "打开下面的市、县" in page(counties, "li", "/start/findings/")


def rules() -> set[str]:
    """Every rule that the code names where it finds something."""
    files = Path(jieyue.__file__).parent
    found = set()
    for file in (*files.glob("rules/*.py"), *files.glob("store/**/*.py")):
        for call in ast.walk(ast.parse(file.read_text())):
            name = getattr(getattr(call, "func", None), "id", "")
            nth = {"Finding": 0, "_about": 1}.get(name)
            if nth is not None and len(call.args) > 4 and isinstance(call.args[nth], ast.Constant):
                found.add(call.args[nth].value)
    return found


def test_every_rule_has_a_name_by_which_its_findings_are_counted():
    assert len(rules()) > 8
    assert sorted(rule for rule in rules() if name_of(rule) == OTHERS) == []


def test_every_rule_leads_to_the_ledgers_in_which_it_is_put_right():
    told = {rule: ledgers_of(rule) for rule in rules()}
    assert [rule for rule, ledgers in told.items() if not ledgers] == []
    assert {each for ledgers in told.values() for each in ledgers} <= {PROFILES, *all_ledgers()}


def test_vehicles_unlike_the_register_lead_to_the_register_and_to_the_profile(house, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    office = open_office(house, bills=BILLS)
    house.have("vehicles", [sample_rows("vehicles", unit="A")[0]])
    house.have("profiles", "organisation | year | floor_area_m2 | persons | vehicles_petrol\nA | 2025 | 1000 | 20 | 7")
    listed = page(office, "li", "/start/findings/list/?organisation=P&rule=vehicles_unlike_register&year=2025")
    places = re.findall(r'<a href="(.*?)">(.*?)<span', listed.partition("去核对：")[2].partition("</td>")[0])
    assert [name for _, name in places][:2] == ["公务用车", "年度基本信息"]
    for url, _ in places[:2]:
        assert office.as_("li").get(url.replace("&amp;", "&")).status_code == 200
