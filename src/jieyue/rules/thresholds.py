"""The numbers that the data checks compare with. Plain values; `jieyue.policy` reads them from the policy files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Protocol, TypeVar

from jieyue.rules.factors import Source
from jieyue.rules.signs import as_printed
from jieyue.rules.values import Category, Certainty, Resource, Word


class Limit(Word):
    """What is limited. Shares are fractions of one: 0.10 is 10 percent."""

    QUANTITY_JUMP_TIMES = "quantity_jump_times", "日均用量高于户内其他票据中位数的倍数"
    QUANTITY_DROP_SHARE = "quantity_drop_share", "日均用量低于户内其他票据中位数的份额"
    SAME_QUANTITY_ROWS = "same_quantity_rows", "连续相同用量的票据张数"
    ENERGY_CHANGE_SHARE = "energy_change_share", "非供暖能耗同比变化"
    ELECTRICITY_CHANGE_SHARE = "electricity_change_share", "电耗同比变化"
    WATER_CHANGE_SHARE = "water_change_share", "水耗同比变化"
    BASE_YEAR = "base_year", "定比审核的基年"
    BASE_CHANGE_SHARE = "base_change_share", "与基年同期相比的变化"
    VEHICLE_LITRES_MOST = "vehicle_litres_most", "一辆车一年的用油"
    QUOTA_GUIDE_SHARE = "quota_guide_share", "低于定额引导值的多少份额，像是漏填"
    COPIED_UNIT_DIGITS = "copied_unit_digits", "两家单位相同的用量合计有多少位数字，才不像巧合"
    PROFILE_CHANGE_SHARE = "profile_change_share", "面积或人数同比变化"
    HABIT_ROWS = "habit_rows", "看得出用量习惯的票据张数"
    SIGHT_DAYS = "sight_days", "判断用量时往前往后看的天数"
    READING_ROWS = "reading_rows", "全户票据逐张略增、像是示数的最少张数"
    READING_RUN_ROWS = "reading_run_rows", "其间一段票据逐张略增、像是示数的最少张数"
    READING_RISE_SHARE = "reading_rise_share", "像是示数的，每张比上一张多出的部分占本张的份额"
    OWN_PRICE_TIMES = "own_price_times", "单价高于或低于本户其他票据的倍数"
    MONTH_CHANGE_TIMES = "month_change_times", "与上年同月之比，高于或低于本户其他月份的倍数"
    USUAL_SPREADS = "usual_spreads", "超出本户平常起伏的倍数"
    COPIED_ROWS = "copied_rows", "与上年同月相同的连续票据张数"
    COPIED_LEAST_QUANTITY = "copied_least_quantity", "不小于此数的用量相同，才不像巧合"
    ROUND_AMOUNT_YUAN = "round_amount_yuan", "金额为此数的整倍数，是整数金额"
    ROUND_AMOUNT_ROWS = "round_amount_rows", "连续整数金额的票据张数"
    ESTIMATED_SHARE = "estimated_share", "一年里估算票据的份额"
    SWAPPED_TIMES = "swapped_times", "两户平常的用量相差多少倍，才看得出填反"
    SWAPPED_NEAR_TIMES = "swapped_near_times", "换回以后与各户平常的用量相差不超过的倍数"
    LIKE_TIMES = "like_times", "与同类单位的中间水平相差的倍数"
    LIKE_SPREADS = "like_spreads", "超出同类单位平常差别的倍数"
    LIKE_FEWEST = "like_fewest", "至少与几家同类单位比"
    FINDING_DAYS = "finding_days", "发现的问题须在多少天内说明或整改"
    ROUND_SAMPLE_SHARE = "round_sample_share", "一轮评价抽查参评单位的份额"
    ROUND_DRAW_NOTICE_DAYS = "round_draw_notice_days", "抽查名单公布满多少天以后才抽"
    ROUND_APPEAL_DAYS = "round_appeal_days", "结论作出后多少天内可以申诉"
    ROUND_GAP_SHARE = "round_gap_share", "自评高出系统判定多少份额，抽查时算风险"
    ROUND_RISK_GAP = "round_risk_gap", "自评明显高于系统判定的抽查风险分"
    ROUND_RISK_LATE = "round_risk_late", "逾期报送的抽查风险分"
    ROUND_RISK_FINDINGS = "round_risk_findings", "有逾期未办的问题的抽查风险分"
    ROUND_RISK_FAILED = "round_risk_failed", "以前评价不合格的抽查风险分"
    VALIDITY_NOTICE_DAYS = "validity_notice_days", "登记的有效期提前多少天提醒"
    TARGET_MONTH_MISSING_SHARE = "target_month_missing_share", "票据不齐的单位占比不超过多少的月份计入目标进度"
    TARGET_MONTHS_BEFORE_WARNING = "target_months_before_warning", "至少有几个月的数据才预警目标完不成"
    TARGET_MONTHS_OF_FULL_RATIO = "target_months_of_full_ratio", "有几个月的数据后，与上年之比全额用于预测"
    SUBS_ABOVE_MAIN_SHARE = "subs_above_main_share", "下级表合计超过上级表的份额"
    BILL_METER_GAP_SHARE = "bill_meter_gap_share", "票据与同期抄表相差的份额"
    RATED_POWER_TIMES = "rated_power_times", "两次抄表之间的平均功率最多是额定功率的多少倍"
    METER_JUMP_TIMES = "meter_jump_times", "两次抄表之间平均每天的用量是此前最高的多少倍以上要问"
    METER_JUMP_AFTER_DAYS = "meter_jump_after_days", "一块表至少有多少天的用量，才看得出突增"
    COLLECTED_LEAST_SHARE = "collected_least_share", "系统采集的抄表至少采到应采的份额"
    DAY_STAMP_MINUTES = "day_stamp_minutes", "系统采集的，零点的示数最多差多少分钟"
    MONTH_END_SLACK_HOURS = "month_end_slack_hours", "月末抄表最多差多少小时，仍算抄到月底"
    DAY_BEGINS_HOUR = "day_begins_hour", "白天从几点起"
    NIGHT_BEGINS_HOUR = "night_begins_hour", "夜间从几点起"
    DENSE_READING_MINUTES = "dense_reading_minutes", "跨昼夜的两次抄表最多隔多少分钟，用量才按时间分"
    DENSE_READING_SHARE = "dense_reading_share", "一个月至少多少时间的用量分得清，才说昼夜和工作日"
    ACCOUNT_NUMBER_EDITS = "account_number_edits", "户号相差几个字以内要问是不是同一个"
    ACCOUNT_NUMBER_SHORTEST = "account_number_shortest", "户号至少几个字才按相差的字数问"


OF_RECORDS = frozenset(
    {
        *(Limit.QUANTITY_JUMP_TIMES, Limit.QUANTITY_DROP_SHARE, Limit.SAME_QUANTITY_ROWS, Limit.HABIT_ROWS),
        *(Limit.ENERGY_CHANGE_SHARE, Limit.ELECTRICITY_CHANGE_SHARE, Limit.WATER_CHANGE_SHARE),
        *(Limit.BASE_CHANGE_SHARE, Limit.VEHICLE_LITRES_MOST, Limit.QUOTA_GUIDE_SHARE),
        *(Limit.PROFILE_CHANGE_SHARE, Limit.READING_ROWS, Limit.READING_RUN_ROWS, Limit.READING_RISE_SHARE),
        *(Limit.OWN_PRICE_TIMES, Limit.MONTH_CHANGE_TIMES, Limit.USUAL_SPREADS, Limit.COPIED_ROWS),
        *(Limit.COPIED_LEAST_QUANTITY, Limit.ROUND_AMOUNT_YUAN, Limit.ROUND_AMOUNT_ROWS, Limit.ESTIMATED_SHARE),
        *(Limit.LIKE_TIMES, Limit.LIKE_SPREADS, Limit.LIKE_FEWEST),
        *(Limit.SUBS_ABOVE_MAIN_SHARE, Limit.BILL_METER_GAP_SHARE, Limit.RATED_POWER_TIMES),
        *(Limit.METER_JUMP_TIMES, Limit.METER_JUMP_AFTER_DAYS),
        *(Limit.COLLECTED_LEAST_SHARE, Limit.DAY_STAMP_MINUTES),
    }
)
"""Limits with which the records of one organisation are judged; of these a place or a category may have its own."""


class Manner(Word):
    """How a resource comes: through a meter that is read, or bought on a day."""

    METERED = "metered", "计量"
    BOUGHT = "bought", "购买"


class Size(Word):
    """What a unit uses of a resource in a year, divided by its size."""

    ELECTRICITY_PER_M2 = "electricity_per_m2", "每平方米用电"
    ELECTRICITY_PER_PERSON = "electricity_per_person", "人均用电"
    WATER_PER_PERSON = "water_per_person", "人均用水"

    @property
    def resource(self) -> Resource:
        return Resource.WATER if self is Size.WATER_PER_PERSON else Resource.ELECTRICITY

    @property
    def divisor(self) -> str:
        """The column of the profile."""
        return "floor_area_m2" if self is Size.ELECTRICITY_PER_M2 else "persons"

    @property
    def unit(self) -> str:
        return f"{self.resource.unit}/{'m2' if self is Size.ELECTRICITY_PER_M2 else '人'}"

    @property
    def sign(self) -> str:
        """Of the unit."""
        return as_printed(self.unit)


class Dated(Protocol):
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


Entry = TypeVar("Entry", bound=Dated)


@dataclass(frozen=True)
class PriceRange:
    """What one reporting unit of the resource plausibly costs, in yuan, both ends included.

    `place` is the code of the organisation at or below which it holds, `category` of which units; without, of all.
    """

    resource: Resource
    low_yuan: Decimal
    high_yuan: Decimal
    since: date
    until: date | None
    source: Source
    certainty: Certainty
    note: str = ""
    place: str = ""
    category: Category | None = None

    def holds(self, yuan_per_unit: Decimal) -> bool:
        return self.low_yuan <= yuan_per_unit <= self.high_yuan


@dataclass(frozen=True)
class Threshold:
    """A limit; `place` and `category` as in a price range."""

    limit: Limit
    value: Decimal
    since: date
    until: date | None
    source: Source
    certainty: Certainty
    note: str = ""
    place: str = ""
    category: Category | None = None


@dataclass(frozen=True)
class Supply:
    """How a resource comes, and how many days a bill of it usually covers; None where any number may be."""

    resource: Resource
    manner: Manner
    shortest_days: Decimal | None
    longest_days: Decimal | None
    source: Source
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True)
class SizeRange:
    """What a year's use divided by the size plausibly is, both ends included. No category: of all that have none."""

    size: Size
    category: Category | None
    low: Decimal
    high: Decimal
    since: date
    until: date | None
    source: Source
    certainty: Certainty
    note: str = ""
    place: str = ""


