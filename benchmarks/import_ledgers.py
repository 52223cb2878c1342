"""How long 100,000 rows of ledgers take from a file into the store, beside bills and the bare reading; their list and
their export.

The ledgers are found in the catalogue: those named, or else one whose rows are of something that a register keeps and
one whose rows are of the units themselves. Every measurement runs in a process of its own on a database of its own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import xlsxwriter
from bill_files import make_files
from import_bills import OURS, bare_reading, measured, own_database, set_up
from ledger_files import sample_of
from postgres_server import postgres_server

BILLS = "bills"
NEWEST = date(2025, 12, 26)
WORKDAYS = 5
"""Of a week, from Friday back."""
MONTHS_OF_A_SUBJECT, DAYS_OF_A_SUBJECT = 120, 250
PAGES = 5
A_ROW = {"里程表读数": 480}
"""What goes on from row to row, as an odometer does, and by how much: rows go back in time."""


# --- files ---------------------------------------------------------------------------------------------------------


def make_ledger_files(folder: Path, keys: list[str], rows: int) -> dict[str, list[tuple[str, Path]]]:
    """By ledger, what has to be brought in, the last of it measured. Runs with Django set up."""
    from jieyue.programme.ledgers.catalogue import all_ledgers

    found = {}
    for key in keys or chosen():
        ledger = all_ledgers()[key]
        units = [f"5101{n:06d}" for n in range(1, rows // rows_of_a_unit(ledger) + 2)]
        before = [(each.key, _written(folder, each, units, len(units))) for each in registers()]
        found[key] = [*before, (key, _written(folder, ledger, units, rows))]
    return found


def chosen() -> list[str]:
    from jieyue.programme.ledgers.catalogue import all_ledgers
    from jieyue.store.machine.settling import when

    ledgers = [each for each in all_ledgers().values() if when(each.model)]
    return [next(each.key for each in ledgers if bool(each.series_of) is has_subject) for has_subject in (True, False)]


def registers() -> list:
    """What rows may be of, and what their checks look up."""
    from jieyue.programme.ledgers.catalogue import all_ledgers
    from jieyue.store.machine.settling import when

    return [each for each in all_ledgers().values() if when(each.model) is None]


def rows_of_a_unit(ledger) -> int:
    from jieyue.store.machine.record import MonthField
    from jieyue.store.machine.settling import when

    return MONTHS_OF_A_SUBJECT if isinstance(when(ledger.model), MonthField) else DAYS_OF_A_SUBJECT


def _written(folder: Path, ledger, units: list[str], rows: int) -> Path:
    header, [first, *_] = sample_of(ledger)
    file = folder / f"{ledger.key}-{rows}.xlsx"
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for number, row in enumerate(_rows(ledger, first, units, rows), start=1):
            sheet.write_row(number, 0, [row[name] for name in header])
    return file


def _rows(ledger, first: dict[str, str], units: list[str], rows: int) -> Iterator[dict[str, object]]:
    """The sample's first row for each unit and month or day, its figures as numbers."""
    from jieyue.store.machine.settling import when

    at, figures = when(ledger.model), _figures(ledger)
    row = {name: float(value) if name in figures and value else value for name, value in first.items()}
    for number in range(rows):
        if at is None:
            yield {**row, "机构编码": units[number]}
            continue
        unit, nth = divmod(number, rows_of_a_unit(ledger))
        moved = {"机构编码": units[unit], str(at.verbose_name): _earlier(first[str(at.verbose_name)], nth)}
        ahead = rows_of_a_unit(ledger) - nth
        yield {**row, **moved, **{name: float(row[name]) + ahead * A_ROW[name] for name in A_ROW if row.get(name)}}


def _figures(ledger) -> set[str]:
    from jieyue.programme.ledgers.cells import headings

    return {each.zh for each in headings(ledger.model) if each.is_number}


def _earlier(written: str, nth: int) -> str:
    if len(written) == len("2025-01"):
        months = NEWEST.year * 12 + NEWEST.month - 1 - nth
        return f"{months // 12}-{months % 12 + 1:02}"
    weeks, days = divmod(nth, WORKDAYS)
    return f"{NEWEST - timedelta(weeks=weeks, days=days)}{written[len('2025-01-01') :]}"


# --- one measurement, in the child -----------------------------------------------------------------------------------


