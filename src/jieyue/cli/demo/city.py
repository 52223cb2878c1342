"""云岭市: a city that does not exist, with its counties, units and what they use. The same again for the same day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from jieyue.rules.period import month_end

CITY = ("5190", "云岭市（演示）")
COUNTIES = (("519001", "清溪区"), ("519002", "石桥县"), ("519003", "南坪县"))
OFFICES = (
    ("财政局", "行政", "机关", "财政"),
    ("人民法院", "审判", "机关", "法院"),
    ("教育局", "行政", "机关", "教育"),
    ("第一中学", "", "教育", "教育"),
    ("人民医院", "", "卫生", "卫生"),
    ("机关事务服务中心", "参公事业单位", "机关", "机关事务"),
    ("图书馆", "", "文化", "文化"),
    ("农业农村局", "行政", "机关", "农业农村"),
    ("妇女联合会", "人民团体", "团体", "群团"),
    ("人民检察院", "检察", "机关", "检察"),
    ("市场监督管理局", "行政", "机关", "市场监管"),
    ("委员会办公室", "党的机关", "机关", "党委"),
)
SEASON = (1.25, 1.15, 0.9, 0.8, 0.85, 1.1, 1.35, 1.4, 1.05, 0.8, 0.9, 1.2)
BILLED = (
    ("电", "E", 0.62, 900, True),
    ("水", "W", 3.4, 18, False),
    ("天然气", "G", 3.1, 35, True),
    ("汽油", "P", 7.9, 2, False),
)
"""Resource, prefix of the account, yuan for one, use by person and month, whether it goes with the season."""


@dataclass(frozen=True)
class Unit:
    nth: int
    code: str
    name: str
    county: str
    kind: str
    category: str
    system: str

    @property
    def persons(self) -> int:
        return 24 + Random(self.code).randrange(160)

    @property
    def area_m2(self) -> int:
        return self.persons * (26 + Random(self.code + "m2").randrange(14))

    @property
    def vehicles(self) -> int:
        """Those that burn petrol."""
        return 2 + self.nth % 4

    @property
    def has_gas(self) -> bool:
        return self.nth % 3 != 1

    def uses(self) -> list[tuple[str, str, float, int, bool]]:
        return [each for each in BILLED if each[0] != "天然气" or self.has_gas]


def units(count: int) -> list[Unit]:
    return [_unit(nth) for nth in range(count)]


def _unit(nth: int) -> Unit:
    county, place = COUNTIES[nth % len(COUNTIES)]
    office, kind, category, system = OFFICES[nth // len(COUNTIES) % len(OFFICES)]
    again = nth // (len(COUNTIES) * len(OFFICES))
    name = f"{place}{office}" + (f"第{again + 1}分支机构" if again else "")
    return Unit(nth, f"{county}{nth + 1:04}", name, county, kind, category, system)


def organisations(count: int) -> list[dict[str, str]]:
    """The rows of the import."""
    city = {"code": CITY[0], "name": CITY[1], "parent": "", "level": "市"}
    places = [{"code": code, "name": name, "parent": CITY[0], "level": "县"} for code, name in COUNTIES]
    offices = [
        {
            "code": unit.code,
            "name": unit.name,
            "parent": unit.county,
            "level": "单位",
            "kind": unit.kind,
            "category": unit.category,
            "system": unit.system,
        }
        for unit in units(count)
    ]
    return [city, *places, *offices]


def profiles(count: int, years: range) -> list[dict[str, object]]:
    return [
        {
            "organisation": unit.code,
            "year": year,
            "floor_area_m2": unit.area_m2,
            "persons": unit.persons,
            "vehicles_petrol": unit.vehicles,
            "vehicles_diesel": 0,
            "vehicles_new_energy": unit.nth % 2,
        }
        for unit in units(count)
        for year in years
    ]


def targets(count: int, years: range) -> list[dict[str, object]]:
    """What the city set for its units; some will miss it."""
    return [
        {
            "organisation": unit.code,
            "year": year,
            "energy_per_m2_kgce": 30 if unit.nth % 4 != 3 else 18,
            "energy_per_person_kgce": 1100 if unit.nth % 4 != 3 else 600,
            "water_per_person_m3": 260,
            "document": f"云机管〔演示〕{year}号",
        }
        for unit in units(count)
        for year in years
    ]


def bills(unit: Unit, month: date) -> Iterator[dict[str, object]]:
    """One bill of the month for each of the unit's accounts. Each year a little less than the one before."""
    last = month_end(month)
    for resource, prefix, price, each, is_seasonal in unit.uses():
        chance = Random(f"{unit.code}{prefix}{month}").uniform(0.93, 1.07)
        season = SEASON[month.month - 1] if is_seasonal else 1
        saving = 0.97 ** (month.year - 2024)
        quantity = round(unit.persons * each * season * saving * chance / (6 if resource == "电" else 1))
        yield {
            "organisation": unit.code,
            "resource": resource,
            "account": f"{prefix}{unit.code}",
            "start_date": month,
            "end_date": last,
            "quantity": quantity,
            "unit": {"电": "kWh", "水": "m3", "天然气": "m3", "汽油": "L"}[resource],
            "amount_yuan": round(quantity * price, 2),
            "invoice_number": f"{month:%y%m}{prefix}{unit.nth:06}",
        }
