"""Seeded climates and meters of known truth, as many as are asked for: how often a band holds, and how fast it is.

A station's days swing with the year about a mean, with spells of warmer and colder weather. A meter uses a base, more
below one temperature, more above another, or either, or none; each bill is off by chance, as a share of the
meter's mean bill. After the change it uses a
share less of what it would have used, by chance included.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from jieyue.rules.savings.batch import Bills, Meters
from jieyue.rules.savings.degree_days import HOURS, Temperatures

FIRST_YEAR, YEARS = 2022, 3
EPOCH = date(1970, 1, 1).toordinal()
MONTHS = [(year, month) for year in range(FIRST_YEAR, FIRST_YEAR + YEARS) for month in range(1, 13)]
LOCAL_HOURS = 8
NOISES = (0.02, 0.05, 0.1, 0.2)
"""By how much a bill is off, as a share: well-read meters and restless ones."""
SPELL = 0.7
"""What a day's weather keeps of the day before."""


@dataclass(frozen=True)
class Simulated:
    """`saving` is the true one of the reporting year, chance included; `noise` how far each meter's bills are off."""

    meters: Meters
    bills: Bills
    stations: list[Temperatures]
    saving: NDArray[np.float64]
    noise: NDArray[np.float64]


def hour_of(year: int, month: int) -> int:
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp()) // 3600 - LOCAL_HOURS


EDGES = np.array([hour_of(*month) for month in [*MONTHS, (FIRST_YEAR + YEARS, 1)]])


def simulated(meters: int, *, stations: int = 20, seed: int = 20261127, reporting_months: int = 12) -> Simulated:
    """Calendar-month bills of two years; the change is made at the turn of the year and takes no time."""
    chance = np.random.default_rng(seed)
    daily = _climates(chance, stations)
    station = np.sort(chance.integers(0, stations, meters))
    noise = chance.choice(NOISES, meters)
    expected = _expected(chance, daily, station)
    actual = expected + noise[:, None] * expected.mean(axis=1, keepdims=True) * chance.standard_normal(expected.shape)
    share = chance.uniform(0, 0.3, meters)
    before, after = slice(0, 12), slice(12, 12 + reporting_months)
    observed = actual.copy()
    observed[:, 12:] *= 1 - share[:, None]
    count = 12 + reporting_months
    number = np.repeat(np.arange(meters), count)
    turn, end = EDGES[12], EDGES[count]
    return Simulated(
        meters=Meters(
            station=station,
            cools=np.ones(meters, dtype=bool),
            baseline=np.tile([EDGES[before][0], turn], (meters, 1)),
            reporting=np.tile([turn, end], (meters, 1)),
        ),
        bills=Bills(
            number, np.tile(EDGES[:count], meters), np.tile(EDGES[1 : count + 1], meters), observed[:, :count].ravel()
        ),
        stations=[Temperatures(int(EDGES[0]), np.repeat(each, HOURS)) for each in daily],
        saving=(actual[:, after] * share[:, None]).sum(axis=1),
        noise=noise,
    )


def _climates(chance: np.random.Generator, stations: int) -> NDArray[np.float64]:
    """Means of days, from the far north to the south of the country."""
    days = int(EDGES[-1] - EDGES[0]) // HOURS
    north = np.linspace(0, 1, stations)[:, None]
    season = -np.cos(2 * np.pi * (np.arange(days) - 15) / 365.25)
    shocks = chance.standard_normal((stations, days)) * 3.5 * np.sqrt(1 - SPELL**2)
    spells = np.zeros((stations, days))
    for day in range(1, days):
        spells[:, day] = SPELL * spells[:, day - 1] + shocks[:, day]
    return np.round(22 - 17 * north + (8 + 12 * north) * season + spells, 1)


def _expected(
    chance: np.random.Generator, daily: NDArray[np.float64], station: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Bills without chance, meters by months."""
    meters = len(station)
    base, cold, hot = chance.lognormal(5, 1, meters), chance.uniform(10, 18, meters), chance.uniform(19, 26, meters)
    heats, cools = chance.random(meters) < 0.6, chance.random(meters) < 0.6
    slopes = base[:, None] * chance.uniform(0.02, 0.15, (meters, 2)) * np.stack([heats, cools], axis=1)
    bounds = (EDGES - EDGES[0]) // HOURS
    found = np.empty((meters, len(MONTHS)))
    for own in np.unique(station):
        which = np.flatnonzero(station == own)
        below = np.maximum(cold[which, None] - daily[own], 0)
        above = np.maximum(daily[own] - hot[which, None], 0)
        a_day = base[which, None] + slopes[which, :1] * below + slopes[which, 1:] * above
        found[which] = np.add.reduceat(a_day, bounds[:-1], axis=1)
    return found
