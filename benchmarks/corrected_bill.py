"""From a corrected bill to the fresh page of its province, with 40,000 units on PostgreSQL.

1 province, 16 cities of 12 counties, 40,000 units with a profile, three accounts each and a bill of each account for
every month of 13: 1,560,000 bills, brought in by the product's import. Then bills are corrected one after the other,
and after each the figures of the province's year are asked for as the page 统计 asks. Told are the seconds from the
press until the figures are there, and of what they consist; beside it what the database takes, and how long its vacuum,
the backup and a copy take.

    python benchmarks/corrected_bill.py --home FOLDER      # kept for a second run
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

from postgres_server import _programs, postgres_server
from statistics_command import _csv

CITIES, COUNTIES = 16, 12
MONTHS = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(13)]
SUPPLIES = (("电", "kWh"), ("水", "m3"), ("天然气", "m3"))
PERIOD = "2024"
CORRECTIONS = 5
CORRECTED = date(2024, 3, 1)
LARGEST = 12
QUESTION = "the question about the province's year alone, from kept sums"


def make_files(folder: Path, units: int, months: int) -> Iterator[tuple[str, Path]]:
    cities = [f"51{n + 1:02d}" for n in range(CITIES)]
    counties = [f"{city}{n + 1:02d}" for city in cities for n in range(COUNTIES)]
    codes = {f"{counties[n % len(counties)]}{n + 1:06d}": counties[n % len(counties)] for n in range(units)}
    rows = [("51", "样本省", "", "省", ""), *((city, f"样本市{city}", "51", "市", "") for city in cities)]
    rows += [(county, f"样本县{county}", county[:4], "县", "") for county in counties]
    rows += [(code, f"样本单位{code}", county, "单位", "机关") for code, county in codes.items()]
    yield "organisations", _csv(folder, "organisations", ("机构编码", "机构名称", "上级编码", "层级", "统计分类"), rows)
    sizes = [(code, 2024, 1_000 + n % 7_000, 20 + n % 300) for n, code in enumerate(codes)]
    yield "profiles", _csv(folder, "profiles", ("机构编码", "年度", "建筑面积", "用能人数"), sizes)
    header = ("机构编码", "能源资源", "户号", "起", "止", "数量", "单位", "金额")
    for n, first in enumerate(MONTHS[:months]):
        last = first.replace(day=28)
        bills = [
            (code, name, f"{code}-{name}", first, last, 1_000 + (int(code) * 7 + n) % 997, unit, 700)
            for code in codes
            for name, unit in SUPPLIES
        ]
        yield "bills", _csv(folder, f"bills-{n}", header, bills)


def make_home(environment: dict[str, str], units: int, months: int) -> None:
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as folder:
        for kind, file in make_files(Path(folder), units, months):
            with timed() as taken:
                subprocess.run(
                    [sys.executable, "-m", "jieyue.cli.main", "import", kind, str(file), "--json"],
                    env=environment, check=False, stdout=subprocess.DEVNULL,
                )  # fmt: skip
            print(f"import {kind}: {taken['s']:.0f} s", file=sys.stderr, flush=True)


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Seconds by the clock, and of CPU of this process and those it waited for."""
    found: dict[str, float] = {}
    began, cpu = time.perf_counter(), _cpu()
    yield found
    found |= {"s": time.perf_counter() - began, "cpu": _cpu() - cpu}


def _cpu() -> float:
    of = (resource.getrusage(which) for which in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in of)


# --- from the press to the figures -----------------------------------------------------------------------------------


def correct_and_ask() -> None:
    import django

    django.setup()
    from jieyue.programme.statistics.queries import statistics
    from jieyue.programme.upkeep.warming import warm_up
    from jieyue.rules.period import Period
    from jieyue.store.people.people import person_at_console
    from jieyue.store.warehouse import answering
    from jieyue.store.warehouse.refreshing import up_to_date

    warm_up()
    with timed() as taken:
        up_to_date()
    print(f"the warehouse: {taken['s']:.1f} s, {taken['cpu']:.1f} of CPU")
    asked = {"person": person_at_console(), "code": "51", "period": Period.parse(PERIOD), "today": date(2025, 2, 1)}
    before = electricity_of(statistics(**asked))
    steps: dict[str, list[dict[str, float]]] = {}

    def step(name: str, do: Callable) -> object:
        with timed() as taken:
            found = do()
        steps.setdefault(name, []).append(taken)
        return found

    for n, correct in enumerate(corrections(), start=1):
        step("the correction is saved", correct)
        step("the month is made anew: facts, coverage, sums", up_to_date)
        step(QUESTION, sums_of_the_province)
        answering._answer.cache.clear()
        now = electricity_of(
            step("all figures of the page: sums, completeness, like units", lambda: statistics(**asked))
        )
        if now != before + n:
            raise ValueError(f"{now} is not {before + n}")
    tell(steps)


def electricity_of(answer) -> object:
    return next(row.quantity for row in answer.rows if row.resource == "electricity")


