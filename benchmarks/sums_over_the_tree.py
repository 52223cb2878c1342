"""All sums of every place by month and resource over a province, beside hand-written DuckDB SQL, Polars, pandas and
Django's ORM on PostgreSQL.

1 province, 16 cities, 136 counties, 40,000 units, 60 months, 12 pairs of resource and use: 28.8 million facts in the
product's own files. One unit in a hundred moves to another county half-way. Each measurement is a process of its own.
With `kept` it is asked of what the warehouse keeps of each place, as pages do.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

SMALL = (
    "--units",
    "200",
    "--months",
    "12",
    "--rounds",
    "1",
    "--repeats",
    "1",
    "--ways",
    "jieyue",
    "jieyue, kept sums",
    "SQL in two stages",
    "SQL with a closure",
)
"""How it runs in some seconds, for the test that it still does."""
CITIES, COUNTIES = 16, 136
MONTHS = [date(year, month, 1) for year in range(2020, 2025) for month in range(1, 13)]
MOVING_MONTH = date(2022, 7, 1)
BEGINNING, FOREVER = date(1900, 1, 1), date(9999, 12, 1)
SEED = 20261101
MOST_IN_A_MONTH = {
    ("electricity", "building"): 60_000,
    ("electricity", "data_centre"): 15_000,
    ("electricity", "heating"): 20_000,
    ("water", "building"): 800,
    ("natural_gas", "building"): 3_000,
    ("natural_gas", "heating"): 20_000,
    ("heat", "heating"): 400,
    ("coal", "heating"): 20,
    ("lpg", "building"): 150,
    ("petrol", "vehicle"): 1_500,
    ("diesel", "vehicle"): 400,
    ("pv_generation", "building"): 8_000,
}
"""By resource and use, in the unit of each: the size of an office of some thousand square metres. Invented."""
KEYS = ("month", "resource")


def _load_the_product() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "jieyue.site.settings"
    import django

    django.setup()


# --- the files -----------------------------------------------------------------------------------------------------


def make_files(folder: Path, units: int, months: int) -> None:
    """`facts-<month>-….parquet` and `standing-whole-….parquet`, as the product writes them."""
    import pyarrow as pa

    _load_the_product()
    from jieyue.store.orgs.standing import STANDING
    from jieyue.store.warehouse.refreshing import as_parquet

    rows = list(_standing(units))
    columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), STANDING, strict=True)]
    standing = pa.Table.from_arrays(columns, schema=STANDING)
    (folder / "standing-whole-bench.parquet").write_bytes(as_parquet("standing", standing))
    first_unit = 1 + 1 + CITIES + COUNTIES
    for number, month in enumerate(MONTHS[:months]):
        facts = _facts(number, month, range(first_unit, first_unit + units))
        (folder / f"facts-{month:%Y-%m}-bench.parquet").write_bytes(as_parquet("facts", facts))
    _make_sums(folder)


def _make_sums(folder: Path) -> None:
    """What the warehouse keeps of each place, made by the product from these files."""
    from jieyue.store.warehouse.manifest import KeptFile
    from jieyue.store.warehouse.place_sums import brought_up
    from jieyue.store.warehouse.refreshing import as_parquet

    def write(month: str, table: str, content) -> KeptFile:
        file = folder / f"{table}-{month}-bench.parquet"
        file.write_bytes(as_parquet(table, content))
        return KeptFile(file.name, 0, "")

    cpu = time.process_time()
    made = brought_up(folder, _parts(folder), {}, write)
    print(f"kept sums of {len(made)} months: {time.process_time() - cpu:.1f} s of CPU")


def _standing(units: int):
    """Ids in order: the province, the cities, the counties, the units."""
    draw = random.Random(SEED)  # noqa: S311 (invented figures)

    def stretch(id_, code, level, path, above, *, since=BEGINNING, until=FOREVER):
        about = (id_, code, f"样本{code}", level, "", "state_organ" if level == "unit" else "", "", path)
        return (*about, *above, id_, since, until, BEGINNING, FOREVER, BEGINNING)

    yield stretch(1, "51", "province", "/1/", ("51", None, None))
    cities = {id_: f"51{id_:02d}" for id_ in range(2, 2 + CITIES)}
    for id_, code in cities.items():
        yield stretch(id_, code, "city", f"/1/{id_}/", ("51", code, None))
    counties = {}
    for id_ in range(2 + CITIES, 2 + CITIES + COUNTIES):
        city = 2 + id_ % CITIES
        counties[id_] = city, f"{cities[city]}{id_:03d}"
        path, above = f"/1/{city}/{id_}/", ("51", cities[city], counties[id_][1])
        yield stretch(id_, counties[id_][1], "county", path, above)
    for id_ in range(2 + CITIES + COUNTIES, 2 + CITIES + COUNTIES + units):
        moves = draw.random() < 0.01
        spans = [(BEGINNING, MOVING_MONTH), (MOVING_MONTH, FOREVER)] if moves else [(BEGINNING, FOREVER)]
        for since, until in spans:
            county = draw.choice(list(counties))
            city, code = counties[county]
            path, above = f"/1/{city}/{county}/{id_}/", ("51", cities[city], code)
            yield stretch(id_, f"{code}{id_:06d}", "unit", path, above, since=since, until=until)


def _facts(number: int, month: date, units: range):
    """Each unit's twelve rows, sorted as the product sorts them; one amount in twenty is not known."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from jieyue.store.facts.months import FACTS

    draw, pairs = np.random.default_rng(SEED + number), sorted(MOST_IN_A_MONTH)
    count = len(units) * len(pairs)

    def decimals(values, kind):
        grains = pa.array(values).cast(pa.decimal128(19, 0))
        return pc.multiply(grains, pa.scalar(Decimal(1).scaleb(-kind.scale))).cast(kind)

    most = np.tile([1000 * MOST_IN_A_MONTH[each] for each in pairs], len(units))
    thousandths = draw.integers(0, most)
    cents = pa.array(draw.integers(0, 5_000_000, count), mask=draw.random(count) < 0.05)
    return pa.Table.from_arrays(
        [
            pa.array(np.repeat(np.arange(units.start, units.stop), len(pairs))),
            pa.array(np.full(count, np.datetime64(month))),
            pa.array([resource for resource, _ in pairs] * len(units)),
            pa.array([use for _, use in pairs] * len(units)),
            decimals(thousandths, FACTS.field("quantity").type),
            decimals(cents, FACTS.field("amount_yuan").type),
        ],
        schema=FACTS,
    )


