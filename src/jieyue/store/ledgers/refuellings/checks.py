"""Whether a refuelling can be: as much as the tank holds, an odometer that goes on, a card of the vehicle's own, and no
more on the way than it is allowed or usually takes.
"""

from collections.abc import Iterator, Mapping, Sequence

from jieyue.rules.metering import said
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource
from jieyue.store.ledgers.refuellings.filling import REFUELLING
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.orgs.whose import of_each
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
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
    lately,
    odometer,
    takes_more,
    usually,
)
from jieyue.store.registers.vehicles.models import Vehicle

TANK = "tank_slack_share"
JUDGED, OWN_KM = "fuel_judged_over_km", "fuel_usual_over_km"
ABOVE_NORM, ABOVE_OWN = "fuel_above_norm_share", "fuel_above_usual_share"
LIMITS = (TANK, A_DAY, JUDGED, OWN_KM, ABOVE_NORM, ABOVE_OWN, *OF_TRIPS, *OF_STOPS)
BETWEEN_STATIONS = "、"
Cards = Mapping[str, Sequence[str]]
"""By card, the plates of the unit's vehicles that have it."""


def each(rows: Sequence[Refuelling], limits: Limits) -> Iterator[tuple[Refuelling, Odd]]:
    """Each beside the others of its vehicle, in a few questions however many they are."""
    if not rows:
        return
    days, units = [row.refuelled_on for row in rows], {row.vehicle.organisation_id for row in rows}
    cards, sealings = _cards(units), sealings_of({row.vehicle_id for row in rows}, min(days), max(days))
    thresholds = of_each(units, policy().thresholds, on=max(days))
    fills = list(beside(REFUELLING, rows, limits))
    uses, tracks = uses_of(fills), tracks_of(fills)
    for of in fills:
        unit = of.vehicle.organisation_id
        for look in (tank, odometer, consumption, station, in_use):
            yield from ((of.row, odd) for odd in look(of))
        beside_others = (*card(of, cards.get(unit, {})), *price(of, thresholds[unit]))
        found = (*beside_others, *sealed(of, sealings), *trips(of, uses), *track(of, tracks))
        yield from ((of.row, odd) for odd in found)


def _cards(units: set[int]) -> dict[int, Cards]:
    held = Vehicle.objects.filter(organisation_id__in=any_of(units)).exclude(card_number="").order_by("plate")
    found: dict[int, dict[str, list[str]]] = {}
    for unit, card, plate in held.values_list("organisation_id", "card_number", "plate"):
        found.setdefault(unit, {}).setdefault(card, []).append(plate)
    return found


def tank(of: Beside) -> Found:
    """Also of a day on which it was filled more than once."""
    holds, slack, litres = of.vehicle.tank_litres, of.limit(TANK), of.amount
    if not holds or slack is None:
        return
    most = holds * (1 + slack)
    figures = {"litres": litres, "tank": holds}
    same_day = of.runs.by_day[of.day]
    if litres > most:
        says = f"{of.where}{of.put_in}，油箱容积 {said(holds)} L。"
        do = "请核对小票的升数和“公务用车”登记的油箱容积；加给别的车的，请改记到那辆车；装进油桶的，请说明用途。"
        yield Odd("beyond_the_tank", "加油量超过油箱", says, do, "litres", figures=figures)
    elif litres and same_day > most:
        says = f"{of.where}一天加油共 {said(same_day)} L，油箱容积 {said(holds)} L。"
        do = "请核对小票的日期和升数，是否记了两次；当天跑长途的，请说明行程。"
        figures = {"litres": same_day, "tank": holds}
        yield Odd("beyond_the_tank_in_a_day", "一天加油超过油箱", says, do, "litres", figures=figures)


