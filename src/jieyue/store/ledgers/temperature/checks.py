"""夏季不低于 26 ℃，冬季不高于 20 ℃；无人、门窗开着、非工作时间不开空调。"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from jieyue.rules.calendar import Calendar
from jieyue.store.ledgers.temperature.models import Climate, TemperatureCheck
from jieyue.store.machine.checking import Limits, Odd

COOLING, HEATING = "cooling_least_celsius", "heating_most_celsius"
OPENS, CLOSES = "office_opens_hour", "office_closes_hour"
LIMITS = (COOLING, HEATING, OPENS, CLOSES)
Found = Iterator[tuple[TemperatureCheck, Odd]]


def temperatures(checks: Sequence[TemperatureCheck], limits: Limits) -> Found:
    """A room for a special use keeps its own climate; where it is off, nothing is asked. `at` is the house's time."""
    calendar = limits.calendar
    for check in checks:
        if not check.room.is_special and check.climate != Climate.OFF:
            at = timezone.localtime(check.measured_at)
            yield from _outside_limits(check, at, limits)
            yield from _needlessly_on(check, at, limits, calendar)


def _outside_limits(check: TemperatureCheck, at: datetime, limits: Limits) -> Found:
    least, most = limits.on(COOLING, timezone.localdate(at)), limits.on(HEATING, timezone.localdate(at))
    about = {"column": "celsius", "place": check.room.number, "figures": {"celsius": check.celsius}}
    if check.climate == Climate.COOLING and least and check.celsius < least.value:
        says = f"{_where(check, at)}制冷 {check.celsius} ℃，低于 {least.value} ℃。"
        do = f"请把空调调到 {least.value} ℃ 以上。"
        yield check, Odd("cooled_too_far", "空调温度过低", says, do, **about)
    if check.climate == Climate.HEATING and most and check.celsius > most.value:
        says = f"{_where(check, at)}制热 {check.celsius} ℃，高于 {most.value} ℃。"
        do = f"请把空调调到 {most.value} ℃ 以下。"
        yield check, Odd("heated_too_far", "空调温度过高", says, do, **about)


def _needlessly_on(check: TemperatureCheck, at: datetime, limits: Limits, calendar: Calendar) -> Found:
    about = {"column": "climate", "place": check.room.number}
    if not check.is_occupied:
        says = f"{_where(check, at)}没有人，空调开着。"
        yield check, Odd("on_when_nobody_is_there", "无人时开空调", says, "请随手关空调，人走机停。", **about)
    if check.window_open:
        says = f"{_where(check, at)}开着空调，门窗没有关。"
        yield check, Odd("on_with_windows_open", "开空调时开门窗", says, "请关好门窗，或者关空调。", **about)
    if _is_outside_hours(at, limits, calendar):
        says = f"{_where(check, at)}是非工作时间，空调开着。"
        do = "请在下班、休息日关空调；确需加班使用的，请写明原因。"
        yield check, Odd("on_outside_hours", "非工作时间开空调", says, do, **about)


def _is_outside_hours(at: datetime, limits: Limits, calendar: Calendar) -> bool:
    """Days off by the official calendar; hours as the policy has them."""
    if not calendar.is_workday(timezone.localdate(at)):
        return True
    opens, closes = limits.on(OPENS, timezone.localdate(at)), limits.on(CLOSES, timezone.localdate(at))
    return bool(opens and closes) and not opens.value <= at.hour < closes.value


def _where(check: TemperatureCheck, at: datetime) -> str:
    responsible = f"（责任人 {check.room.responsible}）" if check.room.responsible else ""
    return f"{check.room.number}{responsible}{at:%Y-%m-%d %H:%M} "
