"""The numbers that the data checks compare with. Plain values; `jieyue.policy` reads them from the policy files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from jieyue.rules.factors import Source
from jieyue.rules.values import Certainty, Resource, Word


class Limit(Word):
    """What is limited. Shares are fractions of one: 0.10 is 10 percent."""

    QUANTITY_JUMP_TIMES = "quantity_jump_times", "日均用量高于户内其他票据中位数的倍数"
    QUANTITY_DROP_SHARE = "quantity_drop_share", "日均用量低于户内其他票据中位数的份额"
    SAME_QUANTITY_BILLS = "same_quantity_bills", "连续相同用量的票据张数"
    ENERGY_CHANGE_SHARE = "energy_change_share", "非供暖能耗同比变化"
    ELECTRICITY_CHANGE_SHARE = "electricity_change_share", "电耗同比变化"
    WATER_CHANGE_SHARE = "water_change_share", "水耗同比变化"
    PROFILE_CHANGE_SHARE = "profile_change_share", "面积或人数同比变化"


class Dated(Protocol):
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


Entry = TypeVar("Entry", bound=Dated)


@dataclass(frozen=True)
class PriceRange:
    """What one reporting unit of the resource plausibly costs, in yuan, both ends included."""

    resource: Resource
    low_yuan: Decimal
    high_yuan: Decimal
    since: date
    until: date | None
    source: Source
    certainty: Certainty
    note: str = ""

    def holds(self, yuan_per_unit: Decimal) -> bool:
        return self.low_yuan <= yuan_per_unit <= self.high_yuan


@dataclass(frozen=True)
class Threshold:
    limit: Limit
    value: Decimal
    since: date
    until: date | None
    source: Source
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True)
class Thresholds:
    prices: tuple[PriceRange, ...] = ()
    limits: tuple[Threshold, ...] = ()

    def price_range(self, resource: Resource, *, on: date) -> PriceRange | None:
        """None where no range is known: then there is nothing to check."""
        return _in_force((entry for entry in self.prices if entry.resource is resource), on)

    def limit(self, limit: Limit, *, on: date) -> Threshold | None:
        """None where no limit is known: then there is nothing to check."""
        return _in_force((entry for entry in self.limits if entry.limit is limit), on)


def _in_force(entries: Iterable[Entry], day: date) -> Entry | None:
    return next((it for it in entries if it.since <= day and (it.until is None or day < it.until)), None)
