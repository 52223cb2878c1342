"""How long `jieyue audit verify` takes, and how much memory, as the bills grow tenfold and tenfold again.

Each home is filled by imports of 50,000 bills, the warehouse is made, and then all is verified in a process of its own.
Seconds are those of the verification, without the start of Python.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from bill_files import make_long_file
from import_bills import measured, own_database
from postgres_server import postgres_server

BILLS_AN_IMPORT, BILLS_A_UNIT = 50_000, 300


# --- in the child ----------------------------------------------------------------------------------------------------


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "jieyue.site.settings"
    import django

    django.setup()
    from jieyue.store.deployment.setting_up import set_up as set_up_home
    from jieyue.store.warehouse import opening, verifying  # noqa: F401 (loaded before the clock starts)

    set_up_home()


def fill(organisations: Path, bills: list[Path]) -> dict:
    from django.utils import timezone

    from jieyue.programme.entry.operations import import_sheet
    from jieyue.store.people.people import person_at_console
    from jieyue.store.warehouse.refreshing import up_to_date

    by = person_at_console()
    import_sheet("organisations", organisations, by=by, at=timezone.now())
    for file in bills:
        report = import_sheet("bills", file, by=by, at=timezone.now())
        if report.refused:
            raise RuntimeError(report.problems[:3])
    return {"files": len(up_to_date()[1].parts)}


def verified() -> dict:
    from jieyue.store.records.models import RowVersion
    from jieyue.store.records.verifying import verify

    found = verify()
    if not found.holds:
        raise RuntimeError(found.differences[:3])
    versions = RowVersion.objects.count()
    return {"entries": found.entries, "records": found.records, "versions": versions, "files": found.files}


def opened() -> dict:
    from jieyue.store.warehouse.refreshing import up_to_date

    return {"megabytes": sum(file.stat().st_size for file in up_to_date()[0].glob("*.parquet")) / 1e6}


# --- round about -----------------------------------------------------------------------------------------------------


def in_own_process(home: Path, database: str | None, *words: object) -> list[dict]:
    left_out = {name: value for name, value in os.environ.items() if not name.startswith("JIEYUE_")}
    environment = {**left_out, "JIEYUE_HOME": str(home), **({"JIEYUE_DATABASE_URL": database} if database else {})}
    command = [sys.executable, __file__, "--child", *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def parts_of(file: Path) -> Iterator[Path]:
    with file.open(encoding="utf-8-sig", newline="") as whole:
        rows = csv.reader(whole)
        header, number = next(rows), 0
        while some := list(islice(rows, BILLS_AN_IMPORT)):
            number += 1
            part = file.with_name(f"part-{number}.csv")
            with part.open("w", encoding="utf-8-sig", newline="") as written:
                csv.writer(written).writerows([header, *some])
            yield part


def measure(bills: int, database: str, server: str | None) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jieyue-bench-")))
        url = stack.enter_context(own_database(database, server))
        organisations, file = make_long_file(folder, units=max(1, bills // BILLS_A_UNIT), bills=bills)
        in_own_process(folder / "home", url, "fill", organisations, *parts_of(file))
        again, first = in_own_process(folder / "home", url, "open"), in_own_process(folder / "home", url, "verify")
        told, opening = first[0], again[0]
        print(
            f"| {database} | {bills:,} | {told['versions']:,} | {told['entries']} | {told['seconds']:.1f} | "
            f"{told['seconds'] / bills * 1e6:.0f} | {told['cpu']:.1f} | {told['peak_mb']:.0f} | "
            f"{opening['megabytes']:.1f} | {opening['seconds'] * 1000:.0f} | {again[1]['seconds'] * 1000:.1f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bills", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", default=["SQLite", "PostgreSQL"], choices=["SQLite", "PostgreSQL"])
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        asked, *files = given.child
        set_up()
        works = {"fill": lambda: fill(Path(files[0]), [Path(file) for file in files[1:]]), "verify": verified}
        print(json.dumps([measured(opened), measured(opened)] if asked == "open" else [measured(works[asked])]))
        return
    print("| database | bills | row versions | entries | s | µs a bill | s of CPU | peak MB | warehouse MB | ", end="")
    print("ms, first opening | ms, next |\n| --- |" + " ---: |" * 10)
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server()) if "PostgreSQL" in given.databases else None
        for database in given.databases:
            for bills in given.bills:
                measure(bills, database, server)


if __name__ == "__main__":
    main()
