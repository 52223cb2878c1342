"""A unit is compared with others of its kind, and nobody can be made out among them."""

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.statistics.peers import peers
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement

YEAR = Period.parse("2025")
KGCE_PER_KWH = 0.1229


def schools(house, county: str, units: dict[str, int], *, category: str = "教育") -> None:
    """Units with 1,000 m2, 100 persons and so many kWh in the year."""
    house.have(
        "organisations",
        "code | name | parent | level | category\n"
        + "\n".join(f"{code} | 秘密单位{code} | {county} | 单位 | {category}" for code in units),
    )
    house.have(
        "profiles",
        "organisation | year | floor_area_m2 | persons\n" + "\n".join(f"{code} | 2025 | 1000 | 100" for code in units),
    )
    house.have(
        "bills",
        "organisation | resource | account | start_date | end_date | quantity | unit\n"
        + "\n".join(f"{code} | 电 | 1 | 2025-01-01 | 2025-01-31 | {kwh} | kWh" for code, kwh in units.items()),
    )


@pytest.fixture
def city(house):
    house.have(
        "organisations",
        "code | name | parent | level\nP | 某省 | | 省\nT | 某市 | P | 市\nC | 甲县 | T | 县\nD | 乙县 | T | 县",
    )
    return house


def at(code: str) -> Person:
    on = date(2026, 1, 15)
    path = Placement.objects.get(organisation__code=code).path
    return Person("wang", "10.0.0.9", (Post(Role.CLERK, path),), on=on)


def per_m2(person: Person, code: str):
    return next(each for each in peers(person=person, code=code, period=YEAR) if each.key == "energy_per_m2_kgce")


def test_a_unit_stands_beside_five_others_of_its_county(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000, "B5": 10000})
    schools(city, "C", {"H": 77777}, category="卫生")
    schools(city, "D", {"E": 88888})
    found = per_m2(at("A"), "A")
    assert (found.group, found.others) == ("甲县教育", 5)
    assert found.own == pytest.approx(KGCE_PER_KWH)
    assert found.median == pytest.approx(4 * KGCE_PER_KWH)
    assert found.ratio == pytest.approx(24 / 5 * KGCE_PER_KWH)
    assert found.own == pytest.approx(city.statistics("A", "2025").indicators["energy_per_m2_kgce"], rel=1e-12)


def test_a_group_of_four_others_is_hidden(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000})
    found = per_m2(at("A"), "A")
    assert (found.others, found.ratio, found.median) == (None, None, None)
    assert found.own == pytest.approx(KGCE_PER_KWH)


def test_where_the_county_has_too_few_the_city_stands_in(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000})
    schools(city, "D", {"E1": 4000, "E2": 5000, "E3": 6000})
    found = per_m2(at("A"), "A")
    assert (found.group, found.others, found.median) == ("某市教育", 5, pytest.approx(4 * KGCE_PER_KWH))


def test_who_has_no_size_or_no_use_is_not_counted_among_the_five(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000})
    city.have("organisations", "code | name | parent | level | category\nB5 | 无面积 | C | 单位 | 教育")
    city.have(
        "bills",
        "organisation | resource | start_date | end_date | quantity | unit\n"
        "B5 | 电 | 2025-01-01 | 2025-01-31 | 9 | kWh",
    )
    assert per_m2(at("A"), "A").others is None
    water = next(each for each in peers(person=at("A"), code="A", period=YEAR) if each.key == "water_per_person_m3")
    assert (water.own, water.others) == (None, None)


def test_nothing_in_the_answer_says_who_the_others_are(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000, "B5": 7919})
    told = str([asdict(each) for each in peers(person=at("A"), code="A", period=YEAR)])
    assert not any(secret in told for secret in ("B1", "B5", "秘密", str(Decimal("7.919") * Decimal("0.1229"))))


def test_only_a_unit_within_reach_is_compared(city):
    schools(city, "C", {"A": 1000})
    schools(city, "D", {"E": 1000})
    with pytest.raises(NotThere):
        peers(person=at("A"), code="E", period=YEAR)
    assert peers(person=replace(at("C")), code="C", period=YEAR) == []
