"""What pages ask about a county, a unit and a city's year on year, beside hand-written DuckDB SQL on the same files.

The files are those of `sums_over_the_tree.py`: 40,000 units, 60 months, 28.8 million facts. Each question is asked as
the product asks it (compiled once, the answer not kept), from facts and, where there are some, from kept sums; then as
SQL. One process, one thread a question as in the server; every figure is compared. Milliseconds of CPU, median of five.

    python benchmarks/questions_of_a_province.py --folder FOLDER    # files that sums_over_the_tree.py kept there
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

from sums_over_the_tree import _load_the_product, _opened, make_files

SMALL = ("--units", "400")
"""How it runs in some seconds, for the test that it still does."""
REPEATS = 5
PLACED = """
    FROM read_parquet([{files}]) f
    JOIN read_parquet('{folder}/standing-*.parquet') s
    ON s.organisation = f.organisation AND f.month >= s.from_month AND f.month < s.until_month
"""
COUNTY = """SELECT resource, "use", sum(quantity), sum(amount_yuan) {placed} WHERE s.county = '{code}' GROUP BY ALL"""
UNIT = """SELECT strftime(month, '%Y-%m'), resource, sum(quantity), sum(amount_yuan) {placed}
    WHERE f.organisation = {id} GROUP BY ALL"""
BY_CITY = """SELECT s.city, resource, sum(quantity), sum(amount_yuan) {placed} GROUP BY ALL"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=40_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as own:
        folder = given.folder or Path(own)
        if not list(folder.glob("facts-*")):
            folder.mkdir(parents=True, exist_ok=True)
            make_files(folder, given.units, 60)
        _load_the_product()
        print("| question | rows | jieyue, kept sums: ms | jieyue, facts: ms | SQL: ms | facts / SQL |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for name, rows, kept, facts, sql in measured(folder):
            print(f"| {name} | {rows} | {kept} | {facts:.0f} | {sql:.0f} | {facts / sql:.2f} |", flush=True)


def measured(folder: Path) -> Iterator[tuple]:
    import duckdb

    from jieyue.programme.statistics.questions import grouped, grouped_kept, usage, usage_kept
    from jieyue.rules.values import Level
    from jieyue.store.warehouse.answering import answer_many_at_once

    answer_many_at_once()
    plain = duckdb.connect()
    plain.execute("SET threads = 1; SET enable_progress_bar = false; SET parquet_metadata_cache = true")
    (county,) = plain.execute(
        f"SELECT organisation, code FROM '{folder}/standing-whole-bench.parquet' WHERE level = 'county' LIMIT 1"
    ).fetchall()
    (unit,) = plain.execute(f"SELECT max(organisation) FROM '{folder}/standing-whole-bench.parquet'").fetchone()
    year, before, all_years = (
        (date(first, 1, 1), date(until, 1, 1)) for first, until in ((2024, 2025), (2023, 2024), (2020, 2025))
    )
    region = ("region", "resource")
    live = {"is_accepted": False}
    of_county = ("a county's year by resource and use", county, [year], usage_kept(), usage(Level.COUNTY, **live))
    of_unit = grouped(Level.UNIT, ("month_text", "resource"), up=False, **live)
    of_cities = grouped_kept(Level.PROVINCE, region, up=False), grouped(Level.PROVINCE, region, up=False, **live)
    asked = [
        (*of_county, COUNTY, ("resource", "use")),
        ("a unit's 60 months by resource", (unit, ""), [all_years], None, of_unit, UNIT, ("month_text", "resource")),
        ("cities of two years by resource", (1, "51"), [year, before], *of_cities, BY_CITY, region),
    ]
    with _opened(folder) as warehouse:
        for table in ("profiles",):
            warehouse.show(table, [])
        for name, (id_, code), spans, kept, facts, sql, keys in asked:

            def product(question, id_=id_, code=code, spans=spans, keys=keys) -> list[tuple]:
                return [row for span in spans for row in _of_product(warehouse, question, (id_, code), span, keys)]

            def by_hand(sql=sql, id_=id_, code=code, spans=spans) -> list[tuple]:
                queries = (_sql(folder, sql, id_, code, span) for span in spans)
                return [row for query in queries for row in plain.execute(query).fetchall()]

            found = {how: _timed(ask) for how, ask in (
                ("facts", lambda facts=facts, product=product: product(facts)), ("sql", by_hand),
                *([("kept", lambda kept=kept, product=product: product(kept))] if kept is not None else []),
            )}  # fmt: skip
            if len({repr(sorted(map(_plain, rows))) for _, rows in found.values()}) != 1:
                raise ValueError(f"{name}: the figures differ")
            of_kept = f"{found['kept'][0]:.0f}" if "kept" in found else "–"
            yield name, len(found["sql"][1]), of_kept, found["facts"][0], found["sql"][0]


def _of_product(warehouse, question, whom: tuple[int, str], span: tuple[date, date], keys: tuple[str, ...]) -> list:
    from jieyue.store.warehouse import answering

    answering._answer.cache.clear()
    warehouse.look_at(*span)
    warehouse.look_at_sums(*span)
    (id_, code), (first, until) = whom, span
    about = {"period": str(first.year), "year": first.year, "last_month": until.replace(year=until.year - 1, month=12)}
    found = warehouse.ask(question, subject=id_, code=code, first=first, until=until, **about)
    columns = [found[name].to_pylist() for name in (*keys, "quantity", "amount_yuan")]
    return list(zip(*columns, strict=True))


def _sql(folder: Path, sql: str, id_: int, code: str, span: tuple[date, date]) -> str:
    months = (date(year, month, 1) for year in range(span[0].year, span[1].year) for month in range(1, 13))
    files = ", ".join(f"'{folder}/facts-{month:%Y-%m}-bench.parquet'" for month in months)
    return sql.format(placed=PLACED.format(files=files, folder=folder), id=id_, code=code)


def _plain(row: tuple) -> tuple:
    return tuple(f"{cell:f}" if hasattr(cell, "as_tuple") else str(cell) for cell in row)


def _timed(ask: Callable[[], list[tuple]]) -> tuple[float, list[tuple]]:
    """Milliseconds of CPU, and what was found."""
    taken = []
    for _ in range(REPEATS):
        began = time.process_time()
        found = ask()
        taken.append((time.process_time() - began) * 1000)
    return median(taken), found


if __name__ == "__main__":
    main()
