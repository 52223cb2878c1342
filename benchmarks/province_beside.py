"""What units of the invented province keep beside their bills, with faults planted among that: persons by their parts,
heated areas, data centres, meters and their readings, vehicles, their refuellings, chargings and trips, where they
stood, and how they are sealed on holidays.

It is kept by units whose bills have no fault, so that what is said of bills there is said falsely.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

from province_sample import FUEL, GAS, POWER, QUOTA_CITY, SEED, YEAR, Planted, Unit, write_rows

PER_FAULT, PER_FAULT_OF_TRIPS, PER_FAULT_OF_STOPS = 10, 5, 5
METERED = 400
"""So many units at most read their meters."""
RULES = frozenset(
    {
        *("persons_unlike_parts", "heated_areas_unlike_profile", "heated_above_floor_area", "power_unlike_parts"),
        *("racks_above_whole", "subs_exceed_main", "went_backwards", "doubtful_roll_over", "beyond_rated_power"),
        *("collected_in_part", "bill_and_meter_differ", "fuel_bills_differ", "beyond_the_tank"),
        *("beyond_the_tank_in_a_day", "odometer_went_back", "odometer_stood_still", "too_far_between"),
        *("fuel_above_norm", "fuel_above_usual", "card_of_another", "card_not_its_own", "station_not_designated"),
        *("fuel_price", "not_in_use", "vehicles_unlike_register", "stamped_off"),
        *("refuelled_while_sealed", "driven_while_sealed", "charged_while_sealed", "charging_price"),
        *("beyond_the_battery", "beyond_any_battery", "power_too_little", "power_too_much", "power_above_usual"),
        *("meter_jump", "refuelled_without_trip", "charged_without_trip", "odometer_off_trips", "way_unlike_trips"),
        *("trip_overlaps", "trip_without_return", "trip_odometer_back", "way_between_trips", "trip_stood_still"),
        *("trip_too_far", "trip_while_sealed", "trip_not_in_use", "trip_unapproved", "trip_approved_late"),
        *("refuelled_off_track", "charged_off_track", "stops_overlap", "moved_while_sealed", "moved_without_trip"),
    }
)
"""What is said of all this, and of nothing else."""
KEEP_FINDINGS = ("refuellings", "sealings", "chargings", "trips", "stops")
"""The ledgers whose findings are kept as their rows come in."""
ALL_YEAR = (date(YEAR, 1, 1), date(YEAR, 12, 31))
COLLECTED = (datetime(YEAR, 6, 1), datetime(YEAR, 7, 1))  # noqa: DTZ001 (as a sheet writes it)
HOUR, LATE = timedelta(hours=1), timedelta(minutes=4)
HOLIDAY = (date(YEAR, 9, 30), date(YEAR, 10, 8))
"""On which vehicles are sealed, and on which they are taken out again."""
SEALED_KM = 50_000
BATTERY, KWH_PER_100KM, YUAN_PER_KWH = 60, 15.0, 1.4
COLD = frozenset((12, 1, 2))
"""The months in which a battery heats the car too."""
TANK, PER_100KM, NORM, FIRST_KM = 60, 9.0, 10.0, 20_000
STATION, PILES = "城东加油站", "城北充电站"
YARD, AT = (108.95, 34.26), {STATION: (109.02, 34.27), PILES: (108.96, 34.34)}
"""Longitude and latitude of where vehicles stand at night, and of where they are filled and charged."""
NOISE = 0.001
"""In degrees, by which a receiver is out: a hundred metres."""
HEADERS = {
    "person_parts": (
        *("机构编码", "年度", "在编在岗人数", "在岗超过6个月的非在编人数", "在岗不超过6个月的非在编人数"),
    ),
    "form_facts": ("机构编码", "年度", "独立供暖面积", "按面积收费的集中供暖面积", "按热量收费的集中供暖面积"),
    "data_centres": (
        *("机构编码", "数据中心名称", "年度", "机柜总数量", "预留机柜数量"),
        *("设备总功率", "IT设备功率", "空气调节设备功率", "配电及附属设备功率"),
    ),
    "meters": ("机构编码", "表号", "能源资源", "倍率", "整数位数", "额定功率", "上级表号", "户号"),
    "readings": ("机构编码", "表号", "抄表时间", "示数", "抄表方式"),
    "vehicles": (
        *("机构编码", "号牌号码", "车辆类别", "使用燃料", "油箱容积", "加油卡号", "定点加油站", "百公里油耗定额"),
        *("启用日期", "启用时里程", "停用日期", "电池容量"),
    ),
    "sealings": (
        *("机构编码", "号牌号码", "封存日期", "假期或事由", "停放地点", "封存时里程", "启封日期", "启封时里程"),
    ),
    "chargings": ("机构编码", "号牌号码", "充电日期", "充电量", "充电费用", "里程表读数", "充电地点", "充电站"),
    "filling_stations": ("机构编码", "站名", "经度", "纬度"),
    "stops": ("机构编码", "号牌号码", "到达时间", "离开时间", "经度", "纬度"),
    "trips": (
        *("机构编码", "号牌号码", "出车时间", "回场时间", "用车事由", "目的地", "用车人"),
        *("出车时里程", "回场时里程", "审批人", "审批日期"),
    ),
    "refuellings": (
        *("机构编码", "号牌号码", "加油日期", "小票号", "加油量", "加油金额", "里程表读数", "所用加油卡号", "加油站"),
    ),
}


@dataclass
class Fill:
    day: date
    litres: float
    km: float
    """Since the fill before."""
    yuan: float
    odometer: float = 0
    card: str = ""
    station: str = STATION
    receipt: str = ""


@dataclass
class Use:
    """A trip of a day, from half past eight."""

    day: date
    out: int
    back: int
    left: str = "08:30"
    returned: str = "17:30"
    approved_by: str = "王五"
    approved_after: int = -1
    """Days after the day of it."""


@dataclass
class Stop:
    """From a moment to another, as a sheet writes them; the second is empty of the last one."""

    arrived: str
    left: str
    at: tuple[float, float]

    @property
    def day(self) -> date:
        return date.fromisoformat(self.arrived[:10])


@dataclass
class Vehicle:
    """The first of a unit has a norm, the others have none."""

    plate: str
    norm: float | None
    card: str
    used_until: date | None = None
    fills: list[Fill] = field(default_factory=list)
    sealed: tuple[int, int] | None = None
    """Of one that is locked away over the holiday, what its odometer showed before and after."""
    uses: list[Use] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)

    def of_year(self) -> list[int]:
        return [n for n, fill in enumerate(self.fills) if fill.day.year == YEAR]


@dataclass
class Charge:
    day: date
    kwh: float
    km: float
    """Since the charge before."""
    yuan: float
    odometer: float = 0


@dataclass
class Electric:
    """A vehicle that is charged and burns nothing."""

    plate: str
    charges: list[Charge] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)


@dataclass
class Meter:
    """`shown` are readings by hand at the beginning of a month, `hourly` those of June that a system collects."""

    number: str
    account: str
    rated_kw: float
    shown: list[tuple[datetime, float]]
    multiplier: int = 1
    digits: int = 7
    main: str = ""
    hourly: list[tuple[datetime, float]] = field(default_factory=list)


@dataclass
class Kept:
    """Of a unit. `parts` are its persons, `heated` its areas, `racks` and `powers` its data centre."""

    unit: Unit
    parts: list[int] = field(default_factory=list)
    heated: list[float] = field(default_factory=list)
    racks: list[int] = field(default_factory=list)
    powers: list[float] = field(default_factory=list)
    meters: list[Meter] = field(default_factory=list)
    vehicles: list[Vehicle] = field(default_factory=list)
    electric: Electric | None = None

    @property
    def has_stops(self) -> bool:
        return any(each.stops for each in self.vehicles)


def beside(units: list[Unit], planted: list[Planted]) -> tuple[list[Kept], list[Planted]]:
    """Of units that have no fault, did not close and did not change. Their profiles get the heated area. A fault of
    stops may be planted where one of trips is.
    """
    with_fault = {each.unit for each in planted} | {each.beside for each in planted}
    honest = [unit for unit in units if unit.code not in with_fault and not unit.closed_on and not unit.has_changed]
    kept = [_kept(unit, n) for n, unit in enumerate(honest)]
    planted = list(_plant(kept, GROUPS, PER_FAULT))
    with_fault = {each.unit for each in planted}
    driven = [each for each in kept if each.vehicles and each.unit.code not in with_fault]
    for each in driven:
        _write_down_trips(each)
        _track(each)
    of_trips = list(_plant(driven, (OF_TRIPS,), PER_FAULT_OF_TRIPS))
    return kept, [*planted, *of_trips, *_plant(driven, (OF_STOPS,), PER_FAULT_OF_STOPS)]


def _kept(unit: Unit, n: int) -> Kept:
    draw = random.Random(f"{SEED}beside{unit.code}")  # noqa: S311 (invented figures)
    kept = Kept(unit)
    if unit.category == "机关" and unit.county != QUOTA_CITY:  # whose persons of water are made of other parts
        short, long = (round(unit.persons[YEAR] * draw.uniform(0, 0.2)) for _ in range(2))
        kept.parts = [unit.persons[YEAR] - short - long, long, short]
    if unit.of(GAS):
        unit.heated = round(unit.area[YEAR] * draw.uniform(0.6, 0.95), 2)
        own = round(unit.heated * draw.uniform(0.2, 0.8), 2)
        kept.heated = [own, round(unit.heated - own, 2), 0.0]
    if draw.random() < 0.15:
        kept.powers = [float(draw.randrange(5, 200)) for _ in range(3)]
        kept.racks = [draw.randrange(6, 40), draw.randrange(0, 5)]
    if n < METERED:
        kept.meters = _meters(draw, unit)
    kept.vehicles = _vehicles(draw, unit)
    if kept.vehicles and draw.random() < 0.4:
        kept.electric = _electric(draw, unit)
    return kept


def _meters(draw: random.Random, unit: Unit) -> list[Meter]:
    """A main meter of the first account and a sub-meter; each is read on the first of the month, the main one by a
    system in June.
    """
    account = unit.of(POWER)[0]
    start, share = float(draw.randrange(1000, 90_000)), draw.uniform(0.2, 0.6)
    main, sub = [], []
    total, part = start, 0.0
    for n in account.of_year():
        row = account.rows[n]
        main.append((_midnight(row.start), round(total, 1)))
        sub.append((_midnight(row.start), round(part, 1)))
        used = row.quantity * (1 + draw.gauss(0, 0.01))
        total, part = total + used, part + used * share * (1 + draw.gauss(0, 0.05))
    main.append((datetime(YEAR + 1, 1, 1), round(total, 1)))  # noqa: DTZ001
    sub.append((datetime(YEAR + 1, 1, 1), round(part, 1)))  # noqa: DTZ001
    power = max(1.0, round(max(account.rows[n].quantity for n in account.of_year()) / 720 * draw.uniform(1.5, 4), 1))
    meters = [Meter("D-1", account.number, power, main), Meter("D-2", "", power, sub, main="D-1")]
    meters[0].hourly = _by_the_hour(draw, main)
    return meters


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def _by_the_hour(draw: random.Random, shown: list[tuple[datetime, float]]) -> list[tuple[datetime, float]]:
    """Between the readings of June and July, more by day than by night; a few of them get lost."""
    (first, low), (_, high) = next((a, b) for a, b in pairwise(shown) if a[0] == COLLECTED[0])
    hours = int((COLLECTED[1] - COLLECTED[0]) / HOUR)
    weights = [(2.0 if 8 <= n % 24 < 20 else 0.8) * draw.uniform(0.8, 1.2) for n in range(hours)]
    whole, total, found = sum(weights), low, []
    for n, weight in enumerate(weights[:-1], 1):
        total += (high - low) * weight / whole
        if draw.random() < 0.97:
            found.append((first + n * HOUR, round(total, 1)))
    return found


def _vehicles(draw: random.Random, unit: Unit) -> list[Vehicle]:
    """What the bills of a month say was bought, filled into the unit's vehicles."""
    if not unit.vehicles:
        return []
    tail = unit.code[-5:]
    made = [
        Vehicle(f"陕{tail[0]}{tail}{nth}"[:8], NORM if not nth else None, f"{tail}{nth}")
        for nth in range(unit.vehicles)
    ]
    for row in unit.of(FUEL)[0].rows:
        for vehicle in made:
            vehicle.fills += _fills(draw, row.start, row.quantity / len(made), (row.amount or 0) / row.quantity)
    for vehicle in made:
        for fill in vehicle.fills:
            fill.card = vehicle.card
        if not any(_is_sealed_on(fill.day) for fill in vehicle.fills):
            vehicle.sealed = SEALED_KM, SEALED_KM + draw.randrange(0, 4)
    return made