# --- the ways, in the child ----------------------------------------------------------------------------------------


def _parts(folder: Path) -> dict:
    from jieyue.store.warehouse.manifest import KeptFile, Part

    parts = {"standing": Part("", {"standing": KeptFile("standing-whole-bench.parquet", 0, "")})}
    for file in sorted([*folder.glob("facts-*"), *folder.glob("place_sums-*")]):
        table, month = file.name.partition("-")[0], file.name.partition("-")[2][:7]
        name = f"month {month}" if table == "facts" else f"{table} {month}"
        parts[name] = Part("", {table: KeptFile(file.name, 0, "")})
    return parts


@contextmanager
def _opened(folder: Path):
    """The product's own opening of these files: the manifest names them, nothing is behind."""
    _load_the_product()
    from jieyue.store.warehouse import answering, opening
    from jieyue.store.warehouse.manifest import Manifest

    opening.up_to_date = lambda: (folder, Manifest(_parts(folder)))
    with opening.warehouse() as warehouse:
        answering._answer.cache.clear()
        yield warehouse


def by_kept(folder: Path, repeats: int) -> tuple[list[tuple], list[tuple]]:
    """What pages ask: the question compiled once, of what is kept of each place; the answer not kept."""
    with _opened(folder) as warehouse:
        from jieyue.rules import rollup
        from jieyue.store.warehouse import answering
        from jieyue.store.warehouse.tables import TABLES, compiled

        kept = rollup.numbered(TABLES["place_sums"])
        question = compiled(rollup.up_the_tree(kept, list(KEYS), standing=kept))

        def ask():
            answering._answer.cache.clear()
            warehouse.look_at_sums(MONTHS[0], date(MONTHS[-1].year + 1, 1, 1))
            return warehouse.ask(question)

        seconds, found = _timed(ask, repeats)
        return seconds, _rows(found.select(["place", *KEYS, "quantity", "amount_yuan"]))


