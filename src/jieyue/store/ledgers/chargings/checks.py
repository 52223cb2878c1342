"""Whether a charging can be: as much as the battery takes, an odometer that goes on, a price that electricity may have,
and no more on the way than electric vehicles take or this one usually does.
"""

from collections.abc import Iterator, Mapping, Sequence

from jieyue.rules.metering import said
from jieyue.store.ledgers.chargings.filling import CHARGING
from jieyue.store.ledgers.chargings.models import Charging
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.registers.sealings.while_sealed import Sealings, sealings_of, while_sealed
from jieyue.store.registers.stops.beside_fills import LIMITS as OF_STOPS
from jieyue.store.registers.stops.beside_fills import Tracks, off_track, tracks_of
from jieyue.store.registers.trips.beside_fills import LIMITS as OF_TRIPS
from jieyue.store.registers.trips.beside_fills import Uses, beside_trips, uses_of
from jieyue.store.registers.vehicles.beside import (
    A_DAY,
    Beside,
    Found,
    beside,
    in_use,
    is_too_far,
    lately,
    odometer,
    on_the_way,
    takes_more,
    usually,
)
from jieyue.store.registers.vehicles.burning import burns_fuel
from jieyue.store.registers.vehicles.running import Took

BATTERY, AT_ONCE = "battery_slack_share", "charging_most_kwh"
PRICE = "charging_most_yuan_per_kwh"
JUDGED, OWN_KM = "power_judged_over_km", "power_usual_over_km"
LEAST, MOST, ABOVE_OWN = "power_least_kwh_per_100km", "power_most_kwh_per_100km", "power_above_usual_share"
LIMITS = (BATTERY, AT_ONCE, PRICE, A_DAY, JUDGED, OWN_KM, LEAST, MOST, ABOVE_OWN, *OF_TRIPS, *OF_STOPS)
OWN_PILE = "own"


def each(rows: Sequence[Charging], limits: Limits) -> Iterator[tuple[Charging, Odd]]:
    """Each beside the others of its vehicle, in a few questions however many they are."""
    if not rows:
        return
    days = [row.charged_on for row in rows]
    sealings = sealings_of({row.vehicle_id for row in rows}, min(days), max(days))
    fills = list(beside(CHARGING, rows, limits))
    uses, tracks = uses_of(fills), tracks_of(fills)
    for of in fills:
        for look in (battery, odometer, consumption, price, in_use):
            yield from ((of.row, odd) for odd in look(of))
        yield from ((of.row, odd) for odd in (*sealed(of, sealings), *trips(of, uses), *track(of, tracks)))


def battery(of: Beside) -> Found:
    """Some of what is charged is lost on the way into the battery. Where nobody says what it holds, any is meant."""
    holds, slack, most = of.vehicle.battery_kwh, of.limit(BATTERY), of.limit(AT_ONCE)
    if holds:
        if slack is not None and of.amount > holds * (1 + slack):
            says = f"{of.where}{of.put_in}，电池容量 {said(holds)} kWh。"
            do = (
                "请核对充电量和“公务用车”登记的电池容量；几次合在一行的，请按次分开登记；给别的车充的，请改记到那辆车。"
            )
            figures = {"kwh": of.amount, "battery": holds}
            yield Odd("beyond_the_battery", "充电量超过电池容量", says, do, "kwh", figures=figures)
    elif most is not None and of.amount > most:
        says = f"{of.where}{of.put_in}，一次超过 {said(most)} kWh。"
        do = (
            "请核对充电量，是否多写了一位；几次合在一行的，请按次分开登记；确实充了这么多的，请在“公务用车”填电池容量。"
        )
        yield Odd("beyond_any_battery", "一次充电量过大", says, do, "kwh", figures={"kwh": of.amount, "most": most})


def consumption(of: Beside) -> Found:
    """百公里电耗 of one that burns nothing beside it: beyond what any takes, or else more than it took in the year
    before. A battery is seldom charged full, so that it is judged over a longer way than a tank.
    """
    found = None if burns_fuel(of.vehicle) or is_too_far(of) else lately(of, JUDGED)
    if found is None:
        return
    took, begin = found
    if beyond := list(_beyond_any(of, took)):
        yield from beyond
        return
    usual, share = usually(of, begin, OWN_KM), of.limit(ABOVE_OWN)
    if usual and share is not None and took.per_100km > usual.per_100km * (1 + share):
        do = "请核对充电量和里程，中间有没有漏记里程，是否给别的车充了电；确实费电的，请检修车辆或说明原因。"
        own = usual.per_100km
        yield takes_more(of, took, own, "本车以前平均", rule="power_above_usual", title="百公里电耗高于平常", do=do)


def _beyond_any(of: Beside, took: Took) -> Found:
    least, most = of.limit(LEAST), of.limit(MOST)
    figures = {"kwh": took.amount, "km": took.km}
    if least is not None and took.per_100km < least:
        says = f"{on_the_way(of, took)}，少于 {said(least)} kWh。"
        do = "请核对充电量和里程，中间有没有漏登充电，漏登的请补登。"
        yield Odd("power_too_little", "百公里电耗过低", says, do, "kwh", figures=figures)
    if most is not None and took.per_100km > most:
        says = f"{on_the_way(of, took)}，超过 {said(most)} kWh。"
        do = "请核对充电量和里程，充电量是否多写了一位；给别的车充的，请改记到那辆车。"
        yield Odd("power_too_much", "百公里电耗过高", says, do, "kwh", figures=figures)


def price(of: Beside) -> Found:
    most, yuan = of.limit(PRICE), of.row.amount_yuan
    if most is not None and of.amount and yuan is not None and yuan / of.amount > most:
        says = f"{of.where}每千瓦时 {yuan / of.amount:.2f} 元，超过 {said(most)} 元。"
        do = "请对照小票核对充电量和费用；费用里有停车、洗车等的，请分开。"
        figures = {"kwh": of.amount, "yuan": yuan}
        yield Odd("charging_price", "充电单价过高", says, do, "amount_yuan", figures=figures)


def sealed(of: Beside, sealings: Sealings) -> Found:
    do = "请核对充电日期和号牌；已经启封的，在“车辆封存”填启封日期；封存期间补电、值班和应急用车的，请说明事由。"
    yield from while_sealed(of, sealings, rule="charged_while_sealed", do=do)


def trips(of: Beside, uses: Mapping[int, Uses]) -> Found:
    """At the own pile a vehicle is charged while nobody drives it; of another place only where that is told."""
    do = (
        "请核对充电日期和号牌；当天用过车的，请在“用车记录”补登；给别的车充的，请改记到那辆车；"
        "在本单位充的，请更正充电地点。"
    )
    is_away = of.row.place not in ("", OWN_PILE)
    yield from beside_trips(of, uses, rule="charged_without_trip", do=do, is_asked=is_away)


def track(of: Beside, tracks: Tracks) -> Found:
    do = (
        "请核对充电日期、号牌和充电站；给别的车充的，请改记到那辆车；“加油（充电）站点”的经纬度写错的，请更正；"
        "平台漏记停留的，请说明。"
    )
    yield from off_track(of, tracks, rule="charged_off_track", do=do)
