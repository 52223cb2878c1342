"""What a page needs to weigh a bill while it is typed: the factors in force, the known units, the usual change."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from jieyue.programme.statistics.asking import factors_of
from jieyue.rules.comparing import CHANGES
from jieyue.rules.period import Period
from jieyue.rules.values import Resource
from jieyue.store.policies import policy

ALL_ENERGY = next(each.limit for each in CHANGES if each.resource is None)


@dataclass(frozen=True)
class Weighing:
    """Of a resource: kilograms of standard coal for one reporting unit (None where it is not weighed), how many
    reporting units one of each known unit is, and by which share a change against the year before is asked about.
    """

    kgce_per_unit: Decimal | None
    units: Mapping[str, Decimal]
    change_share: Decimal | None


def weighing(period: Period) -> dict[Resource, Weighing]:
    factors, known = factors_of(period), policy()
    own = {each.resource: each.limit for each in CHANGES}
    return {
        resource: Weighing(
            factors[resource].kgce_per_unit,
            {name: known.unit_multiplier(resource, name) or Decimal(1) for name in known.units_of(resource)},
            known.thresholds.number(own.get(resource, ALL_ENERGY), on=period.last)
            if resource in own or factors[resource].kgce_per_unit
            else None,
        )
        for resource in Resource
    }
