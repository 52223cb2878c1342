"""The vehicles of the demonstration's units: what they are filled with, by the bills of petrol, their uses, and
where one of them stood.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from jieyue.cli.demo.city import Unit, bills
from jieyue.rules.period import months_later

Row = dict[str, object]
STATION, TANK, FILL, PER_100KM, BEGINNING = "云岭城东加油站", 60, 48, 9, date(2022, 1, 1)
DRIVERS = ("赵六", "孙七", "周八", "吴九")
"""Each vehicle has its own: nobody drives two at a time."""
WAYS = (
    ("送达文件", "市档案馆"),
    ("参加会议", "市政府"),
    ("接送客人", "高铁站"),
    ("现场检查", "各乡镇"),
    ("参加会议", "省城"),
)
"""Purpose and destination of the uses between two fillings."""
YARD = ("机关大院", 105.2983, 33.4102)
AT_STATION = (105.3475, 33.4049)
WHERE = {
    "市档案馆": (105.2821, 33.4215), "市政府": (105.3106, 33.3957), "高铁站": (105.3894, 33.3711),
    "各乡镇": (105.1427, 33.5230), "省城": (106.1120, 33.0250),
}  # fmt: skip
"""Longitude and latitude of the places of a city that does not exist."""


def vehicle(unit: Unit, nth: int, first: date) -> Row:
    """The plates of the city begin with a character that none has."""
    return {
        "organisation": unit.code, "plate": _plate(unit, nth), "kind": "机要通信用车" if nth == 0 else "其他公务用车",
        "fuel": "汽油", "tank_litres": TANK, "card_number": _card(unit, nth), "stations": STATION,
        "norm_l_per_100km": PER_100KM + 1, "department": "办公室", "used_since": first,
        "first_km": _odometer(unit, first),
    }  # fmt: skip


def _plate(unit: Unit, nth: int) -> str:
    return f"演{unit.code[-4:]}{nth + 1}"


def _driver(nth: int) -> str:
    return DRIVERS[nth % len(DRIVERS)]


def _card(unit: Unit, nth: int) -> str:
    return f"8{unit.code}{nth + 1:02}"


def _burnt(unit: Unit, month: date) -> int:
    """What the bill of petrol of the month says, in litres."""
    return next(int(each["quantity"]) for each in bills(unit, month) if each["resource"] == "汽油")


def _odometer(unit: Unit, month: date) -> int:
    """Of each of its vehicles, when the month begins."""
    months = (date(year, number, 1) for year in range(BEGINNING.year, month.year + 1) for number in range(1, 13))
    litres = sum(_burnt(unit, each) for each in months if each < month)
    return round(litres * 100 / PER_100KM / unit.vehicles)


def refuellings(unit: Unit, month: date) -> list[Row]:
    """On the road in the August of each year."""
    litres = _litres(unit, month)
    return [
        {
            "organisation": unit.code, "vehicle": _plate(unit, nth),
            "refuelled_on": day, "receipt_number": f"{turn}",
            "litres": litres, "amount_yuan": round(litres * 7.9, 2), "odometer_km": km,
            "card_number": _card(unit, nth), "driver": _driver(nth),
            "station": "高速服务区加油站" if (month.month, nth, turn) == (8, 0, 1) else STATION,
        }
        for nth in range(unit.vehicles)
        for turn, (day, km) in enumerate(_turns(unit, nth, month), 1)
    ]  # fmt: skip


def trips(unit: Unit, month: date, *, is_last: bool) -> list[Row]:
    """Each of `WAYS` once until each filling, that of its day the last. In the last month the first unit had one
    approved of after it.
    """
    rows = [row for nth in range(unit.vehicles) for row in _uses(unit, nth, month)]
    if is_last and unit.nth == 0:
        rows[0]["approved_on"] = rows[0]["approved_on"] + timedelta(days=3)
    return rows


def _uses(unit: Unit, nth: int, month: date) -> Iterator[Row]:
    before, turns = _turns(unit, nth, months_later(month, -1))[-1], _turns(unit, nth, month)
    days = 27 // len(turns)
    ways = WAYS[:days]
    apart = timedelta(days=days // len(ways))
    for (_, begun), (day, ended) in pairwise([before, *turns]):
        shown = [begun + (ended - begun) * part // len(ways) for part in range(len(ways) + 1)]
        for part, ((purpose, where), (out, back)) in enumerate(zip(ways, pairwise(shown), strict=True), 1):
            on = day - apart * (len(ways) - part)
            yield {
                "organisation": unit.code, "vehicle": _plate(unit, nth),
                "left_at": f"{on} 08:30", "back_at": f"{on} 17:30", "purpose": purpose, "destination": where,
                "used_by": "办公室", "driver": _driver(nth), "odometer_out_km": out, "odometer_back_km": back,
                "approved_by": "王五", "approved_on": on - timedelta(days=1),
            }  # fmt: skip


def station(unit: Unit) -> Row:
    longitude, latitude = AT_STATION
    own = {"organisation": unit.code, "name": STATION, "address": "云岭市城东路"}
    return {**own, "longitude": longitude, "latitude": latitude}


def stops(unit: Unit, month: date) -> list[Row]:
    """Where the receiver in its first vehicle says that it stood: in the yard, where each use led, at the station."""
    uses, found = list(_uses(unit, 0, month)), []
    filled = {day for day, _ in _turns(unit, 0, month)}
    leaves = [*(use["left_at"] for use in uses[1:]), ""]
    for use, then in zip(uses, leaves, strict=True):
        day, where = str(use["left_at"])[:10], str(use["destination"])
        found.append(_stop(unit, f"{day} 10:05", f"{day} 15:40", where, WHERE[where]))
        if date.fromisoformat(day) in filled:
            found.append(_stop(unit, f"{day} 16:45", f"{day} 16:58", STATION, AT_STATION))
        found.append(_stop(unit, str(use["back_at"]), str(then), YARD[0], YARD[1:]))
    return found


def _stop(unit: Unit, arrived: str, left: str, place: str, at: tuple[float, float]) -> Row:
    about = {"organisation": unit.code, "vehicle": _plate(unit, 0), "arrived_at": arrived, "left_at": left}
    return {**about, "place": place, "longitude": at[0], "latitude": at[1]}


def _turns(unit: Unit, nth: int, month: date) -> Sequence[tuple[date, int]]:
    """On which days a vehicle is filled, and at which odometers: by turns until what was billed is used up."""
    begun, litres, turns = _odometer(unit, month), _litres(unit, month), _times(unit, month)
    return [
        (month.replace(day=1 + turn * 27 // turns + nth % 2), begun + round((turn + 1) * litres * 100 / PER_100KM))
        for turn in range(turns)
    ]


def _times(unit: Unit, month: date) -> int:
    """How often each vehicle is filled in a month."""
    return max(-(-_burnt(unit, month) // (FILL * unit.vehicles)), 1)


def _litres(unit: Unit, month: date) -> float:
    """What goes into a vehicle each time."""
    return round(_burnt(unit, month) / _times(unit, month) / unit.vehicles, 2)
