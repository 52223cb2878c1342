"""A year's energy per area and person and water per person of like units, and the place of each among them, beside
hand-written DuckDB SQL on the same files.

The files are those of `sums_over_the_tree.py`, with a profile for each unit: the 2,500 units of a city, as the page of
a unit asks, and all 40,000 of the province. The product's steps are those of its page: who is alike, their
figures, then the place of one or of each. One process, one thread a question as in the server; every figure and place
is compared. Milliseconds of CPU, median of five.

    python benchmarks/ranks_of_units.py --folder FOLDER    # files that sums_over_the_tree.py kept there
"""

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

import numpy as np
from sums_over_the_tree import SEED, _load_the_product, _opened, make_files

SMALL = ("--units", "800")
"""How it runs in some seconds, for the test that it still does."""
YEAR, REPEATS = 2024, 5
CATEGORY = "state_organ"
PROFILES = "profiles-whole-bench.parquet"
SQL = """
WITH standing AS (FROM read_parquet('{folder}/standing-*.parquet')),
alike AS (
    SELECT unit FROM standing
    WHERE level = 'unit' AND organisation = unit AND category = '{category}' AND {region} = '{code}'
    AND from_month <= DATE '{year}-12-01' AND until_month > DATE '{year}-12-01'
),
used AS (
    SELECT s.unit, f.resource, sum(f.quantity) AS quantity
    FROM read_parquet([{files}]) f
    JOIN standing s ON s.organisation = f.organisation AND f.month >= s.from_month AND f.month < s.until_month
    WHERE s.unit IN (SELECT unit FROM alike)
    GROUP BY ALL
),
whole AS (
    SELECT unit, sum(quantity::DOUBLE * kgce_per_unit::DOUBLE) FILTER (counts_as_energy) AS kgce,
           sum(quantity::DOUBLE) FILTER (resource = 'water') AS water
    FROM used LEFT JOIN conversions USING (resource)
    GROUP BY ALL
),
told AS (
    SELECT unit, unnest([
        {{'key': 'energy_per_m2_kgce', 'value': kgce / floor_area_m2::DOUBLE}},
        {{'key': 'energy_per_person_kgce', 'value': kgce / persons::DOUBLE}},
        {{'key': 'water_per_person_m3', 'value': water / coalesce(persons_water, persons)::DOUBLE}}
    ], recursive := true)
    FROM whole JOIN read_parquet('{folder}/{profiles}') p ON p.organisation = unit AND p.year = {year}
)
SELECT key, unit, value, rank() OVER (PARTITION BY key ORDER BY value) FROM told WHERE value IS NOT NULL
"""

Ranked = list[tuple[str, int, float, int]]


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
        make_profiles(folder)
        print("| like units of | units | jieyue ms | SQL ms | jieyue / SQL |\n| --- | ---: | ---: | ---: | ---: |")
        for name, units, ours, sql in measured(folder):
            print(f"| {name} | {units:,} | {ours:.0f} | {sql:.0f} | {ours / sql:.2f} |", flush=True)


def make_profiles(folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from jieyue.store.orgs.standing import PROFILES as SCHEMA

    draw = random.Random(SEED)  # noqa: S311 (invented figures)
    units = pq.read_table(folder / "standing-whole-bench.parquet", filters=[("level", "=", "unit")])["unit"].to_pylist()
    rows = [
        (unit, YEAR, Decimal(draw.randrange(500, 30_000)), Decimal(draw.randrange(10, 900)), None)
        for unit in sorted(set(units))
    ]
    columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), SCHEMA, strict=True)]
    pq.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), folder / PROFILES, compression="zstd")


def measured(folder: Path) -> Iterator[tuple[str, int, float, float]]:
    import duckdb

    from jieyue.programme.statistics.asking import factors_of
    from jieyue.programme.statistics.figures import conversion_table
    from jieyue.programme.upkeep.warming import FEW_COLLECTIONS
    from jieyue.rules.period import Period
    from jieyue.store.warehouse.answering import answer_many_at_once

    answer_many_at_once()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*FEW_COLLECTIONS)  # as in the server
    plain = duckdb.connect()
    plain.execute("SET threads = 1; SET enable_progress_bar = false; SET parquet_metadata_cache = true")
    factors = factors_of(Period.parse(f"{YEAR}"))
    plain.register("conversions", conversion_table(factors))
    files = ", ".join(f"'{folder}/facts-{YEAR}-{month:02}-bench.parquet'" for month in range(1, 13))
    for region, code in (("city", "5102"), ("province", "51")):
        about = {"folder": folder, "files": files, "profiles": PROFILES, "category": CATEGORY, "year": YEAR}
        query = SQL.format(**about, region=region, code=code)
        ours, found = timed(lambda region=region, code=code: of_product(folder, region, code, factors))
        sql, told = timed(lambda query=query: plain.execute(query).fetchall())
        if rounded(found) != rounded(told):
            raise ValueError(f"{region}: the figures differ")
        yield f"a {region}", len({unit for _, unit, *_ in told}), ours, sql


def of_product(folder: Path, region: str, code: str, factors) -> Ranked:
    from jieyue.programme.statistics import peers
    from jieyue.rules.period import Period
    from jieyue.store.warehouse import answering

    with _opened(folder) as warehouse:
        answering._answer.cache.clear()
        warehouse.show("profiles", [PROFILES])
        warehouse.look_at(date(YEAR, 1, 1), date(YEAR + 1, 1, 1))
        where = {"region": code, "category": CATEGORY, "last_month": date(YEAR, 12, 1)}
        warehouse.hold("members", warehouse.ask(peers._members_sql(region), **where))
        found = peers._figures(warehouse, Period.parse(f"{YEAR}"), factors)
    return [row for key, figures in found.items() for row in places(key, figures)]


def places(key: str, figures) -> Iterator[tuple[str, int, float, int]]:
    """Of each, how many are lower, and one."""
    below = np.searchsorted(np.sort(figures.values), figures.values)
    columns = (each.tolist() for each in (figures.units, figures.values, below + 1))
    yield from zip([key] * len(figures), *columns, strict=True)


def rounded(rows: Ranked) -> list[tuple]:
    return sorted((key, unit, f"{value:.9g}", rank) for key, unit, value, rank in rows)


def timed(ask: Callable[[], Ranked]) -> tuple[float, Ranked]:
    """Milliseconds of CPU, and what was found."""
    taken = []
    for _ in range(REPEATS):
        began = time.process_time()
        found = ask()
        taken.append((time.process_time() - began) * 1000)
    return median(taken), found


if __name__ == "__main__":
    main()
