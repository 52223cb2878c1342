"""A year's energy per area and person and water per person of like units, and the place of each among them, beside
hand-written DuckDB SQL, and Polars and pandas where they are installed (requirements-benchmark.lock), on its files.

The files are those of `sums_over_the_tree.py`, with a profile for each unit: the 2,500 units of a city, as the page of
a unit asks, and all 40,000 of the province. The product's steps are those of its page: who is alike, their
figures, then the place of one or of each. One process, one thread a question as in the server; every figure and place
is compared. Milliseconds of CPU, median of eleven, the product's and the SQL's in turn, of pandas once.

    python benchmarks/ranks_of_units.py --folder FOLDER    # files that sums_over_the_tree.py kept there
"""

import argparse
import gc
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from itertools import zip_longest
from math import isclose
from pathlib import Path
from statistics import median

import numpy as np
from sums_over_the_tree import SEED, _load_the_product, _opened, make_files

SMALL = ("--units", "800")
"""How it runs in some seconds, for the test that it still does."""
YEAR, REPEATS = 2024, 11
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
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # as all others
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as own:
        folder = given.folder or Path(own)
        if not list(folder.glob("facts-*")):
            folder.mkdir(parents=True, exist_ok=True)
            make_files(folder, given.units, 60)
        _load_the_product()
        make_profiles(folder)
        others = [name for name in OTHERS if find_spec(name)]
        named = "".join(f" {name} ms |" for name in others)
        print(f"| like units of | units | jieyue ms | SQL ms | jieyue / SQL |{named}")
        print("| --- |" + " ---: |" * (4 + len(others)))
        for name, units, ours, sql, *more in measured(folder, others):
            told = "".join(f" {each:.0f} |" for each in more)
            print(f"| {name} | {units:,} | {ours:.0f} | {sql:.0f} | {ours / sql:.2f} |{told}", flush=True)


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


def measured(folder: Path, others: list[str]) -> Iterator[tuple]:
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
        (ours, found), (sql, told) = timed_in_turn(
            lambda region=region, code=code: of_product(folder, region, code, factors),
            lambda query=query: plain.execute(query).fetchall(),
        )
        if not are_alike(found, told):
            raise ValueError(f"{region}: the figures differ")
        more = []
        for other in others:
            repeats = 1 if other == "pandas" else REPEATS
            taken, found = timed(
                lambda other=other, region=region, code=code: OTHERS[other](folder, region, code, factors), repeats
            )
            if not are_alike(found, told):
                raise ValueError(f"{region}: the figures of {other} differ")
            more.append(taken)
        yield f"a {region}", len({unit for _, unit, *_ in told}), ours, sql, *more


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


DIVISORS = {
    "energy_per_m2_kgce": ("kgce", "floor_area_m2"),
    "energy_per_person_kgce": ("kgce", "persons"),
    "water_per_person_m3": ("water", "persons_water"),
}


def _months(folder: Path) -> list[Path]:
    return [folder / f"facts-{YEAR}-{month:02}-bench.parquet" for month in range(1, 13)]


def by_polars(folder: Path, region: str, code: str, factors) -> Ranked:
    import polars as pl

    from jieyue.programme.statistics.figures import conversion_table

    standing = pl.scan_parquet(folder / "standing-whole-bench.parquet")
    last = pl.lit(date(YEAR, 12, 1))
    is_there = (pl.col("from_month") <= last) & (pl.col("until_month") > last)
    is_unit = (pl.col("level") == "unit") & (pl.col("organisation") == pl.col("unit"))
    alike = standing.filter(is_unit & is_there & (pl.col("category") == CATEGORY) & (pl.col(region) == code)).select(
        "unit"
    )
    placed = standing.select("organisation", "unit", "from_month", "until_month").join(alike, on="unit", how="semi")
    both = pl.scan_parquet(_months(folder)).join(placed, on="organisation")
    both = both.filter((pl.col("month") >= pl.col("from_month")) & (pl.col("month") < pl.col("until_month")))
    used = both.group_by("unit", "resource").agg(pl.col("quantity").sum().cast(pl.Float64))
    known = pl.from_arrow(conversion_table(factors)).lazy().with_columns(pl.col("kgce_per_unit").cast(pl.Float64))
    each = used.join(known, on="resource", how="left")
    kgce = (pl.col("quantity") * pl.col("kgce_per_unit")).filter(pl.col("counts_as_energy")).sum()
    whole = each.group_by("unit").agg(kgce=kgce, water=pl.col("quantity").filter(pl.col("resource") == "water").sum())
    sizes = pl.scan_parquet(folder / PROFILES).filter(pl.col("year") == YEAR)
    sizes = sizes.with_columns(pl.col("persons_water").fill_null(pl.col("persons")))
    told = whole.join(sizes, left_on="unit", right_on="organisation").select(
        "unit", **{key: pl.col(what) / pl.col(by).cast(pl.Float64) for key, (what, by) in DIVISORS.items()}
    )
    ranked = told.unpivot(index="unit", variable_name="key").with_columns(place=pl.col("value").rank("min").over("key"))
    return ranked.select("key", "unit", "value", "place").collect(engine="streaming").rows()


