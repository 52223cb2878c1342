"""Rows of every ledger and register there is, drawn from the sample in its folder. Runs with Django set up.

Each unit gets the sample's rows of registers, and of ledgers one row for each month, or one for each of these days of
it. One row in ten is the sample's last instead of its first, which is often the one that a check has something to say
about.
"""

import csv
import inspect
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

MONTHS = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(6, 22)]
"""The sample's meters are there from June 2025 on."""

MANY_DAYS = (3, 17, 24)
DEADLINES = (
    "启封日期",
    "整改期限",
)
WORKING_DAY = timedelta(hours=9)
COUNTED = {"示数": (200, 30), "里程表读数": (61250, 480)}
"""What stood there first, and how much more it is in each row."""

LONG = "patrols"
"""The ledger that gets a row for each of these days."""


def main(folder: Path, units: int) -> None:
    """Prints kind and file, in the order in which they may be brought in."""
    from jieyue.store.ledgers import ledgers
    from jieyue.store.registers import registers

    codes = [f"5101{n:06d}" for n in range(1, units + 1)]
    for each in (*registers(), *ledgers()):
        if not each.sheets:
            file = folder / f"{each.key}.csv"
            header, rows = sample_of(each)
            with file.open("w", encoding="utf-8", newline="") as opened:
                writer = csv.DictWriter(opened, header)
                writer.writeheader()
                writer.writerows(_rows(each, rows, codes))
            print(each.kinds[0].key, file)


def sample_of(ledger) -> tuple[list[str], list[dict[str, str]]]:
    file = Path(inspect.getfile(ledger.model)).parent / "sample.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        return list(reader.fieldnames), list(reader)


def _rows(ledger, sample: list[dict[str, str]], codes: list[str]) -> Iterator[dict[str, str]]:
    from jieyue.store.machine.settling import until, when

    at = when(ledger.model)
    for number, code in enumerate(codes):
        if at is None:
            yield from ({**row, "机构编码": code} for row in sample)
            continue
        for turn, (month, day) in enumerate(_days(ledger.key)):
            row = {**sample[-1 if (turn + number) % 10 == 9 else 0], "机构编码": code}
            moved = _moved(row[str(at.verbose_name)], month, day)
            lasting = _over(row, str(at.verbose_name), str(until(ledger.model).verbose_name), moved)
            yield _risen({**row, **_deadlines(row, moved), **lasting, str(at.verbose_name): moved}, turn)


def _days(key: str) -> Iterator[tuple[date, int]]:
    return ((month, day) for month in MONTHS for day in (MANY_DAYS if key == LONG else MANY_DAYS[:1]))


def _moved(written: str, month: date, day: int) -> str:
    """The same, in that month and on that day, as far as it names one."""
    if len(written) == len("2025-01"):
        return f"{month:%Y-%m}"
    moment = datetime.fromisoformat(written)
    moved = moment.replace(year=month.year, month=month.month, day=day)
    return f"{moved:%Y-%m-%d %H:%M}" if ":" in written else f"{moved:%Y-%m-%d}"


def _over(row: dict[str, str], begins: str, ends: str, moved: str) -> dict[str, str]:
    """What lasted for a while lasts as long from that moment on; what is not over yet, for a working day."""
    if begins == ends:
        return {}
    began, ended = row[begins], row[ends]
    long = datetime.fromisoformat(ended) - datetime.fromisoformat(began) if ended else WORKING_DAY
    over = datetime.fromisoformat(moved) + long
    return {ends: f"{over:%Y-%m-%d %H:%M}" if ":" in moved else f"{over:%Y-%m-%d}"}


def _deadlines(row: dict[str, str], moved: str) -> dict[str, str]:
    """What is due is due two weeks after that day."""
    due = date.fromisoformat(moved[:10]) + timedelta(days=14) if len(moved) >= len("2025-01-01") else None
    return {name: f"{due:%Y-%m-%d}" for name in DEADLINES if due and row.get(name)}


def _risen(row: dict[str, str], turn: int) -> dict[str, str]:
    """Meters and odometers go on counting."""
    return {**row, **{name: str(first + each * turn) for name, (first, each) in COUNTED.items() if name in row}}


if __name__ == "__main__":
    import django

    django.setup()
    main(Path(sys.argv[1]), int(sys.argv[2]))