def _electric(draw: random.Random, unit: Unit) -> Electric:
    """Charged about once a week; what it takes differs from way to way, and by a quarter in winter."""
    car = Electric(f"陕D{unit.code[-5:]}")
    day = date(YEAR - 1, 1, 1) + timedelta(days=draw.randrange(7))
    while day.year <= YEAR:
        kwh = round(draw.uniform(0.4, 0.9) * BATTERY, 2)
        takes = KWH_PER_100KM * (1.25 if day.month in COLD else 1) * (1 + draw.uniform(-0.08, 0.08))
        car.charges.append(Charge(day, kwh, round(kwh / takes * 100), round(kwh * YUAN_PER_KWH, 2)))
        day += timedelta(days=draw.randrange(5, 10))
        if _is_sealed_on(day):
            day = HOLIDAY[1]
    return car


def _write_down_trips(kept: Kept) -> None:
    draw = random.Random(f"{SEED}trips{kept.unit.code}")  # noqa: S311 (invented figures)
    for vehicle in kept.vehicles:
        vehicle.uses = _uses(draw, vehicle.fills)
    if kept.electric:
        kept.electric.uses = _uses(draw, kept.electric.charges)


def _uses(draw: random.Random, fills: "list[Fill] | list[Charge]") -> list[Use]:
    """On the day of each filling, and once or twice on the way there; a little of the way is not written down."""
    found, whole = [], float(FIRST_KM)
    before, shown = fills[0].day - timedelta(days=9), FIRST_KM
    for fill in fills:
        whole += fill.km
        days = sorted({_between(draw, before, fill.day), _between(draw, before, fill.day), fill.day} - {before})
        until = round(whole)
        for nth, day in enumerate(days, 1):
            back = until if nth == len(days) else shown + (until - shown) // 2
            found.append(Use(day, min(shown + draw.randrange(0, 4), back), back))
            shown = back
        before = fill.day
    return found