def by_jieyue(folder: Path, repeats: int) -> tuple[list[tuple], list[tuple]]:
    """The product's expression, compiled anew each time, on the product's warehouse."""
    with _opened(folder) as warehouse:
        from jieyue.rules import rollup
        from jieyue.store.warehouse import answering
        from jieyue.store.warehouse.tables import TABLES, compiled

        def ask():
            answering._answer.cache.clear()
            warehouse.look_at(MONTHS[0], date(MONTHS[-1].year + 1, 1, 1))
            found = rollup.placed(TABLES["facts"], TABLES["standing"])
            return warehouse.ask(compiled(rollup.up_the_tree(found, list(KEYS), standing=TABLES["standing"])))

        seconds, found = _timed(ask, repeats)
        return seconds, _rows(found.select(["place", *KEYS, "quantity", "amount_yuan"]))


JOINED = """
    FROM read_parquet('{folder}/facts-*.parquet') f
    JOIN standing s ON s.organisation = f.organisation AND f.month >= s.from_month AND f.month < s.until_month
"""
TWO_STAGES = f"""
WITH standing AS (FROM read_parquet('{{folder}}/standing-*.parquet')),
lowest AS (
    SELECT s.province, s.city, s.county, f.month, f.resource,
           sum(f.quantity) AS quantity, sum(f.amount_yuan) AS amount_yuan
    {JOINED}
    GROUP BY ALL
)
SELECT coalesce(county, city, province) AS place, month, resource,
       sum(quantity)::DECIMAL(38, 3) AS quantity, sum(amount_yuan)::DECIMAL(38, 2) AS amount_yuan
FROM lowest
GROUP BY GROUPING SETS ((province, month, resource), (city, month, resource), (county, month, resource))
HAVING place IS NOT NULL
"""
# The first stage hashes one small number instead of three texts.
TWO_STAGES_NUMBERED = f"""
WITH standing AS MATERIALIZED (
    SELECT *, dense_rank() OVER (ORDER BY province, city, county)::USMALLINT AS spot
    FROM read_parquet('{{folder}}/standing-*.parquet')
),
spots AS (SELECT DISTINCT spot, province, city, county FROM standing),
lowest AS (
    SELECT s.spot, f.month, f.resource, sum(f.quantity) AS quantity, sum(f.amount_yuan) AS amount_yuan
    {JOINED}
    GROUP BY ALL
),
above AS (SELECT unnest([province, city, county]) AS place, lowest.* FROM lowest JOIN spots USING (spot))
SELECT place, month, resource,
       sum(quantity)::DECIMAL(38, 3) AS quantity, sum(amount_yuan)::DECIMAL(38, 2) AS amount_yuan
FROM above
WHERE place IS NOT NULL
GROUP BY ALL
"""
CLOSURE = """
WITH closure AS (
    SELECT organisation, from_month, until_month, unnest([province, city, county]) AS place
    FROM read_parquet('{folder}/standing-*.parquet')
)
SELECT c.place, f.month, f.resource, sum(f.quantity) AS quantity, sum(f.amount_yuan) AS amount_yuan
FROM read_parquet('{folder}/facts-*.parquet') f
JOIN closure c ON c.organisation = f.organisation AND f.month >= c.from_month AND f.month < c.until_month
WHERE c.place IS NOT NULL
GROUP BY ALL
"""


def by_sql(query: str) -> Callable:
    def way(folder: Path, repeats: int) -> tuple[list[tuple], list[tuple]]:
        import duckdb

        connection = duckdb.connect()
        connection.execute("SET enable_progress_bar = false")

        def ask():
            return connection.execute(query.format(folder=folder)).to_arrow_table()

        seconds, found = _timed(ask, repeats)
        return seconds, _rows(found)

    return way


