"""A unit is compared with others of its kind, and nobody can be made out among them."""

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from jieyue.programme.statistics import peers as comparing
from jieyue.programme.statistics.peers import peers
from jieyue.rules.disclosure import FEWEST
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


def at(*codes: str) -> Person:
    on = date(2026, 1, 15)
    paths = Placement.objects.filter(organisation__code__in=codes).values_list("path", flat=True)
    return Person("wang", "10.0.0.9", tuple(Post(Role.CLERK, path) for path in paths), on=on)


def per_m2(person: Person, code: str):
    return next(each for each in peers(person=person, code=code, period=YEAR) if each.key == "energy_per_m2_kgce")


def test_a_unit_stands_in_a_group_with_five_others_of_its_county(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000, "B5": 10000})
    schools(city, "C", {"H": 77777}, category="卫生")
    schools(city, "D", {"E": 88888})
    found = per_m2(at("A"), "A")
    assert (found.group, found.units) == ("甲县教育", 6)
    assert found.own == pytest.approx(KGCE_PER_KWH)
    assert found.median == 0.430  # 3.5 times 0.1229, with three digits
    assert found.ratio == 0.512  # 25 / 6 times 0.1229
    assert found.own == pytest.approx(city.statistics("A", "2025").indicators["energy_per_m2_kgce"], rel=1e-12)


def test_a_group_of_four_others_is_hidden(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000})
    found = per_m2(at("A"), "A")
    assert (found.units, found.ratio, found.median) == (None, None, None)
    assert found.own == pytest.approx(KGCE_PER_KWH)


def test_only_those_beyond_reach_count_among_the_five(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000, "B5": 10000})
    assert per_m2(at("A", "B1"), "A").units is None
    assert per_m2(at("A", "B1"), "B1").units is None
    schools(city, "C", {"B6": 1})
    found = per_m2(at("A", "B1"), "A")
    assert found.units == 7
    other = per_m2(at("A", "B1"), "B1")
    assert (other.units, other.ratio, other.median) == (found.units, found.ratio, found.median)


def test_who_reaches_the_whole_group_sees_it(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000, "B5": 10000})
    assert per_m2(at("C"), "A").units == 6


def test_where_the_county_has_too_few_the_city_stands_in(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000})
    schools(city, "D", {"E1": 4000, "E2": 5000, "E3": 6000})
    found = per_m2(at("A"), "A")
    assert (found.group, found.units, found.median) == ("某市教育", 6, 0.430)


def test_the_city_does_not_stand_in_where_a_county_can_be_taken_off_it(city):
    schools(city, "C", {"A": 1000, **{f"B{n}": 2000 + n for n in range(5)}})
    schools(city, "D", {"E1": 4000, "E2": 5000})
    both = at("A", "E1")
    assert (per_m2(both, "A").units, per_m2(both, "E1").units) == (6, None)
    assert (per_m2(at("A"), "A").units, per_m2(at("E1"), "E1").units) == (6, 8)


def test_a_part_of_the_year_is_not_told_apart_from_the_year(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000, "B5": 10000})
    quarter = peers(person=at("A"), code="A", period=Period.parse("2025Q1"))
    assert quarter == peers(person=at("A"), code="A", period=YEAR)


def test_who_has_no_size_or_no_use_is_not_counted_among_the_five(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000})
    city.have("organisations", "code | name | parent | level | category\nB5 | 无面积 | C | 单位 | 教育")
    city.have(
        "bills",
        "organisation | resource | start_date | end_date | quantity | unit\n"
        "B5 | 电 | 2025-01-01 | 2025-01-31 | 9 | kWh",
    )
    assert per_m2(at("A"), "A").units is None
    water = next(each for each in peers(person=at("A"), code="A", period=YEAR) if each.key == "water_per_person_m3")
    assert (water.own, water.units) == (None, None)


