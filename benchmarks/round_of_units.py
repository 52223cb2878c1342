"""What the score sheets of all units of a round cost: 1,000, 5,000 and 20,000 units, in one process on one core.

Units in 20 counties with accounts of electricity and water, two years of bills and profiles, the plan `sichuan-2020`
in force; of each the rows of work groups and posts, a training, and twelve months of paper, brought in by the import.
Reports of all quarters and the year with their pinned figures, three quarters' notices and confirmed targets are put
into their tables as the product keeps them. One unit in seven lacks a month of electricity, one in eleven handed in
late. Then every unit is scored by the national standard, as `jieyue evaluate` of a place does it, and some of them one
by one as their page does.

    python benchmarks/round_of_units.py                 # ten minutes
    python benchmarks/round_of_units.py --units 20000 --home FOLDER  # made when it is not there, and kept
    python benchmarks/round_of_units.py --profile 1000  # where the time goes
"""

import argparse
import cProfile
import csv
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from ledger_files import sample_of

SIZES = (1_000, 5_000, 20_000)
YEAR = 2025
TODAY = date(2026, 5, 20)
COUNTIES = 20
ROWS_OF_A_FILE = 150_000
SHEETS_ALONE = 60
"""So many units one by one, for the 95th percentile."""
LACKS_A_MONTH, IS_LATE = 7, 11
QUARTER_DAYS = {"2025Q1": (4, 8), "2025Q2": (7, 8), "2025Q3": (10, 9), "2025Q4": (12, 31)}
NOTICED = ("2025Q1", "2025Q2", "2025Q3")
VERDICTS = ("earned", "lost", "undecided")
OF_SAMPLES = ("work_groups", "posts", "activities", "paper")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, help="one size, in this process")
    parser.add_argument("--profile", type=int, metavar="UNITS", help="print what the time goes to")
    parser.add_argument("--home", type=Path, help="of --units or --profile, made when it is not there, and kept")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    given = parser.parse_args()
    if given.units or given.profile:
        with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as folder:
            home = (given.home or Path(folder)).absolute()
            measure(home, given.units or given.profile, is_profiled=bool(given.profile))
        return
    print(
        "| units | all, s of CPU | s | ms a unit | one sheet ms, median | 95th | earned | lost | undecided | peak MB |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for units in given.sizes:
        run = subprocess.run([sys.executable, __file__, "--units", str(units)], check=True, stdout=subprocess.PIPE)
        told = json.loads(run.stdout.splitlines()[-1])
        print("| " + " | ".join(str(each) for each in told.values()) + " |", flush=True)


def measure(folder: Path, units: int, *, is_profiled: bool) -> None:
    made(folder, units)
    from jieyue.store.warehouse.answering import answer_many_at_once

    answer_many_at_once()  # as a process that serves pages; a question takes one core
    from jieyue.programme.evaluation.of_units import sheets_now
    from jieyue.programme.evaluation.queries import evaluation
    from jieyue.store.people.people import person_at_console

    person = person_at_console()
    about = {"organisation": "61", "year": YEAR, "person": person, "today": TODAY}
    codes = [code for code, _ in codes_of(units)]
    evaluation(organisation=codes[0], year=YEAR, person=person, today=TODAY)  # what is compiled once in a process
    verdicts: Counter[str] = Counter()
    profiler = cProfile.Profile()
    clock, cpu = time.perf_counter(), time.process_time()
    if is_profiled:
        profiler.enable()
    count = 0
    for each in sheets_now(**about):
        count += 1
        verdicts.update(decision.verdict.value for decision in each.sheet.decisions)
    profiler.disable()
    seconds, busy = time.perf_counter() - clock, time.process_time() - cpu
    if count != units:
        raise RuntimeError(f"{count} of {units} units were scored")
    if is_profiled:
        print(f"{busy:.1f} s of CPU, {seconds:.1f} s")
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
        return
    alone = []
    for code in codes[:: max(1, units // SHEETS_ALONE)]:
        cpu = time.process_time()
        evaluation(organisation=code, year=YEAR, person=person, today=TODAY)
        alone.append((time.process_time() - cpu) * 1000)
    alone.sort()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {
        "units": f"{units:,}",
        "cpu": f"{busy:.1f}",
        "s": f"{seconds:.1f}",
        "ms": f"{busy / units * 1000:.2f}",
        "median": f"{alone[len(alone) // 2]:.0f}",
        "95th": f"{alone[int(len(alone) * 0.95)]:.0f}",
        **{name: f"{verdicts[name]:,}" for name in VERDICTS},
        "peak": peak,
    }
    print(json.dumps(told))


def made(home: Path, units: int) -> None:
    """A home of so many units; one that is there stays as it is."""
    home.mkdir(parents=True, exist_ok=True)
    is_made = home / f"made-{units}"
    begin(home)
    if not is_made.exists():
        make(units)
        is_made.touch()


def begin(folder: Path) -> None:
    os.environ |= {"JIEYUE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "jieyue.site.settings"}
    os.environ.pop("JIEYUE_DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def codes_of(units: int) -> Iterator[tuple[str, str]]:
    """Code and county of each."""
    for n in range(units):
        county = f"6101{n % COUNTIES + 1:02d}"
        yield f"{county}{n:05d}", county


# Records -------------------------------------------------------------------------------------------------------------


def make(units: int) -> None:
    from django.db import transaction

    codes = list(codes_of(units))
    with tempfile.TemporaryDirectory() as folder:
        for kind, header, rows in sheets(codes):
            for file in parts(rows):
                bring(Path(folder), kind, header, file)
    with transaction.atomic():
        hand_in(codes)


def parts(rows: Iterator[tuple]) -> Iterator[list[tuple]]:
    """As files are cut that are too long to be brought in at once."""
    while some := list(islice(rows, ROWS_OF_A_FILE)):
        yield some


def bring(folder: Path, kind: str, header: tuple[str, ...], rows: list[tuple]) -> None:
    from django.utils import timezone

    from jieyue.programme.entry.operations import import_sheet
    from jieyue.store.people.people import person_at_console

    file = folder / f"{kind}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        writer.writerows(rows)
    report = import_sheet(kind, file, by=person_at_console(), at=timezone.now(), reason="benchmark")
    if not report.taken:
        raise RuntimeError((kind, report.problems[:3]))


def sheets(codes: list[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, ...], Iterator[tuple]]]:
    yield "organisations", ("机构编码", "机构名称", "上级编码", "层级", "统计分类"), places(codes)
    sizes = (
        (code, year, 3000 + n % 900, 100 + n % 50) for year in (YEAR - 1, YEAR) for n, (code, _) in enumerate(codes)
    )
    yield "profiles", ("机构编码", "年度", "建筑面积", "用能人数"), sizes
    yield "bills", ("机构编码", "能源资源", "户号", "起", "止", "数量", "单位", "金额"), bills(codes)
    from jieyue.store.ledgers import ledgers
    from jieyue.store.registers import registers

    every = {each.key: each for each in (*registers(), *ledgers())}
    for key in OF_SAMPLES:
        header, rows = sample_of(every[key])
        yield key, tuple(header), of_sample(every[key], header, rows[0], codes)


def of_sample(ledger, header: list[str], row: dict[str, str], codes: list[tuple[str, str]]) -> Iterator[tuple]:
    """The first row of its sample for each unit, and of what owes months for each month."""
    from jieyue.store.machine.record import MonthField
    from jieyue.store.machine.settling import when

    at = when(ledger.model)
    months = [f"{YEAR}-{month:02d}" for month in range(1, 13)] if isinstance(at, MonthField) else [""]
    for code, _ in codes:
        for month in months:
            own = {**row, "机构编码": code} | ({str(at.verbose_name): month} if month else {})
            yield tuple(own[name] for name in header)


def places(codes: list[tuple[str, str]]) -> Iterator[tuple]:
    yield "61", "样本省", "", "省", ""
    yield "6101", "样本市", "61", "市", ""
    for county in sorted({county for _, county in codes}):
        yield county, f"样本县{county}", "6101", "县", ""
    for code, county in codes:
        yield code, f"样本单位{code}", county, "单位", "机关"


def bills(codes: list[tuple[str, str]]) -> Iterator[tuple]:
    months = [(year, month) for year in (YEAR - 1, YEAR) for month in range(1, 13)]
    for n, (code, _) in enumerate(codes):
        for year, month in months:
            yield from bills_of(n, code, year, month)


def bills_of(n: int, code: str, year: int, month: int) -> Iterator[tuple]:
    days = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    kwh, m3 = bill_of(n, month)
    yield code, "水", f"{code}2", *days, m3, "m3", f"{m3 * 4}.50"
    if not lacks_electricity(n, date(year, month, 1)):
        yield code, "电", f"{code}1", *days, kwh, "kWh", f"{kwh * 7 // 10}.25"


def lacks_electricity(n: int, month: date) -> bool:
    """One unit in so many has no bill of May."""
    return month == date(YEAR, 5, 1) and n % LACKS_A_MONTH == 0


def bill_of(n: int, month: int) -> tuple[int, int]:
    """kWh and m3 of a unit in a month; no two units have the same year."""
    season = (month * 7 + n) % 23
    return 9_000 + 40 * season + n * 613 % 9_973, 210 + season + n * 31 % 1_999


def hand_in(codes: list[tuple[str, str]]) -> None:
    """Reports, notices and targets, and the plan that says by when."""
    from jieyue.programme.duties.operations import put_in_force
    from jieyue.rules.period import Period
    from jieyue.store.orgs.models import Organisation
    from jieyue.store.people.people import person_at_console

    at = datetime(YEAR - 1, 12, 1, tzinfo=UTC)
    put_in_force(plan="sichuan-2020", organisation="61", since=date(YEAR - 1, 1, 1), by=person_at_console(), at=at)
    ids = dict(Organisation.objects.values_list("code", "pk"))
    periods = [(Period.parse(key), date(YEAR, *day)) for key, day in QUARTER_DAYS.items()]
    periods.append((Period.parse(str(YEAR)), date(YEAR + 1, 3, 20)))
    numbered = [(n, code, ids[code]) for n, (code, _) in enumerate(codes)]
    for first in range(0, len(numbered), 1_000):
        _keep(handed_in(numbered[first : first + 1_000], periods))


def handed_in(units: Iterable[tuple[int, str, int]], periods: list) -> Iterator:
    """Of each unit its target and, of each period, the report with its snapshot and the notice with its own."""
    from jieyue.store.registers.targets.models import Target

    caps = {"energy_per_m2_kgce": 6, "energy_per_person_kgce": 150, "water_per_person_m3": 25}
    for n, code, unit in units:
        yield Target(organisation_id=unit, year=YEAR, document="节能目标", is_confirmed=True, **caps)
        for period, day in periods:
            content = json.dumps(content_of(n, code, period), ensure_ascii=False)
            at = datetime(day.year, day.month, 28 if n % IS_LATE == 0 else day.day, 10, tzinfo=UTC)
            yield from _of_period(unit, period, day, at, content)


def _of_period(unit: int, period, day: date, at: datetime, content: str) -> Iterator:
    from jieyue.rules.publication import NoticeState
    from jieyue.rules.reporting import ReportState
    from jieyue.store.notices.models import Notice
    from jieyue.store.reporting.models import Report
    from jieyue.store.snapshots.models import Snapshot

    about = {"organisation_id": unit, "period": str(period)}
    pinned = Snapshot(**about, what="report", made_at=at, log_seq=1, content=content)
    moved = {"moved_by": "console", "moved_at": at, "submitted_by": "console", "submitted_at": at}
    span = {"first": period.first, "until": period.until, "first_submitted_at": at}
    yield pinned
    yield Report(**about, **moved, **span, state=ReportState.SUBMITTED, submitted=pinned)
    if str(period) in NOTICED:
        told = Snapshot(**about, what="notice", made_at=at, log_seq=1, content=content)
        shown = {"shown_from": day, "shown_until": day, "days": 5, "state": NoticeState.PUBLISHED}
        yield told
        yield Notice(**about, **shown, snapshot=told)


def _keep(records: Iterable) -> None:
    """Snapshots first: the others name them."""
    from jieyue.store.snapshots.models import Snapshot

    by_model: dict[type, list] = {Snapshot: []}
    for record in records:
        by_model.setdefault(type(record), []).append(record)
    for model, own in by_model.items():
        model.objects.bulk_create(own)


def content_of(n: int, code: str, period) -> dict[str, object]:
    """Pinned figures in the shape and about the size of those that the product pins."""
    facts, rows, records = [], [], []
    for month in period.each_month():
        kwh, m3 = bill_of(n, month.month)
        for what, quantity in (("electricity", kwh), ("water", m3)):
            if what == "electricity" and lacks_electricity(n, month):
                continue
            fact = {"organisation": code, "month": f"{month:%Y-%m}", "use": "", "resource": what}
            facts.append({**fact, "quantity": f"{quantity}.000", "amount_yuan": "7000.25"})
            rows.append({"resource": what, "use": "", "quantity": f"{quantity}.000", "amount_yuan": "7000.25"})
            records.append(["ledger_bills_bill", n * 48 + month.month, 1])
    return {
        "organisation": code,
        "period": str(period),
        "facts": facts,
        "rows": rows,
        "records": records,
        "evidence": [],
        "indicators": {f"indicator_{k}": 1.2345678 for k in range(12)},
        "sizes": {"floor_area_m2": "3000.00"},
        "completeness": {"owed": 1, "reported": 1},
        "notes": [],
        "policy": {f"policy/{k}.toml": "0" * 64 for k in range(12)},
    }


if __name__ == "__main__":
    main()
