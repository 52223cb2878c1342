"""What is improbable about the readings that are kept, as it is at this moment."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from jieyue.rules.check import Finding
from jieyue.rules.meter_collecting import Collected, Stamped, collected, is_too_little, stamped
from jieyue.rules.meter_places import Place
from jieyue.rules.metering import Jump, Stretch, is_above_main, said
from jieyue.rules.period import Period, month_end, months_later
from jieyue.rules.person import Person
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource
from jieyue.store.ledgers.readings.checks import (
    LEAST_SHARE,
    MOST_TIMES,
    PAST,
    jump_told,
    jumped,
    policy_of_roll_over,
    power_told,
    why_doubtful,
)
from jieyue.store.ledgers.readings.points import Used
from jieyue.store.machine.checking import Limits
from jieyue.store.orgs.whose import of_each
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.meters.models import Meter

LIMITS = Limits(frozenset((LEAST_SHARE, MOST_TIMES)))
ONE_MINUTE, MINUTES_IN_AN_HOUR = timedelta(minutes=1), 60
Found = Iterator[tuple[int, str, Finding]]


def findings(organisations: Iterable[int], period: Period, thresholds: Thresholds, **_whose: Person) -> Found:
    """Organisation, resource and finding, for what touches the period. A few questions, however many units."""
    meters = Meter.objects.filter(organisation_id__in=any_of(organisations)).order_by("organisation_id", "number")
    until = months_later(period.last_month, 1)
    by_unit = Used.by_unit(meters, since=period.first - PAST, until=until)
    own = of_each(by_unit, thresholds, on=period.last)
    for unit, used in by_unit.items():
        for place in used.each:
            resource = used.meters[place.now].resource
            yield from ((unit, resource, each) for each in _of_months(place, used, period, own[unit]))
            yield from ((unit, resource, each) for each in _of_stretches(place, used, period, own[unit]))
            yield from ((unit, resource, each) for each in _of_collecting(place, used, period, own[unit]))


def _of_months(place: Place, used: Used, period: Period, thresholds: Thresholds) -> Iterator[Finding]:
    """下级表合计大于上级表."""
    if not place.subs:
        return
    meter, use = used.meters[place.now], used.of_place(place)
    for month in period.each_month():
        rest, main = used.rest(place, month), use.used(month)
        if rest is None or rest.quantity is None or not is_above_main(main, rest.quantity, thresholds, on=month):
            continue
        sign = Resource(meter.resource).sign
        subs = main - rest.quantity
        yield Finding(
            "subs_exceed_main",
            "",
            f"{month:%Y-%m} 表 {meter.number} 用量 {said(main)} {sign}，下级表合计 {said(subs)}，"
            f"多出 {said(-rest.quantity)}。",
            "请核对示数、倍率和上级表号；下级表不在它下面的，请更正“上级表号”。",
            month,
            month_end(month),
            figures={"main": main, "subs": subs},
            subject=meter.number,
        )


def _of_stretches(place: Place, used: Used, period: Period, thresholds: Thresholds) -> Iterator[Finding]:
    for meter in (used.meters[id_] for id_ in place.meters):
        own = used.stretches[meter.pk]
        jumps = jumped(own, thresholds)
        for nth, stretch in enumerate(own):
            day = _day(stretch)
            if not period.first <= day <= period.last:
                continue
            told = list(_of_stretch(nth, own, meter, thresholds))
            yield from told
            if stretch.until in jumps and not told:
                yield _jump(meter, stretch, jumps[stretch.until])


def are_odd(own: Sequence[Stretch], meter: Meter, thresholds: Thresholds) -> list[bool]:
    """Of each of a meter's stretches, whether anything is told of it."""
    jumps = jumped(own, thresholds)
    return [each.until in jumps or any(_of_stretch(nth, own, meter, thresholds)) for nth, each in enumerate(own)]


def _of_stretch(nth: int, own: Sequence[Stretch], meter: Meter, thresholds: Thresholds) -> Iterator[Finding]:
    stretch = own[nth]
    if stretch.quantity is None:
        yield _backwards(meter, stretch)
    elif stretch.rolled_over:
        doubts = why_doubtful(stretch, own[:nth], meter, policy_of_roll_over(LIMITS, _day(stretch)))
        yield from (_roll_over(meter, stretch, why) for why in ["，".join(doubts)] if doubts)
    yield from _too_much(meter, stretch, thresholds)


