"""An invented province with honest ups and downs, and faults planted among its bills: what is where is known."""

import csv
import random
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from math import cos, exp, pi
from pathlib import Path
from typing import NamedTuple

SEED = 20261127
YEARS = (2023, 2024)
YEAR = YEARS[-1]
PER_FAULT = 20
CATEGORIES = (("机关", 45, 60, 25), ("教育", 35, 25, 30), ("卫生", 12, 110, 60), ("文化", 8, 45, 20))
"""With how many of a hundred units, kWh per m2 and m3 of water per person in a year."""
MONTHS = [date(year, month, 1) for year in YEARS for month in range(1, 13)]
BASE_YEAR = 2020
QUOTA_CITY, QUOTA_REGION, QUOTA_UNITS = "6102", "370100", 60
"""A city of the only region whose quotas are known, with offices alone."""
SIZES = ("机构编码", "年度", "建筑面积", "采暖面积", "用能人数", "汽油车")
ORGANISATIONS = ("机构编码", "机构名称", "上级编码", "层级", "统计分类", "撤销日期", "行政区划代码")
BILLS = (
    "机构编码",
    "能源资源",
    "用途",
    "户号",
    "起",
    "止",
    "数量",
    "单位",
    "金额",
    "发票号码",
    "估算",
    "冲减的发票号码",
)


class Supply(NamedTuple):
    """`noise` is what a month differs by without any reason, `price_noise` what its price does."""

    resource: str
    use: str
    unit: str
    yuan: float
    noise: float
    price_noise: float


POWER = Supply("电", "建筑", "kWh", 0.72, 0.08, 0.04)
WATER = Supply("水", "", "m3", 3.6, 0.15, 0.0)
GAS = Supply("天然气", "采暖", "m3", 3.1, 0.12, 0.02)
COOKING_GAS = GAS._replace(use="建筑")
FUEL = Supply("汽油", "车辆", "L", 7.8, 0.25, 0.03)


@dataclass
class Row:
    """`amount` is None where nothing is said of money; `last` is the last day where it is not that of the month."""

    start: date
    quantity: float
    amount: float | None
    invoice: str
    account: str
    is_estimated: bool = False
    last: date | None = None
    refund_of: str = ""

    @property
    def end(self) -> date:
        return self.last or self.start.replace(day=monthrange(self.start.year, self.start.month)[1])


@dataclass
class Account:
    unit: str
    supply: Supply
    number: str
    rows: list[Row] = field(default_factory=list)
    base: list[Row] = field(default_factory=list)
    """Of the base year, where the unit has kept its bills for so long."""

    def of_year(self) -> list[int]:
        return [n for n, row in enumerate(self.rows) if row.start.year == YEAR]


@dataclass
class Unit:
    code: str
    county: str
    category: str
    kwh_per_m2: float
    m3_per_person: float
    area: dict[int, float]
    persons: dict[int, int]
    accounts: list[Account] = field(default_factory=list)
    vehicles: int = 0
    heated: float | None = None
    closed_on: date | None = None
    has_changed: bool = False
    """It really moved, grew, or shrank."""

    def of(self, supply: Supply) -> list[Account]:
        return [each for each in self.accounts if each.supply is supply]


class Planted(NamedTuple):
    """A fault, the days it is in and the resource it is of; "" for one of the unit's size. `beside` is the unit from
    which figures were copied, of which it is as true that another has the same.
    """

    fault: str
    unit: str
    resource: str
    first: date
    last: date
    beside: str = ""


def province(units: int) -> tuple[list[Unit], list[Planted]]:
    draw = random.Random(SEED)  # noqa: S311 (invented figures)
    made = [_unit(draw, n) for n in range(units)]
    for unit in made:
        _base_year(unit)
    in_quota = [_unit_of_quota(units + n) for n in range(QUOTA_UNITS)]
    planted = [*_plant(draw, made, FAULTS), *_plant(draw, in_quota, FAULTS_OF_QUOTAS)]
    return [*made, *in_quota], planted


