"""What is kept of each place is what its facts add up to, whatever happened, and only what changed is made anew."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.programme.statistics import questions
from jieyue.programme.statistics.asking import Question, factors_of
from jieyue.programme.statistics.of_units import figures_of_units, quantities_of_units, uses_of_units
from jieyue.rules.comparing import NOT_BY_SIZE
from jieyue.rules.period import Period
from jieyue.rules.rollup import FACTS, PLACE_SUMS, UNIT_SUMS
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.verifying import verify
from jieyue.store.warehouse import answering, opening, place_sums
from jieyue.store.warehouse.answering import Held, answer
from jieyue.store.warehouse.opening import warehouse
from jieyue.store.warehouse.refreshing import up_to_date
from jieyue.store.warehouse.tables import SCHEMAS, all_of

MONTHS = [date(2024, month, 1) for month in (1, 2, 3)]
# Where a unit can stand: path, and the codes above it.
SPOTS = {
    "/1/": ("P", None, None),
    "/1/2/": ("P", "C2", None),
    "/1/2/4/": ("P", "C2", "X4"),
    "/1/2/40/": ("P", "C2", "X40"),
    "/1/3/": ("P", "C3", None),
    "/1/5/": ("P", None, "X5"),
}
PLACES = {1: Level.PROVINCE, 2: Level.CITY, 3: Level.CITY, 4: Level.COUNTY, 40: Level.COUNTY, 5: Level.COUNTY}
VIEWS = {"place_sums": all_of("place_sums", "held_sums")}
UNITS, DEPARTMENTS = (11, 12, 111), {21: 11, 22: 12}


@st.composite
def worlds(draw):
    """Facts of three months, where each organisation stood in each, and who has a profile."""
    homes = {unit: [draw(st.sampled_from(list(SPOTS))) for _ in MONTHS] for unit in UNITS}
    whose = st.sampled_from([*UNITS, *DEPARTMENTS, *PLACES])
    amounts = st.none() | st.decimals(0, 1000, places=2)
    fact = st.tuples(
        whose, st.sampled_from(MONTHS), st.sampled_from(["electricity", "water"]),
        st.sampled_from(["building", "heating", "vehicle"]), st.decimals(-1000, 10**14, places=3), amounts,
    )  # fmt: skip
    facts = draw(st.lists(fact, max_size=40, unique_by=lambda each: each[:4]))
    return homes, facts, draw(st.sets(whose))


def path_of(organisation, month, homes):
    if organisation in PLACES:
        return next(spot for spot in SPOTS if spot.endswith(f"/{organisation}/"))
    unit = DEPARTMENTS.get(organisation, organisation)
    own = f"{unit}/{organisation}/" if organisation in DEPARTMENTS else f"{unit}/"
    return homes[unit][MONTHS.index(month)] + own


def standing_then(month, homes):
    rows = []
    for organisation in (*PLACES, *UNITS, *DEPARTMENTS):
        path = path_of(organisation, month, homes)
        spot = (
            path if organisation in PLACES else homes[DEPARTMENTS.get(organisation, organisation)][MONTHS.index(month)]
        )
        level = PLACES.get(organisation) or (Level.DEPARTMENT if organisation in DEPARTMENTS else Level.UNIT)
        above = dict(zip(("province", "city", "county"), SPOTS[spot], strict=True))
        unit = DEPARTMENTS.get(organisation, organisation)
        stretch = {"path": path, "level": level.value, "unit": unit}
        rows.append({"organisation": organisation, **above, **stretch})
    kinds = {name: SCHEMAS["standing"][name] for name in place_sums.OF_STANDING}
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, kind.to_pyarrow()) for name, kind in kinds.items()]))


def kept(homes, facts, profiled, *, question=place_sums.sums_compiled):
    """The sums of the three months, as the warehouse makes them."""
    names = FACTS.to_pyarrow().names
    profiles = pa.table({"organisation": pa.array(sorted(profiled), pa.int64()), "year": [2024] * len(profiled)})
    profiles = profiles.cast(pa.schema([("organisation", pa.int64()), ("year", pa.int64())]))
    made = []
    for month in MONTHS:
        rows = [dict(zip(names, each, strict=True)) for each in facts if each[1] == month]
        held = [
            Held.of("held_facts", pa.Table.from_pylist(rows, schema=FACTS.to_pyarrow())),
            Held.of("then_standing", standing_then(month, homes)),
            Held.of("then_profiles", profiles),
        ]
        made.append(answer(question(), {"facts": all_of("facts", "held_facts")}, held, {}))
    return pa.concat_tables(made)


def added_up(homes, facts, profiled, *, by):
    """By node, path and keys, in plain Python from the facts: what stood at or under the node in the month."""
    sums = defaultdict(lambda: [Decimal(0), None])
    for organisation, month, resource, use, quantity, money in facts:
        unit = DEPARTMENTS.get(organisation, organisation)
        is_profiled = organisation in profiled or unit in profiled
        told = {"month": month, "resource": resource, "use": use, "is_profiled": is_profiled}
        for node in map(int, path_of(organisation, month, homes).strip("/").split("/")):
            if node in PLACES:
                cell = sums[node, *(told[key] for key in by)]
                cell[0] += quantity
                cell[1] = money if cell[1] is None else cell[1] + (money or 0)
    return {key: tuple(cell) for key, cell in sums.items()}


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_what_is_kept_of_any_place_is_what_the_facts_of_its_units_add_up_to(world):
    table = kept(*world)
    assert table.schema.equals(PLACE_SUMS.to_pyarrow())
    by = ["month", "resource", "use", "is_profiled"]
    found = {}
    for node in PLACES:
        for row in table.to_pylist():
            if f"/{node}/" in row["path"]:
                cell = found.setdefault((node, *(row[key] for key in by)), [Decimal(0), None])
                cell[0] += row["quantity"]
                money = row["amount_yuan"]
                cell[1] = cell[1] if money is None else (cell[1] or 0) + money
    assert {key: tuple(cell) for key, cell in found.items()} == added_up(*world, by=by)
    whole = {}
    for node in PLACES:
        asked = {"subject": node, "code": str(node), "period": "2024Q1"}
        for row in answer(questions.usage_kept(), VIEWS, [Held.of("held_sums", table)], asked).to_pylist():
            whole[node, row["resource"], row["use"], row["is_profiled"]] = (row["quantity"], row["amount_yuan"])
    assert whole == added_up(*world, by=by[1:])


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_what_is_kept_of_a_unit_is_what_its_own_facts_and_its_departments_add_up_to(world):
    table = kept(*world, question=place_sums.unit_sums_compiled)
    assert table.schema.equals(UNIT_SUMS.to_pyarrow())
    sums, by_size = defaultdict(Decimal), defaultdict(Decimal)
    for organisation, month, resource, use, quantity, _ in world[1]:
        which = DEPARTMENTS.get(organisation, organisation), month, resource
        sums[which] += quantity
        if use not in NOT_BY_SIZE:
            by_size[which] += quantity
    found = {(row["unit"], row["month"], row["resource"]): row for row in table.to_pylist()}
    assert len(found) == table.num_rows
    assert {which: row["quantity"] for which, row in found.items()} == sums
    assert {which: row["by_size"] for which, row in found.items()} == {which: by_size.get(which) for which in sums}


# --- in the product --------------------------------------------------------------------------------------------------

TREE = """
code   | name   | parent | level | effective_on
61     | 样本省 |        | 省    |
6101   | 样本市 | 61     | 市    |
6102   | 别的市 | 61     | 市    |
610101 | 甲县   | 6101   | 县    |
610201 | 乙县   | 6102   | 县    |
U1     | 一中   | 610101 | 单位  |
U2     | 财政局 | 610201 | 单位  |
U3     | 省厅   | 61     | 单位  |
D1     | 食堂   | U1     | 部门  |
"""
BILL = "organisation | resource | start_date | end_date | quantity | unit | amount_yuan\n"
BILLS = BILL + "\n".join(
    f"{code} | {resource} | 2024-0{month}-01 | 2024-0{month}-28 | {n}.00{month} | {unit} | {n}.5"
    for n, code in enumerate(("U1", "U2", "U3", "D1"), start=100)
    for month in (1, 2, 3)
    for resource, unit in (("电", "kWh"), ("汽油", "L"))
)
MOVED = "code | name | parent | level | effective_on\n"
CHANGES = {
    "a corrected bill": ("bills", BILL + "U1 | 电 | 2024-02-01 | 2024-02-28 | 1 | kWh | 2", {"2024-02"}),
    "a bill more": ("bills", BILL + "U2 | 水 | 2024-03-01 | 2024-03-28 | 7 | m3 |", {"2024-03"}),
    "a profile": ("profiles", "organisation | year | floor_area_m2 | persons\nU1 | 2024 | 500 | 9", {*"123"}),
    "a profile of 2023": ("profiles", "organisation | year | floor_area_m2 | persons\nU1 | 2023 | 5 | 9", set()),
    "a unit that moves": (
        "organisations", MOVED + "U1 | 一中 | 610201 | 单位 | 2024-03-01", {"2024-03"},
    ),
    "a county that moves": (
        "organisations", MOVED + "610201 | 乙县 | 6101 | 县 | 2024-02-01", {*"23"},
    ),
    "another name": (
        "organisations", MOVED + "U2 | 财政所 | 610201 | 单位 | 2024-01-01", set(),
    ),
}  # fmt: skip
BY = (("month_text", "resource"), ("quarter", "use"), ("region", "resource"))
QUARTER = Period.parse("2024Q1")


def with_bills(house):
    house.have("organisations", TREE)
    house.have("bills", BILLS)
    up_to_date()


def made() -> dict[str, str]:
    parts = up_to_date()[1].parts
    return {
        name.split()[1]: part.files["place_sums"].name for name, part in parts.items() if "place_sums" in part.files
    }


def told(house, *, is_kept: bool) -> list:
    """The sums of every place by everything that is kept."""
    found = []
    with warehouse() as opened:
        for place in Organisation.objects.filter(level__in=[level.value for level in PLACES.values()]).order_by("id"):
            question = Question(house.person, place, QUARTER, factors_of(QUARTER), opened, "live")
            question.look_at(QUARTER)
            assert question.is_kept is is_kept
            found.append(question.usage())
            found += [question.grouped(columns, up=up) for columns in BY for up in (False, True)]
    return [sorted(map(repr, each.to_pylist())) for each in found]


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("change", CHANGES)
def test_after_each_change_the_sums_are_those_of_the_facts_and_only_what_changed_is_made_anew(
    house, change, monkeypatch
):
    house.begun(with_bills)
    kind, rows, months = CHANGES[change]
    before = made()
    house.have(kind, rows, reason="更正")
    after = made()
    touched = {each if len(each) > 1 else f"2024-0{each}" for each in months}
    assert {month for month in after if after[month] != before.get(month)} == touched
    from_sums = told(house, is_kept=True)
    monkeypatch.setattr(Question, "is_kept", False)
    assert from_sums == told(house, is_kept=False)
    assert verify().differences == []


@pytest.mark.django_db
@pytest.mark.one_database
def test_the_page_of_a_place_asks_the_kept_sums_and_no_facts(house, monkeypatch):
    house.begun(with_bills)
    asked = []
    real = answering.answer

    def noted(sql, *rest):
        asked.append(sql)
        return real(sql, *rest)

    monkeypatch.setattr("jieyue.store.warehouse.opening.answer", noted)
    house.statistics("61", "2024", by=["place"])
    assert any('"place_sums"' in each for each in asked)
    # Who has no profile is counted among the organisations themselves.
    assert [each for each in asked if '"facts"' in each] == [questions.without_profile(Level.PROVINCE)]


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("limit", ["MOST_ONLY", "FEW_OF_ALL"])
def test_what_is_read_of_some_units_only_says_what_everything_says_of_them(house, monkeypatch, limit):
    house.begun(with_bills)
    house.have("organisations", MOVED + "D1 | 食堂 | U2 | 部门 | 2024-03-01", reason="划转")

    def figures() -> list:
        units = [Organisation.objects.get(code=code) for code in ("U1", "U2", "U3")]
        return [
            [figures_of_units(some, QUARTER), *(ask([each.pk for each in some], QUARTER) for ask in of_ids)]
            for some in (*([unit] for unit in units), units)
        ]

    of_ids = (quantities_of_units, uses_of_units)
    of_some = figures()
    monkeypatch.setattr(opening, limit, 0)
    assert of_some == figures()
