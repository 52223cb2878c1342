"""Plans in force and advanced units for programs: as pages tell them, within reach."""

from datetime import date

import pytest
from django.utils import timezone

from jieyue.programme.duties.operations import put_in_force
from offices import open_office, person_named


@pytest.fixture
def office(house, now):
    return house.begun(open_office, under="the moment of the requests")


def test_a_program_reads_the_plans_that_hold_for_its_unit_and_for_no_other(office, program):
    at = timezone.now()
    authority = person_named("li", on=timezone.localdate(at))
    put_in_force(plan="sichuan-2020", organisation="C1", since=date(2025, 1, 1), by=authority, at=at)
    clerk = program("liu")
    [found] = clerk.asks("GET", "/plans?organisation=A").json()["plans"]
    told = {"plan": "sichuan-2020", "since": "2025-01-01", "until": None, "has_changed": False}
    assert told.items() <= found.items()
    assert clerk.asks("GET", "/plans?organisation=B").status_code == 404
    assert program("zhao").asks("GET", "/plans?organisation=X").json()["plans"] == []


def test_a_program_reads_who_is_chosen_as_advanced_and_why_not(office, program):
    office.house.have("titles", "organisation | title | given_on\nB | 节约型机关 | 2021-05-01")
    found = program("li").asks("GET", "/recognition/advanced?organisation=C1").json()
    assert (found["organs"], found["recognised"]) == (1, 1)
    [unit] = found["units"]
    assert (unit["organisation"], unit["percent"]) == ("B", None)
    assert unit["result"] != "chosen"
    assert program("zhao").asks("GET", "/recognition/advanced?organisation=C1").status_code == 404