class Whose(NamedTuple):
    """Whose records are judged: the codes of the organisation and of what it stands under, the nearest first."""

    places: tuple[str, ...] = ()
    category: Category | None = None


@dataclass(frozen=True, eq=False)
class Thresholds:
    prices: tuple[PriceRange, ...] = ()
    limits: tuple[Threshold, ...] = ()
    supplies: tuple[Supply, ...] = ()
    sizes: tuple[SizeRange, ...] = ()
    local: dict[Whose, "Thresholds"] = field(default_factory=dict, repr=False)

    @cached_property
    def places(self) -> frozenset[str]:
        """The codes of those that have one of their own."""
        local: tuple[PriceRange | Threshold | SizeRange, ...] = (*self.prices, *self.limits, *self.sizes)
        return frozenset(each.place for each in local if each.place)

    @cached_property
    def are_the_same_for_all(self) -> bool:
        """But for the ranges of sizes, which are asked for by whose they are."""
        by_category: tuple[PriceRange | Threshold, ...] = (*self.prices, *self.limits)
        return not self.places and not any(each.category for each in by_category)

    @cached_property
    def _by_limit(self) -> dict[Limit, list[Threshold]]:
        found: dict[Limit, list[Threshold]] = {}
        for each in self.limits:
            found.setdefault(each.limit, []).append(each)
        return found

    def of(self, whose: Whose) -> "Thresholds":
        """What holds for these records: that of the nearest place before that of a farther one, then that of the
        category before that of all.
        """
        if self.are_the_same_for_all:
            return self
        whose = Whose(tuple(code for code in whose.places if code in self.places), whose.category)
        if whose not in self.local:
            prices, limits = _nearest_first(self.prices, whose), _nearest_first(self.limits, whose)
            self.local[whose] = Thresholds(prices, limits, self.supplies, self.sizes)
        return self.local[whose]

    def price_range(self, resource: Resource, *, on: date) -> PriceRange | None:
        """None where no range is known: then there is nothing to check."""
        return _in_force((entry for entry in self.prices if entry.resource is resource), on)

    def limit(self, limit: Limit, *, on: date) -> Threshold | None:
        """None where no limit is known: then there is nothing to check."""
        return _in_force(self._by_limit.get(limit, ()), on)

    def number(self, limit: Limit, *, on: date) -> Decimal | None:
        found = self.limit(limit, on=on)
        return found.value if found else None

    def supply(self, resource: Resource) -> Supply | None:
        return next((each for each in self.supplies if each.resource is resource), None)

    def is_bought(self, resource: Resource) -> bool:
        """Whether it is bought on a day and not metered over a stretch of days."""
        supply = self.supply(resource)
        return supply is not None and supply.manner is Manner.BOUGHT

    def size_range(self, size: Size, whose: Whose, *, on: date) -> SizeRange | None:
        """The nearest, as `of` has it."""
        return _in_force(_nearest_first((entry for entry in self.sizes if entry.size is size), whose), on)


def _in_force(entries: Iterable[Entry], day: date) -> Entry | None:
    return next((it for it in entries if it.since <= day and (it.until is None or day < it.until)), None)


Local = TypeVar("Local", PriceRange, Threshold, SizeRange)


def _nearest_first(entries: Iterable[Local], whose: Whose) -> tuple[Local, ...]:
    here = {code: distance for distance, code in enumerate(whose.places)} | {"": len(whose.places)}
    own = (each for each in entries if each.place in here and each.category in (whose.category, None))
    return tuple(sorted(own, key=lambda it: (here[it.place], it.category is None)))