def consumption(of: Beside) -> Found:
    """百公里油耗 beyond the vehicle's norm, or else beyond what it took in the year before."""
    found = lately(of, JUDGED)
    if found is None:
        return
    took, begin = found
    norm, share = of.vehicle.norm_l_per_100km, of.limit(ABOVE_NORM)
    if norm and share is not None and took.per_100km > norm * (1 + share):
        do = "请核对升数和里程；是否给别的车加了油；确实费油的，请检修车辆或说明路况。"
        yield takes_more(of, took, norm, "定额", rule="fuel_above_norm", title="百公里油耗超过定额", do=do)
        return
    usual, share = usually(of, begin, OWN_KM), of.limit(ABOVE_OWN)
    if usual and share is not None and took.per_100km > usual.per_100km * (1 + share):
        do = "请核对升数和里程，中间有没有漏记里程或漏登加油；确实费油的，请检修车辆或说明原因。"
        own = usual.per_100km
        yield takes_more(of, took, own, "本车以前平均", rule="fuel_above_usual", title="百公里油耗高于平常", do=do)


def card(of: Beside, cards: Cards) -> Found:
    """一车一卡: of another unit's vehicles nothing is known here."""
    used, own = of.row.card_number, of.vehicle.card_number
    if not used or used == own:
        return
    others = [plate for plate in cards.get(used, ()) if plate != of.vehicle.plate]
    figures = {"card": used, "own": own}
    if others:
        says = f"{of.where}用的加油卡 {used} 登记在 {'、'.join(others)} 上。"
        do = "加油卡应当一车一卡：请核对卡号和号牌；确实用了别的车的卡，请说明原因，今后不得混用。"
        yield Odd("card_of_another", "用了别的车的加油卡", says, do, "card_number", figures=figures)
    elif own:
        says = f"{of.where}用的加油卡 {used} 不是这辆车登记的 {own}。"
        do = "请核对卡号；换了新卡的，请更正“公务用车”的加油卡号。"
        yield Odd("card_not_its_own", "加油卡与登记不符", says, do, "card_number", figures=figures)


def station(of: Beside) -> Found:
    """定点加油."""
    designated = [each.strip() for each in of.vehicle.stations.split(BETWEEN_STATIONS) if each.strip()]
    if designated and of.row.station and of.row.station not in designated:
        says = f"{of.where}在{of.row.station}加油，定点加油站是{'、'.join(designated)}。"
        do = "请核对加油站；出差在外等确需在别处加油的，请说明行程。"
        yield Odd("station_not_designated", "没有在定点加油站加油", says, do, "station")


def price(of: Beside, thresholds: Thresholds) -> Found:
    """By the range in which a litre of a bill has to be."""
    resource, litres, yuan = of.vehicle.burns, of.row.litres, of.row.amount_yuan
    known = resource in list(Resource)
    usual = thresholds.price_range(Resource(resource), on=of.row.refuelled_on) if known else None
    if usual and litres and yuan is not None and not usual.holds(yuan / litres):
        says = (
            f"{of.where}每升 {yuan / litres:.2f} 元，通常在 {said(usual.low_yuan)} 至 {said(usual.high_yuan)} 元之间。"
        )
        do = "请对照小票核对升数和金额；金额里有洗车、购物等的，请分开登记。"
        yield Odd("fuel_price", "每升单价异常", says, do, "amount_yuan", figures={"litres": litres, "yuan": yuan})


def sealed(of: Beside, sealings: Sealings) -> Found:
    do = "请核对加油日期和号牌；已经启封的，在“车辆封存”填启封日期；值班、应急用车的，请说明事由。"
    yield from while_sealed(of, sealings, rule="refuelled_while_sealed", do=do)


def trips(of: Beside, uses: Mapping[int, Uses]) -> Found:
    do = "请核对加油日期和号牌；当天用过车的，请在“用车记录”补登；加给别的车的，请改记到那辆车。"
    yield from beside_trips(of, uses, rule="refuelled_without_trip", do=do)


def track(of: Beside, tracks: Tracks) -> Found:
    do = (
        "请核对加油日期、号牌和加油站；加给别的车的，请改记到那辆车；“加油（充电）站点”的经纬度写错的，请更正；"
        "平台漏记停留的，请说明。"
    )
    yield from off_track(of, tracks, rule="refuelled_off_track", do=do)
