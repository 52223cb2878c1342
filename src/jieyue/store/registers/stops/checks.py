"""Whether a vehicle can have stood where it is said to have: one stop after the other, none away from where it was
locked away, and none apart from another on a day on which nobody used it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jieyue.rules.coordinates import metres_between
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.machine.columns import moment_said
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.sealings.while_sealed import Sealings, sealed_since, sealings_of
from jieyue.store.registers.stops.models import Stop
from jieyue.store.registers.stops.standing import STOOD_DAYS, Away, Stood, km_said, stood, where_said
from jieyue.store.registers.trips.before import said_at
from jieyue.store.registers.trips.beside_fills import KEPT_WITHIN, Uses, uses_between

MOVED = "vehicle_moved_metres"
LIMITS = (MOVED, KEPT_WITHIN)
Found = Iterator[Odd]


@dataclass(frozen=True)
class Beside:
    """A stop with the others of its vehicle, the sealings and the uses of it."""

    stop: Stop
    stood: Stood
    sealings: Sequence[Sealing]
    uses: Uses | None
    limits: Limits

    @property
    def where(self) -> str:
        place = where_said(self.stop.place, self.stop.coordinates)
        return f"{self.stop.vehicle.plate} {said_at(self.stop.arrived_at)} 到达{place}"

    def limit(self, name: str) -> Decimal | None:
        found = self.limits.on(name, self.stop.day)
        return found and found.value


def each(stops: Sequence[Stop], limits: Limits) -> Iterator[tuple[Stop, Odd]]:
    """Each beside the others of its vehicle, in a few questions however many they are."""
    if not stops:
        return
    vehicles, first, last = {stop.vehicle_id for stop in stops}, min(map(_day, stops)), max(map(_day, stops))
    sealings = sealings_of(vehicles, first, last)
    places = stood(vehicles, _since(first, sealings), last)
    uses = _uses(vehicles, first, last, limits)
    for stop in stops:
        own = stop.vehicle_id
        of = Beside(stop, places[own], sealings.get(own, ()), uses.get(own), limits)
        for look in (one_after_the_other, sealed, without_trip):
            yield from ((stop, odd) for odd in look(of))


def _day(stop: Stop) -> date:
    return stop.day


def _since(first: date, sealings: Sealings) -> date:
    """From where a vehicle stood as it was locked away, no further back than a stop is looked at again."""
    begun = [sealing.sealed_on for own in sealings.values() for sealing in own]
    return max(min([first, *begun]), first - timedelta(days=STOOD_DAYS))


def _uses(vehicles: set[int], first: date, last: date, limits: Limits) -> Mapping[int, Uses]:
    within = [limits.on(KEPT_WITHIN, day) for day in (first, last)]
    reach = timedelta(days=max(int(each.value) if each else 0 for each in within))
    return uses_between(vehicles, first - reach, last + reach)


def one_after_the_other(of: Beside) -> Found:
    latest = of.stood.latest_before(of.stop.pk)
    if latest and latest.left_at and latest.left_at > of.stop.arrived_at:
        arrived, before, left = map(moment_said, (of.stop.arrived_at, latest.arrived_at, latest.left_at))
        says = (
            f"{of.stop.vehicle.plate} {arrived} 到达{where_said(of.stop.place, of.stop.coordinates)}，"
            f"{before} 到达{latest.where}的那一次 {left} 才离开，两次停留时间重叠。"
        )
        do = "请核对两次的到达时间、离开时间和号牌，更正写错的一次；同一次停留登记了两行的，请作废一行。"
        yield Odd("stops_overlap", "同一辆车两次停留时间重叠", says, do, "arrived_at")


def sealed(of: Beside) -> Found:
    """A drive is told once, at the first place to which it led."""
    most = of.limit(MOVED)
    for sealing in of.sealings if most is not None else ():
        if sealing.holds_on(of.stop.day, of.stop.day) and (way := _left(of, sealing, float(most))):
            away = f"离封存时停放的位置（{way.standing.where}）{km_said(way.metres)}"
            says = f"{of.where}，{away}，{sealed_since(sealing)}。"
            do = (
                "请核对号牌、时间和位置；已经启封的，在“车辆封存”填启封日期；留作值班的，把“值班车”填“是”；"
                "应急用车的，请说明事由和谁批准的；拖车、定位偏移的，请说明。"
            )
            yield Odd("moved_while_sealed", "封存期间车辆有移动", says, do, "arrived_at", figures=_figures(way, most))


def _left(of: Beside, sealing: Sealing, most: float) -> Away | None:
    """Where it stood as it was locked away and how far that is, of a stop to which it moved from near there."""
    at, before = of.stop.coordinates, list(of.stood.since(sealing.sealed_on, of.stop.arrived_at))
    if at is None or not before:
        return None
    home, last = before[0], before[-1]
    way = Away(home, metres_between(home.at, at))
    is_away_already = metres_between(home.at, last.at) > most
    return way if way.metres > most and not is_away_already else None


def without_trip(of: Beside) -> Found:
    """Of a vehicle whose trips somebody keeps around the day. A day is told once."""
    most, within, day = of.limit(MOVED), of.limit(KEPT_WITHIN), of.stop.day
    if most is None or within is None or of.uses is None or of.stop.coordinates is None:
        return
    if not of.uses.are_kept_around(day, day, int(within)) or of.uses.touching(day, day):
        return
    found = of.stood.first_apart(day, float(most))
    if found and found[0].id == of.stop.pk:
        way = found[1]
        says = (
            f"{of.where}，离当天停过的{way.standing.where}（{way.standing.when}）{km_said(way.metres)}，"
            "当天没有这辆车的用车记录。"
        )
        do = (
            "请核对号牌、时间和位置；当天用过车的，请在“用车记录”补登；没有经过批准用车的，请说明情况；"
            "送修、拖车、定位偏移的，请说明。"
        )
        yield Odd("moved_without_trip", "当天车辆有移动，没有用车", says, do, "arrived_at", figures=_figures(way, most))


def _figures(way: Away, most: Decimal) -> dict[str, object]:
    return {"metres": round(way.metres), "most": most}
