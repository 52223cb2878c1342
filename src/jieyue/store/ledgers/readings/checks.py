"""Readings that went backwards or rolled over, that are more than the dial can show or the branch can use, that come
after a long silence, or that say of a moment what the register does not.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from jieyue.rules.metering import (
    Jump,
    RollOver,
    Shown,
    Stretch,
    contradicted,
    doubts_of_roll_over,
    is_beyond_rated_power,
    jumps,
    mean_power_kw,
    said,
    stretches,
    times_the_past,
)
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.rules.values import Resource
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.ledgers.readings.series import dial_of, is_of_its_time, shown_of
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.orgs.whose import of_each
from jieyue.store.policies import policy
from jieyue.store.registers.meters.models import Meter

SILENT, LEAST_SHARE, MOST_TIMES = "meter_silent_days", "roll_over_least_share", "roll_over_most_times"
LIMITS = (SILENT, LEAST_SHARE, MOST_TIMES)
PAST = timedelta(days=400)
"""How far back stretches are looked at: a year's use, and a reading that comes late."""
MOMENT = timedelta(microseconds=1)
Found = Iterator[tuple[Reading, Odd]]


@dataclass(frozen=True)
class Series:
    """What one meter showed, what was used between, and by which thresholds its unit is judged."""

    meter: Meter
    thresholds: Thresholds
    shown: Sequence[Shown]
    stretches: Sequence[Stretch]
    by_end: Mapping[datetime, int]
    by_begin: Mapping[datetime, int]

    @classmethod
    def of(cls, meter: Meter, shown: Sequence[Shown], thresholds: Thresholds) -> "Series":
        found = stretches(shown, dial_of(meter))
        ends = {each.until: n for n, each in enumerate(found)}
        return cls(meter, thresholds, shown, found, ends, {each.since: n for n, each in enumerate(found)})

    @cached_property
    def jumped(self) -> Mapping[datetime, Jump]:
        return jumped(self.stretches, self.thresholds)

    def until(self, at: datetime) -> Stretch | None:
        return self.stretches[self.by_end[at]] if at in self.by_end else None

    def since(self, at: datetime) -> Stretch | None:
        return self.stretches[self.by_begin[at]] if at in self.by_begin else None

    def before(self, stretch: Stretch) -> Sequence[Stretch]:
        return self.stretches[: self.by_end[stretch.until]]


def series(readings: Sequence[Reading], limits: Limits) -> Found:
    """Each reading beside those before and after it on its meter, all asked at once."""
    if not readings:
        return
    meters = {each.meter_id: each.meter for each in readings}
    moments = [each.read_at for each in readings]
    shown = shown_of(meters.values(), since=min(moments) - PAST, until=max(moments) + MOMENT)
    own = _thresholds(meters.values(), max(moments))
    of = {id_: Series.of(meter, shown[id_], own[meter.organisation_id]) for id_, meter in meters.items()}
    registered = {id_: dict(_registered(each)) for id_, each in of.items()}
    coming = {(each.meter_id, each.read_at) for each in readings}
    for reading in readings:
        yield from _of_one(reading, of[reading.meter_id], registered[reading.meter_id], coming, limits)


def before_it_is_kept(reading: Reading) -> list[Odd]:
    """What will be said of a reading that somebody is about to hand in; nothing is written and nobody waits."""
    at, limits = reading.read_at, Limits(frozenset(LIMITS))
    shown = shown_of([reading.meter], since=at - PAST, until=at + MOMENT)[reading.meter_id]
    others = [each for each in shown if each.at != at or each.is_of_register]
    shown = [*others, Shown(timezone.localtime(at), reading.shown, reading.is_estimated)]
    own = Series.of(reading.meter, shown, _thresholds([reading.meter], at)[reading.meter.organisation_id])
    coming = {(reading.meter_id, at)}
    return [odd for _, odd in _of_one(reading, own, dict(_registered(own)), coming, limits)]


def _thresholds(meters: Iterable[Meter], at: datetime) -> Mapping[int, Thresholds]:
    """By unit."""
    return of_each({each.organisation_id for each in meters}, policy().thresholds, on=timezone.localdate(at))


