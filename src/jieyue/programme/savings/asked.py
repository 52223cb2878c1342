"""What savings are asked of: meters with their bills and weather, under the names that people know them by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jieyue.rules.savings.batch import Bills, Meters
from jieyue.rules.savings.degree_days import Temperatures
from jieyue.rules.savings.method import Method
from jieyue.rules.values import Resource

LOCAL_HOURS = 8
"""Of the calendar by which bills are written, ahead of UTC."""


@dataclass(frozen=True)
class Named:
    """A meter: what it measures, and in what."""

    name: str
    station: str
    resource: Resource
    unit: str


@dataclass(frozen=True)
class Asked:
    """`written` gives start and end of each bill as whoever asks wrote them."""

    named: Sequence[Named]
    meters: Meters
    bills: Bills
    written: Sequence[tuple[str, str]]
    stations: Sequence[Temperatures]


def asked(
    named: Sequence[Named],
    rows: Sequence[tuple[int, int, int, float, str, str]],
    periods: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    weather: Mapping[str, Temperatures],
    method: Method,
) -> Asked:
    """`rows` are bills in any order: number of the meter, first hour, hour behind the last, quantity (nan for none),
    and both ends as written. A station without weather has no temperature at any hour.
    """
    ordered = sorted(rows, key=lambda row: row[:2])
    columns = list(zip(*ordered, strict=True)) or [()] * 6
    stations = sorted({meter.station for meter in named})
    number = {station: n for n, station in enumerate(stations)}
    nothing = Temperatures(0, np.empty(0))
    before, after = ([each[n] for each in periods] for n in (0, 1))
    return Asked(
        named=named,
        meters=Meters(
            station=np.array([number[meter.station] for meter in named], dtype=np.int64),
            cools=np.array([meter.resource not in method.uncooled for meter in named], dtype=bool),
            baseline=np.array(before, dtype=np.int64).reshape(-1, 2),
            reporting=np.array(after, dtype=np.int64).reshape(-1, 2),
        ),
        bills=Bills(*(np.array(each, dtype=np.int64) for each in columns[:3]), np.array(columns[3], dtype=np.float64)),
        written=[(row[4], row[5]) for row in ordered],
        stations=[weather.get(station, nothing) for station in stations],
    )