def _track(kept: Kept) -> None:
    """What the platform of the receivers in its vehicles exports of the year: it knows of no fault of who writes down
    trips and receipts.
    """
    draw = random.Random(f"{SEED}stops{kept.unit.code}")  # noqa: S311 (invented figures)
    for vehicle in kept.vehicles:
        vehicle.stops = _stops(draw, vehicle.uses, {fill.day for fill in vehicle.fills}, AT[STATION])
    if kept.electric:
        days = {charge.day for charge in kept.electric.charges}
        kept.electric.stops = _stops(draw, kept.electric.uses, days, AT[PILES])


def _stops(draw: random.Random, uses: list[Use], filled: set[date], station: tuple[float, float]) -> list[Stop]:
    """Where each use led, the station on the day of a filling, and the yard until the next use."""
    own, found = [each for each in uses if each.day.year == YEAR], []
    for use, then in zip(own, [*own[1:], None], strict=True):
        away = _away(draw)
        found.append(Stop(f"{use.day} 10:05:12", f"{use.day} 15:30:40", away))
        if use.day in filled:
            found.append(Stop(f"{use.day} 16:20:31", f"{use.day} 16:36:02", _out(draw, station)))
        until = f"{then.day} {then.left}:00" if then else ""
        found.append(Stop(f"{use.day} {use.returned}:20", until, _out(draw, YARD)))
    return found


def _away(draw: random.Random) -> tuple[float, float]:
    """Some kilometres to the south, where no station lies."""
    return YARD[0] + draw.uniform(-0.4, 0.4), YARD[1] - draw.uniform(0.05, 0.5)


def _out(draw: random.Random, at: tuple[float, float]) -> tuple[float, float]:
    return at[0] + draw.uniform(-NOISE, NOISE), at[1] + draw.uniform(-NOISE, NOISE)


def _between(draw: random.Random, first: date, last: date) -> date:
    """A day after the first, and none of the holiday."""
    day = first + timedelta(days=draw.randrange(1, max(2, (last - first).days)))
    return last if _is_sealed_on(day) else day


def _is_sealed_on(day: date) -> bool:
    return HOLIDAY[0] < day < HOLIDAY[1]


def _fills(draw: random.Random, month: date, litres: float, yuan: float) -> Iterator[Fill]:
    """As many as the tank asks for, a few days apart."""
    times = max(1, int(litres / (TANK * 0.8)) + 1)
    for n in range(times):
        each = round(litres / times, 2)
        day = month + timedelta(days=1 + int(n * 26 / times) + draw.randrange(0, max(1, int(26 / times) - 1)))
        yield Fill(day, each, round(each / PER_100KM * 100 * _way(draw)), round(each * yuan, 2))