def _of_one(
    reading: Reading,
    of: Series,
    registered: Mapping[datetime, Shown],
    coming: Container[tuple[int, datetime]],
    limits: Limits,
) -> Found:
    yield from _by_itself(reading, registered)
    yield from _after_the_one_before(reading, of.until(reading.read_at), of, limits)
    following = of.since(reading.read_at)
    if following and (reading.meter_id, following.until) not in coming:
        yield from _before_the_next(reading, following, of)


def _registered(of: Series) -> Iterator[tuple[datetime, Shown]]:
    return ((read.at, shown) for shown, read in contradicted(of.shown))


def _by_itself(reading: Reading, registered: Mapping[datetime, Shown]) -> Found:
    meter = reading.meter
    if reading.shown >= dial_of(meter).turn:
        says = f"{_where(reading)}示数 {reading.shown} 超过表盘的 {meter.digits} 位整数。"
        do = "请核对示数和计量器具台账的“整数位数”。"
        yield reading, _odd(reading, "beyond_the_dial", "示数超过表盘", says, do)
    if not is_of_its_time(meter, reading.read_at):
        says = f"{_where(reading)}不在这块表的启用日期和停用日期之间，不计入用量。"
        do = "请核对抄表时间；当天换表的示数，请填在计量器具台账的“启用时示数”“停用时示数”。"
        yield reading, _odd(reading, "outside_its_time", "抄表不在使用期间", says, do, column="read_at")
    if reading.read_at in registered:
        value = registered[reading.read_at].value
        says = f"{_where(reading)}示数 {reading.shown}，计量器具台账登记的同一时刻是 {value}；用量按抄表计算。"
        do = "请核对两处，更正写错的一处。"
        yield reading, _odd(reading, "differs_from_register", "与台账登记的示数不同", says, do)


def _after_the_one_before(reading: Reading, stretch: Stretch | None, of: Series, limits: Limits) -> Found:
    if stretch is None:
        return
    day = timezone.localdate(reading.read_at)
    if stretch.quantity is None:
        says = f"{_where(reading)}示数 {reading.shown} 小于上一次的 {stretch.first}，不像走满归零；这一段的用量不知道。"
        do = "请核对示数和抄表时间；换了表的，请登记新表，在“替换的表号”填原表号。"
        yield reading, _odd(reading, "went_backwards", "示数倒走", says, do)
    if stretch.rolled_over:
        yield reading, _rolled_over(reading, stretch, of, policy_of_roll_over(limits, day))
    yield from _too_much(reading, stretch, of)
    silent, limit = stretch.until - stretch.since, limits.on(SILENT, day)
    if limit and silent.days > limit.value:
        says = f"{_where(reading)}距上一次抄表 {silent.days} 天，超过 {limit.value:f} 天。"
        yield reading, _odd(reading, "silent_too_long", "长时间没有抄表", says, "请按月抄表；中间的用量按天数分摊。")


def _before_the_next(reading: Reading, stretch: Stretch, of: Series) -> Found:
    """A reading that comes late may be odd beside what was read after it."""
    yield from _too_much(reading, stretch, of)
    if stretch.quantity is None:
        later = f"{timezone.localtime(stretch.until):%Y-%m-%d %H:%M}"
        says = f"{_where(reading)}示数 {reading.shown} 大于后一次（{later}）的 {stretch.last}；这一段的用量不知道。"
        do = "请核对示数和抄表时间；换了表的，请登记新表，在“替换的表号”填原表号。"
        yield reading, _odd(reading, "went_backwards", "示数倒走", says, do)


def _too_much(reading: Reading, stretch: Stretch, of: Series) -> Found:
    says = power_told(stretch, of.meter, of.thresholds)
    if says:
        do = "请核对示数、抄表时间和计量器具台账的“倍率”“额定功率”，更正写错的；确实超过的，请检查线路，可不处理。"
        yield reading, _odd(reading, "beyond_rated_power", "平均功率超过额定功率", says, do)
    elif stretch.until in of.jumped:
        says = jump_told(stretch, of.jumped[stretch.until], of.meter)
        do = "请核对示数，是否多写了一位，或者抄了别的表；确实用了这么多的，可不处理。"
        yield reading, _odd(reading, "meter_jump", "抄表用量突增", says, do)


