"""Rounds for programs: read only, within reach."""

import pytest

from review_desk import begin, open_desk


@pytest.fixture
def office(house, now):
    return house.begun(open_desk, under="the moment of the requests")


def test_a_program_reads_rounds_and_units_within_reach(office, program):
    number = begin()
    clerk = program("liu")
    [line] = clerk.asks("GET", "/rounds").json()["rounds"]
    assert (line["round"], line["units"], line["stage"]) == (number, 1, "hand_in")
    found = clerk.asks("GET", f"/rounds/{number}").json()
    assert (found["count"], [each["organisation"] for each in found["units"]]) == (1, ["A"])
    unit = clerk.asks("GET", f"/rounds/{number}/A").json()
    assert (unit["state"], unit["tasks"], unit["decisions"]) == ("owed", [], [])
    assert clerk.asks("GET", f"/rounds/{number}/B").status_code == 404
    assert program("zhao").asks("GET", f"/rounds/{number}").status_code == 404
