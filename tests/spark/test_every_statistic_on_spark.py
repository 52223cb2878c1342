"""Whatever is asked of the warehouse, Spark answers as DuckDB does. The questions are found, not listed.

Needs Java and pyspark, which `scripts/spark` brings and the gate requires (JIEYUE_SPARK_REQUIRED);
elsewhere it is skipped.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from itertools import product
from pkgutil import walk_packages
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from jieyue.programme.analysis.place import analysis_of_place
from jieyue.programme.checking.queries import checks
from jieyue.programme.completeness.queries import accounts_by_month, kept_months, months_of, subjects_by_month
from jieyue.programme.ledgers.summary import summary
from jieyue.programme.reporting import operations
from jieyue.programme.reporting.queries import seen_to_decide
from jieyue.programme.statistics.asking import COLUMNS
from jieyue.programme.statistics.of_units import figures_of_units, quantities_of_units, sums_of_units, uses_of_units
from jieyue.programme.statistics.peers import peers
from jieyue.programme.statistics.queries import BASES, DIMENSIONS, statistics
from jieyue.programme.statistics.questions import KEPT_BY
from jieyue.programme.statistics.used import used_in
from jieyue.programme.targets.figures import Members, figures_of
from jieyue.rules.period import Period, month_end
from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.ledgers import ledgers
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.warehouse import answering, opening, place_sums
from jieyue.store.warehouse.on_spark import answer_on_spark
from jieyue.store.warehouse.tables import Compiled

WHY_NOT = "Spark needs Java and pyspark: sh scripts/spark"
is_there = bool(shutil.which("java") and find_spec("pyspark"))
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),  # py4j's
    pytest.mark.skipif(not is_there and not os.environ.get("JIEYUE_SPARK_REQUIRED"), reason=WHY_NOT),
]
TODAY, YEAR = date(2026, 1, 15), Period.parse("2025")
AT = datetime(2026, 1, 12, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WITHIN = 1e-12
PACKAGES = ("jieyue.programme", "jieyue.store.warehouse")
SCHOOLS = [f"S{n}" for n in range(1, 8)]
TREE = "code | name | parent | level | category\n" + "\n".join(
    [
        "P | 某省 | | 省 |", "T | 某市 | P | 市 |", "C1 | 甲县 | T | 县 |", "C2 | 乙县 | T | 县 |",
        *(f"{code} | 学校{code} | C1 | 单位 | 教育" for code in SCHOOLS),
        "X | 医院 | C2 | 单位 | 卫生", "D | 食堂 | S1 | 部门 |",
    ]
)  # fmt: skip
PROFILES = "organisation | year | floor_area_m2 | persons\n" + "\n".join(
    f"{code} | {year} | {1000 + n} | {100 + n}" for n, code in enumerate(SCHOOLS) for year in (2024, 2025)
)
BILLS = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan\n" + "\n".join(
    f"{code} | {name} | {name}1 | {first} | {month_end(first)} | {n * 37 + first.month}.{n} | {unit} | {n}.5"
    for n, code in enumerate([*SCHOOLS, "X", "D"], start=1)
    for year in (2024, 2025)
    for first in (date(year, month, 1) for month in range(1, 13 if n in (1, 2, 9) else 4))
    for name, unit in (("电", "kWh"), ("水", "m3"))
)
COPIED = "organisation | resource | use | account | start_date | end_date | quantity | unit\n" + "\n".join(
    f"{code} | 天然气 | 采暖 | 气 | {first} | {month_end(first)} | {4321 + first.month * 1111} | m3"
    for code in ("S5", "S6")
    for first in (date(2025, month, 1) for month in range(1, 5))
)
PAPER = "organisation | month | bought_reams | used_reams\n" + "\n".join(
    f"{code} | {year}-0{month} | 10 | {month}.5" for code in ("S1", "X") for year in (2024, 2025) for month in (1, 2)
)
MOVES = "code | name | parent | level | effective_on\nS7 | 学校S7 | C2 | 单位 | 2025-06-01"


def province(house):
    for kind, rows in (
        ("organisations", TREE),
        ("profiles", PROFILES),
        ("bills", BILLS),
        ("bills", COPIED),
        ("paper", PAPER),
    ):
        house.have(kind, rows)
    quarter = Period.parse("2025Q1")
    clerk = someone("S1", Role.CLERK, "li")
    operations.submit(organisation="S1", period=quarter, by=clerk, at=AT)
    reviewer = someone("P", Role.REVIEWER, "wu")
    seen = seen_to_decide(organisation="S1", period=quarter, person=reviewer, today=TODAY)
    operations.accept(organisation="S1", period=quarter, seen=seen, by=reviewer, at=AT)
    house.have("organisations", MOVES, reason="划转")


def someone(code: str, role: Role, login: str = "wang") -> Person:
    path = Placement.objects.get(organisation__code=code, since__lte=TODAY, until__gt=TODAY).path
    return Person(login, "10.0.0.9", (Post(role, path),), on=TODAY)


def together(dimensions: Sequence[str]) -> Iterator[list[str]]:
    """All of them in as few questions as there are ways to answer: kept sums, the organisations, and up the tree."""
    kept = [each for each in dimensions if COLUMNS.get(each, each) in KEPT_BY]
    yield from (kept, [each for each in dimensions if each != "place"], ["place", *kept])


def ask_everything(house) -> None:
    """As pages, papers and checks do."""
    place, unit = (Organisation.objects.get(code=code) for code in ("P", "S1"))
    for basis, by in product(BASES, together(DIMENSIONS)):
        statistics(person=house.person, code="P", period=YEAR, by=by, basis=basis, today=TODAY)
    for code in ("S1", "D"):
        statistics(person=house.person, code=code, period=YEAR, by=["month"], base_year=2024, today=TODAY)
    county = someone("C1", Role.AUTHORITY)
    statistics(person=county, code="C1", period=Period.parse("2025-03"), by=["use", "organisation"], today=TODAY)
    used_in(unit, Period.parse("2025").quarters())
    sums_of_units([unit.pk], YEAR)
    quantities_of_units([unit.pk], YEAR)
    uses_of_units([unit.pk], YEAR)
    figures_of_units([unit], YEAR)
    uses_of_units([unit.pk], YEAR)
    peers(person=county, code="S1", period=YEAR)
    checks(person=house.person, code="P", period=YEAR)
    analysis_of_place(organisation="P", year=2025, category="", person=house.person, today=TODAY)
    figures_of(Members.of(place, TODAY), years=[2025], tops=[place.pk], today=TODAY)
    months_of(person=house.person, code="P", year=2025, today=TODAY)
    accounts_by_month(person=house.person, code="P", year=2025, today=TODAY)
    for ledger in (each for each in ledgers() if each.key == "paper"):
        summary(ledger.key, person=county, code="C1", period=YEAR, today=TODAY)
        kept_months(ledger, person=house.person, code="P", year=2025, today=TODAY)
        subjects_by_month(ledger, person=house.person, code="P", year=2025, today=TODAY)


def found_questions() -> dict[str, Callable]:
    """Every function that compiles a question once, by its name: what returns one and remembers it."""
    modules = [
        import_module(each.name)
        for package in PACKAGES
        for each in walk_packages(import_module(package).__path__, f"{package}.")
        if not each.name.endswith(".on_spark")
    ]
    return {
        f"{module.__name__}.{name}": function
        for module in modules
        for name, function in vars(module).items()
        if hasattr(function, "cache_info") and getattr(function, "__annotations__", {}).get("return") is Compiled
        if function.__module__ == module.__name__
    }


def test_every_question_of_the_catalogue_is_answered_alike(house, settings, monkeypatch):
    house.begun(province)
    questions = found_questions()
    assert len(questions) > 30
    for question in questions.values():
        question.cache_clear()
    asked: dict[str, tuple] = {}

    def noting(question, views, held, variables):
        found = here(question, views, held, variables)
        if question not in asked or asked[question][-1].num_rows < found.num_rows:
            asked[question] = (question, views, held, variables, found)
        return found

    here = answering.answer_here
    for module in (answering, place_sums):
        monkeypatch.setattr(module, "answer_here", noting)
    for kept in (answering._answer, opening._earlier):  # of whatever was asked here before
        kept.cache.clear()
    shutil.rmtree(house.folder / "home" / "warehouse", ignore_errors=True)
    ask_everything(house)
    assert [name for name, question in questions.items() if not question.cache_info().currsize] == []
    settings.JIEYUE_SPARK = os.environ.get("JIEYUE_SPARK_MASTER", "local[1]")
    told = [(each, told_apart(each)) for each in asked.values()]
    assert [difference for _, difference in told if difference] == []
    empty = [each[0] for each, _ in told if not each[-1].num_rows]
    assert empty == []


def told_apart(asked: tuple) -> str:
    *question, here = asked
    there = answer_on_spark(*question)
    if there.column_names != here.column_names:
        return f"{question[0]}: {there.column_names}"
    pairs = zip(rows_in_order(here), rows_in_order(there), strict=False)
    differences = [(one, other) for one, other in pairs if not is_same(one, other)]
    return f"{question[0]}\n{differences[:3]}" if differences or here.num_rows != there.num_rows else ""


def rows_in_order(table: pa.Table) -> list[tuple]:
    """What is exact first, so that floats that differ in their last digit do not change the order."""
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return sorted(rows, key=lambda row: [(isinstance(cell, float), cell is None, _exact(cell)) for cell in row])


def _exact(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.6e}"
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


def is_same(one: tuple, other: tuple) -> bool:
    return all(map(_is_same, one, other))


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= WITHIN * max(abs(one), abs(other))
    return one == other
