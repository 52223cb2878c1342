"""Organisations are found as of a day, as far as one reaches, and tell what they were before."""

from datetime import date

import pytest

from jieyue.programme.organisations.queries import (
    accounts,
    as_entered,
    children,
    choices,
    organisation,
    organisations,
    profiles,
    tops,
)
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right, Role
from jieyue.store.orgs.models import Placement

TODAY = date(2026, 1, 15)


@pytest.fixture
def tree(house):
    house.have(
        "organisations",
        "code | name | parent | level | system | category | credit_code\n"
        "P | 某省 | | 省 | | |\nC | 甲县 | P | 县 | | |\nD | 乙县 | P | 县 | | |\n"
        "A | 甲局 | C | 单位 | 教育 | 教育 |\nB | 乙局 | C | 单位 | | 机关 |\nX | 丁局 | D | 单位 | | 卫生 |",
    )
    return house


def clerk(code: str, role: Role = Role.CLERK) -> Person:
    path = Placement.objects.get(organisation__code=code, since__lte=TODAY, until__gt=TODAY).path
    return Person("wang", "10.0.0.9", (Post(role, path),), on=TODAY, name="王敏")


def codes(found) -> list[str]:
    return [entry.code for entry in found.entries]


def test_a_name_or_a_code_finds_what_is_within_reach(tree):
    assert codes(organisations(person=clerk("C"), on=TODAY, text="局")) == ["A", "B"]
    assert codes(organisations(person=clerk("P"), on=TODAY, text="x")) == ["X"]
    assert codes(organisations(person=clerk("C"), on=TODAY)) == ["A", "B", "C"]
    assert organisations(person=clerk("C"), on=TODAY, first=1, many=1).count == 3
    assert [each.code for each in choices(person=clerk("C"))] == ["A", "B", "C"]
    assert choices(person=clerk("C", Role.READER), right=Right.ENTER) == []


def test_a_name_is_that_of_the_day(tree):
    tree.have(
        "organisations",
        "code | name | parent | level | effective_on\nA | 甲委员会 | D | 单位 | 2025-07-01",
        reason="机构改革",
    )
    province = clerk("P")
    assert codes(organisations(person=province, on=date(2025, 6, 30), text="甲局")) == ["A"]
    assert codes(organisations(person=province, on=TODAY, text="甲局")) == []
    assert codes(children("C", person=province, on=date(2025, 6, 30))) == ["A", "B"]
    assert codes(children("D", person=province, on=TODAY)) == ["A", "X"]
    found = organisation("A", person=province)
    assert [(each.since, each.name, each.parent.code) for each in found.versions] == [
        (date(2025, 7, 1), "甲委员会", "D"),
        (None, "甲局", "C"),
    ]
    assert (found.name, [each.code for each in found.above]) == ("甲委员会", ["P", "D", "A"])


def test_whoever_stands_above_and_beyond_reach_is_not_named(tree):
    found = organisation("A", person=clerk("A"))
    assert [each.code for each in found.above] == ["A"]
    assert [(each.parent, each.is_parent_hidden) for each in found.versions] == [(None, True)]
    assert as_entered(found)["parent"] == ""
    assert [each.code for each in tops(person=clerk("A"))] == ["A"]
    with pytest.raises(NotThere):
        organisation("X", person=clerk("C"))


def test_a_closed_organisation_tells_what_it_became(tree):
    tree.have(
        "organisations",
        "code | name | parent | level | closed_on | successors\nA | 甲局 | C | 单位 | 2025-12-31 | B、X",
        reason="分立",
    )
    assert [each.code for each in organisation("A", person=clerk("P")).became] == ["B", "X"]
    assert [each.code for each in organisation("A", person=clerk("C")).became] == ["B"]
    assert [each.code for each in organisation("B", person=clerk("C")).came_from] == ["A"]


def test_its_sizes_and_accounts_are_told_with_what_was_last_seen(tree):
    tree.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 900 | 90\nA | 2025 | 1000 | 100")
    tree.have(
        "bills",
        "organisation | resource | account | start_date | end_date | quantity | unit\n"
        "A | 水 | 7 | 2025-01-01 | 2025-01-31 | 9 | m3\nA | 电 | 1 | 2025-01-01 | 2025-01-31 | 9 | kWh\n"
        "A | 电 | 1 | 2025-02-01 | 2025-02-28 | 9 | kWh",
    )
    person = clerk("A")
    lines = profiles("A", person=person)
    assert [(line.year, line.floor_area_m2, line.seen > 0) for line in lines] == [(2025, 1000, True), (2024, 900, True)]
    assert [(line.number, line.records, line.last_end, line.seen > 0) for line in accounts("A", person=person)] == [
        ("1", 2, date(2025, 2, 28), True),
        ("7", 1, date(2025, 1, 31), True),
    ]
