"""The notice as a paper. What stands where is its layout's, which is pinned with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from jieyue.documents.consumption import ENERGY, RATIOS, charts_of, named, persons_water, ways_of_counting
from jieyue.documents.notice_words import words_of
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import (
    INDICATORS,
    change,
    change_in_words,
    money,
    percent,
    quantity,
    text,
)  # fmt: skip
from jieyue.documents.paper.model import Cell, Paper, Row
from jieyue.rules.paper_layout import from_plain
from jieyue.rules.period import Period
from jieyue.rules.signs import COAL
from jieyue.rules.values import Resource

Content = Mapping[str, Any]
USES = {"vehicle": "车辆", "other": "其他"}
WRITTEN = {"增减原因": "reasons", "年度指标依据": "target_document"}
"""What stands there as somebody wrote it."""


def printed(content: Content, *, is_draft: bool) -> Paper:
    """`content` are the figures, the words and the layout."""
    told = Told(
        fields=_fields(content, is_draft=is_draft),
        tables={
            ENERGY: [*(_figures(each) for each in content["rows"]), *_whole(content)],
            RATIOS: [_ratio(each) for each in _ratios(content)],
        },
        charts=charts_of(content["period"], content),
    )
    return compose(from_plain(content["layout"]), told, is_draft=is_draft)


def _fields(content: Content, *, is_draft: bool) -> dict[str, str]:
    sizes, switches, energy = (content.get(name) or {} for name in ("sizes", "switches", "energy"))
    unverified = dict.fromkeys(Resource(each["resource"]).zh for each in content.get("unverified") or ())
    return {
        **words_of(content, WRITTEN, is_draft=is_draft),
        "单位名称": content["name"],
        "报告期": Period.parse(content["period"]).zh,
        "建筑面积": text(sizes.get("floor_area_m2")),
        "用能人数": text(sizes.get("persons")),
        "用水人数": text(persons_water(sizes)),
        "综合能耗": text(energy.get("quantity")),
        "综合能耗增减": change_in_words(energy.get("change")),
        "费用合计": text(energy.get("amount_yuan"), money),
        "未验收": "、".join(Period.parse(each).zh for each in content.get("not_accepted") or ()),
        "票据不齐的季度": "、".join(Period.parse(each).zh for each in content.get("incomplete") or ()),
        "待核对": "、".join(unverified),
        "折标煤系数": str(content.get("factors_name") or ""),
        **ways_of_counting(switches),
    }


def _figures(told: Mapping[str, Any]) -> Row:
    resource, use = Resource(told["resource"]), told.get("use", "")
    name = f"{resource.zh}（{USES[use]}）" if use else resource.zh
    return Row(_cells(told, name, resource.sign), resource.value)


def _whole(content: Content) -> list[Row]:
    """Everything in standard coal, and what all of it cost; a notice of an earlier version has no such lines."""
    told = content.get("energy")
    if not told:
        return []
    blank = {name: Cell("") for name in ("quantity", "then", "change", "total", "total_change")}
    return [
        Row({**_cells(told, "综合能耗", COAL), "amount_yuan": Cell("")}),
        Row({**named("费用合计", "元"), **blank, "amount_yuan": money(told["amount_yuan"])}),
    ]


def _cells(told: Mapping[str, Any], name: str, unit: str) -> dict[str, Cell]:
    return {
        **named(name, unit),
        "quantity": quantity(told["quantity"]),
        "then": quantity(told["then"]),
        "change": change(told["change"]),
        "total": quantity(told["total"]),
        "total_change": change(told["total_change"]),
        "amount_yuan": money(told["amount_yuan"]),
    }


def _ratios(content: Content) -> Sequence[Mapping[str, Any]]:
    """A notice of an earlier version tells of the quarter alone."""
    earlier = [{"key": key, "quantity": value} for key, value in content.get("indicators", {}).items()]
    return [each for each in content.get("ratios", earlier) if each["key"] in INDICATORS]


def _ratio(told: Mapping[str, Any]) -> Row:
    figures = {name: money(told.get(name)) for name in ("quantity", "then", "total", "target")}
    return Row({**named(*INDICATORS[told["key"]]), **figures, "share": percent(told.get("share"))})
