"""Whether a use of a vehicle can be: one after the other, an odometer that goes on, a vehicle that is in use and not
locked away; and whether somebody approved of it before (派车审批).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.rules.metering import said
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.registers.sealings.while_sealed import Sealings, sealed_since, sealings_of
from jieyue.store.registers.trips.before import Before, Line, befores, said_at
from jieyue.store.registers.trips.models import Trip
from jieyue.store.registers.vehicles.beside import A_DAY, begun_or_ended, days_between
from jieyue.store.registers.vehicles.models import Vehicle

BETWEEN = "trip_most_km_between"
LIMITS = (BETWEEN, A_DAY)
Found = Iterator[Odd]


@dataclass(frozen=True)
class Beside:
    """A trip with what is known of its vehicle as it begins."""

    trip: Trip
    before: Before
    sealings: Sealings
    limits: Limits

    @property
    def vehicle(self) -> Vehicle:
        return self.trip.vehicle

    @property
    def days(self) -> tuple[date, date]:
        return self.trip.first_day, self.trip.last_day

    @property
    def where(self) -> str:
        return f"{self.vehicle.plate} {said_at(self.trip.left_at)} 出车"

    def limit(self, name: str) -> Decimal | None:
        found = self.limits.on(name, self.trip.first_day)
        return found and found.value


def each(trips: Sequence[Trip], limits: Limits) -> Iterator[tuple[Trip, Odd]]:
    """Each beside the others of its vehicle, in a few questions however many they are."""
    if not trips:
        return
    first, last = min(trip.first_day for trip in trips), max(trip.last_day for trip in trips)
    sealings = sealings_of({trip.vehicle_id for trip in trips}, first, last)
    before = befores(trips)
    for trip in trips:
        of = Beside(trip, before[trip.pk], sealings, limits)
        for look in (one_after_the_other, odometer, way, sealed, in_use, approval):
            yield from ((trip, odd) for odd in look(of))


def one_after_the_other(of: Beside) -> Found:
    last, latest = of.before.last, of.before.latest
    if last and last.back_at is None:
        says = f"{of.where}，上一次（{said_at(last.left_at)} 出车）还没有填回场时间。"
        do = "请补填上一次的回场时间和里程；上一次没有出车的，请作废那一行。"
        yield Odd("trip_without_return", "上一次用车没有填回场", says, do, "left_at")
    if latest and latest.back_at > of.trip.left_at:
        left, back = said_at(latest.left_at), said_at(latest.back_at)
        says = f"{of.where}，{left} 出车的那一次 {back} 才回场，两次用车时间重叠。"
        do = "请核对两次的出车时间、回场时间和号牌，更正写错的一次；同一次用车登记了两行的，请作废一行。"
        yield Odd("trip_overlaps", "同一辆车两次用车时间重叠", says, do, "left_at")


def odometer(of: Beside) -> Found:
    read, now, most = of.before.read, of.trip.odometer_out_km, of.limit(BETWEEN)
    if read is None or read.shown_km is None or now is None:
        return
    shown = f"{of.where}时里程表 {said(now)} km"
    last, figures = _last(read), {"before": read.shown_km, "now": now}
    if now < read.shown_km:
        says = f"{shown}，小于{last}的 {said(read.shown_km)} km。"
        do = "请核对两次的里程和时间，更正写错的一次；换过里程表的，请说明。"
        yield Odd("trip_odometer_back", "出车时里程小于上一次回场", says, do, "odometer_out_km", figures=figures)
        return
    more = None if of.before.unread_km is None else now - read.shown_km - of.before.unread_km
    if more is not None and most is not None and more > most:
        says = f"{shown}，{last}是 {said(read.shown_km)} km，中间有 {said(more)} km 没有登记用车。"
        do = "请核对两次的里程，更正写错的一次；中间有漏登的用车，请补登；没有经过批准用车的，请说明情况。"
        yield Odd("way_between_trips", "两次用车之间有没登记的里程", says, do, "odometer_out_km", figures=figures)


def _last(read: Line) -> str:
    shown = "出车" if read.back_km is None else "回场"
    return f"上一次（{said_at(read.left_at)} 出车）{shown}时"


def way(of: Beside) -> Found:
    km, most, days = of.trip.km, of.limit(A_DAY), days_between(*of.days)
    column = "distance_km" if of.trip.odometer_back_km is None else "odometer_back_km"
    if km == 0:
        says = f"{of.where}，行驶里程是 0。"
        do = "请核对出车和回场时的里程，是否抄了同一个数；没有出车的，请作废这一行。"
        yield Odd("trip_stood_still", "用车里程为 0", says, do, column)
    if km is not None and most is not None and km > most * days:
        says = f"{of.where}，行驶 {said(km)} km，首尾两天在内共 {days} 天，平均一天超过 {said(most)} km。"
        do = "请核对里程，是否多写了一位；回场时间写错或没有填的，请更正。"
        yield Odd("trip_too_far", "一次用车里程过大", says, do, column, figures={"km": km, "days": days})


def sealed(of: Beside) -> Found:
    for sealing in of.sealings.get(of.vehicle.pk, ()):
        if sealing.holds_on(*of.days):
            says = f"{of.where}（{of.trip.purpose}），{sealed_since(sealing)}。"
            do = (
                "请核对出车时间和号牌；已经启封的，在“车辆封存”填启封日期；留作值班的，把“值班车”填“是”；"
                "应急用车的，请说明事由和谁批准的。"
            )
            yield Odd("trip_while_sealed", "封存期间用车", says, do, "left_at")


def in_use(of: Beside) -> Found:
    day = next((each for each in of.days if not of.vehicle.is_used_on(each)), None)
    if day is not None:
        says = f"{of.where}，不在使用期间：这辆车 {begun_or_ended(of.vehicle, day)}。"
        do = "请核对出车时间、回场时间和号牌；登记簿的启用、停用日期写错的，请更正。"
        yield Odd("trip_not_in_use", "停用的车出车", says, do, "left_at")


def approval(of: Beside) -> Found:
    """派车审批: before it left, on the day of it at the latest."""
    trip = of.trip
    if not trip.approved_by:
        says = f"{of.where}（{trip.purpose}），没有填审批人。"
        do = "用车应当先审批：请补填审批人和审批日期；没有审批过的，请说明原因，补办审批。"
        yield Odd("trip_unapproved", "用车没有审批", says, do, "approved_by")
    elif trip.approved_on and trip.approved_on > trip.first_day:
        says = f"{of.where}（{trip.purpose}），{trip.approved_on} 才审批。"
        do = "用车应当先审批：请核对审批日期和出车时间；情况紧急事后补办审批的，请说明。"
        yield Odd("trip_approved_late", "用车以后才审批", says, do, "approved_on")