def _unit(draw: random.Random, n: int) -> Unit:
    category, _, kwh, water = draw.choices(CATEGORIES, weights=[each[1] for each in CATEGORIES])[0]
    county = f"6101{n % 20 + 1:02d}"
    area, persons = round(exp(draw.gauss(8.2, 0.7)), 1), 0
    persons = max(5, round(area / draw.uniform(18, 45)))
    grown, people = (1 + draw.gauss(0, 0.03) if draw.random() < 0.2 else 1.0 for _ in range(2))
    unit = Unit(
        f"{county}{n:05d}",
        county,
        category,
        kwh * exp(draw.gauss(0, 0.35)),
        water * exp(draw.gauss(0, 0.35)),
        {YEARS[0]: area, YEAR: round(area * grown, 1)},
        {YEARS[0]: persons, YEAR: max(3, round(persons * people))},
    )
    step, at = 1.0, len(MONTHS)
    fate = draw.random()
    if fate < 0.02:  # moved to another house, was enlarged or cut back
        step, at, unit.has_changed = draw.choice((0.5, 0.7, 1.4, 1.8)), draw.randrange(6, 20), True
        unit.area[YEAR] = round(area * step, 1)
        unit.persons[YEAR] = max(3, round(persons * step))
    elif fate < 0.03:
        unit.closed_on, unit.has_changed = date(YEAR, draw.randrange(3, 11), 1), True
    _supply(draw, unit, step, at)
    _vehicles(unit, step, at)
    return unit


def _vehicles(unit: Unit, step: float, at: int) -> None:
    """Of an own draw, so that all else stays what it was."""
    draw = random.Random(f"{SEED}{unit.code}")  # noqa: S311 (invented figures)
    if draw.random() < 0.25:
        unit.vehicles = draw.randrange(1, 6)
        litres = unit.vehicles * exp(draw.gauss(5, 0.4))
        _account(draw, unit, FUEL, litres, lambda _: 1.0, step, at)


def _unit_of_quota(n: int) -> Unit:
    """An office that keeps within its quotas."""
    draw = random.Random(f"{SEED}quota{n}")  # noqa: S311 (invented figures)
    area, kwh = round(exp(draw.gauss(8.2, 0.7)), 1), draw.uniform(45, 60)
    persons = max(5, round(area * kwh * 0.31 / draw.uniform(700, 1200)))
    both = (YEARS[0], YEAR)
    sizes = dict.fromkeys(both, area), dict.fromkeys(both, persons)
    unit = Unit(f"{QUOTA_CITY}{n:05d}", QUOTA_CITY, "机关", kwh, draw.uniform(12, 20), *sizes)
    _account(draw, unit, POWER, area * kwh / 12, _power_season("机关", draw), 1.0, len(MONTHS))
    _account(draw, unit, WATER, persons * unit.m3_per_person / 12, _water_season("机关"), 1.0, len(MONTHS))
    return unit


def _base_year(unit: Unit) -> None:
    """One unit in four has its bills of the base year. Of an own draw, so that all else stays what it was."""
    draw = random.Random(f"{SEED}base{unit.code}")  # noqa: S311 (invented figures)
    if unit.closed_on or draw.random() >= 0.25:
        return
    for account in (*unit.of(POWER), *unit.of(WATER)):
        since = exp(draw.gauss(0, 0.08))
        for n, row in enumerate(account.rows[:12]):
            quantity = max(1, round(row.quantity * since * exp(draw.gauss(0, account.supply.noise))))
            money = round(quantity * account.supply.yuan, 2)
            start = row.start.replace(year=BASE_YEAR)
            account.base.append(Row(start, quantity, money, f"{BASE_YEAR}{row.invoice}{n}", account.number))


def _supply(draw: random.Random, unit: Unit, step: float, at: int) -> None:
    area, persons = unit.area[YEARS[0]], unit.persons[YEARS[0]]
    power = area * unit.kwh_per_m2 / 12
    shares = (draw.uniform(0.15, 0.4),) if draw.random() < 0.3 else ()
    parts = [power * (1 - sum(shares)), *(power * share for share in shares)]
    for monthly in parts:
        _account(draw, unit, POWER, monthly, _power_season(unit.category, draw), step, at)
    _account(draw, unit, WATER, persons * unit.m3_per_person / 12, _water_season(unit.category), step, at)
    if draw.random() < 0.25:
        _account(draw, unit, GAS, area * 8 / 4, _gas_season, step, at)


