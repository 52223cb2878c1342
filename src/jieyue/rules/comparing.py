"""A unit's use beside its own of the year before, and beside its size."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import log
from typing import NamedTuple

from jieyue.rules.check import Finding
from jieyue.rules.disclosure import FEWEST
from jieyue.rules.period import YEAR, Period, month_end
from jieyue.rules.thresholds import Limit, Size, SizeRange, Thresholds, Whose
from jieyue.rules.values import Category, Resource, Use

DEVIATION = 1.4826
"""By which a median deviation is multiplied to stand for a standard deviation, of values spread as a bell is."""

NOT_BY_SIZE = (Use.DATA_CENTRE, Use.VEHICLE)
"""Uses that say nothing about floor area and persons."""

LIKE = (Limit.LIKE_TIMES, Limit.LIKE_SPREADS, Limit.LIKE_FEWEST)


class Beside(NamedTuple):
    """What was used in the months that both years have, without heating."""

    now: Decimal
    before: Decimal
    months: int

    @property
    def share(self) -> Decimal:
        """By how much of what it was it is more."""
        return (self.now - self.before) / self.before


class Change(NamedTuple):
    """What may change by so much. No resource: all energy together."""

    limit: Limit
    rule: str
    resource: Resource | None
    what: str
    sign: str


FROM_BASE = "change_from_base"
CHANGES = (
    Change(Limit.ELECTRICITY_CHANGE_SHARE, "electricity_change", Resource.ELECTRICITY, "用电", "kWh"),
    Change(Limit.WATER_CHANGE_SHARE, "water_change", Resource.WATER, "用水", Resource.WATER.sign),
    Change(Limit.ENERGY_CHANGE_SHARE, "energy_change", None, "能耗", "kgce"),
)


def year_on_year(
    used: Mapping[Resource, Beside],
    *,
    period: Period,
    kgce_per_unit: Mapping[Resource, Decimal | None],
    thresholds: Thresholds,
) -> Iterator[tuple[Resource | None, Finding]]:
    """Use that changed more than the limit against the same months of the year before, heating left out.

    Energy is weighed with the same factors on both sides, so that a change is one of use.
    """
    for change, beside in _compared(used, kgce_per_unit):
        most = thresholds.number(change.limit, on=period.last)
        if most is not None and abs(beside.share) > most:
            yield change.resource, _changed(change, beside, most, period, rule=change.rule, than="上年")


def against_base(
    used: Mapping[Resource, Beside],
    *,
    base: int,
    period: Period,
    kgce_per_unit: Mapping[Resource, Decimal | None],
    thresholds: Thresholds,
) -> Iterator[tuple[Resource | None, Finding]]:
    """定比审核 (S04): the same against the same months of the base year, which a five-year plan compares with."""
    most = thresholds.number(Limit.BASE_CHANGE_SHARE, on=period.last)
    for change, beside in _compared(used, kgce_per_unit):
        if most is not None and abs(beside.share) > most:
            yield change.resource, _changed(change, beside, most, period, rule=FROM_BASE, than=f"基年（{base} 年）")


def base_year_of(period: Period, thresholds: Thresholds) -> int | None:
    """None where policy knows none, or it is compared with as the year before already."""
    found = thresholds.number(Limit.BASE_YEAR, on=period.last)
    return int(found) if found is not None and found < period.year - 1 else None


def _compared(
    used: Mapping[Resource, Beside], kgce_per_unit: Mapping[Resource, Decimal | None]
) -> Iterator[tuple[Change, Beside]]:
    of_all: dict[Resource | None, Beside] = {None: _weighed(used, kgce_per_unit)}
    of_all.update(used.items())
    for change in CHANGES:
        beside = of_all.get(change.resource)
        if beside and beside.before > 0:
            yield change, beside


def _weighed(used: Mapping[Resource, Beside], kgce_per_unit: Mapping[Resource, Decimal | None]) -> Beside:
    known = [(each, factor) for resource, each in used.items() if (factor := kgce_per_unit.get(resource))]
    is_electricity_alone = (
        len(known) == 1 and bool(kgce_per_unit.get(Resource.ELECTRICITY)) and Resource.ELECTRICITY in used
    )
    known = [] if is_electricity_alone else known  # its change is told already
    return Beside(
        sum((each.now * factor for each, factor in known), Decimal(0)),
        sum((each.before * factor for each, factor in known), Decimal(0)),
        max((each.months for each, _ in known), default=0),
    )


def _changed(change: Change, used: Beside, most: Decimal, period: Period, *, rule: str, than: str) -> Finding:
    more, percent = "增加" if used.share > 0 else "减少", abs(used.share) * 100
    return Finding(
        rule,
        "quantity",
        f"{period.zh}{change.what} {_plain(used.now)} {change.sign}，比{than}同样的 {used.months} 个月 "
        f"{_plain(used.before)} {change.sign} {more} {percent:.1f}%，超过 {most * 100:.0f}%（不含采暖）。",
        "请核对两年的票据有无错录、漏录、重复；核对无误的，照常报送。",
        period.first,
        period.last,
        figures={
            "now": used.now,
            "before": used.before,
            "change_percent": used.share * 100,
            "limit_percent": most * 100,
            "months": used.months,
        },
        period=str(period),
    )


def against_size(
    yearly: Mapping[Resource, Decimal],
    sizes: Mapping[str, Decimal],
    whose: Whose,
    *,
    period: Period,
    thresholds: Thresholds,
) -> Iterator[tuple[Resource, Finding]]:
    """Use of a year that no unit of the size has; one finding a resource."""
    told: set[Resource] = set()
    for size, usual in ranges(whose, period, thresholds):
        if size.resource in told or size.resource not in yearly or not sizes.get(size.divisor):
            continue
        ratio = yearly[size.resource] / sizes[size.divisor]
        if ratio and not usual.low <= ratio <= usual.high:
            told.add(size.resource)
            yield size.resource, _of_size(size, ratio, usual, sizes[size.divisor], period)


@lru_cache(maxsize=1024)
def ranges(whose: Whose, period: Period, thresholds: Thresholds) -> tuple[tuple[Size, SizeRange], ...]:
    found = ((size, thresholds.size_range(size, whose, on=period.last)) for size in Size)
    return tuple((size, usual) for size, usual in found if usual)


def _of_size(size: Size, ratio: Decimal, usual: SizeRange, divisor: Decimal, period: Period) -> Finding:
    what = "面积" if size is Size.ELECTRICITY_PER_M2 else "人数"
    slip = "万kWh、万m³ 填成了 kWh、m³" if ratio < usual.low else "表的示数填成了用量，kWh、m³ 填成了万kWh、万m³"
    return Finding(
        "use_for_size",
        "quantity",
        f"{period.zh}{size.zh}折合一年 {ratio:.4g} {size.sign}（{what} {_plain(divisor)}），不在通常的 "
        f"{usual.low}～{usual.high} {size.sign} 之间。",
        f"请对照票据或抄表记录核对数量和单位，常见的是{slip}；也请核对{what}。确有原因的，可不处理。",
        period.first,
        period.last,
        figures={"ratio": ratio, "low": usual.low, "high": usual.high},
        period=str(period),
    )


def unlike_others(
    rate: Decimal,
    size: Size,
    category: Category,
    *,
    away: float,
    spread: float,
    others: int,
    period: Period,
    thresholds: Thresholds,
) -> Iterator[Finding]:
    """A unit that uses many times more or less for its size than those like it. `away` is the natural logarithm of how
    many times the median of the group it uses, `spread` that of the group, of so many `others`.
    """
    times, spreads, fewest = (thresholds.number(limit, on=period.last) for limit in LIKE)
    if times is None or spreads is None or fewest is None or others < fewest or others < FEWEST:
        return
    if abs(away) <= max(log(times), float(spreads) * spread):
        return
    what = "面积" if size is Size.ELECTRICITY_PER_M2 else "人数"
    more = f"高于{category.zh}类同市其他 {others} 家单位中间水平的 {times:g} 倍"
    less = f"不到{category.zh}类同市其他 {others} 家单位中间水平的 {times:g} 分之一"
    yield Finding(
        "unlike_its_like",
        "quantity",
        f"{period.zh}{size.zh}折合一年 {rate:.4g} {size.sign}，{more if away > 0 else less}。",
        f"请对照票据或抄表记录核对全年的数量和单位，也请核对{what}；确有原因的（机房、食堂、对外服务、停用等），说明即可。",
        period.first,
        period.last,
        figures={"ratio": rate, "others": others, "limit_times": times},
        period=str(period),
    )


USES = {Use.HEATING: "采暖", Use.DATA_CENTRE: "机房"}
"""Parts of a resource that statutory forms ask for beside the whole."""
VEHICLES = {Resource.PETROL: ("vehicles_petrol", "汽油车"), Resource.DIESEL: ("vehicles_diesel", "柴油车")}
"""Of a fuel the profile's column and the vehicles that burn it."""