def _way(draw: random.Random) -> float:
    """What a way differs by from another."""
    return 1 + draw.uniform(-0.04, 0.04)


# Faults ----------------------------------------------------------------------------------------------------------

Where = tuple[str, date, date] | None
"""The resource and the days."""


def _plant(kept: list[Kept], groups: "tuple[Group, ...]", many: int) -> Iterator[Planted]:
    draw = random.Random(f"{SEED}faults beside")  # noqa: S311 (invented figures)
    able = list(kept)
    draw.shuffle(able)
    every = ((keeps, fault, plant) for keeps, faults in groups for fault, plant in faults.items())
    for keeps, fault, plant in every:
        for each, found in _first_that_take_it(plant, draw, [each for each in able if keeps(each)], many):
            able.remove(each)
            yield Planted(fault, each.unit.code, *found)


def _first_that_take_it(
    plant: Callable[..., Where], draw: random.Random, able: list[Kept], many: int
) -> Iterator[tuple[Kept, tuple[str, date, date]]]:
    tried = ((each, plant(draw, each)) for each in able)
    yield from islice(((each, found) for each, found in tried if found), many)


def _one_part_more(_: random.Random, kept: Kept) -> Where:
    kept.parts[0] += max(2, round(kept.parts[0] / 10))
    return "", *ALL_YEAR


def _an_area_twice(_: random.Random, kept: Kept) -> Where:
    kept.heated[2] = kept.heated[0]
    return "", *ALL_YEAR


def _ten_times_the_area(_: random.Random, kept: Kept) -> Where:
    kept.heated = [round(each * 10, 2) for each in kept.heated]
    kept.unit.heated = round(sum(kept.heated), 2)
    return "", *ALL_YEAR


def _reserved_and_total(_: random.Random, kept: Kept) -> Where:
    kept.racks = [max(1, kept.racks[1]), kept.racks[0] + 1]
    return "", *ALL_YEAR


def _no_ups(_: random.Random, kept: Kept) -> Where:
    """The whole is told, a part of it is not all there."""
    kept.powers.append(round(sum(kept.powers) * 1.15, 2))
    return "", *ALL_YEAR


def _month(draw: random.Random, meter: Meter) -> int:
    """Of which June, which a system reads too, is none."""
    return draw.choice([n for n in range(2, len(meter.shown) - 2) if n not in {4, 5, 6}])


def _digit_more(draw: random.Random, kept: Kept) -> Where:
    meter = kept.meters[1]
    n = _month(draw, meter)
    at, value = meter.shown[n]
    meter.shown[n] = (at, value * 10)
    return "电", meter.shown[n - 1][0].date(), meter.shown[n + 1][0].date()


def _digit_more_at_last(draw: random.Random, kept: Kept) -> Where:
    """Of a meter without rated power, and nobody has read it since."""
    meter = kept.meters[1]
    n = draw.randrange(6, len(meter.shown) - 2)
    at, value = meter.shown[n]
    meter.shown[n:], meter.rated_kw = [(at, value * 10)], 0
    return "电", meter.shown[n - 1][0].date(), at.date()


def _from_then_on(draw: random.Random, kept: Kept) -> Where:
    """The sub-meter's multiplier, which is forgotten in the register, is on its dial from a month on."""
    meter = kept.meters[1]
    n = _month(draw, meter)
    before = meter.shown[n - 1][1]
    later = [(at, round(before + (value - before) * 40, 1)) for at, value in meter.shown[n:]]
    meter.shown[n:] = later
    return "电", meter.shown[n - 1][0].date(), ALL_YEAR[1]


def _too_low(draw: random.Random, kept: Kept) -> Where:
    meter = kept.meters[1]
    n = _month(draw, meter)
    at, value = meter.shown[n]
    meter.shown[n] = (at, round(value * 0.3, 1))
    return "电", meter.shown[n - 1][0].date(), meter.shown[n + 1][0].date()


def _small_dial(draw: random.Random, kept: Kept) -> Where:
    """A value typed too low on a dial that is nearly half full looks as if it had rolled over."""
    meter = kept.meters[1]
    n = _month(draw, meter)
    top = max(value for _, value in meter.shown)
    digits = len(str(int(top)))
    turn = 10**digits
    lift = turn * 0.6 - meter.shown[n - 1][1]
    if lift < 0 or lift + top >= turn:
        return None
    meter.digits = digits
    meter.shown = [(at, round(value + lift, 1)) for at, value in meter.shown]
    meter.shown[n] = (meter.shown[n][0], round(turn * 0.02, 1))
    return "电", meter.shown[n - 1][0].date(), meter.shown[n + 1][0].date()


def _main_too_slow(_: random.Random, kept: Kept) -> Where:
    """The sub-meter hangs under a main meter that is not its own: it says more."""
    main, sub = kept.meters
    base = main.shown[0][1]
    sub.shown = [(at, round((value - base) * 1.3, 1)) for at, value in main.shown]
    return "电", *ALL_YEAR


def _bill_of_other_days(draw: random.Random, kept: Kept) -> Where:
    """A month's reading taken some days late, and dated on the first."""
    meter = kept.meters[0]
    n = _month(draw, meter)
    (at, value), (_, after) = meter.shown[n], meter.shown[n + 1]
    meter.shown[n] = (at, round(value + (after - value) * 0.3, 1))
    return "电", meter.shown[n - 1][0].date(), meter.shown[n + 1][0].date()


