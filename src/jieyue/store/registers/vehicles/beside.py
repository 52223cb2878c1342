"""What was put into a vehicle beside what was put into it before: an odometer that goes on, a vehicle that is in use,
and what it took on the way. Each ledger says in its own words what is to be done about it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from jieyue.rules.metering import said
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.registers.vehicles.filling import Filling
from jieyue.store.registers.vehicles.models import Vehicle
from jieyue.store.registers.vehicles.running import REACH_DAYS, Leg, Runs, Took, beginning, legs

A_DAY = "vehicle_most_km_a_day"
Found = Iterator[Odd]


@dataclass(frozen=True)
class Beside:
    """A row of the ledger `filling` with those of its vehicle."""

    filling: Filling
    row: Any
    leg: Leg
    runs: Runs
    limits: Limits

    @property
    def vehicle(self) -> Vehicle:
        return self.row.vehicle

    @property
    def day(self) -> date:
        return self.leg.fill.day

    @property
    def amount(self) -> Decimal:
        return self.leg.fill.amount

    @property
    def where(self) -> str:
        return f"{self.vehicle.plate} {self.day} "

    @property
    def put_in(self) -> str:
        return f"{self.filling.does} {said(self.amount)} {self.filling.sign}"

    def limit(self, name: str) -> Decimal | None:
        found = self.limits.on(name, self.day)
        return found and found.value


def beside(filling: Filling, rows: Sequence[Any], limits: Limits) -> Iterator[Beside]:
    """Each row beside the others of its vehicle, in one question however many they are."""
    if not rows:
        return
    vehicles = {row.vehicle_id: row.vehicle for row in rows}
    days = [getattr(row, filling.day) for row in rows]
    far = min(days) - timedelta(days=REACH_DAYS)
    fills = filling.fills_of(vehicles, far, max(days))
    runs = {id_: Runs(legs(fills[id_], **beginning(each, far))) for id_, each in vehicles.items() if id_ in fills}
    for row in rows:
        of = runs[row.vehicle_id]
        yield Beside(filling, row, of.by_id[row.pk], of, limits)


def odometer(of: Beside) -> Found:
    km, before, now = of.leg.km, of.leg.before_km, of.leg.fill.odometer_km
    if km is None or before is None or now is None:
        return
    last = f"上一次（{of.leg.since}）" if of.leg.since else "上一次"
    figures = {"before": before, "now": now}
    if km < 0:
        says = f"{of.where}里程表 {said(now)} km，小于{last}的 {said(before)} km。"
        do = "请核对两次的读数和日期，更正写错的一次；换过里程表的，请说明。"
        yield Odd("odometer_went_back", "里程表倒退", says, do, "odometer_km", figures=figures)
    elif not km and of.amount and of.leg.since != of.day:
        says = f"{of.where}{of.put_in}，里程表还是{last}的 {said(before)} km。"
        do = "请核对里程表读数，是否抄了上一次的；里程表坏了的，请送修后说明。"
        title = f"{of.filling.does}以后里程没有动"
        yield Odd("odometer_stood_still", title, says, do, "odometer_km", figures=figures)
    if is_too_far(of):
        days, most, does = _days(of), of.limit(A_DAY), of.filling.does
        says = f"{of.where}里程表比{last}多走 {said(km)} km，首尾两天在内共 {days} 天，平均一天超过 {said(most)} km。"
        do = f"请核对里程表读数，是否多写了一位；中间有没有登记的{does}，请补登。"
        figures = {"km": km, "days": days}
        yield Odd("too_far_between", f"两次{does}之间里程过大", says, do, "odometer_km", figures=figures)


def is_too_far(of: Beside) -> bool:
    """Whether it went further since the reading before than any vehicle in so many days."""
    km, most = of.leg.km, of.limit(A_DAY)
    return km is not None and most is not None and of.leg.since is not None and km > most * _days(of)


def _days(of: Beside) -> int:
    return days_between(of.leg.since, of.day)


def days_between(first: date, last: date) -> int:
    """Both included."""
    return (last - first).days + 1


def lately(of: Beside, judged_over: str) -> tuple[Took, int] | None:
    """What it took until this row over as much way as the limit of that name asks for, and from which point of its run.
    Where the odometer stood still, that is told and nothing else.
    """
    least = of.limit(judged_over)
    return of.runs.lately(of.row.pk, least) if of.leg.km and least is not None else None


def usually(of: Beside, begin: int, usual_over: str) -> Took | None:
    """What it took in the year before that point, over as much way as the limit of that name asks for."""
    least = of.limit(usual_over)
    return of.runs.usually(of.row.pk, begin, least) if least is not None else None


def on_the_way(of: Beside, took: Took) -> str:
    """How much it took on how much way, and since when: it may be the way of several fills."""
    sign, uses = of.filling.sign, of.filling.uses
    way = f"{of.where}为止，自 {took.since} 起行驶 {said(took.km)} km，{uses} {said(took.amount)} {sign}"
    return f"{way}，百公里 {took.per_100km:.1f} {sign}"


def takes_more(of: Beside, took: Took, than: Decimal, named: str, *, rule: str, title: str, do: str) -> Odd:
    more = took.per_100km / than - 1
    says = f"{on_the_way(of, took)}，比{named} {than:.1f} {of.filling.sign} 多 {more:.0%}。"
    figures = {of.filling.amount: took.amount, "km": took.km, "than": f"{than:.1f}"}
    return Odd(rule, title, says, do, of.filling.amount, figures=figures)


def in_use(of: Beside) -> Found:
    does = of.filling.does
    if not of.vehicle.is_used_on(of.day):
        says = f"{of.where}的{does}不在使用期间：这辆车 {begun_or_ended(of.vehicle, of.day)}。"
        do = f"请核对{does}日期和号牌；登记簿的启用、停用日期写错的，请更正。"
        yield Odd("not_in_use", f"停用的车{does}", says, do, of.filling.day)


def begun_or_ended(vehicle: Vehicle, day: date) -> str:
    """Of a vehicle that is not in use on the day, when it was first or no more."""
    since, until = vehicle.used_since, vehicle.used_until
    return f"{since} 启用" if since and day < since else f"{until} 停用"
