"""What the analysis of a year adds to the figures of its paper: sentences, tables and charts, each of what is known."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jieyue.documents.consumption import BLANK, Content, told_of
from jieyue.documents.leads import Leads
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import (
    INDICATORS,
    change,
    change_in_words,
    money,
    number,
    percent,
    quantity,
    text,
    unit_said,
    words,
)  # fmt: skip
from jieyue.documents.paper.model import Chart, Paper, Row
from jieyue.rules.paper_layout import Fields, from_plain
from jieyue.rules.period import Period
from jieyue.rules.values import Category, Resource, Use

MONTHS, USES, REGIONS, CATEGORIES, ENDS, CHANGED = (
    "各月能耗表", "用途构成表", "各地能耗表", "各类单位能耗表", "高低单位表", "增减单位表",
)  # fmt: skip
SOURCE = "各数由系统按登记的票据和年度基本信息汇总，在系统的“用能分析”页可以逐项打开"
OF_PLACES = "按年底在这里的单位合计；同比只比各单位两年都有数的月份"
MOST_IN_A_CHART = 12
NOTHING: Mapping[str, Any] = {}


def printed(content: Content, *, is_draft: bool) -> Paper:
    return compose(from_plain(content["layout"]), analysed(content), is_draft=is_draft)


def analysed(content: Content) -> Told:
    """What was handed in before there was an analysis has none."""
    told, found = told_of(content), content.get("analysis") or NOTHING
    leads, year = Leads.of(content), Period.parse(content["period"]).year
    return replace(
        told,
        fields={**told.fields, **_led(_fields(found), leads), **_areas(found, leads)},
        groups={**told.groups, **_groups(found, leads)},
        tables={**told.tables, **_tables(found)},
        charts=[*told.charts, *_charts(found, year)],
    )


def _fields(found: Mapping[str, Any]) -> Fields:
    change_ = found.get("change") or NOTHING
    known = [each for each in found.get("months", ()) if each["now"] is not None]
    most, least = (_one(known, best) for best in (max, min))
    is_same_area = _is_same_area(change_)
    count = found.get("anomaly_count")
    return {
        "最多的月份": _month(most),
        "最多的月份能耗": text(most.get("now"), money),
        "最少的月份": _month(least),
        "最少的月份能耗": text(least.get("now"), money),
        "同月能耗": text(change_.get("now"), money),
        "上年同月能耗": text(change_.get("then"), money),
        "同月增减": change_in_words(change_.get("percent")),
        "面积变化部分": "" if is_same_area else _signed(change_.get("by_area")),
        "其余部分": "" if is_same_area else _signed(change_.get("by_intensity")),
        "异常处数": str(count) if count else "",
        "没有异常": "数据检查没有发现异常" if count == 0 else "",
        "数据来源": SOURCE if found else "",
        "地区口径": OF_PLACES if found.get("regions") else "",
        "比较单位数": str(found["compared_units"]) if found.get("compared_units") else "",
        "中位数": text(found.get("median"), money),
        "未比较单位数": str(found["left_out"]) if found.get("left_out") else "",
    }


OF_ANALYSIS = (
    "最多的月份能耗", "最少的月份能耗", "同月能耗", "上年同月能耗", "同月增减", "面积变化部分", "其余部分", "异常处数",
    "比较单位数", "中位数", "未比较单位数", "增减量", "用途能耗", "用途占比", "指标值", "比较家数", "同类中位数",
    "名次", "高于", "异常根据", "家数", "能耗", "占比", "单位面积", "同比", "异常单位数", "今年缺的月份",
    "上年缺的月份",
)  # fmt: skip
"""What is worked out on the page of the analysis."""


def _led(told: Fields, leads: Leads, *, organisation: str = "") -> Fields:
    led = (name for name in OF_ANALYSIS if name in told)
    return {**told, **{name: leads.analysed(told[name], organisation=organisation) for name in led}}


def _areas(found: Mapping[str, Any], leads: Leads) -> Fields:
    """Of both years, where they are told apart."""
    change_ = found.get("change") or NOTHING
    then = "" if _is_same_area(change_) else text(change_.get("area_then"))
    return {
        "今年面积": leads.size(text(change_.get("area"))),
        "上年面积": leads.size(then, year=str(int(leads.year) - 1)),
    }


def _is_same_area(change_: Mapping[str, Any]) -> bool:
    area = change_.get("area")
    return area is not None and number(area) == number(change_.get("area_then"))


def _one(known: Sequence[Mapping[str, Any]], best: Any) -> Mapping[str, Any]:
    return best(known, key=lambda each: number(each["now"]) or 0) if len(known) > 1 else NOTHING


def _month(told: Mapping[str, Any]) -> str:
    return f"{int(told['month'][5:])}月" if told else ""


def _signed(written: object) -> str:
    """增加1.20, 减少0.30; "" where it is not known."""
    known = number(written)
    if known is None:
        return ""
    return f"{'增加' if known >= 0 else '减少'}{money(abs(known)).text}"


# --- sentences -------------------------------------------------------------------------------------------------------


def _groups(found: Mapping[str, Any], leads: Leads) -> dict[str, list[Fields]]:
    regions = [_led(_group(each, each["name"]), leads, organisation=each["key"]) for each in found.get("regions", ())]
    told = {name: [_led(each, leads) for each in own] for name, own in _told(found).items()}
    return {**told, "逐地区": regions}


def _told(found: Mapping[str, Any]) -> dict[str, list[Fields]]:
    parts = (found.get("change") or NOTHING).get("parts", ())
    return {
        "逐用途": [_use(each) for each in _of_several_uses(found.get("uses", ()))],
        "逐增减": [{**_named(each), "增减量": _signed(each["tce"])} for each in parts],
        "逐缺月": [_lacking(each) for each in found.get("lacking", ())],
        "逐同类": [_like(each) for each in found.get("like", ())],
        "逐说明": [
            {
                "说明时间": Period.parse(each["period"]).zh,
                "说明出处": each["where"],
                "说明所问": each["about"],
                "说明": each["text"].rstrip("。"),
            }
            for each in found.get("said", ())
        ],
        "逐异常": [_anomaly(each) for each in found.get("anomalies", ())],
        "逐类": [_group(each, _category(each)) for each in found.get("categories", ())],
        "逐类异常": [{"异常": each["name"], "异常单位数": str(each["units"])} for each in found.get("odd", ())],
    }


def _named(each: Mapping[str, Any]) -> Fields:
    return {"品种": Resource(each["resource"]).zh, "用途": Use(each["use"]).zh}


def _of_several_uses(uses: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What serves one use alone is told by its resource already."""
    counts = Counter(each["resource"] for each in uses)
    return [each for each in uses if counts[each["resource"]] > 1]