def by_pandas(folder: Path, repeats: int) -> tuple[list[tuple], list[tuple]]:
    """Read, joined and summed. Thousandths and cents as whole numbers: its decimals are Python objects."""
    import pandas as pd
    import pyarrow.dataset as ds

    def ask():
        facts = _whole_numbers(ds.dataset(sorted(folder.glob("facts-*"))).to_table())
        columns = ["organisation", "province", "city", "county", "from_month", "until_month"]
        standing = ds.dataset(folder / "standing-whole-bench.parquet").to_table(columns).to_pandas()
        for column in ("from_month", "until_month"):
            standing[column] = standing[column].astype("datetime64[s]")
        for column in ("province", "city", "county"):
            standing[column] = standing[column].astype("category")
        both = facts.merge(standing, on="organisation")
        both = both[(both.month >= both.from_month) & (both.month < both.until_month)]
        keys = ["province", "city", "county", *KEYS]
        figures = both.groupby(keys, observed=True, dropna=False)[["quantity", "amount_yuan"]].sum().reset_index()
        levels = [_level(figures, level) for level in ("province", "city", "county")]
        return pd.concat(levels, ignore_index=True)

    seconds, found = _timed(ask, repeats)
    rows = found[["place", *KEYS, "quantity", "amount_yuan"]].itertuples(index=False, name=None)
    return seconds, sorted((place, month.date().isoformat(), *rest) for place, month, *rest in rows)


def by_polars(folder: Path, repeats: int) -> tuple[list[tuple], list[tuple]]:
    """Lazily, streaming, with its own decimals: joined by unit, then those months kept in which it stood there."""
    import polars as pl

    def ask():
        facts = pl.scan_parquet(sorted(folder.glob("facts-*")))
        columns = ["organisation", "province", "city", "county", "from_month", "until_month"]
        standing = pl.scan_parquet(folder / "standing-whole-bench.parquet").select(columns)
        both = facts.join(standing, on="organisation")
        both = both.filter((pl.col("month") >= pl.col("from_month")) & (pl.col("month") < pl.col("until_month")))
        sums = [pl.col("quantity").sum(), pl.col("amount_yuan").sum()]
        lowest = both.group_by("province", "city", "county", *KEYS).agg(sums).collect(engine="streaming")
        levels = (
            lowest.filter(pl.col(level).is_not_null()).group_by(pl.col(level).alias("place"), *KEYS).agg(sums)
            for level in ("province", "city", "county")
        )
        return pl.concat(levels).to_arrow()

    seconds, found = _timed(ask, repeats)
    return seconds, _rows(found)


def by_orm(folder: Path, repeats: int) -> tuple[list[tuple], list[tuple]]:
    """Django's ORM on PostgreSQL: facts and where units stood as tables with indexes, one query a level."""
    with on_postgresql():
        from django.db.models import F, Sum

        fact = fill(folder)

        def level(name: str) -> list[tuple]:
            stood = "organisation__stretches__"
            then = {"month__gte": F(f"{stood}from_month"), "month__lt": F(f"{stood}until_month")}
            rows = fact.objects.filter(**then, **{f"{stood}{name}__isnull": False})
            keys = (f"{stood}{name}", *KEYS)
            return list(rows.values_list(*keys).annotate(a=Sum("quantity"), b=Sum("amount_yuan")).order_by())

        seconds, found = _timed(
            lambda: [row for each in ("province", "city", "county") for row in level(each)], repeats
        )
        return seconds, sorted(
            (place, str(month), resource, _exactly(quantity * 1000), _exactly((amount or 0) * 100))
            for place, month, resource, quantity, amount in found
        )


@contextmanager
def on_postgresql() -> Iterator[None]:
    """The product's database is a PostgreSQL of its own; this process has asked Django nothing yet."""
    from postgres_server import postgres_server

    with postgres_server() as url:
        if url is None:
            raise RuntimeError("PostgreSQL is not here: apt-get install postgresql")
        os.environ["JIEYUE_DATABASE_URL"] = url
        _load_the_product()
        yield


