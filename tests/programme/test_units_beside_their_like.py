"""A unit whose use for its size no unit like it has is told of, and nothing of the others is told."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from jieyue.policy.loading import load
from jieyue.programme.checking import among_like
from jieyue.rules.comparing import NOT_BY_SIZE
from jieyue.rules.period import Period
from jieyue.rules.thresholds import Limit
from jieyue.store.warehouse import answering
from jieyue.store.warehouse.opening import warehouse
from jieyue.store.warehouse.tables import TABLES, compiled

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
YEAR = Period.parse("2025")
LIMITS = load().thresholds
FEWEST = int(LIMITS.number(Limit.LIKE_FEWEST, on=YEAR.last) or 0)


def city(house, kwh: dict[str, int], *, category: str = "教育") -> None:
    units = "".join(f"\n{code} | 某校{code} | C | 单位 | {category}" for code in kwh)
    house.have(
        "organisations", f"code | name | parent | level | category\nT | 某市 | | 市 | \nC | 甲县 | T | 县 | {units}"
    )
    sizes = "".join(f"\n{code} | 2025 | 1000 | 100" for code in kwh)
    house.have("profiles", f"organisation | year | floor_area_m2 | persons{sizes}")
    bills = "".join(
        f"\n{code} | 电 | 1{code} | 2025-{month:02}-01 | 2025-{month:02}-28 | {used + month} | kWh"
        for code, used in kwh.items()
        for month in (1, 2, 3)
    )
    house.have("bills", f"organisation | resource | account | start_date | end_date | quantity | unit{bills}")


def alike(count: int) -> dict[str, int]:
    return {f"S{n:02}": 1000 + 20 * n for n in range(count)}


def told(house, at: str = "T"):
    return [each for each in house.checks(at, "2025") if each.rule == "unlike_its_like"]


@pytest.mark.parametrize("times", [12, 1 / 12])
def test_far_above_or_below_its_like_is_told_with_how_many_and_no_figure_of_theirs(house, times):
    city(house, alike(FEWEST) | {"X": round(1100 * times)})
    (found,) = told(house)
    assert (found.organisation, found.resource) == ("X", "electricity")
    assert set(found.figures) == {"ratio", "others", "limit_times"}
    assert found.figures["others"] == FEWEST
    assert f"其他 {FEWEST} 家" in found.says


def test_three_times_its_like_may_be(house):
    city(house, alike(FEWEST) | {"X": 3300})
    assert told(house) == []


def test_of_few_nothing_is_told(house):
    city(house, alike(FEWEST - 1) | {"X": 13000})
    assert told(house) == []


def test_the_same_is_told_of_the_unit_alone(house):
    city(house, alike(FEWEST) | {"X": 13000})
    assert [each.organisation for each in told(house, "X")] == ["X"]
    assert told(house, "S01") == []


def bill(code: str, month: int, kwh: int, use: str = "") -> str:
    days = f"2025-{month:02}-01 | 2025-{month:02}-28"
    header = "organisation | resource | use | account | start_date | end_date | quantity | unit"
    return f"{header}\n{code} | 电 | {use} | 1{code} | {days} | {kwh} | kWh"


ENTRIES = {
    "a month of the farthest is corrected": ("bills", bill("X", 1, 15000)),
    "so that one like it is far": ("bills", bill("S01", 2, 90000)),
    "a machine room of its own, which says nothing of size": ("bills", bill("S02", 2, 90000, "机房")),
    "its floor is larger": ("profiles", "organisation | year | floor_area_m2 | persons\nX | 2025 | 12000 | 100"),
    "another leaves the city": (
        "organisations",
        "code | name | parent | level | category | effective_on\nS01 | 某校S01 | D | 单位 | 教育 | 2025-01-01",
    ),
}


def test_after_each_entry_it_is_told_as_who_asks_for_the_first_time_is_told(house):
    city(house, alike(FEWEST + 2) | {"X": 14000})
    house.have("organisations", "code | name | parent | level\nU | 别市 | | 市\nD | 丁县 | U | 县")
    before = every_rate()
    for what, (kind, rows) in ENTRIES.items():
        house.have(kind, rows, reason="核对")
        kept, of_findings = every_rate(), told(house)
        answering._answer.cache.clear()
        assert (what, kept, of_findings) == (what, every_rate(), told(house))
        assert kept == rates_from_facts(), what
        assert (kept != before) == ("machine room" not in what), what
        before = kept


def every_rate() -> dict[int, tuple[float, int]]:
    """By unit what it used a year for its floor as the check asks it, and of how many units it is one."""
    with warehouse() as opened:
        opened.look_at_unit_sums(YEAR.first, YEAR.until)
        span = {"first": YEAR.first, "until": YEAR.until, "last_month": YEAR.last_month, "year": YEAR.year}
        rows = opened.ask(among_like._far_off(), **span).to_pylist()
    return {row["unit"]: (row["rate"], row["members"]) for row in rows}


def rates_from_facts() -> dict[int, tuple[float, int]]:
    """The same, added up here from everybody's facts."""
    with warehouse() as opened:
        opened.look_at(YEAR.first, YEAR.until)
        facts, standing, profiles = (
            opened.ask(compiled(TABLES[table])).to_pylist() for table in ("facts", "standing", "profiles")
        )
    used, months = defaultdict(Decimal), defaultdict(set)
    for fact in (each for each in facts if each["use"] not in NOT_BY_SIZE):
        used[fact["organisation"]] += fact["quantity"]
        months[fact["organisation"]].add(fact["month"])
    there = [each for each in standing if each["from_month"] <= YEAR.last_month < each["until_month"]]
    cities = {each["organisation"]: each["city"] for each in there}
    areas = {each["organisation"]: float(each["floor_area_m2"]) for each in profiles}
    members = Counter(cities[unit] for unit in used)
    return {
        unit: (pytest.approx(float(sum_) * 12 / len(months[unit]) / areas[unit]), members[cities[unit]])
        for unit, sum_ in used.items()
    }
