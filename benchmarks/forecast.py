"""How far the forecast of a year's end is off, and how often a warning is right, beside three simpler ways.

Three invented provinces of 2,000 units each (north: heating, south: cooling, hills: neither), two years, seeded: each
unit has its size and a change of its own from year to year, each province a weather of its own in each month that its
units share, one unit in twenty changes in the middle of the year (a building more, an office less), and every month
has its chance. Beside them the sample of an office's bills in `samples/office`, 2020 foreseen from 2019.

    python benchmarks/forecast.py
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median, quantiles

from jieyue.policy.loading import load
from jieyue.rules.targets import Caution, Verdict, course, verdict

UNITS, COUNTY = 2000, 100
FULL = Caution.of(load().thresholds, on=date(2026, 1, 1)).full_ratio
KNOWN = (1, 2, 3, 4, 6, 8, 10)
WARNED = (1, 3, 6, 9)
CUT = Decimal("0.98")
"""Of last year's use, the target."""
OFFICE = Path(__file__).parents[1] / "samples" / "office" / "bills.csv"
SHAPES = {
    "north": (1.9, 1.7, 1.2, 0.7, 0.5, 0.7, 0.9, 0.9, 0.5, 0.6, 1.3, 1.8),
    "south": (0.9, 0.8, 0.7, 0.8, 1.0, 1.4, 1.7, 1.7, 1.3, 0.9, 0.7, 0.8),
    "hills": (1.1, 1.0, 1.0, 0.9, 0.9, 1.0, 1.0, 1.0, 0.9, 1.0, 1.0, 1.1),
}

Year = list[Decimal]
Method = Callable[[Year, Year, int], Decimal]


@dataclass(frozen=True)
class Series:
    """Of a unit or a place, the months of two years."""

    last: Year
    this: Year


def ours(this: Year, last: Year, known: int, *, full_ratio: int = FULL) -> Decimal:
    found = course(_until(this, known), last, full_ratio=full_ratio).forecast
    return found if found is not None else sum(last, Decimal(0))


def plain_ratio(this: Year, last: Year, known: int) -> Decimal:
    return ours(this, last, known, full_ratio=1)


def rest_as_last_year(this: Year, last: Year, known: int) -> Decimal:
    return sum(this[:known], Decimal(0)) + sum(last[known:], Decimal(0))


def straight_on(this: Year, _last: Year, known: int) -> Decimal:
    return sum(this[:known], Decimal(0)) * 12 / known


METHODS: dict[str, Method] = {
    "**ratio, in part before the sixth month** (ours)": ours,
    "ratio": plain_ratio,
    "rest as last year": rest_as_last_year,
    "straight on": straight_on,
}


def _until(this: Year, known: int) -> list[Decimal | None]:
    return [each if n < known else None for n, each in enumerate(this)]


def province(name: str) -> list[Series]:
    chance = Random(f"forecast {name}")  # noqa: S311 (a sample)
    weather = [[chance.gauss(1, 0.06) for _ in range(12)] for _ in range(2)]
    return [_unit(SHAPES[name], weather, chance) for _ in range(UNITS)]


def _unit(shape: Sequence[float], weather: Sequence[Sequence[float]], chance: Random) -> Series:
    size, change = chance.lognormvariate(8, 0.8), chance.gauss(0.98, 0.05)
    step, since = (chance.uniform(0.6, 1.6), chance.randrange(12)) if chance.random() < 0.05 else (1.0, 12)
    years = [
        [
            size * shape[n] * weather[year][n] * chance.gauss(1, 0.07) * (change if year else 1)
            * (step if year and n >= since else 1)
            for n in range(12)
        ]
        for year in range(2)
    ]  # fmt: skip
    return Series(*([Decimal(max(each, 0)).quantize(Decimal("0.001")) for each in year] for year in years))


def office() -> Iterator[Series]:
    """The accounts of the sample with every month of both years."""
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    with OFFICE.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            month = row["end_date"].replace("/", "-").split("-")
            key = f"{int(month[0]):04}-{int(month[1]):02}"
            account = found.setdefault((row["account"], row["resource"]), {})
            account[key] = account.get(key, Decimal(0)) + Decimal(row["quantity"])
    for account in found.values():
        years = [[account.get(f"{year}-{n:02}") for n in range(1, 13)] for year in (2019, 2020)]
        if all(each is not None for year in years for each in year) and all(map(sum, years)):
            yield Series(*years)


def together(series: Sequence[Series], many: int) -> list[Series]:
    """Places of so many units."""
    groups = [series[n : n + many] for n in range(0, len(series), many)]
    return [
        Series(*([sum(column) for column in zip(*years, strict=True)] for years in _years(each))) for each in groups
    ]


def _years(group: Sequence[Series]) -> tuple[list[Year], list[Year]]:
    return [each.last for each in group], [each.this for each in group]


def errors(series: Sequence[Series], method: Method, known: int) -> list[float]:
    """In percent of what the year came to."""
    return [float(abs(method(each.this, each.last, known) / sum(each.this) - 1) * 100) for each in series]


def table_of_errors(name: str, series: Sequence[Series]) -> None:
    print(f"\n{name}: {len(series)}. Median / nine in ten of the error in percent, by months known\n")
    print("| way | " + " | ".join(map(str, KNOWN)) + " |\n| --- |" + " ---: |" * len(KNOWN))
    for title, method in METHODS.items():
        cells = [_said(errors(series, method, known)) for known in KNOWN]
        print(f"| {title} | " + " | ".join(cells) + " |")


def _said(found: Sequence[float]) -> str:
    worst = quantiles(found, n=10)[-1] if len(found) > 1 else found[0]
    return f"{median(found):.1f} / {worst:.1f}"


def table_of_warnings(name: str, series: Sequence[Series]) -> None:
    """Of a target of two percent less than last year."""
    print(f"\n{name}: warnings of a target of -2 %: of those that missed it, warned; of those warned, missed\n")
    print("| months known | warned of missed | missed of warned |\n| ---: | ---: | ---: |")
    for known in WARNED:
        pairs = [_warned_and_missed(each, known) for each in series]
        both = sum(warned and missed for warned, missed in pairs)
        print(f"| {known} | {_share(both, sum(m for _, m in pairs))} | {_share(both, sum(w for w, _ in pairs))} |")


def _warned_and_missed(each: Series, known: int) -> tuple[bool, bool]:
    limit = sum(each.last, Decimal(0)) * CUT
    foreseen = verdict(limit, course(_until(each.this, known), each.last, full_ratio=FULL))
    return foreseen in (Verdict.AT_RISK, Verdict.MISSED), sum(each.this, Decimal(0)) > limit


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def main() -> None:
    for name in SHAPES:
        units = province(name)
        table_of_errors(f"{name}, units", units)
        table_of_errors(f"{name}, counties of {COUNTY} units", together(units, COUNTY))
        table_of_warnings(f"{name}, units", units)
    table_of_errors("samples/office, accounts", list(office()))


if __name__ == "__main__":
    main()