def _collector_down(draw: random.Random, kept: Kept) -> Where:
    meter = kept.meters[0]
    first = draw.randrange(50, 500)
    meter.hourly = meter.hourly[:first] + meter.hourly[first + 120 :]
    return "电", COLLECTED[0].date(), date(YEAR, 6, 30)


def _collector_late(_: random.Random, kept: Kept) -> Where:
    """Its clock is some minutes behind."""
    meter = kept.meters[0]
    meter.hourly = [(at + LATE, value) for at, value in meter.hourly]
    return "电", COLLECTED[0].date(), date(YEAR, 6, 30)


def _fill(draw: random.Random, kept: Kept, nth: int = -1) -> tuple[Vehicle, Fill]:
    vehicle = kept.vehicles[nth]
    return vehicle, vehicle.fills[draw.choice(vehicle.of_year()[2:-2])]


def _of_fill(change: Callable[[Fill, Vehicle, Kept], object], nth: int = -1) -> Callable[..., Where]:
    def plant(draw: random.Random, kept: Kept) -> Where:
        vehicle, fill = _fill(draw, kept, nth)
        change(fill, vehicle, kept)
        return "", fill.day, fill.day + timedelta(days=40)

    return plant


def _more_than_the_tank(fill: Fill, _vehicle: Vehicle, _kept: Kept) -> None:
    fill.litres, fill.yuan, fill.km = TANK * 1.3, TANK * 1.3 * 7.8, TANK * 1.3 / PER_100KM * 100


def _twice_a_day(fill: Fill, vehicle: Vehicle, _kept: Kept) -> None:
    """The same receipt under two numbers."""
    fill.litres, fill.km, fill.receipt = 48.0, round(48 / PER_100KM * 100), "1"
    fill.yuan = 374.4
    vehicle.fills.insert(vehicle.fills.index(fill) + 1, replace(fill, receipt="2", km=0))


def _odometer(plus: float) -> Callable[[Fill, Vehicle, Kept], None]:
    def change(fill: Fill, _vehicle: Vehicle, _kept: Kept) -> None:
        fill.odometer = plus

    return change


def _stood_still(fill: Fill, vehicle: Vehicle, _kept: Kept) -> None:
    """The reading before was copied; the way is noted with the next."""
    after = vehicle.fills[vehicle.fills.index(fill) + 1]
    after.km, fill.km = after.km + fill.km, 0


def _other_vehicle_too(fill: Fill, _vehicle: Vehicle, _kept: Kept) -> None:
    """Half of what was filled went elsewhere, and the way is that of the other half."""
    fill.km = round(fill.km * 0.5)


def _card(of_another: bool) -> Callable[[Fill, Vehicle, Kept], None]:
    def change(fill: Fill, vehicle: Vehicle, kept: Kept) -> None:
        others = [each.card for each in kept.vehicles if each is not vehicle]
        fill.card = others[0] if of_another else "999999"

    return change


def _elsewhere(fill: Fill, _vehicle: Vehicle, _kept: Kept) -> None:
    fill.station = "路边加油站"


def _dear(fill: Fill, _vehicle: Vehicle, _kept: Kept) -> None:
    fill.yuan = round(fill.yuan * 2, 2)


def _bill_not_entered(draw: random.Random, kept: Kept) -> Where:
    """A month of which half the fills were not noted."""
    first = date(YEAR, draw.randrange(3, 11), 1)
    for vehicle in kept.vehicles:
        for fill in vehicle.fills:
            if fill.day.replace(day=1) == first:
                fill.litres, fill.yuan = round(fill.litres * 0.6, 2), round(fill.yuan * 0.6, 2)
                fill.km = round(fill.km * 0.6)
    return "汽油", first, first.replace(day=28)


def _last_scrapped(_: random.Random, kept: Kept) -> Where:
    vehicle = kept.vehicles[-1]
    vehicle.used_until = vehicle.fills[-1].day
    return "", vehicle.fills[-1].day, vehicle.fills[-1].day


def _refuelled_on_holiday(_: random.Random, kept: Kept) -> Where:
    """It stands locked away by the register, and somebody refuelled it."""
    for vehicle in kept.vehicles:
        for fill in vehicle.fills:
            if _is_sealed_on(fill.day):
                vehicle.sealed = SEALED_KM, SEALED_KM
                return "", fill.day, fill.day
    return None


def _driven_on_holiday(draw: random.Random, kept: Kept) -> Where:
    vehicle = kept.vehicles[-1]
    if vehicle.sealed is None:
        return None
    vehicle.sealed = SEALED_KM, SEALED_KM + draw.randrange(60, 900)
    return "", HOLIDAY[0], HOLIDAY[1]


def _of_charge(change: Callable[[Charge, Electric], object], days: int = 60) -> Callable[..., Where]:
    def plant(draw: random.Random, kept: Kept) -> Where:
        car = kept.electric
        if car is None:
            return None
        charge = draw.choice([each for each in car.charges if each.day.year == YEAR and 3 <= each.day.month <= 10])
        change(charge, car)
        return "", charge.day, charge.day + timedelta(days=days)

    return plant


def _more_than_the_battery(charge: Charge, _: Electric) -> None:
    charge.km, charge.yuan = charge.km * BATTERY * 1.4 / charge.kwh, BATTERY * 1.4 * YUAN_PER_KWH
    charge.kwh = BATTERY * 1.4


def _digit_more_charged(charge: Charge, _: Electric) -> None:
    charge.kwh, charge.yuan = charge.kwh * 10, charge.yuan * 10


def _another_charged_too(charge: Charge, car: Electric) -> None:
    """From then on half of what is noted goes into another car."""
    for each in car.charges[car.charges.index(charge) :]:
        each.km = round(each.km / 2)


def _dear_charging(charge: Charge, _: Electric) -> None:
    charge.yuan = round(charge.yuan * 4, 2)