def _power_season(category: str, draw: random.Random) -> Callable[[int], float]:
    summer, winter = draw.uniform(0.15, 0.45), draw.uniform(0.05, 0.3)
    empty = {2: 0.7, 7: 0.6, 8: 0.4} if category == "教育" else {}
    return lambda month: (
        (1 + summer * max(0, cos((month - 7.5) * pi / 4)) + winter * max(0, cos((month - 1) * pi / 4)))
        * empty.get(month, 1)
    )


def _water_season(category: str) -> Callable[[int], float]:
    empty = {2: 0.6, 7: 0.6, 8: 0.35} if category == "教育" else {}
    return lambda month: (1 + 0.2 * cos((month - 7) * pi / 6)) * empty.get(month, 1)


def _gas_season(month: int) -> float:
    return {1: 1.3, 2: 1.1, 3: 0.6, 11: 0.7, 12: 1.2}.get(month, 0.0)


def _account(draw, unit, supply, monthly, season, step, at) -> None:  # noqa: PLR0917
    number = f"{len(unit.accounts) + 1}{unit.code[-5:]}{draw.randrange(10**5):05d}"
    account, growth = Account(unit.code, supply, number), draw.gauss(0, 0.04)
    base = supply.yuan * (1 + draw.gauss(0, 0.05))
    weather = {month: _weather(month, supply) for month in MONTHS}
    for n, month in enumerate(MONTHS):
        if unit.closed_on and month >= unit.closed_on:
            break
        used = monthly * season(month.month) * weather[month] * exp(draw.gauss(0, supply.noise))
        used *= (1 + growth if month.year == YEAR else 1) * (step if n >= at else 1)
        quantity = max(1, round(used)) if used else 0  # out of season the meter is read, too
        money = round(quantity * base * (1 + draw.gauss(0, supply.price_noise)), 2)
        account.rows.append(Row(month, quantity, money, f"{unit.code}{len(unit.accounts)}{n:02d}", number))
    unit.accounts.append(account)


def _weather(month: date, supply: Supply) -> float:
    """What a month has in common everywhere: the same for all, other every year."""
    common = random.Random(f"{SEED}{supply.resource}{month}")  # noqa: S311
    return exp(common.gauss(0, 0.04))


# Faults ----------------------------------------------------------------------------------------------------------


def _plant(draw: random.Random, units: list[Unit], faults: dict[str, Callable[..., "Where"]]) -> Iterator[Planted]:
    able = [unit for unit in units if not unit.closed_on and not unit.has_changed]
    draw.shuffle(able)
    for fault, plant in faults.items():
        planted = 0
        for unit in list(able):
            if planted == PER_FAULT:
                break
            found = plant(draw, unit, units)
            if found:
                account, first, last, *beside = found
                able.remove(unit)
                planted += 1
                yield Planted(fault, unit.code, account.supply.resource if account else "", first, last, *beside)


Where = tuple[Account | None, date, date] | tuple[Account | None, date, date, str] | None


def _one(draw: random.Random, unit: Unit, supply: Supply = POWER) -> tuple[Account, int]:
    account = unit.of(supply)[0]
    return account, draw.choice(account.of_year()[1:-1])