def fill(folder: Path):
    """The model of facts, its table filled by COPY."""
    from django.db import connection

    organisation, stretch, fact = _models()
    with connection.schema_editor() as editor:
        for each in (organisation, stretch, fact):
            editor.create_model(each)
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as own, connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_organisation SELECT generate_series(1, 1000000)")
        rows = Path(own) / "rows.csv"
        of = "organisation AS organisation_id"
        select = f"{of}, province, city, county, from_month, until_month"
        _take_in(stretch, select, f"{folder}/standing-*.parquet", rows, cursor)
        _take_in(fact, f"{of}, month, resource, use, quantity, amount_yuan", f"{folder}/facts-*.parquet", rows, cursor)
        cursor.execute("VACUUM ANALYZE")
    return fact


def _models() -> tuple:
    """Organisations, where they stood when, and facts, of an installed app: relations are looked for among those."""
    from django.db import models

    def model(name: str, **fields):
        about = {"app_label": "contenttypes", "db_table": f"bench_{name.lower()}", "indexes": []}
        meta = type("Meta", (), about)
        return type(name, (models.Model,), {"Meta": meta, "__module__": "bench", **fields})

    def of(other, **more):
        return models.ForeignKey(other, on_delete=models.CASCADE, db_constraint=False, **more)

    text = {"max_length": 40, "null": True}
    organisation = model("Organisation")
    places = {level: models.CharField(**text) for level in ("province", "city", "county")}
    days = {"from_month": models.DateField(), "until_month": models.DateField()}
    stretch = model("Stretch", organisation=of(organisation, related_name="stretches"), **places, **days)
    figures = {
        "quantity": models.DecimalField(max_digits=18, decimal_places=3),
        "amount_yuan": models.DecimalField(max_digits=18, decimal_places=2, null=True),
    }
    keys = {"month": models.DateField(), "resource": models.CharField(**text), "use": models.CharField(**text)}
    return organisation, stretch, model("Fact", organisation=of(organisation), **keys, **figures)


def _take_in(model, select: str, files: str, rows: Path, cursor) -> None:
    """What is selected of the Parquet files, by way of a file of CSV."""
    import duckdb

    duckdb.sql(f"COPY (SELECT {select} FROM '{files}') TO '{rows}' (HEADER false)")
    names = [part.split()[-1] for part in select.split(", ")]
    into = f"COPY {model._meta.db_table} ({', '.join(names)}) FROM STDIN (FORMAT csv)"
    with cursor.copy(into) as copy, rows.open("rb") as opened:
        while data := opened.read(1 << 20):
            copy.write(data)


def _whole_numbers(facts):
    import pyarrow as pa
    import pyarrow.compute as pc

    def grains(column: str, scale: int):
        return pc.multiply(facts[column], pa.scalar(Decimal(10**scale))).cast(pa.int64())

    plain = {
        "organisation": facts["organisation"],
        "month": facts["month"].cast(pa.timestamp("s")),
        "resource": facts["resource"].dictionary_encode(),
        "quantity": grains("quantity", 3),
        "amount_yuan": pc.fill_null(grains("amount_yuan", 2), 0),
    }
    return pa.table(plain).to_pandas(self_destruct=True)


def _level(figures, level: str):
    sums = figures.groupby([level, *KEYS], observed=True)[["quantity", "amount_yuan"]].sum().reset_index()
    return sums.rename(columns={level: "place"})


WAYS = {
    "jieyue": by_jieyue,
    "jieyue, kept sums": by_kept,
    "SQL in two stages": by_sql(TWO_STAGES),
    "SQL in two stages, places numbered": by_sql(TWO_STAGES_NUMBERED),
    "SQL with a closure": by_sql(CLOSURE),
    "polars": by_polars,
    "pandas": by_pandas,
    "Django's ORM on PostgreSQL": by_orm,
}
SLOW = ("pandas", "Django's ORM on PostgreSQL")


def _timed(ask: Callable, repeats: int):
    """Every repeat's seconds by the clock and of CPU, the first with everything still to be read."""
    seconds = []
    for _ in range(repeats):
        start, cpu = time.perf_counter(), time.process_time()
        found = ask()
        seconds.append((time.perf_counter() - start, time.process_time() - cpu))
    return seconds, found