def _back(charge: Charge, _: Electric) -> None:
    charge.odometer = -2000


def _charged_on_holiday(draw: random.Random, kept: Kept) -> Where:
    car = kept.electric
    if car is None:
        return None
    day = HOLIDAY[0] + timedelta(days=draw.randrange(1, 7))
    nth = next(n for n, each in enumerate(car.charges) if each.day > day)
    car.charges.insert(nth, Charge(day, 30.0, 200, 42.0))
    return "", day, day


def _of_use(change: Callable[[Use, list[Use]], object]) -> Callable[..., Where]:
    """On a day on which nothing was filled, in the middle of the year."""

    def plant(draw: random.Random, kept: Kept) -> Where:
        vehicle = draw.choice(kept.vehicles)
        filled = {fill.day for fill in vehicle.fills}
        inner = [each for each in vehicle.uses if each.day.year == YEAR and 3 <= each.day.month <= 10]
        able = [each for each in inner if each.day not in filled and each.back - each.out > 60]
        if not able:
            return None
        use = draw.choice(able)
        change(use, vehicle.uses)
        return "", use.day, use.day + timedelta(days=20)

    return plant


def _twice(use: Use, uses: list[Use]) -> None:
    """The same one again by another watch."""
    uses.insert(uses.index(use) + 1, replace(use, left="09:10", returned="17:40"))


def _never_back(use: Use, _: list[Use]) -> None:
    use.returned = ""


def _out_too_low(use: Use, _: list[Use]) -> None:
    use.out -= 1000


def _left_out(use: Use, uses: list[Use]) -> None:
    uses.remove(use)


def _copied(use: Use, uses: list[Use]) -> None:
    """What it showed as it left was written down as it came back too."""
    uses.insert(uses.index(use), replace(use, left="07:00", returned="08:00", back=use.out))


def _digit_more_driven(use: Use, _: list[Use]) -> None:
    use.back *= 10


def _by_nobody(use: Use, _: list[Use]) -> None:
    use.approved_by = ""


def _afterwards(use: Use, _: list[Use]) -> None:
    use.approved_after = 2


def _driven_while_sealed(draw: random.Random, kept: Kept) -> Where:
    vehicle = kept.vehicles[-1]
    if vehicle.sealed is None:
        return None
    day = HOLIDAY[0] + timedelta(days=draw.randrange(1, 7))
    nth = next(n for n, each in enumerate(vehicle.uses) if each.day > day)
    shown = vehicle.uses[nth].out
    vehicle.uses.insert(nth, Use(day, shown - 1, shown))
    return "", day, day


def _scrapped_and_driven(_: random.Random, kept: Kept) -> Where:
    vehicle = kept.vehicles[-1]
    last = vehicle.uses[-1]
    vehicle.uses.append(Use(last.day + timedelta(days=1), last.back, last.back + 40))
    vehicle.used_until = last.day + timedelta(days=1)
    return "", vehicle.used_until, vehicle.used_until


def _of_free_day(fills: list, uses: list[Use], draw: random.Random) -> int | None:
    """A filling of the middle of the year behind whose day nobody drove for a day."""
    driven = {each.day for each in uses}
    inner = [n for n, each in enumerate(fills) if each.day.year == YEAR and 3 <= each.day.month <= 10]
    free = [n for n in inner if fills[n].day + timedelta(days=1) not in driven]
    return draw.choice(free) if free else None


def _filled_on_another_day(draw: random.Random, kept: Kept) -> Where:
    """A receipt that is dated a day later; so are those of vehicles that nobody knows."""
    vehicle = kept.vehicles[-1]
    nth = _of_free_day(vehicle.fills, vehicle.uses, draw)
    if nth is None:
        return None
    vehicle.fills[nth].day += timedelta(days=1)
    return "", vehicle.fills[nth].day, vehicle.fills[nth].day


def _charged_on_another_day(draw: random.Random, kept: Kept) -> Where:
    car = kept.electric
    nth = _of_free_day(car.charges, car.uses, draw) if car else None
    if car is None or nth is None:
        return None
    car.charges[nth].day += timedelta(days=1)
    return "", car.charges[nth].day, car.charges[nth].day


def _misread(draw: random.Random, kept: Kept) -> Where:
    """What a filling shows is less than what its vehicle left with that day, and more than at the filling before."""
    vehicle, fill = _fill(draw, kept)
    driven = next((each.back - each.out for each in vehicle.uses if each.day == fill.day), 0)
    if not driven or fill.km < driven + 150:
        return None
    fill.odometer = -(driven + 60)
    return "", fill.day, fill.day


def _of_year(days: Iterable[date]) -> list[date]:
    return sorted(day for day in set(days) if day.year == YEAR and 3 <= day.month <= 10)


def _elsewhere_that_day(vehicle: Vehicle | Electric, day: date, station: tuple[float, float]) -> None:
    """What is filled that day is filled where the vehicle is not."""
    near = [each for each in vehicle.stops if each.day == day and abs(each.at[1] - station[1]) <= NOISE]
    for each in near:
        each.at = (each.at[0] + 0.1, each.at[1] - 0.2)


def _another_car_filled(draw: random.Random, kept: Kept) -> Where:
    vehicle = draw.choice(kept.vehicles)
    day = draw.choice(_of_year(fill.day for fill in vehicle.fills))
    _elsewhere_that_day(vehicle, day, AT[STATION])
    return "", day, day


def _another_car_charged(draw: random.Random, kept: Kept) -> Where:
    car = kept.electric
    if car is None:
        return None
    day = draw.choice(_of_year(charge.day for charge in car.charges))
    _elsewhere_that_day(car, day, AT[PILES])
    return "", day, day


