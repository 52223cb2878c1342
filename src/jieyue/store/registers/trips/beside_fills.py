"""What was put into a vehicle beside its trips: on a day without one, at an odometer that none of the day shows, and
after another way than theirs. Nothing is said of a vehicle whose trips nobody keeps around those days.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise

from jieyue.rules.metering import said
from jieyue.store.machine.checking import Odd
from jieyue.store.machine.settling import day_of, within_days
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.trips.models import Trip
from jieyue.store.registers.vehicles.beside import Beside, Found, is_too_far

KEPT_WITHIN, COMPARED_OVER = "trips_kept_within_days", "trips_compared_over_days"
OFF_KM, SHARE, UNLIKE_KM = "odometer_off_trips_km", "way_unlike_trips_share", "way_unlike_trips_km"
LIMITS = (KEPT_WITHIN, COMPARED_OVER, OFF_KM, SHARE, UNLIKE_KM)
AROUND = (KEPT_WITHIN, COMPARED_OVER)
"""The limits that say how far from a trip lies what is held against it."""
FIGURES = ("left_at", "back_at", "odometer_out_km", "odometer_back_km", "distance_km")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Use:
    """A trip by its days; of one that is still out the last day there is."""

    first: date
    last: date
    out_km: Decimal | None
    back_km: Decimal | None
    distance_km: Decimal | None

    @property
    def km(self) -> Decimal | None:
        return self.distance_km if self.out_km is None or self.back_km is None else self.back_km - self.out_km


@dataclass(frozen=True)
class Uses:
    """Those of a vehicle as they left, one after the other."""

    every: Sequence[Use] = ()

    @cached_property
    def firsts(self) -> Sequence[date]:
        return [each.first for each in self.every]

    @cached_property
    def lasts(self) -> Sequence[date]:
        """By when all until each were back."""
        return list(accumulate((each.last for each in self.every), max))

    def touching(self, first: date, last: date) -> list[Use]:
        near = self.every[bisect_left(self.lasts, first) : bisect_right(self.firsts, last)]
        return [each for each in near if each.last >= first]

    def within(self, first: date, last: date) -> list[Use]:
        """Those that left after the first day and were back before the last."""
        return [each for each in self.touching(first, last) if first < each.first and each.last < last]

    def are_kept_around(self, first: date, last: date, days: int) -> bool:
        """Whether one left in so many days before these and one in so many after."""
        before, after = bisect_left(self.firsts, first) - 1, bisect_right(self.firsts, last)
        if before < 0 or after == len(self.firsts):
            return False
        return (first - self.firsts[before]).days <= days and (self.firsts[after] - last).days <= days


def uses_of(fills: Sequence[Beside]) -> Mapping[int, Uses]:
    """By vehicle, all that these may be held against, in one question however many they are."""
    if not fills:
        return {}
    reach = timedelta(days=max(_days(of, *AROUND) for of in fills))
    first, last = min(of.day for of in fills) - reach, max(of.day for of in fills) + reach
    return uses_between({of.vehicle.pk for of in fills}, first, last)


def uses_between(vehicles: Iterable[int], first: date, last: date) -> Mapping[int, Uses]:
    """By vehicle those that left in these days, in one question."""
    near = within_days(Trip, first, last)
    rows = Trip.objects.filter(near, vehicle_id__in=any_of(vehicles)).order_by("left_at")
    found: dict[int, list[Use]] = {}
    for vehicle, left, back, *km in rows.values_list("vehicle_id", *FIGURES):
        found.setdefault(vehicle, []).append(Use(day_of(left), day_of(back) if back else date.max, *km))
    return {vehicle: Uses(_back_by_the_next(own)) for vehicle, own in found.items()}


def _back_by_the_next(uses: Sequence[Use]) -> list[Use]:
    """One without a return was back when the next left."""
    closed = [replace(each, last=next_.first) if each.last == date.max else each for each, next_ in pairwise(uses)]
    return [*closed, *uses[-1:]]


def _days(of: Beside, *names: str) -> int:
    return sum(int(of.limit(name) or 0) for name in names)


def beside_trips(of: Beside, uses: Mapping[int, Uses], *, rule: str, do: str, is_asked: bool = True) -> Found:
    """`rule` and what to `do` are of what was put in on a day without a trip, where that is asked."""
    own = uses.get(of.vehicle.pk)
    if own is not None:
        yield from _without_trip(of, own, rule=rule, do=do) if is_asked and of.amount else ()
        yield from _off_the_day(of, own)
        yield from _unlike_way(of, own)


def _without_trip(of: Beside, own: Uses, *, rule: str, do: str) -> Found:
    if own.are_kept_around(of.day, of.day, _days(of, KEPT_WITHIN)) and not own.touching(of.day, of.day):
        says = f"{of.where}{of.put_in}，当天没有这辆车的用车记录。"
        yield Odd(rule, f"{of.filling.does}当天没有用车", says, do, of.filling.day)


def _off_the_day(of: Beside, own: Uses) -> Found:
    """Of a day of which every trip tells what its odometer showed."""
    now, most, uses = of.leg.fill.odometer_km, of.limit(OFF_KM), own.touching(of.day, of.day)
    if now is None or most is None or not uses:
        return
    outs, backs = [each.out_km for each in uses], [each.back_km for each in uses]
    if None not in outs and min(outs) - now > most:
        yield _off(of, now, f"小于当天出车时的 {said(min(outs))} km", min(outs))
    elif None not in backs and now - max(backs) > most:
        yield _off(of, now, f"大于当天回场时的 {said(max(backs))} km", max(backs))


def _off(of: Beside, now: Decimal, beyond: str, km: Decimal) -> Odd:
    says = f"{of.where}{of.filling.does}时里程表 {said(now)} km，{beyond}。"
    do = f"请核对{of.filling.does}记录和“用车记录”的里程、日期和号牌，更正写错的一处；有漏登的用车，请补登。"
    figures = {"odometer": now, "trips": km}
    return Odd("odometer_off_trips", "里程与当天用车对不上", says, do, "odometer_km", figures=figures)


def _unlike_way(of: Beside, own: Uses) -> Found:
    """From reading to reading, where neither makes the odometer go back, which is told for itself. A trip of the day of
    a reading may lie on either side of it.
    """
    km, since, share, slack = of.leg.km, of.leg.since, of.limit(SHARE), of.limit(UNLIKE_KM)
    if km is None or km < 0 or since is None or share is None or slack is None or is_too_far(of):
        return
    is_near = (of.day - since).days <= _days(of, COMPARED_OVER)
    if of.row.pk in of.runs.doubtful or not is_near or not own.are_kept_around(since, of.day, _days(of, KEPT_WITHIN)):
        return
    least = sum((each.km or ZERO for each in own.within(since, of.day)), ZERO)
    ways = [each.km for each in own.touching(since, of.day)]
    most = None if None in ways else sum(ways, ZERO)
    if least > km * (1 + share) + slack:
        yield _unlike(of, km, f"其间的用车记录合计 {said(least)} km", least)
    elif most is not None and km > most * (1 + share) + slack:
        yield _unlike(of, km, f"用车记录连同首尾两天合计只有 {said(most)} km", most)


def _unlike(of: Beside, km: Decimal, told: str, trips: Decimal) -> Odd:
    says = f"{of.where}里程表比上一次（{of.leg.since}）多走 {said(km)} km，{told}。"
    do = "请核对两次里程表读数和“用车记录”的里程，更正写错的；有漏登的用车，请补登，有重复登记的，请作废。"
    figures = {"km": km, "trips": trips}
    return Odd("way_unlike_trips", "里程与用车记录对不上", says, do, "odometer_km", figures=figures)
