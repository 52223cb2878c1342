"""What pages ask about a county, a unit and a city's year on year, beside hand-written DuckDB SQL, Polars and pandas on
the same files.

The files are those of `sums_over_the_tree.py`: 40,000 units, 60 months, 28.8 million facts. Each question is asked as
the product asks it (compiled once, the answer not kept), from facts and, where there are some, from kept sums; then as
SQL, and by Polars and pandas where they are installed (requirements-benchmark.lock). One process, one thread a question
as in the server; every figure is compared. Milliseconds of CPU, median of five, of pandas once.

    python benchmarks/questions_of_a_province.py --folder FOLDER    # files that sums_over_the_tree.py kept there
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from sums_over_the_tree import _load_the_product, _opened, make_files

SMALL = ("--units", "400")
"""How it runs in some seconds, for the test that it still does."""
REPEATS = 5
Span = tuple[date, date]
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
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # as all others
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as own:
        folder = given.folder or Path(own)
        if not list(folder.glob("facts-*")):
            folder.mkdir(parents=True, exist_ok=True)
            make_files(folder, given.units, 60)
        _load_the_product()
        others = [name for name in OTHERS if find_spec(name)]
        named = "".join(f" {name}: ms |" for name in others)
        print(f"| question | rows | jieyue, kept sums: ms | jieyue, facts: ms | SQL: ms | facts / SQL |{named}")
        print("| --- |" + " ---: |" * (5 + len(others)))
        for name, rows, kept, facts, sql, *more in measured(folder, others):
            told = "".join(f" {each:.0f} |" for each in more)
            print(f"| {name} | {rows} | {kept} | {facts:.0f} | {sql:.0f} | {facts / sql:.2f} |{told}", flush=True)


@dataclass(frozen=True)
class Asked:
    """A question as the product asks it, of facts and where there are some of kept sums, and as SQL; of whom (`id` and
    `code`), in which spans, by which keys. `where` are the columns that it is about, for the others.
    """

    name: str
    id: int
    code: str
    spans: Sequence[Span]
    facts: object
    sql: str
    keys: tuple[str, ...]
    where: Mapping[str, object]
    kept: object | None = None


def measured(folder: Path, others: list[str]) -> Iterator[tuple]:
    """Of each question its name, rows, and the milliseconds of kept sums, of facts, of SQL and of the others."""
    import duckdb

    from jieyue.store.warehouse.answering import answer_many_at_once

    answer_many_at_once()
    plain = duckdb.connect()
    plain.execute("SET threads = 1; SET enable_progress_bar = false; SET parquet_metadata_cache = true")
    with _opened(folder) as warehouse:
        warehouse.show("profiles", [])
        for asked in _questions(folder, plain):
            found = {how: _timed(ask, times) for how, ask, times in _ways(asked, folder, warehouse, plain, others)}
            if len({repr(sorted(map(_plain, rows))) for _, rows in found.values()}) != 1:
                raise ValueError(f"{asked.name}: the figures differ")
            of_kept = f"{found['kept'][0]:.0f}" if "kept" in found else "–"
            by_others = (found[other][0] for other in others)
            yield asked.name, len(found["sql"][1]), of_kept, found["facts"][0], found["sql"][0], *by_others


def _questions(folder: Path, plain) -> list[Asked]:
    from jieyue.programme.statistics.questions import grouped, grouped_kept, usage, usage_kept
    from jieyue.rules.values import Level

    standing = f"'{folder}/standing-whole-bench.parquet'"
    (county,) = plain.execute(f"SELECT organisation, code FROM {standing} WHERE level = 'county' LIMIT 1").fetchall()
    (unit,) = plain.execute(f"SELECT max(organisation) FROM {standing}").fetchone()
    year, before, all_years = (
        (date(first, 1, 1), date(until, 1, 1)) for first, until in ((2024, 2025), (2023, 2024), (2020, 2025))
    )
    of_use, months, region = ("resource", "use"), ("month_text", "resource"), ("region", "resource")
    of_county = usage(Level.COUNTY, is_accepted=False)
    of_unit = grouped(Level.UNIT, months, up=False, is_accepted=False)
    of_cities = grouped(Level.PROVINCE, region, up=False, is_accepted=False)
    kept = grouped_kept(Level.PROVINCE, region, up=False)
    where = {"county": county[1]}, {"organisation": unit}
    return [
        Asked(
            "a county's year by resource and use", *county, [year], of_county, COUNTY, of_use, where[0], usage_kept()
        ),
        Asked("a unit's 60 months by resource", unit, "", [all_years], of_unit, UNIT, months, where[1]),
        Asked("cities of two years by resource", 1, "51", [year, before], of_cities, BY_CITY, region, {}, kept),
    ]


def _ways(
    asked: Asked, folder: Path, warehouse, plain, others: Sequence[str]
) -> Iterator[tuple[str, Callable[[], list[tuple]], int]]:
    """How it is asked: the name, what answers it, and how often that is measured."""

    def of_product(question) -> list[tuple]:
        whom = asked.id, asked.code
        return [row for span in asked.spans for row in _of_product(warehouse, question, whom, span, asked.keys)]

    def by_hand() -> list[tuple]:
        queries = (_sql(folder, asked.sql, asked.id, asked.code, span) for span in asked.spans)
        return [row for query in queries for row in plain.execute(query).fetchall()]

    def by_other(ask) -> list[tuple]:
        return [row for span in asked.spans for row in ask(folder, span, asked.keys, asked.where)]

    yield "facts", partial(of_product, asked.facts), REPEATS
    yield "sql", by_hand, REPEATS
    if asked.kept is not None:
        yield "kept", partial(of_product, asked.kept), REPEATS
    for other in others:
        yield other, partial(by_other, OTHERS[other]), 1 if other == "pandas" else REPEATS


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


def _files(folder: Path, span: Span) -> list[Path]:
    months = (date(year, month, 1) for year in range(span[0].year, span[1].year) for month in range(1, 13))
    return [folder / f"facts-{month:%Y-%m}-bench.parquet" for month in months]


def _sql(folder: Path, sql: str, id_: int, code: str, span: Span) -> str:
    files = ", ".join(f"'{file}'" for file in _files(folder, span))
    return sql.format(placed=PLACED.format(files=files, folder=folder), id=id_, code=code)


def by_polars(folder: Path, span: Span, keys: tuple[str, ...], where: Mapping[str, object]) -> list[tuple]:
    """Lazily, streaming, with its own decimals; what is asked for is filtered before anything is joined."""
    import polars as pl

    facts = pl.scan_parquet(_files(folder, span))
    columns = ["organisation", "city", "county", "from_month", "until_month"]
    standing = pl.scan_parquet(folder / "standing-whole-bench.parquet").select(columns)
    for column, value in where.items():
        facts = facts.filter(pl.col(column) == value) if column == "organisation" else facts
        standing = standing.filter(pl.col(column) == value)
    both = facts.join(standing, on="organisation")
    both = both.filter((pl.col("month") >= pl.col("from_month")) & (pl.col("month") < pl.col("until_month")))
    named = {"region": pl.col("city"), "month_text": pl.col("month").dt.strftime("%Y-%m")}
    by = [named.get(key, pl.col(key)).alias(key) for key in keys]
    is_known = pl.col("amount_yuan").is_not_null().any()
    found = both.group_by(by).agg(pl.col("quantity").sum(), pl.col("amount_yuan").sum(), is_known=is_known)
    rows = found.collect(engine="streaming").select(*keys, "quantity", "amount_yuan", "is_known").rows()
    return [(*row[:-2], row[-2] if row[-1] else None) for row in rows]


def by_pandas(folder: Path, span: Span, keys: tuple[str, ...], where: Mapping[str, object]) -> list[tuple]:
    """Read by pyarrow's filter, joined and summed. Thousandths and cents as whole numbers: its decimals are objects."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    own = where.get("organisation")
    chosen = pc.field("organisation") == own if own else None
    facts = ds.dataset(_files(folder, span)).to_table(filter=chosen)
    for column, scale in (("quantity", 3), ("amount_yuan", 2)):
        grains = pc.multiply(facts[column], pa.scalar(Decimal(10**scale))).cast(pa.int64())
        facts = facts.set_column(facts.column_names.index(column), column, grains)
    standing = ds.dataset(folder / "standing-whole-bench.parquet").to_table(
        ["organisation", "city", "county", "from_month", "until_month"]
    )
    both = [each.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get) for each in (facts, standing)]
    joined = both[0].merge(_those(both[1], where), on="organisation")
    joined = joined[(joined.month >= joined.from_month) & (joined.month < joined.until_month)]
    joined = joined.assign(region=joined.city, month_text=pd.to_datetime(joined.month).dt.strftime("%Y-%m"))
    sums = joined.groupby(list(keys), observed=True)[["quantity", "amount_yuan"]].sum(min_count=1).reset_index()
    rows = sums[[*keys, "quantity", "amount_yuan"]].itertuples(index=False, name=None)
    return [(*row, _scaled(quantity, 3), _scaled(amount, 2)) for *row, quantity, amount in rows]


def _those(frame, where: Mapping[str, object]):
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame


def _scaled(whole, places: int) -> Decimal | None:
    return None if str(whole) == "<NA>" else Decimal(int(whole)).scaleb(-places)


OTHERS = {"polars": by_polars, "pandas": by_pandas}


def _plain(row: tuple) -> tuple:
    return tuple(f"{cell:f}" if hasattr(cell, "as_tuple") else str(cell) for cell in row)


def _timed(ask: Callable[[], list[tuple]], repeats: int = REPEATS) -> tuple[float, list[tuple]]:
    """Milliseconds of CPU, and what was found."""
    taken = []
    for _ in range(repeats):
        began = time.process_time()
        found = ask()
        taken.append((time.process_time() - began) * 1000)
    return median(taken), found


if __name__ == "__main__":
    main()