def parts_above_whole(
    used: Mapping[tuple[Resource, Use], Decimal], *, period: Period
) -> Iterator[tuple[Resource, Finding]]:
    """A part that is more than all of the resource (H05, H06): only where refunds stand under another use."""
    for (resource, use), part in used.items():
        whole = sum((quantity for (own, _), quantity in used.items() if own is resource), Decimal(0))
        if use in USES and part > whole:
            yield (
                resource,
                Finding(
                    "part_above_whole",
                    "use",
                    f"{period.zh}{USES[use]}用{resource.zh} {_plain(part)} {resource.sign}，多于全部{resource.zh} "
                    f"{_plain(whole)} {resource.sign}：其他用途的票据相抵后是负数。",
                    "请核对冲减、退补的票据：用途应与被冲减的票据相同；写错的，将它作废，按正确的用途重新登记。",
                    period.first,
                    period.last,
                    figures={"part": part, "whole": whole},
                    period=str(period),
                    subject=use.value,
                ),
            )


def without_cost(
    used: Mapping[Resource, tuple[Decimal, bool]], *, period: Period
) -> Iterator[tuple[Resource, Finding]]:
    """A resource that was used all year and of which no bill says what it cost (H07, 匹配性); of less than a year money
    may still come. `used` gives the quantity, and whether any money is known.
    """
    for resource, (quantity, is_paid) in used.items() if period.months == YEAR else ():
        if quantity > 0 and not is_paid:
            yield (
                resource,
                Finding(
                    "cost_missing",
                    "amount_yuan",
                    f"{period.zh}用{resource.zh} {_plain(quantity)} {resource.sign}，没有一笔登记了金额。",
                    "请照票据补填金额；不单独付费的（含在物业费、房租里等），说明即可。",
                    period.first,
                    period.last,
                    figures={"quantity": quantity},
                    period=str(period),
                ),
            )


