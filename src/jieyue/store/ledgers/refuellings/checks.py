"""Whether a refuelling can be: as much as the tank holds, an odometer that goes on, a card of the vehicle's own, and no
more on the way than it is allowed or usually takes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from jieyue.rules.metering import said
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.ledgers.refuellings.series import REACH_DAYS, Leg, Runs, Took, beginning, fills_of, legs
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.orgs.whose import of_each
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.vehicles.models import Vehicle

TANK, A_DAY = "tank_slack_share", "vehicle_most_km_a_day"
JUDGED, OWN_KM = "fuel_judged_over_km", "fuel_usual_over_km"
ABOVE_NORM, ABOVE_OWN = "fuel_above_norm_share", "fuel_above_usual_share"
LIMITS = (TANK, A_DAY, JUDGED, OWN_KM, ABOVE_NORM, ABOVE_OWN)
BETWEEN_STATIONS = "、"
Found = Iterator[Odd]


@dataclass(frozen=True)
class Beside:
    """A refuelling with all that it is held against."""

    row: Refuelling
    leg: Leg
    runs: Runs
    same_day: Decimal
    cards: Mapping[str, Sequence[str]]
    sealings: Sequence[Sealing]
    thresholds: Thresholds
    limits: Limits

    @property
    def vehicle(self) -> Vehicle:
        return self.row.vehicle

    @property
    def where(self) -> str:
        return f"{self.vehicle.plate} {self.row.refuelled_on} "

    def limit(self, name: str) -> Decimal | None:
        found = self.limits.on(name, self.row.refuelled_on)
        return found and found.value


def each(rows: Sequence[Refuelling], limits: Limits) -> Iterator[tuple[Refuelling, Odd]]:
    """Each beside the others of its vehicle, in a few questions however many they are."""
    for beside in _beside(rows, limits):
        for look in LOOKS:
            yield from ((beside.row, odd) for odd in look(beside))


def _beside(rows: Sequence[Refuelling], limits: Limits) -> Iterator[Beside]:
    if not rows:
        return
    vehicles = {row.vehicle_id: row.vehicle for row in rows}
    days = [row.refuelled_on for row in rows]
    far = min(days) - timedelta(days=REACH_DAYS)
    fills = fills_of(vehicles, far, max(days))
    runs = {id_: Runs(legs(fills[id_], **beginning(each, far))) for id_, each in vehicles.items() if id_ in fills}
    on_day: dict[tuple[int, object], Decimal] = {}
    for id_, own in fills.items():
        for fill in own:
            on_day[id_, fill.day] = on_day.get((id_, fill.day), Decimal(0)) + fill.litres
    units = {each.organisation_id for each in vehicles.values()}
    cards, sealings = _cards(units), _sealings(vehicles, min(days), max(days))
    own_limits = of_each(units, policy().thresholds, on=max(days))
    for row in rows:
        unit, of = row.vehicle.organisation_id, runs[row.vehicle_id]
        same_day = on_day[row.vehicle_id, row.refuelled_on]
        yield Beside(
            row,
            of.by_id[row.pk],
            of,
            same_day,
            cards.get(unit, {}),
            sealings.get(row.vehicle_id, ()),
            own_limits[unit],
            limits,
        )


def _cards(units: set[int]) -> dict[int, dict[str, list[str]]]:
    """By unit and card, the plates of its vehicles that have it."""
    held = Vehicle.objects.filter(organisation_id__in=any_of(units)).exclude(card_number="").order_by("plate")
    found: dict[int, dict[str, list[str]]] = {}
    for unit, card, plate in held.values_list("organisation_id", "card_number", "plate"):
        found.setdefault(unit, {}).setdefault(card, []).append(plate)
    return found


def _sealings(vehicles: Iterable[int], first: date, last: date) -> dict[int, list[Sealing]]:
    """By vehicle, those that touch the days."""
    ends_later = Q(unsealed_on__isnull=True) | Q(unsealed_on__gte=first)
    rows = Sealing.objects.filter(ends_later, vehicle_id__in=any_of(vehicles), sealed_on__lte=last)
    found: dict[int, list[Sealing]] = {}
    for each in rows.order_by("sealed_on"):
        found.setdefault(each.vehicle_id, []).append(each)
    return found


def tank(of: Beside) -> Found:
    """Also of a day on which it was filled more than once."""
    holds, slack, litres = of.vehicle.tank_litres, of.limit(TANK), of.row.litres
    if not holds or slack is None:
        return
    most = holds * (1 + slack)
    figures = {"litres": litres, "tank": holds}
    if litres > most:
        says = f"{of.where}加油 {said(litres)} L，油箱容积 {said(holds)} L。"
        do = "请核对小票的升数和“公务用车”登记的油箱容积；加给别的车的，请改记到那辆车；装进油桶的，请说明用途。"
        yield Odd("beyond_the_tank", "加油量超过油箱", says, do, "litres", figures=figures)
    elif litres and of.same_day > most:
        says = f"{of.vehicle.plate} {of.row.refuelled_on} 一天加油共 {said(of.same_day)} L，油箱容积 {said(holds)} L。"
        do = "请核对小票的日期和升数，是否记了两次；当天跑长途的，请说明行程。"
        figures = {"litres": of.same_day, "tank": holds}
        yield Odd("beyond_the_tank_in_a_day", "一天加油超过油箱", says, do, "litres", figures=figures)


def odometer(of: Beside) -> Found:
    km, before, now = of.leg.km, of.leg.before_km, of.row.odometer_km
    if km is None or before is None or now is None:
        return
    last = f"上一次（{of.leg.since}）" if of.leg.since else "上一次"
    figures = {"before": before, "now": now}
    if km < 0:
        says = f"{of.where}里程表 {said(now)} km，小于{last}的 {said(before)} km。"
        do = "请核对两次的读数和日期，更正写错的一次；换过里程表的，请说明。"
        yield Odd("odometer_went_back", "里程表倒退", says, do, "odometer_km", figures=figures)
    elif not km and of.row.litres and of.leg.since != of.row.refuelled_on:
        says = f"{of.where}加油 {said(of.row.litres)} L，里程表还是{last}的 {said(before)} km。"
        do = "请核对里程表读数，是否抄了上一次的；里程表坏了的，请送修后说明。"
        yield Odd("odometer_stood_still", "加了油里程没有动", says, do, "odometer_km", figures=figures)
    yield from _too_far(of, km, last)


def _too_far(of: Beside, km: Decimal, last: str) -> Found:
    most = of.limit(A_DAY)
    if most is None or of.leg.since is None:
        return
    days = (of.row.refuelled_on - of.leg.since).days + 1
    if km > most * days:
        says = f"{of.where}距{last} {days} 天，里程表走了 {said(km)} km，平均一天超过 {said(most)} km。"
        do = "请核对里程表读数，是否多写了一位；中间有没有登记的加油，请补登。"
        figures = {"km": km, "days": days}
        yield Odd("too_far_between", "两次加油之间里程过大", says, do, "odometer_km", figures=figures)


def consumption(of: Beside) -> Found:
    """百公里油耗 beyond the vehicle's norm, or else beyond what it took in the year before. Where the odometer stood
    still, that is told and nothing else.
    """
    least = of.limit(JUDGED)
    found = of.runs.lately(of.row.pk, least) if of.leg.km and least is not None else None
    if found is None:
        return
    took, begin = found
    norm, share = of.vehicle.norm_l_per_100km, of.limit(ABOVE_NORM)
    if norm and share is not None and took.per_100km > norm * (1 + share):
        do = "请核对升数和里程；是否给别的车加了油；确实费油的，请检修车辆或说明路况。"
        yield _above(of, took, norm, "定额", rule="fuel_above_norm", title="百公里油耗超过定额", do=do)
        return
    usual_over, share = of.limit(OWN_KM), of.limit(ABOVE_OWN)
    usual = of.runs.usually(of.row.pk, begin, usual_over) if usual_over is not None else None
    if usual and share is not None and took.per_100km > usual.per_100km * (1 + share):
        do = "请核对升数和里程，中间有没有漏记里程或漏登加油；确实费油的，请检修车辆或说明原因。"
        own = usual.per_100km
        yield _above(of, took, own, "本车以前平均", rule="fuel_above_usual", title="百公里油耗高于平常", do=do)


def _above(of: Beside, took: Took, than: Decimal, named: str, *, rule: str, title: str, do: str) -> Odd:
    more = took.per_100km / than - 1
    says = (
        f"{of.where}为止的 {said(took.km)} km 用油 {said(took.litres)} L，百公里 {took.per_100km:.1f} L，"
        f"比{named} {than:.1f} L 多 {more:.0%}。"
    )
    figures = {"litres": took.litres, "km": took.km, "than": f"{than:.1f}"}
    return Odd(rule, title, says, do, "litres", figures=figures)


def card(of: Beside) -> Found:
    """一车一卡: of another unit's vehicles nothing is known here."""
    used, own = of.row.card_number, of.vehicle.card_number
    if not used or used == own:
        return
    others = [plate for plate in of.cards.get(used, ()) if plate != of.vehicle.plate]
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


