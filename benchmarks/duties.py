"""What the duties of a province of 40,000 units under two plans cost, place by place: milliseconds of processor time.

20 cities of 10 counties, each unit with a bill of electricity for every month of a year that is over and of this one as
far as it is over, but for one unit in ten, which lacks its last month. Two plans are in force at the province. Asked in
one process, as a page asks: `first` when no answer is kept, as in a process in which nobody has asked and that was not
made ready; `after an entry` of this year, when answers about earlier years are kept; `again` the mean of the next. The
same of what the page of a plan asks, sentence by sentence.

    python benchmarks/duties.py
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from page_costs import AGAIN, forget, measured
from statistics_command import _csv, jieyue

PLANS = ("sichuan-2020", "shaanxi-2020")
CITIES, COUNTIES = 20, 10
TODAY = date(2026, 11, 20)
MONTHS = [(year, month) for year in (2025, 2026) for month in range(1, 13) if (year, month) < (2026, 11)]
PLACES = {"province": "51", "city": "5101", "county": "510101", "unit": "510101000001"}


def make_files(folder: Path, units: int) -> Iterator[tuple[str, Path]]:
    cities = [f"51{n + 1:02d}" for n in range(CITIES)]
    counties = [f"{city}{n + 1:02d}" for city in cities for n in range(COUNTIES)]
    codes = {f"{counties[n % len(counties)]}{n + 1:06d}": counties[n % len(counties)] for n in range(units)}
    rows = [("51", "样本省", "", "省"), *((city, f"样本市{city}", "51", "市") for city in cities)]
    rows += [(county, f"样本县{county}", county[:4], "县") for county in counties]
    rows += [(code, f"样本单位{code}", county, "单位") for code, county in codes.items()]
    yield "organisations", _csv(folder, "organisations", ("机构编码", "机构名称", "上级编码", "层级"), rows)
    header = ("机构编码", "能源资源", "户号", "起", "止", "数量", "单位")
    for n, (year, month) in enumerate(MONTHS):
        first, last = date(year, month, 1), date(year, month, 28)
        kept = [code for code in codes if n + 1 < len(MONTHS) or int(code[-1])]
        bills = [(code, "电", f"{code}-1", first, last, 1_000 + int(code) % 97, "kWh") for code in kept]
        yield "bills", _csv(folder, f"bills-{n}", header, bills)


def ask(code: str) -> Callable[[], object]:
    """As the page of duties asks: of a unit one by one, of a place counted."""
    from jieyue.programme.duties.queries import at_place, duties
    from jieyue.store.people.people import person_at_console

    about = {"organisation": code, "person": person_at_console(), "today": TODAY}
    return lambda: (duties if len(code) > len("510101") else at_place)(**about)


def read(code: str) -> Callable[[], object]:
    """As the page of a plan's sentences at a place asks."""
    from jieyue.programme.sentences.queries import standing
    from jieyue.store.people.people import person_at_console

    return lambda: standing(plan=PLANS[0], organisation=code, person=person_at_console(), today=TODAY)


def tell() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from jieyue.programme.duties.queries import feed
    from jieyue.programme.upkeep.warming import warm_up
    from jieyue.store.people.people import person_at_console
    from jieyue.store.warehouse.answering import answer_many_at_once

    answer_many_at_once()
    warm_up()
    ask(PLACES["unit"])()
    print("| of | duties | first ms | after an entry ms | again ms | questions of the database |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for place, code in PLACES.items():
        counted = feed(organisation=code, person=person_at_console(), today=TODAY)
        owed = sum(each.owed for each in counted.tallies) or len(counted.duties)
        for what, asking in (("", ask(code)), (": sentences of a plan", read(code))):
            forget()
            first, _ = measured(asking, None, 1)
            forget(TODAY.year)
            entered, _ = measured(asking, None, 1)
            again, _ = measured(asking, None, AGAIN)
            with CaptureQueriesContext(connection) as asked:
                asking()
            told = f"{owed:,} | {first:.0f} | {entered:.0f} | {again:.0f} | {len(asked)}"
            print(f"| {place} {code}{what} | {told} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=40_000)
    parser.add_argument("--home", type=Path, help="made when it is not there, and kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jieyue-bench-") as folder:
        home = (given.home or Path(folder) / "home").absolute()
        if not home.exists():
            for kind, file in make_files(Path(folder), given.units):
                print(f"import {kind}: {jieyue(home, 'import', kind, file):.0f} s", file=sys.stderr)
            for plan in PLANS:
                jieyue(home, "plan", plan, "--organisation", "51", "--from", "2025-01-01")
        os.environ |= {"JIEYUE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "jieyue.site.settings"}
        print(json.dumps({"units": given.units, "plans": PLANS}))
        tell()


if __name__ == "__main__":
    main()