def _use(each: Mapping[str, Any]) -> Fields:
    return {**_named(each), "用途能耗": text(each["tce"], money), "用途占比": text(each["share"], percent)}


def _lacking(each: Mapping[str, Any]) -> Fields:
    return {
        **_named(each),
        "今年缺的月份": "、".join(map(str, each["only_then"])),
        "上年缺的月份": "、".join(map(str, each["only_now"])),
    }


def _like(each: Mapping[str, Any]) -> Fields:
    name, unit = INDICATORS[each["key"]]
    higher = each["higher_than"]
    return {
        "指标": name,
        "指标单位": unit_said(unit),
        "指标值": text(each["own"], money),
        "比较范围": each["group"],
        "比较家数": str(each["units"]),
        "同类中位数": text(each["median"]),
        "名次": "" if each["rank"] is None else str(each["rank"]),
        "高于": "" if higher is None or each["rank"] is not None else f"{higher}%",
    }


def _anomaly(each: Mapping[str, Any]) -> Fields:
    return {
        "异常时间": Period.parse(each["period"]).zh,
        "异常": each["name"],
        "异常根据": each["says"].rstrip("。"),
        "异常说明": each["answer"].rstrip("。"),
    }


def _group(each: Mapping[str, Any], name: str) -> Fields:
    return {
        "名称": name,
        "家数": str(each["units"]),
        "能耗": text(each["tce"], money),
        "占比": text(each["share"], percent),
        "单位面积": text(each["per_m2"], money),
        "同比": change_in_words(each["percent"]),
    }


def _category(each: Mapping[str, Any]) -> str:
    return Category(each["key"]).zh if each["key"] else "未填分类"


# --- tables and charts -----------------------------------------------------------------------------------------------


