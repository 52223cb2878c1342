"""Sums that several indicators start from: of one resource, in standard coal, in CO2; and how a sum becomes a ratio."""

import ibis
from ibis import Table

from jieyue.rules.indicators.declaring import KEYS
from jieyue.rules.values import Resource, Use

# Quantity times factor stays exact: twice 19 digits, 7 of each after the point. Ibis multiplies like types only.
MULTIPLICAND = "decimal(19, 7)"
KILOGRAMS = "decimal(38, 14)"


def quantity_of(usage: Table, resource: Resource) -> Table:
    """`amount`: the resource's quantity in its reporting unit."""
    own = usage.filter(usage.resource == resource.value)
    return own.group_by(KEYS).agg(amount=own.quantity.sum())


def standard_coal_kg(usage: Table, conversions: Table, *, with_vehicles: bool = True) -> Table:
    """`amount`: kilograms of standard coal, null where a factor is not known. Quantities are summed, then converted."""
    return _converted(
        usage, conversions, factor="kgce_per_unit", counts="counts_as_energy", with_vehicles=with_vehicles
    )


def carbon_kg(usage: Table, conversions: Table) -> Table:
    """`amount`: kilograms of CO2, null where a factor is not known."""
    return _converted(usage, conversions, factor="kgco2_per_unit", counts="counts_as_carbon", with_vehicles=True)


def per(amounts: Table, sizes: Table, size: str) -> Table:
    """`value`: the amount divided by a size of the same organisation and period; null where the size is unknown."""
    joined = amounts.left_join(sizes, KEYS)
    divisor = joined[size].cast("float64").nullif(0.0)
    value = joined.amount.cast("float64") / divisor
    return joined.select(*KEYS, value=value)


def _converted(usage: Table, conversions: Table, *, factor: str, counts: str, with_vehicles: bool) -> Table:
    kept = usage if with_vehicles else usage.filter(usage.use != Use.VEHICLE.value)
    by = [name for name in ("resource", "factors") if name in conversions.columns]
    sums = kept.group_by([*KEYS, *by]).agg(quantity=kept.quantity.sum())
    joined = sums.inner_join(conversions, by)
    counted = joined.filter(joined[counts])
    kilograms = (counted.quantity.cast(MULTIPLICAND) * counted[factor].cast(MULTIPLICAND)).cast(KILOGRAMS)
    each = counted.select(*KEYS, kilograms=kilograms)
    total = each.group_by(KEYS).agg(amount=each.kilograms.sum(), is_known=each.kilograms.notnull().all())
    return total.select(*KEYS, amount=ibis.ifelse(total.is_known, total.amount, ibis.null(KILOGRAMS)))
