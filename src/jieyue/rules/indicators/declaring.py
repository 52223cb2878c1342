"""What an indicator is: a function of tables, with its name, unit and source.

Tables in: `usage` (org, period, resource, use, quantity in the reporting unit), `sizes` (org, period, area_m2, persons,
persons_water), `conversions` (resource, kgce_per_unit, kgco2_per_unit, counts_as_energy, counts_as_carbon). Where parts
go by other factors, `usage` and `conversions` have a column `factors` too. A function takes those it names. Table out:
org, period, value; value is null where something it needs is not known, and there is no row where nothing was recorded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules

import ibis
from ibis import Table

KEYS = ["org", "period"]

USAGE = ibis.schema(
    {"org": "string", "period": "string", "resource": "string", "use": "string", "quantity": "decimal(38, 3)"}
)
SIZES = ibis.schema(
    {
        "org": "string",
        "period": "string",
        "area_m2": "decimal(38, 12)",
        "persons": "decimal(38, 12)",
        "persons_water": "decimal(38, 12)",
    }
)
CONVERSIONS = ibis.schema(
    {
        "resource": "string",
        "kgce_per_unit": "decimal(12, 7)",
        "kgco2_per_unit": "decimal(12, 7)",
        "counts_as_energy": "boolean",
        "counts_as_carbon": "boolean",
    }
)
SCHEMAS = {"usage": USAGE, "sizes": SIZES, "conversions": CONVERSIONS}


@dataclass(frozen=True)
class Indicator:
    """`order` is its place in a list; `decimals` is how many are printed, figures in programs are not rounded."""

    key: str
    zh: str
    unit: str
    source: str
    formula: Callable[..., Table]
    order: int
    decimals: int = 2

    def __call__(self, **tables: Table | bool) -> Table:
        return self.formula(**tables)

    @property
    def needs(self) -> list[str]:
        return [name for name in signature(self.formula).parameters if name in SCHEMAS]

    @property
    def heeds_vehicle_switch(self) -> bool:
        """Whether the switch `vehicle_fuel_in_area_indicator` changes it."""
        return "with_vehicles" in signature(self.formula).parameters

    def from_tables(self, tables: Mapping[str, Table], *, with_vehicles: bool = True) -> Table:
        """The indicator from the tables it needs among those given, under the switch if it heeds it."""
        switch = {"with_vehicles": with_vehicles} if self.heeds_vehicle_switch else {}
        return self(**{name: tables[name] for name in self.needs}, **switch)


def indicator(
    *, key: str, zh: str, unit: str, source: str, order: int, decimals: int = 2
) -> Callable[[Callable[..., Table]], Indicator]:
    """Makes a function an entry of the catalogue."""
    return lambda formula: Indicator(key, zh, unit, source, formula, order, decimals)


@cache
def catalogue() -> tuple[Indicator, ...]:
    """Every indicator of every topic, found by its place in this folder."""
    package = __name__.rpartition(".")[0]
    modules = (import_module(name) for _, name, _ in iter_modules(import_module(package).__path__, f"{package}."))
    found = [entry for module in modules for entry in vars(module).values() if isinstance(entry, Indicator)]
    return tuple(sorted(found, key=lambda entry: entry.order))