def jumped(found: Sequence[Stretch], thresholds: Thresholds) -> Mapping[datetime, Jump]:
    """By the end of a stretch, as policy has it on the last day that is known."""
    if not found:
        return {}
    return jumps(found, thresholds, on=timezone.localdate(found[-1].until))


def jump_told(stretch: Stretch, jump: Jump, meter: Meter) -> str:
    resource = Resource(meter.resource)
    since, until = (f"{timezone.localtime(each):%Y-%m-%d %H:%M}" for each in (stretch.since, stretch.until))
    return (
        f"表 {meter.number} {since} 至 {until} 平均每天用量 {stretch.per_day:.1f} {resource.sign}，"
        f"是此前最高的 {jump.highest:.1f} {resource.sign} 的 {jump.times:.1f} 倍。"
    )


def power_told(stretch: Stretch, meter: Meter, thresholds: Thresholds) -> str:
    """What is said of a stretch in which more was used than the branch of the meter can take; "" where it was not."""
    rated, on = meter.rated_power_kw, timezone.localdate(stretch.until)
    if not rated or not is_beyond_rated_power(stretch, dial_of(meter), rated, thresholds, on=on):
        return ""
    times, mean = thresholds.number(Limit.RATED_POWER_TIMES, on=on), mean_power_kw(stretch)
    since, until = (f"{timezone.localtime(each):%Y-%m-%d %H:%M}" for each in (stretch.since, stretch.until))
    return (
        f"表 {meter.number} {since} 至 {until} 用电 {said(stretch.quantity or Decimal(0))} kWh，"
        f"平均功率 {mean:.1f} kW，超过额定功率 {said(rated)} kW 的 {times:f} 倍。"
    )


def policy_of_roll_over(limits: Limits, day: date) -> RollOver:
    share, times = limits.on(LEAST_SHARE, day), limits.on(MOST_TIMES, day)
    return RollOver(share and share.value, times and times.value)


def _rolled_over(reading: Reading, stretch: Stretch, of: Series, policy: RollOver) -> Odd:
    """Always told, for a value typed too low looks the same; where it is doubtful, why."""
    used = said(stretch.quantity or Decimal(0))
    says = (
        f"{_where(reading)}示数 {said(reading.shown)} 小于上一次的 {said(stretch.first)}，按走满归零计算，"
        f"用量 {used} {Resource(of.meter.resource).sign}"
    )
    doubts = why_doubtful(stretch, of.before(stretch), of.meter, policy)
    if not doubts:
        return _odd(reading, "rolled_over", "走满归零", f"{says}。", "确实走满归零的，可不处理；示数写错的，请更正。")
    do = "请核对示数，是否少写或写错了一位；确实走满归零的，可不处理；换了表的，请登记新表。"
    return _odd(reading, "doubtful_roll_over", "走满归零可疑", f"{says}，但{'，'.join(doubts)}。", do)


def why_doubtful(stretch: Stretch, before: Sequence[Stretch], meter: Meter, policy: RollOver) -> list[str]:
    dial = dial_of(meter)
    times = times_the_past(stretch, before) or Decimal(0)
    words = {
        "share": f"上一次只走到表盘的 {stretch.first / dial.turn:.0%}",
        "times": f"平均每天是以往的 {times:.0f} 倍",
    }
    return [words[each] for each in doubts_of_roll_over(stretch, before, dial, policy)]


def _where(reading: Reading) -> str:
    return f"表 {reading.meter.number} {timezone.localtime(reading.read_at):%Y-%m-%d %H:%M} "


def _odd(reading: Reading, rule: str, title: str, says: str, do: str, *, column: str = "shown") -> Odd:
    return Odd(rule, title, says, do, column, reading.meter.place)
