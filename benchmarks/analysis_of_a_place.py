"""What the analysis of a province asks of the warehouse beyond sums, and what is made of the answers: 40,000 units, two
years, 12 pairs of resource and use, in the product's own files (`sums_over_the_tree.py`).
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from sums_over_the_tree import MONTHS, _opened, make_files

MONTHS_MADE = 24
YEAR = MONTHS[MONTHS_MADE - 1].year


def timed(name: str, ask: Callable[[], object]) -> object:
    began, worked = time.perf_counter(), time.process_time()
    found = ask()
    print(f"| {name} | {time.perf_counter() - began:.2f} | {time.process_time() - worked:.2f} |")
    return found


def main(folder: Path, units: int) -> None:
    make_files(folder, units, MONTHS_MADE)
    with _opened(folder) as opened:
        import pyarrow as pa

        from jieyue.programme.analysis import place, place_questions
        from jieyue.programme.statistics.asking import factors_of
        from jieyue.programme.statistics.figures import conversion_table
        from jieyue.rules.period import Period
        from jieyue.rules.rollup import PROFILES
        from jieyue.rules.values import Level

        period = Period.parse(f"{YEAR}")
        before, factors = period.in_year(YEAR - 1), factors_of(period)
        sizes = [
            {"organisation": id_, "year": YEAR, "floor_area_m2": Decimal(1000 + id_ % 900), "persons": Decimal(50)}
            for id_ in range(units * 2)
        ]
        opened.hold("profiles", pa.Table.from_pylist(sizes, schema=PROFILES.to_pyarrow()))
        opened.views.pop("profiles", None)
        opened.hold("conversions", conversion_table(factors))
        opened.look_at(before.first, period.until)
        asked = {"year": YEAR, "first": period.first, "until": period.until, "last_month": period.last_month}
        asked |= {"subject": 1}
        both = place_questions.units, place_questions.changes
        for each in both:
            each()  # compiled once in a process
        print("| what | seconds | of CPU |\n| --- | ---: | ---: |")
        found = timed("its units with energy and size", lambda: opened.ask(place_questions.units(), **asked))
        changes = timed("like months by unit and resource", lambda: opened.ask(place_questions.changes(), **asked))
        timed("by resource", lambda: place._by_resource(changes))
        told = timed("units told", lambda: place._told(found, changes, Level.PROVINCE, factors))
        timed("by place", lambda: place._grouped(told, lambda each: each.region, {}))
        ends = timed("distribution and both ends", lambda: place._ends(told, "", 12))
        if not ends.units == len(told) == units:
            sys.exit(f"{len(told)} units are told, {ends.units} lie somewhere, of {units}")
        timed("again, the answers kept", lambda: [opened.ask(each(), **asked) for each in both])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=40_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        main(Path(made), given.units)