def price(of: Beside) -> Found:
    """By the range in which a litre of a bill has to be."""
    resource, litres, yuan = of.vehicle.burns, of.row.litres, of.row.amount_yuan
    known = resource in list(Resource)
    usual = of.thresholds.price_range(Resource(resource), on=of.row.refuelled_on) if known else None
    if usual and litres and yuan is not None and not usual.holds(yuan / litres):
        says = (
            f"{of.where}每升 {yuan / litres:.2f} 元，通常在 {said(usual.low_yuan)} 至 {said(usual.high_yuan)} 元之间。"
        )
        do = "请对照小票核对升数和金额；金额里有洗车、购物等的，请分开登记。"
        yield Odd("fuel_price", "每升单价异常", says, do, "amount_yuan", figures={"litres": litres, "yuan": yuan})


def in_use(of: Beside) -> Found:
    since, until, day = of.vehicle.used_since, of.vehicle.used_until, of.row.refuelled_on
    if not of.vehicle.is_used_on(day):
        said_since = f"{since} 启用" if since and day < since else f"{until} 停用"
        says = f"{of.where}的加油不在使用期间：这辆车 {said_since}。"
        do = "请核对加油日期和号牌；登记簿的启用、停用日期写错的，请更正。"
        yield Odd("not_in_use", "停用的车加油", says, do, "refuelled_on")


def sealed(of: Beside) -> Found:
    """节假日封存: locked away on the day before and still so on the day after."""
    for each in of.sealings:
        if of.row.litres and each.holds_on(of.row.refuelled_on):
            until = f"{each.unsealed_on} 启封" if each.unsealed_on else "还没有启封"
            says = (
                f"{of.where}加油 {said(of.row.litres)} L，这辆车 {each.sealed_on} 起封存（{each.occasion}），{until}。"
            )
            do = "请核对加油日期和号牌；已经启封的，在“车辆封存”填启封日期；值班、应急用车的，请说明事由。"
            yield Odd("refuelled_while_sealed", "封存期间加油", says, do, "refuelled_on")


LOOKS: tuple[Callable[[Beside], Found], ...] = (tank, odometer, consumption, card, station, price, in_use, sealed)