def _times(quantity: float, money: float, supply: Supply = POWER) -> Callable[..., Where]:
    def plant(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
        account, n = _one(draw, unit, supply)
        row = account.rows[n]
        row.quantity = round(row.quantity * quantity, 3)
        row.amount = round(row.amount * money, 2)
        return account, row.start, row.end

    return plant


def _into_the_next(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account, n = _one(draw, unit)
    row, after = account.rows[n], account.rows[n + 1]
    after.quantity, after.amount = after.quantity + row.quantity, round(after.amount + row.amount, 2)
    account.rows.remove(row)
    return account, row.start, after.end


def _missing(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account, n = _one(draw, unit)
    row = account.rows.pop(n)
    return account, row.start, row.end


def _twice(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account, n = _one(draw, unit)
    row = account.rows[n]
    again = Account(unit.code, POWER, f"9{account.number[1:][::-1]}")
    again.rows.append(replace(row, account=again.number, invoice=""))
    unit.accounts.append(again)
    return account, row.start, row.end


def _same_invoice(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account, n = _one(draw, unit)
    account.rows[n].invoice = account.rows[n - 1].invoice
    return account, account.rows[n].start, account.rows[n].end


def _last_years(months: int, *, money_only: bool) -> Callable[..., Where]:
    def plant(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
        account = unit.of(POWER)[0]
        first = draw.choice(account.of_year()[: -months - 1])
        if min(account.rows[n].quantity for n in range(first - 12, first + months)) < 100:
            return None
        for n in range(first, first + months):
            before = account.rows[n - 12]
            account.rows[n].amount = before.amount
            if not money_only:
                account.rows[n].quantity = before.quantity
        return account, account.rows[first].start, account.rows[first + months - 1].end

    return plant


def _of_another_unit(draw: random.Random, unit: Unit, units: list[Unit]) -> Where:
    account, model = unit.of(POWER)[0], draw.choice(units).of(POWER)[0]
    years = {row.start: row for row in model.rows if row.start.year == YEAR}
    if len(years) < 12 or model.unit == unit.code:
        return None
    for n in account.of_year():
        copy = years[account.rows[n].start]
        account.rows[n].quantity, account.rows[n].amount = copy.quantity, copy.amount
    return account, date(YEAR, 1, 1), date(YEAR, 12, 31), model.unit


def _swapped(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    if len(unit.of(POWER)) < 2:
        return None
    one, other = unit.of(POWER)[:2]
    n = draw.choice(one.of_year())
    for name in ("quantity", "amount"):
        mine, theirs = getattr(one.rows[n], name), getattr(other.rows[n], name)
        setattr(one.rows[n], name, theirs)
        setattr(other.rows[n], name, mine)
    return one, one.rows[n].start, one.rows[n].end


def _columns_swapped(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account, n = _one(draw, unit, WATER)
    row = account.rows[n]
    row.quantity, row.amount = row.amount, row.quantity
    return account, row.start, row.end


def _estimated(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account = unit.of(POWER)[0]
    first = draw.choice(account.of_year()[:-4])
    for n in range(first, first + 4):
        account.rows[n].quantity = account.rows[first].quantity
    return account, account.rows[first].start, account.rows[first + 3].end


def _rounded(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account = unit.of(POWER)[0]
    first = draw.choice(account.of_year()[:-5])
    if account.rows[first].amount < 1000:
        return None
    for n in range(first, first + 5):
        account.rows[n].amount = max(100, round(account.rows[n].amount, -2))
    return account, account.rows[first].start, account.rows[first + 4].end


def _readings(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account, shown = unit.of(WATER)[0], float(draw.randrange(20_000, 90_000))
    for row in account.rows:
        shown += row.quantity
        if row.start.year == YEAR:
            row.quantity = shown
    return account, date(YEAR, 1, 1), date(YEAR, 12, 31)


def _whole_year(times: float) -> Callable[..., Where]:
    def plant(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
        account = unit.of(POWER)[0]
        _multiply([*account.base, *account.rows], times)
        return account, date(YEAR, 1, 1), date(YEAR, 12, 31)

    return plant


def _multiply(rows: list[Row], times: float) -> None:
    for row in rows:
        row.quantity, row.amount = round(row.quantity * times, 3), round((row.amount or 0) * times, 2)


def _persons(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    unit.persons[YEAR] *= 10
    return None, date(YEAR, 1, 1), date(YEAR, 12, 31)


def _area(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    unit.area[YEAR] = round(unit.area[YEAR] / 10, 1)
    return None, date(YEAR, 1, 1), date(YEAR, 12, 31)


def _no_vehicles(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    if not unit.vehicles:
        return None
    unit.vehicles = 0
    return unit.of(FUEL)[0], date(YEAR, 1, 1), date(YEAR, 12, 31)


def _fuel_of_a_fleet(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    """The station's whole statement, as that of one unit."""
    if not unit.vehicles:
        return None
    account = unit.of(FUEL)[0]
    _multiply(account.rows, 30)
    return account, date(YEAR, 1, 1), date(YEAR, 12, 31)


def _a_fifth_more_persons(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    unit.persons[YEAR] = round(unit.persons[YEARS[0]] * 1.2 + 1)
    return None, date(YEAR, 1, 1), date(YEAR, 12, 31)


def _a_day_short(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account, n = _one(draw, unit)
    row = account.rows[n]
    end = row.end
    row.last = end.replace(day=end.day - 1)
    return account, row.start, end


def _five_months_in_one(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account = unit.of(POWER)[0]
    first = draw.choice(account.of_year()[:-5])
    row, others = account.rows[first], account.rows[first + 1 : first + 5]
    row.last = others[-1].end
    row.quantity += sum(each.quantity for each in others)
    row.amount = round((row.amount or 0) + sum(each.amount or 0 for each in others), 2)
    del account.rows[first + 1 : first + 5]
    return account, row.start, row.last


def _no_money(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    account, n = _one(draw, unit)
    account.rows[n].amount = 0
    return account, account.rows[n].start, account.rows[n].end


def _bought_twice(draw: random.Random, unit: Unit, _: list[Unit]) -> Where:
    if not unit.vehicles:
        return None
    account, n = _one(draw, unit, FUEL)
    row = account.rows[n]
    row.start = row.last = row.start.replace(day=15)
    account.rows.insert(n, replace(row, invoice=f"9{row.invoice}"))
    return account, row.start, row.end


def _mostly_estimated(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    account = unit.of(POWER)[0]
    for n in account.of_year()[:8]:
        account.rows[n].is_estimated = True
    return account, date(YEAR, 1, 1), date(YEAR, 8, 31)


def _whole_beside_its_parts(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    """The main meter's reading entered beside the bills of both accounts."""
    if len(unit.of(POWER)) != 2:
        return None
    one, other = unit.of(POWER)
    whole = Account(unit.code, POWER, f"8{one.number[1:][::-1]}")
    for mine, theirs in zip(one.rows, other.rows, strict=True):
        if mine.start.year == YEAR:
            whole.rows.append(Row(mine.start, mine.quantity + theirs.quantity, None, "", whole.number))
    unit.accounts.append(whole)
    return whole, date(YEAR, 1, 1), date(YEAR, 12, 31)


def _account_of_another(draw: random.Random, unit: Unit, units: list[Unit]) -> Where:
    model = draw.choice(units)
    account = model.of(WATER)[0]
    if model.code == unit.code or model.closed_on:
        return None
    there = [replace(account.rows[n], invoice="") for n in account.of_year()[3:6]]
    unit.accounts.append(Account(unit.code, WATER, account.number, there))
    return account, there[0].start, there[-1].end, model.code


def _refund_under_another_use(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    if not unit.of(GAS):
        return None
    refunded = next(row for row in unit.of(GAS)[0].rows if row.start == date(YEAR, 1, 1))
    account = Account(unit.code, COOKING_GAS, f"7{unit.code}")
    back = replace(refunded, invoice=f"7{refunded.invoice}", account=account.number, refund_of=refunded.invoice)
    account.rows.append(replace(back, quantity=-round(back.quantity / 4), amount=-round((back.amount or 0) / 4, 2)))
    unit.accounts.append(account)
    return account, date(YEAR, 1, 1), date(YEAR, 12, 31)


def _base_year_too_little(_: random.Random, unit: Unit, __: list[Unit]) -> Where:
    account = max(unit.of(POWER), key=lambda each: sum(row.quantity for row in each.base))
    if not account.base:
        return None
    for each in unit.of(POWER):
        _multiply(each.base, 0.4)
    return account, date(YEAR, 1, 1), date(YEAR, 12, 31)


FAULTS: dict[str, Callable[..., Where]] = {
    "two accounts in each other's place, a month": _swapped,
    "one digit too many, money right": _times(10, 1),
    "ten times, money too": _times(10, 10),
    "a tenth, money too": _times(0.1, 0.1),
    "10,000 kWh written as kWh": _times(0.0001, 1),
    "counted twice in one bill": _times(2, 2),
    "half left out": _times(0.45, 0.45),
    "quantity doubled, money right": _times(2.1, 1),
    "sign": _times(-1, -1),
    "a month put into the next": _into_the_next,
    "a month missing": _missing,
    "a bill under two accounts": _twice,
    "an invoice used twice": _same_invoice,
    "last year's quantities and money, 4 months": _last_years(4, money_only=False),
    "last year's money, 4 months": _last_years(4, money_only=True),
    "another unit's figures, a year": _of_another_unit,
    "quantity and money in each other's column": _columns_swapped,
    "the same quantity 4 times": _estimated,
    "round sums 5 times": _rounded,
    "readings as use": _readings,
    "all years ten times": _whole_year(10),
    "all years a tenth": _whole_year(0.1),
    "ten times the persons": _persons,
    "a tenth of the area": _area,
    "fuel of vehicles, and no vehicles": _no_vehicles,
    "the fuel of a whole fleet, all years": _fuel_of_a_fleet,
    "a fifth more persons": _a_fifth_more_persons,
    "a bill one day short": _a_day_short,
    "five months in one bill": _five_months_in_one,
    "a quantity that cost nothing": _no_money,
    "a purchase of a day entered twice": _bought_twice,
    "two thirds of a year estimated": _mostly_estimated,
    "a main meter beside the bills of its accounts": _whole_beside_its_parts,
    "three bills of another unit's account": _account_of_another,
    "a refund under another use": _refund_under_another_use,
    "two fifths of the base year": _base_year_too_little,
}
FAULTS_OF_QUOTAS: dict[str, Callable[..., Where]] = {
    "2.4 times a quota's year, all years": _whole_year(2.4),
    "a tenth of a quota's year, all years": _whole_year(0.1),
}


# Files -----------------------------------------------------------------------------------------------------------


def write(folder: Path, units: list[Unit]) -> list[tuple[str, Path]]:
    """Each with its kind, in the order in which they are brought."""
    files = {kind: folder / f"{kind}.csv" for kind in ("organisations", "profiles", "bills")}
    write_rows(files["organisations"], ORGANISATIONS, _organisations(units))
    write_rows(files["profiles"], SIZES, (_size(unit, year) for unit in units for year in YEARS))
    write_rows(files["bills"], BILLS, bill_rows(units))
    return list(files.items())


def _size(unit: Unit, year: int) -> tuple:
    heated = "" if unit.heated is None or year != YEAR else unit.heated
    return unit.code, year, unit.area[year], heated, unit.persons[year], unit.vehicles


def _organisations(units: list[Unit]) -> Iterator[tuple]:
    yield "61", "样本省", "", "省", "", "", ""
    yield "6101", "样本市", "61", "市", "", "", ""
    yield QUOTA_CITY, "定额样本市", "61", "市", "", "", QUOTA_REGION
    for county in sorted({unit.county for unit in units} - {QUOTA_CITY}):
        yield county, f"样本县{county}", "6101", "县", "", "", ""
    for unit in units:
        yield unit.code, f"样本单位{unit.code}", unit.county, "单位", unit.category, unit.closed_on or "", ""


def bill_rows(units: list[Unit]) -> Iterator[tuple]:
    for unit in units:
        for account in unit.accounts:
            supply = account.supply
            for row in (*account.base, *account.rows):
                days = row.start.isoformat(), row.end.isoformat()
                money = "" if row.amount is None else f"{row.amount:.2f}"
                about = unit.code, supply.resource, supply.use, account.number
                told = money, row.invoice, "是" if row.is_estimated else "", row.refund_of
                yield *about, *days, f"{row.quantity:f}", supply.unit, *told


def write_rows(file: Path, header: tuple[str, ...], rows: Iterator[tuple]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        writer.writerows(rows)
