"""The numbers of the CalTRACK 2.0 billing method, as the policy gives them, and what was asked otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from jieyue.rules.refusal import Refused
from jieyue.rules.values import Resource, Word

FREEZING_F, F_PER_C = 32.0, 1.8


class Setting(Word):
    """What the method fixes. Degrees are Fahrenheit where the name says so, as the method is written in them."""

    BALANCE_LEAST_F = "balance_least_f", "平衡点温度最低"
    BALANCE_MOST_F = "balance_most_f", "平衡点温度最高"
    BALANCE_STEP_F = "balance_step_f", "平衡点温度间隔"
    LEAST_DEGREE_DAYS_F = "least_degree_days_f", "基准期最少度日"
    SHORTEST_BILL_DAYS = "shortest_bill_days", "账期最短天数"
    LONGEST_BILL_DAYS = "longest_bill_days", "账期最长天数"
    LONGEST_BIMONTHLY_BILL_DAYS = "longest_bimonthly_bill_days", "双月抄表的账期最长天数"
    DAY_COVERAGE_SHARE = "day_coverage_share", "一天里有气温的小时须超过的份额"
    BILL_COVERAGE_SHARE = "bill_coverage_share", "一个账期里有气温的小时至少的份额"
    BALANCE_TIE = "balance_tie", "校正决定系数相差多少以内算一样好"
    BASELINE_SPAN_DAYS = "baseline_span_days", "基准期应有天数"
    USE_COVERAGE_SHARE = "use_coverage_share", "基准期里有用量的天数至少的份额"
    TEMPERATURE_COVERAGE_SHARE = "temperature_coverage_share", "基准期里有气温的天数至少的份额"
    MONTH_COVERAGE_SHARE = "month_coverage_share", "每个月份里有用量的天数至少的份额"
    EXTREME_QUARTILE_RANGES = "extreme_quartile_ranges", "日均用量高出中位数多少个四分位距算异常"
    CONFIDENCE = "confidence", "区间的置信水平"
    MONTHS_SQUARED_TERM = "months_squared_term", "不确定度经验式二次项"
    MONTHS_TERM = "months_term", "不确定度经验式一次项"
    CONSTANT_TERM = "constant_term", "不确定度经验式常数项"
    COMMON_SHARE = "common_share", "各表误差相关的份额"
    GUIDELINE_MOST_CVRMSE = "guideline_most_cvrmse", "均方根误差变异系数上限"
    GUIDELINE_MOST_UNCERTAINTY = "guideline_most_uncertainty", "节能量相对不确定度上限"
    GUIDELINE_CONFIDENCE = "guideline_confidence", "相对不确定度的置信水平"
    PROTOCOL_STANDARD_ERRORS = "protocol_standard_errors", "节能量须超过标准误差的倍数"


class SettingRefused(Refused):
    """A setting of the method that was asked otherwise is unknown, or cannot have that value."""


@dataclass(frozen=True)
class Deviation:
    """A setting that somebody asked for otherwise than the method has it."""

    setting: Setting
    instead_of: float
    value: float


@dataclass(frozen=True)
class Method:
    """All settings by their keys. `metered` are resources that come through a meter and may follow the weather;
    `uncooled` are those that nobody cools with, for which no cooling is fitted; `unverified` are settings whose source
    has to be checked.
    """

    key: str
    values: Mapping[Setting, float]
    metered: frozenset[Resource]
    uncooled: frozenset[Resource]
    unverified: tuple[Setting, ...] = ()
    deviations: tuple[Deviation, ...] = ()

    def __getitem__(self, setting: Setting) -> float:
        return self.values[setting]

    @property
    def least_degree_days_c(self) -> float:
        return self[Setting.LEAST_DEGREE_DAYS_F] / F_PER_C

    def asked_otherwise(self, settings: Mapping[str, Decimal]) -> "Method":
        """The same with some settings as somebody asked for them by name. Raises SettingRefused."""
        found = {_named(name): float(value) for name, value in settings.items()}
        other = {setting: value for setting, value in found.items() if value != self[setting]}
        deviations = tuple(Deviation(setting, self[setting], value) for setting, value in other.items())
        method = replace(self, values={**self.values, **other}, deviations=deviations)
        method.refuse_nonsense()
        return method

    def refuse_nonsense(self) -> None:
        """Raises SettingRefused for a grid without balance points, or one that no machine could hold."""
        least, most, step = (self[each] for each in _GRID)
        if step <= 0 or not 0 <= (most - least) / step <= MOST_STEPS:
            raise SettingRefused(
                f"平衡点温度从 {least:g} 到 {most:g} ℉、间隔 {step:g} ℉，排不出 1 到 {MOST_STEPS} 个。",
                do="请改 balance_least_f、balance_most_f 或 balance_step_f。",
            )
        for setting in _SHARES:
            if not 0 < self[setting] < 1:
                raise SettingRefused(f"{setting}（{setting.zh}）应大于 0、小于 1。", do="请写成小数，如 0.9。")


MOST_STEPS = 240
_GRID = (Setting.BALANCE_LEAST_F, Setting.BALANCE_MOST_F, Setting.BALANCE_STEP_F)
_SHARES = (Setting.CONFIDENCE, Setting.GUIDELINE_CONFIDENCE)


def _named(name: str) -> Setting:
    setting = Setting.named(name)
    if setting is None:
        raise SettingRefused(f"方法里没有“{name}”这一项。", do=f"可用：{'、'.join(Setting)}。")
    return setting
