"""Whether a yearly profile counts as many vehicles as the register has in use at the year's end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from jieyue.store.machine.checking import Odd
from jieyue.store.orgs.profiles import Profiles, UnitYear
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.vehicles.models import FUELS, Vehicle

COUNTED = {"vehicles_petrol": "汽油车", "vehicles_diesel": "柴油车", "vehicles_new_energy": "新能源汽车"}
"""The columns of a profile; which fuels each counts is said by the words of `vehicle_fuels`."""


def of_profiles(profiles: Profiles) -> Iterator[tuple[UnitYear, Odd]]:
    """Of a unit that keeps the register. What a profile leaves blank is not known, and not compared."""
    kept: dict[int, list[Vehicle]] = {}
    for vehicle in Vehicle.objects.filter(organisation__in=any_of({unit for unit, _ in profiles})):
        kept.setdefault(vehicle.organisation_id, []).append(vehicle)
    for (unit, year), typed in profiles.items():
        counted = _counted(kept[unit], date(year, 12, 31)) if unit in kept else None
        for column in COUNTED if counted is not None else ():
            if (told := typed.get(column)) is not None and told != counted[column]:
                yield (unit, year), _unlike(year, column, int(told), counted[column])


def _counted(vehicles: Iterable[Vehicle], day: date) -> Counter[str]:
    """Vehicles in use on a day, by the column that counts them."""
    columns = {word.key: word.profile for word in policy().ledgers.words_on(FUELS, day)}
    return Counter(columns.get(each.fuel, "") for each in vehicles if each.is_used_on(day))


def _unlike(year: int, column: str, typed: int, counted: int) -> Odd:
    name = COUNTED[column]
    says = f"{year} 年年度基本信息的{name}是 {typed} 辆，公务用车登记里年末在用的是 {counted} 辆。"
    do = f"登记里缺的车请补登记，停用的请填停用日期；登记无误的，把年度基本信息的{name}更正为 {counted}。"
    figures = {"profile": typed, "register": counted}
    return Odd("vehicles_unlike_register", "车辆数与公务用车登记不符", says, do, column, place=column, figures=figures)