@given(data=st.data())
@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_no_unit_can_be_worked_out_from_all_the_pages_that_somebody_can_open(data):
    """Each page is an equation between figures that he does not know; none of these is fixed by all of them."""
    counties = data.draw(st.lists(st.sampled_from("CD"), min_size=2, max_size=18))
    known = data.draw(st.lists(st.booleans(), min_size=len(counties), max_size=len(counties)))
    reached = frozenset(unit for unit, is_known in enumerate(known) if is_known)
    units = range(len(counties))
    figures = comparing._Figures.of(units, [1.0 + unit for unit in units], [100.0] * len(units))
    members = comparing._Members.of(dict(enumerate(counties)), reached)
    indicator = comparing._compared_indicators()[0]
    groups = {"county": "county", "city": "city"}

    def alike(unit: int) -> comparing._Alike:
        return comparing._Alike(unit, members, {indicator.key: figures}, groups)

    pages = {unit: comparing._compared(indicator, alike(unit)) for unit in reached}
    unknown = [unit for unit in range(len(counties)) if unit not in reached]
    rows = [
        [float(page.group == "city" or counties[other] == counties[unit]) for other in unknown]
        for unit, page in pages.items()
        if page.units
    ]
    alone = [[other == unit for other in unknown] for unit in unknown]
    by_county = [[counties[other] == county for other in unknown] for county in "CD"]
    few = [each for each in (*alone, *by_county) if 0 < sum(each) < FEWEST]
    assert [each for each in few if is_fixed_by(rows, each)] == []
    told = {(page.group if page.group == "city" else counties[unit], page.ratio) for unit, page in pages.items()}
    assert len({group for group, ratio in told if ratio}) == len({each for each in told if each[1]})


@given(st.lists(st.integers(1, 9), min_size=2, max_size=18), st.data())
@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_a_place_among_like_units_is_exact_for_who_knows_them_all_and_rough_for_others(values, data):
    known = data.draw(st.sets(st.sampled_from(range(1, len(values)))))
    figures = comparing._Figures.of(range(len(values)), list(map(float, values)), [1.0] * len(values))
    members = comparing._Members.of(dict.fromkeys(range(len(values)), "C"), {0, *known})
    found = comparing._standing("key", comparing._Alike(0, members, {"key": figures}, {"county": "county"}))
    beyond, below = len(values) - 1 - len(known), sum(value < values[0] for value in values)
    exact = 100 * below // (len(values) - 1)
    if len(values) <= FEWEST or 0 < beyond < FEWEST:
        assert (found.units, found.higher_than) == (None, None)
    else:
        assert (found.units, found.higher_than) == (len(values), exact if not beyond else exact // 25 * 25)


def is_fixed_by(rows: list[list[float]], wanted: list[bool]) -> bool:
    """Whether the sum of these unknowns follows from the equations."""
    if not rows:
        return False
    equations, target = np.array(rows).T, np.array(wanted, float)
    solution = np.linalg.lstsq(equations, target, rcond=None)[0]
    return bool(np.allclose(equations @ solution, target))


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


def test_a_department_that_moved_counts_where_it_stood_in_each_month(city):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000, "B5": 10000})
    city.have("organisations", "code | name | parent | level\nM | 食堂 | A | 部门")
    rows = ("2025-02-01 | 2025-02-28 | 500", "2025-08-01 | 2025-08-31 | 700")
    header = "organisation | resource | account | start_date | end_date | quantity | unit\n"
    city.have("bills", header + "\n".join(f"M | 电 | 9 | {row} | kWh" for row in rows))
    assert [per_m2(at("A", "B1"), code).own for code in ("A", "B1")] == pytest.approx(
        [2.2 * KGCE_PER_KWH, 2 * KGCE_PER_KWH]
    )
    moved = "code | name | parent | level | effective_on\nM | 食堂 | B1 | 部门 | 2025-07-01"
    city.have("organisations", moved, reason="划转")
    told = [per_m2(at("A", "B1"), code).own for code in ("A", "B1")]
    assert told == pytest.approx([1.5 * KGCE_PER_KWH, 2.7 * KGCE_PER_KWH])


def test_where_nobody_moved_it_is_the_same_whether_months_are_looked_at_or_not(city, monkeypatch):
    schools(city, "C", {"A": 1000, "B1": 2000, "B2": 3000, "B3": 4000, "B4": 5000, "B5": 10000})
    plain, asked = peers(person=at("A"), code="A", period=YEAR), comparing._usage_sql
    monkeypatch.setattr(comparing, "_usage_sql", lambda *, have_stayed: asked(have_stayed=not have_stayed))
    assert peers(person=at("A"), code="A", period=YEAR) == plain
