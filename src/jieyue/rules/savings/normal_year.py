"""What a change saves in a usual year: both models, of before and after it, in the mean weather of the years there are.

The saving of the reporting bills belongs to their weather; a mild winter saves little heat. This is the second figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jieyue.rules.savings.batch import Bills, Meters
from jieyue.rules.savings.degree_days import HOURS, Floats, Ints, Temperatures, balances_c, days_of
from jieyue.rules.savings.fitting import NONE, Fits
from jieyue.rules.savings.method import Method, Setting
from jieyue.rules.savings.verifying import Savings, verify

YEAR_DAYS = 365


@dataclass(frozen=True)
class NormalYear:
    """By meter, nan without a whole year of weather or a model of one side. `years` counts those of weather."""

    years: Ints
    before: Floats
    after: Floats

    @property
    def saving(self) -> Floats:
        return self.before - self.after


def normal_year(
    meters: Meters,
    bills: Bills,
    stations: Sequence[Temperatures],
    savings: Savings,
    method: Method,
    *,
    local_hours: int = 0,
) -> NormalYear:
    """The model of after the change is learnt from the reporting bills as that of before is from the baseline's."""
    turned = Meters(meters.station, meters.cools, meters.reporting, meters.baseline)
    after = verify(turned, bills, stations, method, local_hours=local_hours).fits
    each = [_usual(station, method, local_hours) for station in stations]
    years = np.array([count for count, _ in each], dtype=np.int64)[meters.station]
    usual = np.array([degree_days for _, degree_days in each])
    return NormalYear(years, *(_used(fits, meters, usual, method) for fits in (savings.fits, after)))


def _usual(temperatures: Temperatures, method: Method, local_hours: int) -> tuple[int, Floats]:
    """How many whole years of weather there are up to the last, and the degree days of a mean year of them."""
    nothing = np.full(2 * len(balances_c(method)), np.nan)
    behind = temperatures.first_hour + len(temperatures.celsius)
    last = (behind + local_hours) // HOURS * HOURS - local_hours
    years = (last - temperatures.first_hour) // (YEAR_DAYS * HOURS)
    if years < 1:
        return 0, nothing
    count = years * YEAR_DAYS
    days = days_of(temperatures, first_hour=last - count * HOURS, count=count, method=method)
    if days.kept[-1] < method[Setting.TEMPERATURE_COVERAGE_SHARE] * count:
        return 0, nothing
    return years, days.sums[-1] / days.kept[-1] * YEAR_DAYS


def _used(fits: Fits, meters: Meters, usual: Floats, method: Method) -> Floats:
    """In a mean year, by these models."""
    half, station = len(balances_c(method)), meters.station
    heating = np.where(fits.heating >= 0, usual[station, np.maximum(fits.heating, 0)], 0.0)
    cooling = np.where(fits.cooling >= 0, usual[station, half + np.maximum(fits.cooling, 0)], 0.0)
    a_year = fits.intercept * YEAR_DAYS + fits.heating_slope * heating + fits.cooling_slope * cooling
    known = (fits.model != NONE) & np.isfinite(usual[station, 0])
    return np.where(known, a_year, np.nan)
