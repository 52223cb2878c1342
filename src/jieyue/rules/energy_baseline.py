"""建筑能耗基准: the energy of a building to which a later year is held, from that of the years before it.

A rule of policy says how many years are looked at and how far each may lie from their mean. It knows two cases: energy
that rose or fell from year to year, and energy that stayed near its mean. Of any other case no published rule is known,
and none is made up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from jieyue.rules.factors import Source
from jieyue.rules.values import Certainty, Word


class BaselineWay(Word):
    """怎样取得基准。"""

    LAST = "last", "逐年上升或者逐年下降，取上一年"
    MEAN = "mean", "各年都在平均值上下的范围内，取平均值"


@dataclass(frozen=True)
class BaselineRule:
    """For regions whose codes begin so: `years` before the one that is held to it, each within `tolerance` (a share) of
    their mean.
    """

    name: str
    regions: tuple[str, ...]
    years: int
    tolerance: Decimal
    since: date
    until: date | None
    source: Source
    certainty: Certainty

    def applies(self, region: str, on: date) -> bool:
        is_in_force = self.since <= on and (self.until is None or on < self.until)
        return is_in_force and region.startswith(self.regions)


@dataclass(frozen=True)
class EnergyBaseline:
    """`value` in the unit of what it was made of; None where it cannot be told, and then `why` says why not."""

    value: Decimal | None
    way: BaselineWay | None = None
    why: str = ""


def rule_for(region: str, rules: Iterable[BaselineRule], *, on: date) -> BaselineRule | None:
    return next((each for each in rules if each.applies(region, on)), None)


def baseline_of(energy: Mapping[int, Decimal | None], rule: BaselineRule) -> EnergyBaseline:
    """Of the energy by year, the earliest first; None where a year's is not known as a whole."""
    unknown = [year for year, value in energy.items() if value is None]
    known = [value for value in energy.values() if value is not None]
    if unknown or len(known) < rule.years:
        return EnergyBaseline(None, why=f"缺 {'、'.join(map(str, unknown))} 年完整的数据")
    if all(a < b for a, b in pairwise(known)) or all(a > b for a, b in pairwise(known)):
        return EnergyBaseline(known[-1], BaselineWay.LAST)
    mean = sum(known, Decimal(0)) / len(known)
    if mean and all(abs(each - mean) <= rule.tolerance * mean for each in known):
        return EnergyBaseline(mean, BaselineWay.MEAN)
    percent = f"{rule.tolerance * 100:f}".rstrip("0").rstrip(".")
    return EnergyBaseline(None, why=f"既不是逐年升降，也不都在平均值的 ±{percent}% 以内；这种情形的规则没有查到")
