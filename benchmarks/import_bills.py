"""How long 200,000 bill rows take from a file into the store, beside the bare reading and django-import-export.

Every measurement runs in a process of its own on a database of its own. The clock starts when the organisations are
there and the program is loaded, and stops when the rows are committed.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

from bill_files import Files, make_files
from postgres_server import postgres_server
from python_calamine import CalamineWorkbook

READING, OURS, PEER = "bare reading", "jieyue", "django-import-export"
BATCH_REASON = "benchmark"


# --- one measurement, in the child ---------------------------------------------------------------------------------


def measured(work: Callable[[], dict]) -> dict:
    """What the work tells, with its seconds by the clock, its seconds of CPU, and the process's peak memory."""
    clock, cpu = time.perf_counter(), time.process_time()
    told = work()
    seconds, cpu_seconds = time.perf_counter() - clock, time.process_time() - cpu
    return {**told, "seconds": seconds, "cpu": cpu_seconds, "peak_mb": peak_mb()}


def peak_mb() -> float:
    """The kernel's high-water mark of this program alone; `ru_maxrss` would count the parent's memory too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def bare_reading(file: Path) -> dict:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return {"rows": len(list(csv.reader(opened))) - 1}
    return {"rows": len(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()) - 1}


def by_jieyue(file: Path) -> dict:
    from django.utils import timezone

    from jieyue.programme.entry.operations import import_sheet
    from jieyue.store.people.people import person_at_console

    report = import_sheet("bills", file, by=person_at_console(), at=timezone.now(), reason=BATCH_REASON)
    refused = sorted({problem.row for problem in report.problems if problem.severity == "error"})
    return {"added": report.added, "unchanged": report.unchanged, "changed": report.changed, "refused": refused}


def by_import_export(file: Path) -> dict:
    from import_export.formats.base_formats import CSV, XLSX
    from peer.resource import BillResource

    if file.suffix == ".csv":
        dataset = CSV().create_dataset(file.read_text("utf-8-sig"))
    else:
        dataset = XLSX().create_dataset(file.read_bytes())
    result = BillResource().import_data(dataset, use_transactions=True, rollback_on_validation_errors=True)
    faults = [*result.base_errors, *(error for row in result.error_rows for error in row.errors)]
    unexpected = [fault.error for fault in faults if not isinstance(fault.error, InvalidOperation)]
    if unexpected:  # a number that is none is an InvalidOperation, by its own widget
        raise RuntimeError(unexpected[:3])
    refused = sorted(row.number + 1 for row in [*result.invalid_rows, *result.error_rows])
    names = {"added": "new", "unchanged": "skip", "changed": "update"}
    return {**{ours: result.totals[theirs] for ours, theirs in names.items()}, "refused": refused}


def kept_by_jieyue() -> dict:
    from jieyue.store.ledgers.bills.models import Bill
    from jieyue.store.records.models import RowVersion

    versions = RowVersion.objects.filter(table=Bill._meta.db_table).count()
    return {**_sums(Bill), "versions": versions}


def kept_by_import_export() -> dict:
    from peer.models import PlainBill

    return _sums(PlainBill)


def _sums(model) -> dict:
    """Rows, thousandths and cents, added as whole numbers: SQLite keeps decimals as floats."""
    rows = model.objects.values_list("quantity", "amount_yuan")
    thousandths = cents = count = 0
    for quantity, amount in rows.iterator(chunk_size=5000):
        count, thousandths, cents = count + 1, thousandths + int(quantity * 1000), cents + int(amount * 100)
    return {"rows": count, "thousandths": thousandths, "cents": cents}


WAYS = {OURS: (by_jieyue, kept_by_jieyue), PEER: (by_import_export, kept_by_import_export)}


def set_up(way: str, organisations: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "jieyue.site.settings" if way == OURS else "peer.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from jieyue.programme.entry.operations import import_sheet
    from jieyue.store.people.people import person_at_console

    Path(os.environ["JIEYUE_HOME"]).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)  # the peer's table, which has no migration
    import_sheet("organisations", organisations, by=person_at_console(), at=timezone.now())
    if way == PEER:  # loaded before the clock starts, as the product is
        import openpyxl  # noqa: F401
        import peer.resource  # noqa: F401


def child(way: str, organisations: Path, files: list[Path]) -> list[dict]:
    """The measurements of files brought one after the other."""
    if way == READING:
        return [measured(lambda: bare_reading(files[0]))]
    set_up(way, organisations)
    bring, kept = WAYS[way]
    told = []
    for file in files:
        one = measured(lambda file=file: bring(file))
        told.append({**one, **kept()})
    return told


# --- processes and databases, in the parent ------------------------------------------------------------------------


def in_own_process(way: str, database: str, files: Files, *bring: Path, postgres: str | None = None) -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-home-") as home, own_database(database, postgres) as url:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JIEYUE_")}
        environment["JIEYUE_HOME"] = home
        if url:
            environment["JIEYUE_DATABASE_URL"] = url
        command = [sys.executable, __file__, "--child", way, "--files", files.organisations, *bring]
        done = subprocess.run([str(part) for part in command], env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


@contextmanager
def own_database(database: str, server: str | None) -> Iterator[str | None]:
    if database != "PostgreSQL":
        yield None
        return
    import psycopg

    name = f"jieyue_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


# --- both do the same ----------------------------------------------------------------------------------------------


def show_that_both_do_the_same(folder: Path) -> None:
    """2,000 rows; the same again; a file with faults of every kind; a correction. Counts and refused rows are equal."""
    files = make_files(folder / "small", 2000)
    header, *rows = list(csv.reader(files.csv.open(encoding="utf-8-sig", newline="")))
    faulty, corrected = folder / "small" / "faulty.csv", folder / "small" / "corrected.csv"
    _write(faulty, header, [*rows[:5], *_faulty(rows)])
    _write(corrected, header, [[*rows[0][:6], "1.5", *rows[0][7:]], *rows[1:]])
    brought = [files.csv, files.xlsx, faulty, corrected]
    told = {way: in_own_process(way, "SQLite", files, *brought) for way in WAYS}
    for file, ours, theirs in zip(brought, told[OURS], told[PEER], strict=True):
        names = ("added", "unchanged", "changed", "refused", "rows", "thousandths", "cents")
        if file == faulty:  # what each calls the good rows of a refused file differs
            names = ("refused", "rows", "thousandths", "cents")
        different = {name: (ours[name], theirs[name]) for name in names if ours[name] != theirs[name]}
        if different:
            raise RuntimeError(f"{file.name}: {OURS} and {PEER} differ: {different}")
        shown = {name: ours[name] for name in names if name not in ("thousandths", "cents")}
        print(f"  both, {file.name}: {shown}")


def _faulty(rows: list[list[str]]) -> list[list[str]]:
    """Rows that each break one rule."""
    first = dict(enumerate(rows[0]))
    changes = [
        {0: "9999999999"},
        {1: "煤气"},
        {2: "车库"},
        {4: "2025-02-30"},
        {4: "2025-03-01", 5: "2025-02-01"},
        {4: "2024-12-15", 5: "2025-01-14"},
        {6: "-3", 4: "2025-01-01", 5: "2025-01-31"},
        {6: "三千"},
        {7: "箱"},
        {},
    ]
    return [list({**first, **change}.values()) for change in changes]


def _write(file: Path, header: list[str], rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows([header, *rows])


# --- the table -----------------------------------------------------------------------------------------------------


def main() -> None:
    given = _arguments()
    if given.child:
        organisations, *files = given.files
        print(json.dumps(child(given.child, organisations, files)))
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jieyue-bench-")))
        (folder / "small").mkdir()
        if PEER in given.ways:
            print("The same checks on both sides:")
            show_that_both_do_the_same(folder)
        files = make_files(folder, given.rows)
        few = files if given.peer_rows == given.rows else make_files(folder, given.peer_rows)
        for file in (files.xlsx, files.csv):
            print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")
        server = stack.enter_context(postgres_server()) if "PostgreSQL" in given.databases else None
        databases = [name for name in given.databases if name == "SQLite" or server]
        if set(databases) != set(given.databases):
            print("no PostgreSQL here: apt-get install postgresql, or set JIEYUE_BENCH_POSTGRES_URL")
        best = _best_of(given, {OURS: files, PEER: few, READING: files}, databases, server)
    _print_table(best)


def _best_of(given: argparse.Namespace, files: dict[str, Files], databases: list[str], server: str | None) -> dict:
    """Round by round, so that a busy minute does not hit one way alone."""
    best: dict[tuple[str, str, str], dict] = {}
    for repeat in range(given.repeats):
        ways = [way for way in given.ways if way == OURS or repeat < given.peer_repeats]
        for kind in ("xlsx", "csv"):
            for way, database in [(READING, "-"), *((way, database) for database in databases for way in ways)]:
                told = in_own_process(way, database, files[way], getattr(files[way], kind), postgres=server)[0]
                if told.get("refused"):
                    raise RuntimeError(f"{way} refused rows {told['refused'][:5]}")
                key = kind, way, database
                best[key] = min(best.get(key, told), told, key=lambda each: each["seconds"])
                print(f"  round {repeat + 1}: {kind} {way} {database}: {told['seconds']:.1f} s", file=sys.stderr)
    return best


def _print_table(best: dict[tuple[str, str, str], dict]) -> None:
    print("| file | way | database | rows | s | x bare reading | s of CPU | peak MB |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for (kind, way, database), told in best.items():
        bare = best[kind, READING, "-"]
        times = told["seconds"] / bare["seconds"] * bare["rows"] / told["rows"]
        shown = f"{told['rows']:,} | {told['seconds']:.1f} | {times:.1f} | {told['cpu']:.1f} | {told['peak_mb']:.0f}"
        print(f"| {kind} | {way} | {database} | {shown} |")
    sums = {(told["rows"], told["thousandths"], told["cents"]) for told in best.values() if "cents" in told}
    for rows, thousandths, cents in sorted(sums):
        print(f"kept: {rows:,} rows, quantities {thousandths / 1000:,.3f}, money {cents / 100:,.2f}")
    print("every way kept the same rows and sums" if len(sums) == 1 else "NOT the same rows and sums everywhere")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--peer-rows", type=int, help="fewer rows for django-import-export; its multiple is per row")
    parser.add_argument("--repeats", type=int, default=3, help="the best of so many is shown")
    parser.add_argument("--peer-repeats", type=int, default=1, help="the same for django-import-export, which is slow")
    parser.add_argument("--databases", nargs="+", default=["SQLite", "PostgreSQL"], choices=["SQLite", "PostgreSQL"])
    parser.add_argument("--ways", nargs="+", default=[OURS, PEER], choices=[OURS, PEER])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--files", type=Path, nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.peer_rows = given.peer_rows or given.rows
    return given


if __name__ == "__main__":
    main()
