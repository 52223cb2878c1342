"""What a period's figures say in a paper: tables, charts and the sentences that compare them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from jieyue.documents.leads import Leads
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import (
    INDICATORS,
    change,
    change_in_words,
    day,
    money,
    number,
    percent,
    quantity,
    text,
    unit_said,
    words,
)  # fmt: skip
from jieyue.documents.paper.model import Cell, Chart, Paper, Row
from jieyue.rules.paper_layout import Fields, from_plain
from jieyue.rules.period import Period
from jieyue.rules.signs import COAL
from jieyue.rules.values import Resource

Content = Mapping[str, Any]
ENERGY, RATIOS, TARGETS = "能源资源消费表", "指标表", "年度指标表"
EACH_RESOURCE, EACH_RATIO, EACH_TARGET = "逐品种", "逐指标", "逐年度指标"
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
BASES = {"calorific": "电力按当量值折算", "equivalent": "电力按等价值折算"}
BLANK = Cell("")


def printed(content: Content, *, is_draft: bool) -> Paper:
    return compose(from_plain(content["layout"]), told_of(content), is_draft=is_draft)


def told_of(content: Content) -> Told:
    leads = Leads.of(content)
    return Told(
        fields=fields_of(content, leads),
        groups={
            EACH_RESOURCE: [
                _of_resource(each, content, leads) for each in content["rows"] if each["quantity"] is not None
            ],
            EACH_RATIO: [
                _led_ratio(of_ratio(each, is_place=content.get("is_place", False)), leads)
                for each in content["ratios"]
                if each["key"] in INDICATORS
            ],
            EACH_TARGET: [_of_target(each, leads, is_over=is_over(content)) for each in content["targets"]],
        },
        tables={
            ENERGY: [*(_line(each) for each in content["rows"]), *_whole(content)],
            RATIOS: [_ratio(each) for each in content["ratios"] if each["key"] in INDICATORS],
            TARGETS: [_target(each) for each in content["targets"]],
        },
        charts=charts_of(content["period"], content["quarters"]),
    )


def fields_of(content: Content, leads: Leads) -> dict[str, str]:
    period, earlier = Period.parse(content["period"]), content.get("before_period") or ""
    sizes, energy, switches = (content[name] for name in ("sizes", "energy", "switches"))
    return {
        "单位名称": content["name"],
        "主送机关": content["to"],
        "报告期": period.zh,
        "上年同期": period.in_year(period.year - 1).zh,
        "上期": Period.parse(earlier).zh if earlier else "",
        "年度": str(period.year),
        "建筑面积": leads.size(text(sizes.get("floor_area_m2"))),
        "用能人数": leads.size(text(sizes.get("persons"))),
        "用水人数": leads.size(text(persons_water(sizes))),
        "综合能耗": leads.used(text(energy["quantity"])),
        "上年同期综合能耗": leads.used(text(energy["then"]), period=leads.then),
        "综合能耗增减": leads.compared(change_in_words(energy["change"])),
        "综合能耗比上期": leads.compared(change_in_words(energy["change_before"])),
        "费用合计": leads.used(text(energy["amount_yuan"], money)),
        "费用增减": leads.compared(change_in_words(energy["amount_change"])),
        "折标煤系数": content["factors_name"],
        **ways_of_counting(switches),
        **_same_units(content, leads),
        "票据不齐": "" if content["is_complete"] else "还有户号没有报告期内的票据，各项数据以补齐后为准",
        "落款日期": day(content["on"]),
    }


def _same_units(content: Content, leads: Leads) -> dict[str, str]:
    """What is said of the change over the same units; a paper of an earlier version says nothing of it. Of a period
    that runs still, why no other change is told.
    """
    energy, about = content["energy"], (content.get("alike") or {}).get("then")
    is_place = content.get("is_place", False)
    told = about if about and about["units"] and is_place else {}
    of_place = "没有一家单位两年各月票据都齐，增减可能只是上报多少的变化"
    of_unit = "本期或上年同期有月份票据不齐，增减仅供参考"
    in_doubt = about is not None and not about["units"] and energy["change"] is not None
    doubt = (of_place if is_place else of_unit) if in_doubt else ""
    running = "本期还没有过完，上年同期和上期是整期的数，不与本期已有的数比增减" if energy["then"] else ""
    return {
        "同口径单位数": leads.compared(str(told.get("units", ""))),
        "应报单位数": leads.compared(str(told.get("owed", ""))),
        "同口径综合能耗增减": leads.compared(change_in_words(energy.get("change_alike")) if told else ""),
        "同口径综合能耗比上期": leads.compared(change_in_words(energy.get("change_before_alike")) if is_place else ""),
        "增减存疑": doubt if is_over(content) else running,
    }


def is_over(content: Content) -> bool:
    """Whether the period was over on the day of the paper; one of an earlier version was written as if it were."""
    return content.get("is_over", True)


def charts_of(period: str, quarters: Content) -> list[Chart]:
    """Standard coal (`tce`) and `water` by quarter, this year beside the last, of what there is."""
    year = Period.parse(period).year
    about = (("各季度综合能耗", COAL, "tce"), ("各季度用水量", Resource.WATER.sign, "water"))
    there = [(title, unit, quarters.get(key) or {}) for title, unit, key in about]
    return [
        Chart(title, unit, QUARTERS, [_series(year - 1, told["last"]), _series(year, told["this"])])
        for title, unit, told in there
        if any(value is not None for own in told.values() for value in own.values())
    ]


def _series(year: int, by_quarter: Mapping[str, object]) -> tuple[str, Sequence[Decimal | None]]:
    return f"{year}年", [number(value) for _, value in sorted(by_quarter.items())]


def persons_water(sizes: Content) -> object:
    """Where they are others than the persons who use energy."""
    water = sizes.get("persons_water")
    return water if number(water) != number(sizes.get("persons")) else None


def ways_of_counting(switches: Content) -> dict[str, str]:
    """What is said of how electricity is converted, and whether vehicles are among the energy by area."""
    has_vehicles = switches.get("vehicle_fuel_in_area_indicator")
    return {
        "电力折算": BASES.get(str(switches.get("electricity_basis")), ""),
        "公务用车": f"{'含' if has_vehicles else '不含'}公务用车用油",
    }


def _of_resource(told: Mapping[str, Any], content: Content, leads: Leads) -> Fields:
    resource = Resource(told["resource"])
    used = partial(leads.used, resource=resource.value)
    return {
        "品种": resource.zh,
        "用量": used(text(told["quantity"])),
        "计量单位": unit_said(resource.sign),
        "上年同期用量": used(text(told["then"]), period=leads.then),
        "用量增减": leads.compared(change_in_words(told["change"])),
        "同口径用量增减": leads.compared(change_in_words(told.get("change_alike")) if content.get("is_place") else ""),
        "上期用量": used(text(told["before"]), period=leads.before),
        "比上期": leads.compared(change_in_words(told["change_before"])),
        "折标准煤": used(text(told["tce"])),
        "占比": leads.compared(text(content["shares"].get(resource.value), percent)),
        "费用": used(text(told["amount_yuan"], money)),
    }


def of_ratio(told: Mapping[str, Any], *, is_place: bool = False) -> Fields:
    name, unit = INDICATORS[told["key"]]
    return {
        "指标": name,
        "指标值": text(told["quantity"], money),
        "指标单位": unit_said(unit),
        "上年同期指标值": text(told["then"], money),
        "指标增减": change_in_words(told["change"]),
        "同口径指标增减": change_in_words(told.get("change_alike")) if is_place else "",
        "指标比上期": change_in_words(told["change_before"]),
    }


RATIOS_LED = ("指标值", "上年同期指标值", "指标增减", "同口径指标增减", "指标比上期")


def _led_ratio(told: Fields, leads: Leads) -> Fields:
    return {**told, **{name: leads.compared(told[name]) for name in RATIOS_LED}}


def _of_target(told: Mapping[str, Any], leads: Leads, *, is_over: bool) -> Fields:
    """Whether it was met is known when the year is over; that it was passed, at once."""
    name, unit = INDICATORS[told["key"]]
    value, cap = number(told["quantity"]), number(told["target"])
    kept = "" if value is None else "完成了年度指标" if value <= cap else "没有完成年度指标"
    if kept and not is_over:
        used = f"，已用{percent(told['share']).text}%" if told["share"] is not None else ""
        kept = leads.compared(f"年度还没有结束{used}") if value <= cap else "年度还没有结束，已经超过年度指标"
    return {
        "年度指标": name,
        "年度指标值": leads.aimed(text(cap, money)),
        "年度指标单位": unit_said(unit),
        "年度实绩": leads.compared(text(value, money)),
        "完成情况": kept,
    }


def _line(told: Mapping[str, Any]) -> Row:
    resource = Resource(told["resource"])
    return Row({**named(resource.zh, resource.sign), **_figures(told, quantity)}, resource.value)


def _whole(content: Content) -> list[Row]:
    """Everything in standard coal, and what all of it cost."""
    energy = content["energy"]
    of_money = {"quantity": energy["amount_yuan"], "then": energy["amount_then"], "change": energy["amount_change"]}
    of_money["change_alike"] = energy.get("amount_change_alike")
    spent = _figures({**dict.fromkeys(energy), **of_money}, money)
    blank = {"amount_yuan": BLANK}
    return [
        Row({**named("综合能耗", COAL), **_figures(energy, quantity), **blank}),
        Row({**named("费用合计", "元"), **spent, "before": BLANK, "change_before": BLANK, **blank}),
    ]


def _ratio(told: Mapping[str, Any]) -> Row:
    return Row({**named(*INDICATORS[told["key"]]), **_figures(told, money)})


def _target(told: Mapping[str, Any]) -> Row:
    figures = {"target": money(told["target"]), "quantity": money(told["quantity"]), "share": percent(told["share"])}
    return Row({**named(*INDICATORS[told["key"]]), **figures})


def _figures(told: Mapping[str, Any], form: Any) -> dict[str, Cell]:
    return {
        "quantity": form(told["quantity"]),
        "then": form(told["then"]),
        "change": change(told["change"]),
        "change_alike": change(told.get("change_alike")),
        "before": form(told["before"]),
        "change_before": change(told["change_before"]),
        "amount_yuan": money(told.get("amount_yuan")),
    }


def named(name: str, unit: str) -> dict[str, Cell]:
    return {"name": words(name), "unit": words(unit)}
