"""Sums that several indicators start from: of one resource, in standard coal, in CO2; and how a sum becomes a ratio."""

import ibis
from ibis import Table

from jieyue.rules.indicators.declaring import KEYS
from jieyue.rules.values import Resource, Use

# Quantity times factor stays exact, with no more digits after the point than that takes: more are slow to divide.
# Of 18 digits each DuckDB would multiply in 18, and overflow; Ibis multiplies decimals of as many digits only.
QUANTITY, FACTOR = "decimal(19, 3)", "decimal(19, 7)"
KILOGRAMS = "decimal(38, 10)"


def quantity_of(usage: Table, resource: Resource) -> Table:
    """`amount`: the resource's quantity in its reporting unit."""
    own = usage.filter(usage.resource == resource.value)
    return own.group_by(KEYS).agg(amount=own.quantity.sum())


def standard_coal_kg(usage: Table, conversions: Table, *, with_vehicles: bool = True) -> Table:
    """`amount`: kilograms of standard coal, null where a factor is not known. What is converted is added exactly."""
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
    by = [name for name in ("resource", "factors") if name in conversions.columns]
    joined = usage.inner_join(conversions, by)
    counted = joined.filter(joined[counts])
    kilograms = (counted.quantity.cast(QUANTITY) * counted[factor].cast(FACTOR)).cast(KILOGRAMS)
    each = counted.select(*KEYS, is_vehicles=counted.use == Use.VEHICLE.value, kilograms=kilograms)
    apart = each.group_by([*KEYS, "is_vehicles"]).agg(
        amount=each.kilograms.sum(), is_known=each.kilograms.notnull().all()
    )
    kept = apart if with_vehicles else apart.filter(~apart.is_vehicles)
    total = kept.group_by(KEYS).agg(amount=kept.amount.sum(), is_known=kept.is_known.all())
    return total.select(*KEYS, amount=ibis.ifelse(total.is_known, total.amount.cast(KILOGRAMS), ibis.null(KILOGRAMS)))
