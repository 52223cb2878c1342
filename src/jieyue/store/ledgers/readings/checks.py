"""Readings that went backwards, that are more than the dial can show, or that come after a long silence."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from jieyue.rules.metering import Shown, stretches
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.ledgers.readings.series import dial_of, shown_of
from jieyue.store.machine.checking import Limits, Odd

SILENT = "meter_silent_days"
LIMITS = (SILENT,)
Found = Iterator[tuple[Reading, Odd]]


def series(readings: Sequence[Reading], limits: Limits) -> Found:
    """Each reading beside those before and after it on its meter, all asked at once."""
    by_meter = shown_of({each.meter for each in readings})
    for reading in readings:
        yield from _beside_its_neighbours(reading, by_meter[reading.meter_id], limits)


def _beside_its_neighbours(reading: Reading, shown: Sequence[Shown], limits: Limits) -> Found:
    meter, at = reading.meter, timezone.localtime(reading.read_at)
    where = f"表 {meter.number} {at:%Y-%m-%d %H:%M} "
    about = {"column": "shown", "place": meter.place}
    if reading.shown >= dial_of(meter).turn:
        says = f"{where}示数 {reading.shown} 超过表盘的 {meter.digits} 位整数。"
        yield reading, Odd("beyond_the_dial", "示数超过表盘", says, "请核对示数和计量器具台账的“整数位数”。", **about)
    for stretch in stretches(shown, dial_of(meter)):
        if stretch.until == reading.read_at and stretch.quantity is None:
            says = f"{where}示数 {reading.shown} 小于上一次，不像走满归零。"
            do = "请核对示数和抄表时间；换了表的，请登记新表，在“替换的表号”填原表号。"
            yield reading, Odd("went_backwards", "示数倒走", says, do, **about)
        silent, limit = stretch.until - stretch.since, limits.on(SILENT, timezone.localdate(at))
        if stretch.until == reading.read_at and limit and silent.days > limit.value:
            says = f"{where}距上一次抄表 {silent.days} 天，超过 {limit.value:f} 天。"
            yield reading, Odd("silent_too_long", "长时间没有抄表", says, "请按月抄表；中间的用量按天数分摊。", **about)