def _stopped_twice(draw: random.Random, kept: Kept) -> Where:
    """The same stop again by a receiver whose clock is some minutes ahead."""
    vehicle = draw.choice(kept.vehicles)
    nth = draw.choice([n for n, each in enumerate(vehicle.stops) if each.arrived.endswith("10:05:12")])
    each = vehicle.stops[nth]
    vehicle.stops.insert(nth + 1, replace(each, arrived=f"{each.day} 10:09:00", left=f"{each.day} 15:34:00"))
    return "", each.day, each.day


def _moved_while_sealed(draw: random.Random, kept: Kept) -> Where:
    vehicle = kept.vehicles[-1]
    day = HOLIDAY[0] + timedelta(days=draw.randrange(1, 7))
    return ("", day, day) if vehicle.sealed and _drive(draw, vehicle, day) else None


def _moved_unused(draw: random.Random, kept: Kept) -> Where:
    """On a Sunday or another day on which nobody used it."""
    vehicle = draw.choice(kept.vehicles)
    driven = {each.day for each in vehicle.uses}
    every = (date(YEAR, 3, 1) + timedelta(days=n) for n in range(200))
    day = draw.choice([each for each in every if each not in driven and not _is_sealed_on(each)])
    return ("", day, day) if _drive(draw, vehicle, day) else None


def _drive(draw: random.Random, vehicle: Vehicle, day: date) -> bool:
    """From the yard and back on a day over which it is said to stand there."""
    nth = next((n for n, each in enumerate(vehicle.stops) if f"{each.day}" < f"{day}" < each.left[:10]), None)
    if nth is None:
        return False
    whole = vehicle.stops[nth]
    vehicle.stops[nth : nth + 1] = [
        replace(whole, left=f"{day} 09:10:00"),
        Stop(f"{day} 10:30:00", f"{day} 14:00:00", _away(draw)),
        Stop(f"{day} 15:40:00", whole.left, _out(draw, YARD)),
    ]
    return True


Group = tuple[Callable[[Kept], bool], dict[str, Callable[..., Where]]]
"""Whether a unit keeps something, and what can go wrong with it."""
OF_VEHICLES: Group = (
    lambda kept: len(kept.vehicles) > 1,
    {
        "more than the tank holds": _of_fill(_more_than_the_tank),
        "a receipt entered twice": _of_fill(_twice_a_day),
        "an odometer that went back": _of_fill(_odometer(-2000)),
        "a digit too many on an odometer": _of_fill(_odometer(90_000)),
        "an odometer that stood still": _of_fill(_stood_still),
        "half of the fuel elsewhere, with a norm": _of_fill(_other_vehicle_too, 0),
        "half of the fuel elsewhere, without one": _of_fill(_other_vehicle_too),
        "the card of another vehicle": _of_fill(_card(of_another=True)),
        "a card that nobody has": _of_fill(_card(of_another=False)),
        "another station": _of_fill(_elsewhere),
        "twice the price": _of_fill(_dear),
        "a vehicle that was scrapped before": _last_scrapped,
        "a month of fills noted in part": _bill_not_entered,
        "refuelled on a holiday on which it is sealed": _refuelled_on_holiday,
        "driven on a holiday on which it is sealed": _driven_on_holiday,
    },
)
OF_ELECTRIC: Group = (
    lambda kept: kept.electric is not None,
    {
        "more than the battery holds": _of_charge(_more_than_the_battery),
        "a digit too many of what was charged": _of_charge(_digit_more_charged),
        "half of what is charged into another vehicle": _of_charge(_another_charged_too, days=250),
        "four times the price of charging": _of_charge(_dear_charging),
        "an electric vehicle's odometer that went back": _of_charge(_back),
        "charged on a holiday on which it is sealed": _charged_on_holiday,
    },
)
OF_TRIPS: Group = (
    lambda kept: any(each.uses for each in kept.vehicles),
    {
        "charged on a day on which nobody drove": _charged_on_another_day,
        "driven on a holiday, by its trips": _driven_while_sealed,
        "refuelled on a day on which nobody drove": _filled_on_another_day,
        "less at a filling than as it left that day": _misread,
        "a trip of a vehicle that was scrapped": _scrapped_and_driven,
        "a trip entered twice": _of_use(_twice),
        "a trip without its return": _of_use(_never_back),
        "a trip that nobody wrote down": _of_use(_left_out),
        "a thousand kilometres too few as it left": _of_use(_out_too_low),
        "a digit too many as it came back": _of_use(_digit_more_driven),
        "a trip of no way": _of_use(_copied),
        "a trip that nobody approved of": _of_use(_by_nobody),
        "a trip approved of two days later": _of_use(_afterwards),
    },
)
OF_STOPS: Group = (
    lambda kept: kept.has_stops,
    {
        "charged where it did not stand": _another_car_charged,
        "driven on a holiday, by its stops": _moved_while_sealed,
        "driven on a day without a trip, by its stops": _moved_unused,
        "refuelled where it did not stand": _another_car_filled,
        "a stop entered twice": _stopped_twice,
    },
)
OF_METERS: Group = (
    lambda kept: bool(kept.meters),
    {
        "a digit too many on a meter": _digit_more,
        "a digit too many at last, without rated power": _digit_more_at_last,
        "a meter by its multiplier, from a month on": _from_then_on,
        "a reading too low": _too_low,
        "a reading too low on a small dial": _small_dial,
        "a sub-meter of another main meter": _main_too_slow,
        "a reading of a later day": _bill_of_other_days,
        "a collector that failed for five days": _collector_down,
        "a collector whose clock is four minutes behind": _collector_late,
    },
)
OF_CENTRES: Group = (
    lambda kept: bool(kept.racks),
    {"racks and reserved racks exchanged": _reserved_and_total, "a part of the power left out": _no_ups},
)
OF_AREAS: Group = (
    lambda kept: bool(kept.heated),
    {"a heated area in two ways of heating": _an_area_twice, "ten times the heated areas": _ten_times_the_area},
)
OF_PERSONS: Group = (lambda kept: bool(kept.parts), {"persons of two kinds counted twice": _one_part_more})
GROUPS = (OF_VEHICLES, OF_ELECTRIC, OF_METERS, OF_CENTRES, OF_AREAS, OF_PERSONS)
"""What few units keep comes first."""


