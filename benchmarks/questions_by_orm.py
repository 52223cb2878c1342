"""The questions of `questions_of_a_province.py` and `ranks_of_units.py`, asked by Django's ORM on PostgreSQL.

Facts and where units stood are tables with indexes, asked as a page would that keeps its facts so. Seconds by the
clock, the best of three: most of them are the server's. All figures are compared with those of SQL on the files.

    python benchmarks/questions_by_orm.py --folder FOLDER    # files that sums_over_the_tree.py kept there
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from questions_of_a_province import Asked, _plain, _questions, _sql
from ranks_of_units import CATEGORY, PROFILES, SQL, YEAR, are_alike, make_profiles
from sums_over_the_tree import fill, make_files, on_postgresql

SMALL = ("--units", "400")
"""How it runs in some seconds, for the test that it still does."""
REPEATS = 3
STOOD = "organisation__stretches__"
NAMED = {"region": f"{STOOD}city", "month_text": "month"}
WHERE = {"county": f"{STOOD}county", "organisation": "organisation_id"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=40_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as own, on_postgresql():
        folder = given.folder or Path(own)
        if not list(folder.glob("facts-*")):
            folder.mkdir(parents=True, exist_ok=True)
            make_files(folder, given.units, 60)
        make_profiles(folder)
        fact = fill(folder)
        print("| question | rows | s by the clock |\n| --- | ---: | ---: |")
        for name, rows, seconds in measured(folder, fact):
            print(f"| {name} | {rows:,} | {seconds:.3f} |", flush=True)


def measured(folder: Path, fact) -> Iterator[tuple[str, int, float]]:
    import duckdb

    plain = duckdb.connect()
    for asked in _questions(folder, plain):
        seconds, found = timed(lambda asked=asked: by_orm(fact, asked))
        queries = (_sql(folder, asked.sql, asked.id, asked.code, span) for span in asked.spans)
        told = [row for query in queries for row in plain.execute(query).fetchall()]
        refuse_other(asked.name, sorted(map(_plain, found)), sorted(map(_plain, told)))
        yield asked.name, len(told), seconds
    plain.register("conversions", _conversions())
    factors = _factors()
    files = ", ".join(f"'{folder}/facts-{YEAR}-{month:02}-bench.parquet'" for month in range(1, 13))
    for region, code in (("city", "5102"), ("province", "51")):
        units = _units(plain, folder, region, code)
        seconds, found = timed(lambda units=units: ranks_by_orm(fact, units, factors))
        about = {"folder": folder, "files": files, "profiles": PROFILES, "category": CATEGORY, "year": YEAR}
        told = plain.execute(SQL.format(**about, region=region, code=code)).fetchall()
        if not are_alike(found, told):
            raise ValueError(f"ranks of a {region}: the figures differ")
        yield f"ranks of the like units of a {region}", len(units), seconds


def by_orm(fact, asked: Asked) -> list[tuple]:
    return [row for span in asked.spans for row in _of_span(fact, asked, span)]


def _of_span(fact, asked: Asked, span: tuple[date, date]) -> list[tuple]:
    from django.db.models import Sum

    where = {WHERE[column]: value for column, value in asked.where.items()}
    by = [NAMED.get(key, key) for key in asked.keys]
    rows = _placed(fact, span, **where).values_list(*by).annotate(a=Sum("quantity"), b=Sum("amount_yuan"))
    return [(*_as_told(row[: len(by)]), *row[len(by) :]) for row in rows.order_by()]


def _placed(fact, span: tuple[date, date], **where: object):
    """Each fact beside where its organisation stood then; what is asked of that goes by the same join."""
    from django.db.models import F

    then = {"month__gte": F(f"{STOOD}from_month"), "month__lt": F(f"{STOOD}until_month")}
    return fact.objects.filter(month__gte=span[0]).filter(month__lt=span[1]).filter(**then, **where)


def _as_told(keys: tuple) -> tuple:
    return tuple(f"{key:%Y-%m}" if isinstance(key, date) else key for key in keys)


Units = dict[int, tuple[float, float, float]]
"""By unit its area, persons, and persons for water."""


def ranks_by_orm(fact, units: Units, factors: dict[str, float]) -> list[tuple[str, int, float, int]]:
    """The sums of each unit by resource come from the database, the rest is done with them."""
    from django.db.models import Sum

    placed = _placed(fact, (date(YEAR, 1, 1), date(YEAR + 1, 1, 1)))
    theirs = placed if len(units) > MOST_NAMED else placed.filter(organisation_id__in=list(units))
    rows = theirs.values_list("organisation_id", "resource").annotate(a=Sum("quantity")).order_by()
    kgce: dict[int, float] = {}
    water: dict[int, float] = {}
    for unit, resource, quantity in rows:
        if unit in units and resource in factors:
            kgce[unit] = kgce.get(unit, 0.0) + float(quantity) * factors[resource]
        elif unit in units and resource == "water":
            water[unit] = float(quantity)
    values = {
        "energy_per_m2_kgce": {unit: used / units[unit][0] for unit, used in kgce.items()},
        "energy_per_person_kgce": {unit: used / units[unit][1] for unit, used in kgce.items()},
        "water_per_person_m3": {unit: used / units[unit][2] for unit, used in water.items()},
    }
    return [row for key, own in values.items() for row in _ranked(key, own)]


MOST_NAMED = 5_000
"""Of more units the database is asked about all."""


def _ranked(key: str, values: dict[int, float]) -> Iterator[tuple[str, int, float, int]]:
    place, before = 0, None
    for nth, (unit, value) in enumerate(sorted(values.items(), key=lambda pair: pair[1]), 1):
        place = place if value == before else nth
        before = value
        yield key, unit, value, place


def _units(plain, folder: Path, region: str, code: str) -> Units:
    last = f"DATE '{YEAR}-12-01'"
    rows = plain.execute(f"""
        SELECT s.unit, p.floor_area_m2::DOUBLE, p.persons::DOUBLE, coalesce(p.persons_water, p.persons)::DOUBLE
        FROM '{folder}/standing-whole-bench.parquet' s JOIN '{folder}/{PROFILES}' p ON p.organisation = s.unit
        WHERE s.level = 'unit' AND s.category = '{CATEGORY}' AND s.{region} = '{code}' AND p.year = {YEAR}
        AND s.from_month <= {last} AND s.until_month > {last}
    """).fetchall()
    return {unit: tuple(sizes) for unit, *sizes in rows}


def _factors() -> dict[str, float]:
    """Of the resources that count as energy."""
    table = _conversions().to_pylist()
    return {row["resource"]: float(row["kgce_per_unit"]) for row in table if row["counts_as_energy"]}


def _conversions():
    from jieyue.programme.statistics.asking import factors_of
    from jieyue.programme.statistics.figures import conversion_table
    from jieyue.rules.period import Period

    return conversion_table(factors_of(Period.parse(f"{YEAR}")))


def refuse_other(name: str, found: list, told: list) -> None:
    if found != told:
        raise ValueError(f"{name}: the figures differ")


def timed(ask: Callable[[], list]) -> tuple[float, list]:
    """Seconds by the clock, the best, and what was found."""
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        found = ask()
        taken.append(time.perf_counter() - began)
    return min(taken), found


if __name__ == "__main__":
    main()