def child(organisations: Path, files: list[tuple[str, Path]]) -> dict:
    """The last of the files measured, then its list and its export."""
    from django.utils import timezone

    set_up(OURS, organisations)
    from jieyue.programme.entry.operations import import_sheet
    from jieyue.programme.entry.queries import export
    from jieyue.store.people.people import person_at_console

    person = person_at_console()

    def bring(kind: str, file: Path) -> dict:
        report = import_sheet(kind, file, by=person, at=timezone.now(), reason="benchmark")
        refused = [problem.says for problem in report.problems if problem.severity == "error"]
        if refused or not report.taken:
            raise RuntimeError(f"{kind}: {refused[:3]}")
        return {"added": report.added}

    *before, (kind, file) = files
    for each in before:
        bring(*each)
    told = measured(lambda: bring(kind, file))
    begun = time.perf_counter()
    rows = export(kind, Path(os.environ["JIEYUE_HOME"]) / "export.csv", person=person)
    return {**told, "export": time.perf_counter() - begun, "exported": rows, "page": page_seconds(kind)}


def page_seconds(kind: str) -> float:
    """The median of its list's first page, as an authority of the province."""
    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    client = Client(SERVER_NAME="localhost")
    client.force_login(_authority())
    try:
        address = reverse(f"{kind}:list")
    except NoReverseMatch:
        address = reverse("ledgers:list", args=[kind])
    taken = []
    for _ in range(PAGES + 1):
        begun = time.perf_counter()
        if client.get(address).status_code != 200:
            raise RuntimeError(address)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken[1:])


def _authority():
    from jieyue.rules.roles import Role
    from jieyue.store.orgs.models import Organisation
    from jieyue.store.people.models import Appointment, User
    from jieyue.store.people.people import person_at_console
    from jieyue.store.records.keeping import keep
    from jieyue.store.records.writing import writing

    at = datetime.now(UTC)
    with writing(operation="set up", by=person_at_console(), at=at) as change:
        keep(change, user := User(username="li", name="李", password="!", password_changed_at=at))  # noqa: S106
        place = Organisation.objects.get(code="51")
        keep(change, Appointment(user=user, role=Role.AUTHORITY, organisation=place, since=date(2020, 1, 1)))
    return user


# --- processes, in the parent ----------------------------------------------------------------------------------------


def in_own_process(what: list, database: str, server: str | None) -> dict | list:
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-home-") as home, own_database(database, server) as url:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JIEYUE_")}
        environment |= {"JIEYUE_HOME": home, "DJANGO_SETTINGS_MODULE": "jieyue.site.settings"}
        environment |= {"JIEYUE_DATABASE_URL": url} if url else {}
        command = [sys.executable, __file__, "--child", json.dumps(what, default=str)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def carried_out(what: list) -> object:
    name, *given = what
    if name == "reading":
        return measured(lambda: bare_reading(Path(given[0])))
    if name == "files":
        import django

        django.setup()
        folder, keys, rows = given
        return make_ledger_files(Path(folder), keys, rows)
    organisations, files = given
    return child(Path(organisations), [(kind, Path(file)) for kind, file in files])


def main() -> None:
    given = _arguments()
    if given.child:
        print(json.dumps(carried_out(json.loads(given.child)), default=str))
        return
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as folder, postgres_server() as server:
        bills = make_files(Path(folder), given.rows)
        files = {BILLS: [(BILLS, bills.xlsx)]}
        files |= in_own_process(["files", folder, given.ledgers, given.rows], "-", None)
        print("| ledger | database | s | x bare reading | s of CPU | peak MB | list page ms | export s |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for key, own in files.items():
            bare = min(
                (in_own_process(["reading", own[-1][1]], "-", None) for _ in range(given.repeats)),
                key=lambda each: each["seconds"],
            )
            for database in given.databases:
                runs = [
                    in_own_process(["import", bills.organisations, own], database, server) for _ in range(given.repeats)
                ]
                best = min(runs, key=lambda each: each["seconds"])
                print(_line(key, database, best, bare), flush=True)


def _line(key: str, database: str, best: dict, bare: dict) -> str:
    times = best["seconds"] / bare["seconds"]
    shown = f"{best['seconds']:.1f} | {times:.1f} | {best['cpu']:.1f} | {best['peak_mb']:.0f}"
    return f"| {key} | {database} | {shown} | {best['page'] * 1000:.0f} | {best['export']:.1f} |"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledgers", nargs="+", default=[], help="by their keys")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=2, help="the best of so many is shown")
    parser.add_argument("--databases", nargs="+", default=["SQLite", "PostgreSQL"], choices=["SQLite", "PostgreSQL"])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
