"""计量数据质量: each aspect that policy names counts something, and names the meters that fall short."""

from datetime import date

import pytest

from jieyue.policy.loading import load
from jieyue.programme.metering.quality import ASPECTS, COUNTS, Aspect
from jieyue.programme.metering.queries import metering
from jieyue.rules.values import Certainty
from offices import open_office, person_named
from web.test_programme_pages import page

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 15)
IN_USE = {"organisation": "A", "resource": "电", "multiplier": "1", "digits": "6", "installed_on": "2025-01-01"}
MAIN = {**IN_USE, "number": "D-1", "place": "配电室", "verified_until": "2027-06-30"}
SUB = {**IN_USE, "number": "D-2", "main": "D-1", "place": "三层"}


@pytest.fixture
def office(house):
    return open_office(house)


def read(meter: str, day: str, shown: int) -> dict[str, str]:
    return {"organisation": "A", "meter": meter, "read_at": f"{day} 00:00", "shown": str(shown)}


def quality(today: date = TODAY) -> dict[str, Aspect]:
    found = metering(organisation="A", year=2025, person=person_named("wang", on=today), today=today)
    return {each.name: each for each in found.quality}


def counted(today: date = TODAY) -> dict[str, tuple[int, int, list[str]]]:
    return {name: (each.met, each.of, [*each.short_of.values()]) for name, each in quality(today).items()}


def test_every_aspect_of_policy_is_counted_and_every_count_is_an_aspect_of_policy():
    assert {each.key for each in load().ledgers.words[ASPECTS]} == set(COUNTS)


def test_a_reading_by_which_a_meter_took_much_more_than_ever_is_not_valid(office):
    office.house.have("meters", [MAIN])
    shown = ((1, 0), (2, 100), (3, 200), (4, 30_000))
    office.house.have("readings", [read("D-1", f"2025-0{n}-01", value) for n, value in shown])
    assert counted(date(2025, 4, 15))["有效性"] == (2, 3, ["D-1"])


def test_each_aspect_counts_what_it_says_and_names_the_meters_that_fall_short(office):
    office.house.have("meters", [MAIN])
    office.house.have("meters", [SUB])
    rows = [("D-1", "2025-01-01", 0), ("D-1", "2025-02-01", 100), ("D-1", "2025-03-10", 250)]
    rows += [("D-2", "2025-01-01", 0), ("D-2", "2025-02-01", 60), ("D-2", "2025-03-01", 50)]
    for row in rows:
        office.house.have("readings", [read(*row)])
    assert counted() == {
        "完整性": (3, 4, ["D-2"]),  # February of D-2 went backwards
        "准确性": (1, 2, ["D-2"]),
        "及时性": (3, 4, ["D-1"]),  # read on 10 March
        "可核查性": (1, 1, []),
        "有效性": (3, 4, ["D-2"]),
        "规范性": (1, 2, ["D-2"]),  # a main meter measures everything, a part has an end use
    }
    assert [name for name, each in quality().items() if each.certainty is Certainty.UNVERIFIED] == [
        *("完整性", "及时性", "可核查性", "有效性", "规范性"),
    ]


def test_a_bill_of_the_same_days_makes_a_single_meter_verifiable(office):
    office.house.have("meters", [{**MAIN, "account": "1001"}])
    office.house.have("readings", [read("D-1", "2025-01-01", 0)])
    assert counted()["可核查性"] == (0, 1, ["D-1"])
    office.house.have("readings", [read("D-1", "2025-02-01", 100), read("D-1", "2025-03-01", 300)])
    assert counted()["可核查性"] == (1, 1, [])


def test_months_to_come_and_meters_that_are_gone_are_not_asked_for(office):
    office.house.have("meters", [{**MAIN, "removed_on": "2025-02-15", "last_shown": "100", "first_shown": "0"}])
    told = counted()
    assert (told["准确性"], told["规范性"]) == ((0, 0, []), (0, 0, []))
    assert (told["完整性"], told["及时性"]) == ((2, 2, []), (0, 1, ["D-1"]))
    assert counted(date(2025, 1, 20))["完整性"] == (0, 0, [])
    assert quality(date(2025, 1, 20))["完整性"].percent is None


def test_another_year_is_judged_by_the_meters_that_it_had(office):
    office.house.have("meters", [MAIN, {**MAIN, "number": "D-3", "installed_on": "2026-02-01", "verified_until": ""}])
    told = [{**counted_in(year)} for year in (2024, 2025, 2027)]
    assert [each.get("准确性") for each in told] == [(0, 0), (1, 1), None]
    assert counted_in(2026)["准确性"] == (1, 2)


def counted_in(year: int) -> dict[str, tuple[int, int]]:
    today = date(2026, 3, 15)
    found = metering(organisation="A", year=year, person=person_named("wang", on=today), today=today)
    return {each.name: (each.met, each.of) for each in found.quality}


def test_the_page_of_metering_tells_them_and_how_sure_it_is_what_they_count(office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    address = "/metering/?organisation=A&year=2025"
    assert "计量数据质量" not in page(office, "wang", address)
    office.house.have("meters", [MAIN])
    text = page(office, "wang", address)
    assert all(word in text for word in ("计量数据质量", "及时性", "DB53/T 1116—2022", "未核实", "不合计总分"))


def test_a_verification_that_ran_out_and_one_that_nobody_registered_are_told_apart(office):
    days = {"D-1": "2027-06-30", "D-2": "2024-12-31", "D-3": "", "D-4": "2025-03-14"}
    office.house.have("meters", [{**MAIN, "number": number, "verified_until": day} for number, day in days.items()])
    groups = [(why.zh, [*meters.values()]) for why, meters in quality()["准确性"].groups]
    assert groups == [("检定已过期", ["D-2", "D-4"]), ("没有登记检定有效期", ["D-3"])]
    text = page(office, "wang", "/metering/?organisation=A&year=2025")
    assert "检定已过期 2 块：" in text
    assert "没有登记检定有效期 1 块：" in text
