"""What is to be known beside a saving: what there was to judge by, and what the guidelines say of the figure.

A notice has a stable name, a sentence and its figures. What disqualifies says that the saving cannot be relied on; it
is told all the same, so that nobody wonders why there is none.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jieyue.rules.savings.batch import BASELINE, NO_TEMPERATURE, NO_VALUE, REPORTING, TOO_LONG, TOO_SHORT
from jieyue.rules.savings.fitting import INTERCEPT_ONLY, NONE
from jieyue.rules.savings.method import Method, Setting
from jieyue.rules.savings.verifying import Savings
from jieyue.rules.values import Word

PERIODS = {BASELINE: ("baseline", "基准期"), REPORTING: ("reporting", "报告期")}
LEFT_OUT = {
    NO_VALUE: ("no_value", "没有用量"),
    TOO_SHORT: ("too_short", "账期太短"),
    TOO_LONG: ("too_long", "账期太长"),
    NO_TEMPERATURE: ("no_temperature", "缺少气温"),
}


@dataclass(frozen=True)
class Notice:
    name: str
    says: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class Verdict:
    """What a guideline says of a figure; `meets` is None where it cannot be said."""

    guideline: str
    meets: bool | None
    says: str
    data: Mapping[str, float]


def status(savings: Savings, meter: int) -> str:
    if not savings.fits.bills[meter] or not savings.bills_reporting[meter]:
        return "no_data"
    return "no_model" if savings.fits.model[meter] == NONE else "ok"


def disqualified(savings: Savings, meter: int, method: Method) -> list[Notice]:
    return list(_disqualified(savings, meter, method))


def _disqualified(savings: Savings, meter: int, method: Method) -> Iterator[Notice]:
    found, bills = savings.found, int(savings.fits.bills[meter])
    span, used = float(found.span_days[meter]), float(found.used_days[meter])
    if not bills:
        yield Notice("no_baseline_bills", "基准期没有一张能用的整张票据。", {"bills": 0})
        return
    if savings.fits.model[meter] == NONE:
        says = f"基准期只有 {bills} 张能用的票据，或者用量合计为负，没有一个模型站得住。"
        yield Notice("no_candidate", says, {"bills": bills})
    year = method[Setting.BASELINE_SPAN_DAYS]
    least = year - 2 * method[_longest(savings, meter)]
    if span < least:
        says = f"基准期的整张票据只有 {span:g} 天，短于 {least:g} 天（{year:g} 天，两头可以各少一张票据）。"
        yield Notice("baseline_too_short", says, {"days": span, "days_least": least})
    yield from _share("too_little_use", "有用量", used, span, method[Setting.USE_COVERAGE_SHARE])
    valued, warm = float(found.valued_days[meter]), float(found.temperature_days[meter])
    yield from _share("too_little_temperature", "有气温", warm, valued, method[Setting.TEMPERATURE_COVERAGE_SHARE])
    if found.negative[meter]:
        says = f"基准期有 {found.negative[meter]} 张票据用量为负，可能有光伏上网或冲减，不能这样算。"
        yield Notice("negative_use", says, {"bills": int(found.negative[meter])})
    if not savings.bills_reporting[meter]:
        yield Notice("no_reporting_bills", "报告期没有一张能用的整张票据，算不出节能量。", {"bills": 0})


def _longest(savings: Savings, meter: int) -> Setting:
    if savings.found.bimonthly[meter]:
        return Setting.LONGEST_BIMONTHLY_BILL_DAYS
    return Setting.LONGEST_BILL_DAYS


def _share(name: str, what: str, days: float, of: float, least: float) -> Iterator[Notice]:
    if of and days / of < least:
        says = f"基准期 {of:g} 天里{what}的只有 {days:g} 天（{days / of:.0%}），少于 {least:.0%}。"
        yield Notice(name, says, {"days": days, "of_days": of, "share": days / of, "share_least": least})


def warnings(savings: Savings, meter: int, method: Method) -> list[Notice]:
    return list(_warnings(savings, meter, method))


def _warnings(savings: Savings, meter: int, method: Method) -> Iterator[Notice]:
    yield from _left_out(savings, meter)
    if not savings.fits.bills[meter]:
        return
    found = savings.found
    if found.bimonthly[meter]:
        longest = method[Setting.LONGEST_BIMONTHLY_BILL_DAYS]
        yield Notice("bimonthly", f"双月抄表，账期按不超过 {longest:g} 天算。", {"days_most": longest})
    months = [n + 1 for n in range(12) if found.short_months[meter, n]]
    if months:
        says = f"基准期里 {'、'.join(map(str, months))} 月有用量的天数不足，这些月份的天气学得不够。"
        yield Notice("months_short", says, {"months": months, "share_least": method[Setting.MONTH_COVERAGE_SHARE]})
    if found.extreme[meter]:
        says = f"基准期有 {found.extreme[meter]} 张票据日均用量高得反常，请核对。"
        yield Notice("extreme_use", says, {"bills": int(found.extreme[meter])})
    yield from _of_model(savings, meter, method)


def _left_out(savings: Savings, meter: int) -> Iterator[Notice]:
    for (part, state), counts in savings.found.left_out.items():
        if counts[meter]:
            (period, period_zh), (reason, reason_zh) = PERIODS[part], LEFT_OUT[state]
            says = f"{period_zh}有 {counts[meter]} 张票据{reason_zh}，没有计入。"
            yield Notice(f"bills_{reason}", says, {"period": period, "bills": int(counts[meter])})


def _of_model(savings: Savings, meter: int, method: Method) -> Iterator[Notice]:
    if savings.fits.model[meter] == NONE:
        return
    if savings.fits.model[meter] == INTERCEPT_ONLY:
        says = "用量看不出随气温变化，按平时的日均用量推算。"
        yield Notice("flat_model", says, {"qualified": int(savings.fits.qualified[meter])})
    if not savings.fits.identified[meter]:
        says = "平衡点温度定不下来：有几个一样好，取供暖最低、制冷最高的，不影响推算的用量。"
        yield Notice("balance_not_identified", says, {})
    most = method[Setting.GUIDELINE_MOST_CVRMSE]
    if savings.cvrmse[meter] > most:
        says = f"模型与基准期票据相差较大：均方根误差变异系数 {savings.cvrmse[meter]:.1%}，高于 {most:.0%}。"
        yield Notice("cvrmse_high", says, {"cvrmse": float(savings.cvrmse[meter]), "cvrmse_most": most})
    if savings.bills_reporting[meter] and math.isnan(savings.band[meter]):
        says = f"基准期只有 {savings.fits.bills[meter]} 张票据，定不出不确定度。"
        yield Notice("no_band", says, {"bills": int(savings.fits.bills[meter])})


def verdicts(savings: Savings, meter: int, method: Method) -> list[Verdict]:
    if status(savings, meter) != "ok":
        return []
    return [_guideline(savings, meter, method), _protocol(savings, meter, method)]


def _guideline(savings: Savings, meter: int, method: Method) -> Verdict:
    most_cvrmse, most = method[Setting.GUIDELINE_MOST_CVRMSE], method[Setting.GUIDELINE_MOST_UNCERTAINTY]
    cvrmse, saving = float(savings.cvrmse[meter]), float(savings.saving[meter])
    relative = float(savings.band_guideline[meter]) / abs(saving) if saving else math.inf
    meets = None if math.isnan(relative) or math.isnan(cvrmse) else cvrmse <= most_cvrmse and relative <= most
    says = (
        f"ASHRAE Guideline 14：均方根误差变异系数 {_percent(cvrmse)}（不高于 {most_cvrmse:.0%}），"
        f"{method[Setting.GUIDELINE_CONFIDENCE]:.0%} 置信水平下节能量相对不确定度 {_percent(relative)}"
        f"（不高于 {most:.0%}）：{_meets(meets)}。"
    )
    data = {"cvrmse": cvrmse, "cvrmse_most": most_cvrmse, "uncertainty": relative, "uncertainty_most": most}
    return Verdict("ashrae-14", meets, says, data)


def _protocol(savings: Savings, meter: int, method: Method) -> Verdict:
    times, saving = method[Setting.PROTOCOL_STANDARD_ERRORS], float(savings.saving[meter])
    error = float(savings.standard_error[meter])
    meets = None if math.isnan(error) else saving > times * error
    says = f"IPMVP：节能量应大于标准误差的 {times:g} 倍：{_meets(meets)}。"
    return Verdict("ipmvp", meets, says, {"saving": saving, "standard_error": error, "times": times})


def _percent(share: float) -> str:
    return f"{share:.1%}" if math.isfinite(share) else "无从计算"


def _meets(meets: bool | None) -> str:
    return "无从判断" if meets is None else "满足" if meets else "不满足"


class Conclusion(Word):
    """What may be said of a saving in one word."""

    SAVED = "saved", "确有节约"
    RISEN = "risen", "用量上升"
    UNSURE = "unsure", "分不出节约"
    UNRELIABLE = "unreliable", "不能采信"
    NO_ANSWER = "no_answer", "算不出"


def conclusion(savings: Savings, meter: int, method: Method) -> Conclusion:
    """Saved or risen only where nothing disqualifies, and zero lies outside the band."""
    if status(savings, meter) != "ok":
        return Conclusion.NO_ANSWER
    if disqualified(savings, meter, method):
        return Conclusion.UNRELIABLE
    saving, band = float(savings.saving[meter]), float(savings.band[meter])
    if math.isnan(band) or abs(saving) <= band:
        return Conclusion.UNSURE
    return Conclusion.SAVED if saving > 0 else Conclusion.RISEN