def _tables(found: Mapping[str, Any]) -> dict[str, list[Row]]:
    months = found.get("months", ())
    is_known = any(each["now"] is not None for each in months)
    return {
        MONTHS: [_of_month(each) for each in months] if is_known else [],
        USES: [_of_use(each) for each in found.get("uses", ())],
        REGIONS: [_of_group(each, each["name"], organisation=each["key"]) for each in found.get("regions", ())],
        CATEGORIES: [_of_group(each, _category(each)) for each in found.get("categories", ())],
        ENDS: [*_of_units("最高的", found.get("highest", ())), *_of_units("最低的", found.get("lowest", ()))],
        CHANGED: [*_of_units("增加最多的", found.get("risen", ())), *_of_units("减少最多的", found.get("fallen", ()))],
    }


def _of_month(each: Mapping[str, Any]) -> Row:
    cells = {
        "name": words(f"{int(each['month'][5:])}月"),
        "now": money(each["now"]),
        "then": money(each["then"]),
        "change": change(each["percent"]),
    }
    return Row(cells, period=each["month"])


def _of_use(each: Mapping[str, Any]) -> Row:
    named = _named(each)
    cells = {
        "name": words(named["品种"]),
        "use": words(named["用途"]),
        "tce": money(each["tce"]),
        "share": percent(each["share"]),
    }
    return Row(cells, each["resource"])


def _of_group(each: Mapping[str, Any], name: str, *, organisation: str = "") -> Row:
    cells = {
        "name": words(name),
        "units": quantity(each["units"]),
        "tce": money(each["tce"]),
        "share": percent(each["share"]),
        "per_m2": money(each["per_m2"]),
        "change": change(each["percent"]),
    }
    return Row(cells, organisation=organisation)


def _of_units(heading: str, units: Sequence[Mapping[str, Any]]) -> list[Row]:
    if not units:
        return []
    blank = dict.fromkeys(("per_m2", "tce", "change"), BLANK)
    rows = [
        Row(
            {
                "name": words(each["name"]),
                "per_m2": money(each["per_m2"]),
                "tce": money(each["tce"]),
                "change": change(each["percent"]),
            },
            organisation=each["code"],
        )
        for each in units
    ]
    return [Row({"name": words(heading), **blank}, is_heading=True), *rows]


def _charts(found: Mapping[str, Any], year: int) -> list[Chart]:
    months = found.get("months", ())
    charts = []
    if any(each["now"] is not None for each in months):
        labels = [str(int(each["month"][5:])) for each in months]
        series = [(f"{year - 1}年", _numbers(months, "then")), (f"{year}年", _numbers(months, "now"))]
        charts.append(Chart("各月综合能耗", "吨标准煤", labels, series))
    uses = found.get("uses", ())[:MOST_IN_A_CHART]
    if uses:
        labels = ["".join(_named(each).values()) for each in uses]
        charts.append(Chart("各用途能耗", "吨标准煤", labels, [(f"{year}年", _numbers(uses, "tce"))]))
    regions = found.get("regions", ())[:MOST_IN_A_CHART]
    if len(regions) > 1:
        labels = [each["name"] for each in regions]
        charts.append(Chart("各地综合能耗", "吨标准煤", labels, [(f"{year}年", _numbers(regions, "tce"))]))
    return [*charts, *(_spread(title, classes) for title, classes in _classes(found))]


def _classes(found: Mapping[str, Any]) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """The group's figures by indicator, as far as they are told."""
    of_units = [(INDICATORS[each["key"]][0], each["classes"]) for each in found.get("like", ())]
    of_place = [(INDICATORS["energy_per_m2_kgce"][0], found.get("classes", ()))]
    return [(f"{name}的分布", classes) for name, classes in (*of_units, *of_place) if _tells_something(classes)]


def _tells_something(classes: Sequence[Mapping[str, Any]]) -> bool:
    return sum(each["units"] > 0 for each in classes) > 1


def _spread(title: str, classes: Sequence[Mapping[str, Any]]) -> Chart:
    labels = [_between(each["low"], each["high"]) for each in classes]
    return Chart(title, "家", labels, [("单位数", [Decimal(each["units"]) for each in classes])])


def _between(low: float | None, high: float | None) -> str:
    """By their upper edges, for there are many beside each other."""
    if high is None:
        return f"≥{low:.9g}"
    return f"<{high:.9g}" if low is None else f"~{high:.9g}"


def _numbers(rows: Sequence[Mapping[str, Any]], key: str) -> list[Decimal | None]:
    return [number(each[key]) for each in rows]