def by_pandas(folder: Path, region: str, code: str, factors) -> Ranked:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    from jieyue.programme.statistics.figures import conversion_table

    names = ["organisation", "unit", "level", "category", region, "from_month", "until_month"]
    standing = ds.dataset(folder / "standing-whole-bench.parquet").to_table(names).to_pandas()
    last = date(YEAR, 12, 1)
    is_there = (standing.from_month <= last) & (standing.until_month > last)
    is_unit = (standing.level == "unit") & (standing.organisation == standing.unit)
    alike = standing[is_unit & is_there & (standing.category == CATEGORY) & (standing[region] == code)].unit
    placed = standing[standing.unit.isin(alike)][["organisation", "unit", "from_month", "until_month"]]
    facts = ds.dataset(_months(folder)).to_table(["organisation", "month", "resource", "quantity"])
    thousandths = pc.multiply(facts["quantity"], pa.scalar(Decimal(1000))).cast(pa.int64())
    facts = facts.set_column(3, "quantity", thousandths).to_pandas()  # its decimals are objects
    both = facts.merge(placed, on="organisation")
    both = both[(both.month >= both.from_month) & (both.month < both.until_month)]
    used = both.groupby(["unit", "resource"], observed=True).quantity.sum().div(1000).reset_index()
    known = conversion_table(factors).to_pandas().set_index("resource")
    counted = known[known.counts_as_energy].kgce_per_unit.astype(float)
    used["kgce"] = used.quantity * used.resource.map(counted)
    whole = pd.DataFrame({"kgce": used.groupby("unit").kgce.sum(min_count=1)})
    whole["water"] = used[used.resource == "water"].groupby("unit").quantity.sum()
    sizes = (
        ds.dataset(folder / PROFILES).to_table(filter=ds.field("year") == YEAR).to_pandas().set_index("organisation")
    )
    sizes["persons_water"] = sizes.persons_water.where(sizes.persons_water.notna(), sizes.persons)
    found: Ranked = []
    for key, (what, by) in DIVISORS.items():
        values = (whole[what] / sizes.loc[whole.index, by].astype(float)).dropna()
        ranks = values.rank(method="min").astype(int)
        found += zip([key] * len(values), values.index.tolist(), values.tolist(), ranks.tolist(), strict=True)
    return found


OTHERS = {"polars": by_polars, "pandas": by_pandas}


def places(key: str, figures) -> Iterator[tuple[str, int, float, int]]:
    """Of each, how many are lower, and one."""
    below = np.searchsorted(np.sort(figures.values), figures.values)
    columns = (each.tolist() for each in (figures.units, figures.values, below + 1))
    yield from zip([key] * len(figures), *columns, strict=True)


def are_alike(one: Ranked, other: Ranked) -> bool:
    """The same places, and values as far as floats that were added in another order can tell."""
    pairs = zip_longest(sorted(one), sorted(other), fillvalue=("", 0, 0.0, 0))
    return all(
        (key, unit, place) == (key_too, unit_too, place_too) and isclose(value, value_too, rel_tol=1e-12)
        for (key, unit, value, place), (key_too, unit_too, value_too, place_too) in pairs
    )


def timed(ask: Callable[[], Ranked], repeats: int = REPEATS) -> tuple[float, Ranked]:
    """Milliseconds of CPU, and what was found."""
    [timed_alone] = timed_in_turn(ask, repeats=repeats)
    return timed_alone


def timed_in_turn(*asks: Callable[[], Ranked], repeats: int = REPEATS) -> list[tuple[float, Ranked]]:
    """Of each, one after the other and again: a machine that counts more slowly for a while does so for all."""
    taken: list[list[float]] = [[] for _ in asks]
    for _ in range(repeats):
        found = []
        for own, ask in zip(taken, asks, strict=True):
            began = time.process_time()
            found.append(ask())
            own.append((time.process_time() - began) * 1000)
    return [(median(own), each) for own, each in zip(taken, found, strict=True)]


if __name__ == "__main__":
    main()