def _rows(found) -> list[tuple]:
    """place, month, resource, thousandths, cents in order; decimals must have no digit beyond these."""
    columns = [found.column(name).to_pylist() for name in ("place", *KEYS, "quantity", "amount_yuan")]
    rows = zip(*columns, strict=True)
    return sorted(
        (place, str(month)[:10], resource, _exactly(quantity * 1000), _exactly((amount or 0) * 100))
        for place, month, resource, quantity, amount in rows
    )


def _exactly(value) -> int:
    if value != int(value):
        raise ValueError(value)
    return int(value)


def child(way: str, folder: Path, repeats: int) -> dict:
    import hashlib

    seconds, rows = WAYS[way](folder, repeats)
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    return {"seconds": seconds, "rows": len(rows), "peak_mb": peak, "digest": digest, "first": rows[:1]}


# --- the table -----------------------------------------------------------------------------------------------------


def main() -> None:
    given = _arguments()
    if given.child:
        print(json.dumps(child(given.child, given.folder, given.repeats)))
        return
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as own:
        folder = given.folder or Path(own)
        if not list(folder.glob("facts-*")):
            folder.mkdir(parents=True, exist_ok=True)
            make_files(folder, given.units, given.months)
        size = sum(file.stat().st_size for file in folder.glob("*.parquet"))
        print(f"{_facts_in(folder):,} facts, {size / 1e6:.0f} MB of Parquet")
        told: dict[str, list[dict]] = {way: [] for way in given.ways}
        for _ in range(given.rounds):
            for way in given.ways:
                repeats = 1 if way in SLOW else given.repeats
                told[way].append(_in_own_process(way, folder, repeats))
    _print_table(told)


def _facts_in(folder: Path) -> int:
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(file).num_rows for file in folder.glob("facts-*"))


def _in_own_process(way: str, folder: Path, repeats: int) -> dict:
    command = [sys.executable, __file__, "--child", way, "--folder", str(folder), "--repeats", str(repeats)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return {"seconds": [], "rows": 0, "peak_mb": 0, "digest": f"ended with {done.returncode}"}
    return json.loads(done.stdout)


def _print_table(told: dict[str, list[dict]]) -> None:
    best, cpu, first = (_least(told, each) for each in ("best", "cpu", "first"))
    yardstick = min((way for way in best if way.startswith("SQL")), key=lambda way: best[way], default=None)
    print("| way | sums | s | x the fastest SQL | s of CPU | x of CPU | s, first in its process | peak MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for way, rounds in told.items():
        if way not in best:
            print(f"| {way} | {rounds[0]['digest']} | | | | | | |")
            continue
        times, times_cpu = (f"{each[way] / each[yardstick]:.2f}" if yardstick else "" for each in (best, cpu))
        peak = max(each["peak_mb"] for each in rounds)
        figures = f"{best[way]:.3f} | {times} | {cpu[way]:.3f} | {times_cpu} | {first[way]:.2f} | {peak:,.0f}"
        print(f"| {way} | {rounds[0]['rows']:,} | {figures} |")
    print(f"yardstick: {yardstick}")
    digests = {each["digest"] for rounds in told.values() for each in rounds}
    print("all figures are identical" if len(digests) == 1 and len(best) == len(told) else f"they DIFFER: {digests}")


def _least(told: dict[str, list[dict]], which: str) -> dict[str, float]:
    """The least of all rounds, without the ways that did not get to an end."""
    pick = {
        "best": lambda seconds: min(clock for clock, _ in seconds),
        "cpu": lambda seconds: min(cpu for _, cpu in seconds),
        "first": lambda seconds: seconds[0][0],
    }[which]
    done = {way: [each["seconds"] for each in rounds if each["seconds"]] for way, rounds in told.items()}
    return {way: min(map(pick, rounds)) for way, rounds in done.items() if rounds}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=40_000)
    parser.add_argument("--months", type=int, default=len(MONTHS))
    parser.add_argument("--repeats", type=int, default=3, help="in each process")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each way, taken in turn")
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--folder", type=Path, help="keep the files here, or use those that are here")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