def _of_collecting(place: Place, used: Used, period: Period, thresholds: Thresholds) -> Iterator[Finding]:
    """完整率 and 时间戳."""
    for meter in (used.meters[id_] for id_ in place.meters):
        for month in period.each_month():
            own = used.stretches[meter.pk]
            found = collected(own, month, thresholds)
            if found and is_too_little(found, thresholds, on=month):
                yield _collected_in_part(meter, month, found)
            days = stamped(own, month, thresholds)
            if days and days.off:
                yield _stamped_off(meter, month, days)


def _collected_in_part(meter: Meter, month: date, found: Collected) -> Finding:
    hours = said(Decimal(found.every // ONE_MINUTE) / MINUTES_IN_AN_HOUR)
    return Finding(
        "collected_in_part",
        "read_at",
        f"{month:%Y-%m} 表 {meter.number} 由系统采集，每 {hours} 小时一次，应采 {found.expected} 次，"
        f"缺 {found.missing} 次，采到 {found.share:.0%}。",
        "请检查采集器和网络，补传没有送到的示数；补不了的，请说明原因。",
        month,
        month_end(month),
        figures={"expected": found.expected, "missing": found.missing},
        subject=f"{meter.number} {month:%Y-%m}",
    )


def _stamped_off(meter: Meter, month: date, found: Stamped) -> Finding:
    most = said(Decimal(round(found.furthest / ONE_MINUTE)))
    return Finding(
        "stamped_off",
        "read_at",
        f"{month:%Y-%m} 表 {meter.number} 由系统采集，{found.days} 天里有 {found.off} 天零点的示数不是零点采的，"
        f"最多差 {most} 分钟，逐日的用量分不准。",
        "请校准采集器的时钟，把每天零点设为必采的时刻；时间写错的，请按对的时间另登记一条，再把写错的那条作废；改不了的，请说明原因。",
        month,
        month_end(month),
        figures={"days": found.days, "off": found.off},
        subject=f"{meter.number} {month:%Y-%m}",
    )


def _backwards(meter: Meter, stretch: Stretch) -> Finding:
    says = f"{_smaller(meter, stretch)}，这一段的用量不知道。"
    do = "请核对示数和抄表时间；换了表的，请登记新表，在“替换的表号”填原表号。"
    return _stretch_finding(meter, stretch, "went_backwards", says, do)


def _roll_over(meter: Meter, stretch: Stretch, why: str) -> Finding:
    says = f"{_smaller(meter, stretch)}，按走满归零计算，但{why}。"
    do = "请核对示数，是否少写或写错了一位；确实走满归零的，请说明；换了表的，请登记新表。"
    return _stretch_finding(meter, stretch, "doubtful_roll_over", says, do)


def _too_much(meter: Meter, stretch: Stretch, thresholds: Thresholds) -> Iterator[Finding]:
    says = power_told(stretch, meter, thresholds)
    if says:
        do = "请核对示数、抄表时间和计量器具台账的“倍率”“额定功率”，更正写错的；确实超过的，请检查线路后说明。"
        yield _stretch_finding(meter, stretch, "beyond_rated_power", says, do)


def _jump(meter: Meter, stretch: Stretch, jump: Jump) -> Finding:
    do = "请核对示数，是否多写了一位，或者抄了别的表；确实用了这么多的，请说明原因。"
    return _stretch_finding(meter, stretch, "meter_jump", jump_told(stretch, jump, meter), do)


def _smaller(meter: Meter, stretch: Stretch) -> str:
    return f"表 {meter.number} {_day(stretch)} 示数 {said(stretch.last)} 小于上一次的 {said(stretch.first)}"


def _stretch_finding(meter: Meter, stretch: Stretch, rule: str, says: str, do: str) -> Finding:
    figures = {"before": stretch.first, "after": stretch.last}
    begin, end = timezone.localdate(stretch.since), _day(stretch)
    return Finding(rule, "shown", says, do, begin, end, figures=figures, subject=f"{meter.number} {end}")


def _day(stretch: Stretch) -> date:
    return timezone.localdate(stretch.until)