def sums_of_the_province() -> object:
    from jieyue.programme.statistics.asking import Question, factors_of
    from jieyue.rules.period import Period
    from jieyue.store.orgs.models import Organisation
    from jieyue.store.people.people import person_at_console
    from jieyue.store.warehouse.opening import warehouse

    period, province = Period.parse(PERIOD), Organisation.objects.get(code="51")
    with warehouse() as opened:
        question = Question(person_at_console(), province, period, factors_of(period), opened, "live")
        question.look_at(period)
        return question.usage()


def corrections() -> Iterator[Callable]:
    """Each adds one to a bill of electricity of March, somewhere in the province, as a sheet of one row does."""
    from django.utils import timezone

    from jieyue.programme.entry.operations import import_sheet
    from jieyue.store.ledgers.bills.models import Bill
    from jieyue.store.people.people import person_at_console

    bills = Bill.objects.filter(account__resource="electricity", start_date=CORRECTED).order_by("id")
    header = ("机构编码", "能源资源", "户号", "起", "止", "数量", "单位", "金额")
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as folder:
        for bill in bills[:: max(1, bills.count() // CORRECTIONS)][:CORRECTIONS]:
            about = (bill.account.organisation.code, "电", bill.account.number)
            row = (*about, bill.start_date, bill.end_date, bill.quantity + 1, "kWh", 700)
            file = _csv(Path(folder), f"corrected-{bill.id}", header, [row])
            how = {"by": person_at_console(), "at": timezone.now(), "reason": "benchmark"}
            yield lambda file=file, how=how: import_sheet("bills", file, **how)


def tell(steps: dict[str, list[dict[str, float]]]) -> None:
    print("| step | s | s, slowest | s of CPU |\n| --- | ---: | ---: | ---: |")
    for name, all_taken in steps.items():
        clock, cpu = (sorted(each[which] for each in all_taken) for which in ("s", "cpu"))
        print(f"| {name} | {median(clock):.2f} | {clock[-1]:.2f} | {median(cpu):.2f} |")
    on_the_way = [[each["s"] for each in all_taken] for name, all_taken in steps.items() if name != QUESTION]
    whole = [sum(parts) for parts in zip(*on_the_way, strict=True)]
    print(f"from the press to the page: {median(whole):.1f} s, slowest {max(whole):.1f}")
    print(f"peak of our process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


# --- the database ----------------------------------------------------------------------------------------------------


def the_database(home: Path, environment: dict[str, str], url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        (size,) = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
        print(f"the database: {size}")
        print("| table | rows | table MB | indexes MB |\n| --- | ---: | ---: | ---: |")
        sizes = connection.execute(
            "SELECT relname, n_live_tup, pg_table_size(relid) / 1e6, pg_indexes_size(relid) / 1e6"
            " FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT %s", [LARGEST],
        )  # fmt: skip
        for name, rows, table, indexes in sizes:
            print(f"| {name} | {rows:,} | {table:.0f} | {indexes:.0f} |")
        for command in ("VACUUM (ANALYZE)", "ANALYZE"):
            with timed() as taken:
                connection.execute(command)
            print(f"{command}: {taken['s']:.1f} s")
    copies = home.parent / "copies"
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir()
    backup = [sys.executable, "-m", "jieyue.cli.main", "backup", str(copies / "backup")]
    dump = [str(_programs() / "pg_dump"), "-Fc", "-f", str(copies / "dump"), url]
    for name, command in (("jieyue backup", backup), ("pg_dump -Fc", dump)):
        with timed() as taken:
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        size = sum(file.stat().st_size for file in copies.rglob("*") if file.is_file()) / 1e6
        print(f"{name}: {taken['s']:.0f} s, {taken['cpu']:.0f} of CPU, {size:.0f} MB")
        shutil.rmtree(copies)
        copies.mkdir()
    files = sum(file.stat().st_size for file in (home / "warehouse").glob("*.parquet")) / 1e6
    print(f"the warehouse's files: {files:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=40_000)
    parser.add_argument("--months", type=int, default=len(MONTHS))
    parser.add_argument("--home", type=Path, help="made when it is not there, and kept")
    parser.add_argument("--parts", nargs="+", default=["bill", "database"], choices=["bill", "database"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as own:
        Path(own).chmod(0o755)  # the server's own user goes through it
        folder = (given.home or Path(own)).absolute()
        with postgres_server(folder / "server") as url:
            if url is None:
                sys.exit("PostgreSQL is not here: apt-get install postgresql")
            os.environ |= {
                "JIEYUE_HOME": str(folder / "home"),
                "JIEYUE_DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "jieyue.site.settings",
            }
            if not (folder / "home").exists():
                make_home(dict(os.environ), given.units, given.months)
            print(json.dumps({"units": given.units, "months": given.months}))
            if "bill" in given.parts:
                correct_and_ask()
            if "database" in given.parts:
                the_database(folder / "home", dict(os.environ), url)


if __name__ == "__main__":
    main()