# Files -----------------------------------------------------------------------------------------------------------


def write(folder: Path, kept: list[Kept]) -> list[tuple[str, Path]]:
    """Each with its kind, in the order in which they are brought: main meters before what hangs under them. Of what
    none of few units keeps there is no file.
    """
    every: list[tuple[str, Iterable[tuple]]] = [
        ("person_parts", ((each.unit.code, YEAR, *each.parts) for each in kept if each.parts)),
        ("form_facts", ((each.unit.code, YEAR, *each.heated) for each in kept if each.heated)),
        ("data_centres", (_data_centre(each) for each in kept if each.racks)),
        ("meters", (_meter(each, meter) for each in kept for meter in each.meters if not meter.main)),
        ("meters", (_meter(each, meter) for each in kept for meter in each.meters if meter.main)),
        ("readings", (row for each in kept for meter in each.meters for row in _readings(each, meter))),
        ("vehicles", (row for each in kept for row in _vehicles_of(each))),
        ("sealings", (row for each in kept for row in _sealings_of(each))),
        ("chargings", (row for each in kept if each.electric for row in _chargings(each, each.electric))),
        ("trips", (row for each in kept for row in _trips(each))),
        ("refuellings", (row for each in kept for vehicle in each.vehicles for row in _refuellings(each, vehicle))),
        ("filling_stations", (row for each in kept if each.has_stops for row in _stations(each))),
        ("stops", (row for each in kept for row in _stops_of(each))),
    ]
    rows = [(kind, lines) for kind, lines in ((kind, list(lines)) for kind, lines in every) if lines]
    files = [(kind, folder / f"{n}-{kind}.csv") for n, (kind, _) in enumerate(rows)]
    for (kind, lines), (_, file) in zip(rows, files, strict=True):
        write_rows(file, HEADERS[kind], lines)
    return files


def _data_centre(kept: Kept) -> tuple:
    parts = kept.powers[:3]
    whole = kept.powers[3] if len(kept.powers) > 3 else sum(parts)
    return kept.unit.code, "主机房", YEAR, *kept.racks, whole, *parts


def _meter(kept: Kept, meter: Meter) -> tuple:
    about = meter.multiplier, meter.digits, meter.rated_kw or ""
    return kept.unit.code, meter.number, "电", *about, meter.main, meter.account


def _readings(kept: Kept, meter: Meter) -> Iterable[tuple]:
    for read, by in ((meter.shown, "人工"), (meter.hourly, "系统采集")):
        yield from ((kept.unit.code, meter.number, f"{at:%Y-%m-%d %H:%M}", value, by) for at, value in read)


def _vehicles_of(kept: Kept) -> Iterator[tuple]:
    for each in kept.vehicles:
        about = "机要通信用车", "汽油", TANK, each.card, STATION, each.norm or ""
        yield kept.unit.code, each.plate, *about, "2022-01-01", FIRST_KM, each.used_until or "", ""
    if kept.electric:
        about = "其他公务用车", "纯电动", "", "", "", ""
        yield kept.unit.code, kept.electric.plate, *about, "2022-01-01", FIRST_KM, "", BATTERY


def _sealings_of(kept: Kept) -> Iterator[tuple]:
    sealed = [(each.plate, each.sealed) for each in kept.vehicles if each.sealed]
    if kept.electric:
        sealed.append((kept.electric.plate, (SEALED_KM, SEALED_KM)))
    for plate, (before, after) in sealed:
        yield kept.unit.code, plate, HOLIDAY[0], "国庆节", "机关地下车库", before, HOLIDAY[1], after


def _trips(kept: Kept) -> Iterator[tuple]:
    for each in (*kept.vehicles, *([kept.electric] if kept.electric else [])):
        for use in each.uses:
            times = f"{use.day} {use.left}", use.returned and f"{use.day} {use.returned}"
            approved = (use.approved_by, use.day + timedelta(days=use.approved_after)) if use.approved_by else ("", "")
            yield kept.unit.code, each.plate, *times, "送达文件", "市政务中心", "办公室", use.out, use.back, *approved


def _chargings(kept: Kept, car: Electric) -> Iterator[tuple]:
    odometer: float = FIRST_KM
    for each in car.charges:
        odometer += each.km
        about = kept.unit.code, car.plate, each.day, f"{each.kwh:.2f}", f"{each.yuan:.2f}"
        yield *about, round(odometer + each.odometer), "社会充电站", PILES


def _stations(kept: Kept) -> Iterator[tuple]:
    for name, (longitude, latitude) in AT.items():
        yield kept.unit.code, name, longitude, latitude


def _stops_of(kept: Kept) -> Iterator[tuple]:
    for each in (*kept.vehicles, *([kept.electric] if kept.electric else [])):
        for stop in each.stops:
            longitude, latitude = (f"{degrees:.6f}" for degrees in stop.at)
            yield kept.unit.code, each.plate, stop.arrived, stop.left, longitude, latitude


def _refuellings(kept: Kept, vehicle: Vehicle) -> Iterator[tuple]:
    odometer: float = FIRST_KM
    for fill in vehicle.fills:
        odometer += fill.km
        shown = round(odometer + fill.odometer)
        about = kept.unit.code, vehicle.plate, fill.day, fill.receipt, f"{fill.litres:.2f}", f"{fill.yuan:.2f}"
        yield *about, shown, fill.card, fill.station