def fuel_of_vehicles(
    used: Mapping[tuple[Resource, Use], Decimal],
    vehicles: Mapping[str, int | None],
    *,
    period: Period,
    thresholds: Thresholds,
) -> Iterator[tuple[Resource, Finding]]:
    """Fuel of vehicles that the profile says there are none of (H10), or more than so many can burn in a year."""
    for resource, (column, name) in VEHICLES.items():
        litres, count = used.get((resource, Use.VEHICLE), Decimal(0)), vehicles.get(column)
        if litres <= 0 or count is None:
            continue
        most = thresholds.number(Limit.VEHICLE_LITRES_MOST, on=period.last)
        if not count:
            rule, than = "fuel_without_vehicles", "是 0 辆"
            do = f"请核对用途，是否应为其他用油；有{name}的，请补年度基本信息。"
        elif most is not None and litres > most * count:
            rule, than = "fuel_for_vehicles", f"是 {count} 辆，每辆超过一年 {most:f} L"
            do = f"请核对加油的数量、单位和用途，也请核对{name}的数量；确有原因的，说明即可。"
        else:
            continue
        says = f"{period.zh}车辆用{resource.zh} {_plain(litres)} L，年度基本信息里{name}{than}。"
        figures = {"litres": litres, "vehicles": count}
        yield (
            resource,
            Finding(rule, "quantity", says, do, period.first, period.last, figures=figures, period=str(period)),
        )


class Copied(NamedTuple):
    """Months in which a unit used what another one did, from the first to the last; `digits` of all those figures
    together, `others` of how many units that is so, `other` what the nearest of them is called, "" where the reader
    does not reach it.
    """

    months: int
    first: date
    last: date
    digits: float
    others: int
    other: str


def copied_from_another(
    found: Copied, resource: Resource, *, period: Period, thresholds: Thresholds
) -> Iterator[tuple[Resource, Finding]]:
    """Month by month the quantities of another unit (S06)."""
    digits = thresholds.number(Limit.COPIED_UNIT_DIGITS, on=period.last)
    if digits is None or found.digits < digits:
        return
    named, more = found.other or "另一家单位", f"等 {found.others} 家单位" if found.others > 1 else ""
    yield (
        resource,
        Finding(
            "same_as_another_unit",
            "quantity",
            f"{found.first:%Y-%m} 至 {found.last:%Y-%m} 有 {found.months} 个月的{resource.zh}用量与{named}{more}相同。",
            "请对照票据或抄表记录核对，是否把别家的数抄成了自己的；合用一户、平均分摊的，说明即可。",
            found.first,
            month_end(found.last),
            figures={"months": found.months, "others": found.others},
            period=str(period),
        ),
    )


def _plain(number: Decimal) -> str:
    text = f"{number:.3f}"
    return text.rstrip("0").rstrip(".")
