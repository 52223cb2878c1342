"""The forty meters of samples/savings as columns of numbers, and what the released package says of them."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import numpy as np

from jieyue.policy.loading import load
from jieyue.rules.savings.batch import Bills, Meters
from jieyue.rules.savings.degree_days import HOURS, Temperatures
from samples import SAMPLES

FOLDER = SAMPLES / "savings"
METHOD = load().method("caltrack-2.0-billing")
MODEL_OF = {
    "intercept_only": "intercept_only",
    "hdd_only": "heating",
    "cdd_only": "cooling",
    "cdd_hdd": "heating_cooling",
}
YEAR = 365 * HOURS


@dataclass(frozen=True)
class Sample:
    names: list[str]
    meters: Meters
    bills: Bills
    stations: list[Temperatures]


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hour(written: str) -> int:
    return int(datetime.fromisoformat(written).timestamp()) // 3600


def written(hours: int) -> str:
    return datetime.fromtimestamp(hours * 3600, tz=UTC).isoformat()


@cache
def stations() -> dict[str, Temperatures]:
    rows = rows_of("temperature_hourly_f.csv")
    names = [name for name in rows[0] if name != "time"]
    first = hour(rows[0]["time"])
    places = np.array([hour(row["time"]) - first for row in rows])
    found = {}
    for name in names:
        celsius = np.full(places.max() + 1, np.nan)
        celsius[places] = [(float(row[name]) - 32) / 1.8 if row[name] else np.nan for row in rows]
        found[name] = Temperatures(first, celsius)
    return found


@cache
def sample() -> Sample:
    rows = rows_of("meters.csv")
    names, own = [row["meter_id"] for row in rows], list(stations())
    before, after = ([hour(row[key]) for row in rows] for key in ("blackout_start", "blackout_end"))
    meters = Meters(
        station=np.array([own.index(row["station_id"]) for row in rows]),
        cools=np.ones(len(rows), dtype=bool),
        baseline=np.array([(at - YEAR, at) for at in before]),
        reporting=np.array([(at, at + YEAR) for at in after]),
    )
    return Sample(names, meters, _bills(names), list(stations().values()))


def _bills(names: list[str]) -> Bills:
    rows = sorted(
        (names.index(row["meter_id"]), hour(row["start"]), row["value"]) for row in rows_of("meters_monthly.csv")
    )
    found = [(own, start, end, value) for (own, start, value), (next_own, end, _) in pairwise(rows) if own == next_own]
    meter, start, end, value = zip(*found, strict=True)
    quantity = np.array([float(each) if each else np.nan for each in value])
    return Bills(np.array(meter), np.array(start), np.array(end), quantity)
