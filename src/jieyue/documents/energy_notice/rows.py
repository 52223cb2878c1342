"""The notice as it is printed: one source for the page, for Word and for Excel.

Figures are rounded half up at the last printed digit. What stands where is the layout's, which is pinned with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jieyue.rules.notice_layout import Column, Layout, Part, from_plain
from jieyue.rules.period import Period
from jieyue.rules.values import Resource

Content = Mapping[str, Any]
CENT = Decimal("0.01")
UNKNOWN = "—"
USES = {"vehicle": "车辆", "other": "其他"}
UNITS = {"m3": "m³", "m2": "m²", "tce": "吨标准煤"}
INDICATORS = {
    "energy_per_m2_kgce": ("单位建筑面积能耗", "kgce/m²"),
    "energy_per_person_kgce": ("人均综合能耗", "kgce/人"),
    "water_per_person_m3": ("人均用水量", "m³/人"),
}
BASES = {"calorific": "电力按当量值折算", "equivalent": "电力按等价值折算"}
DRAFT = "（草稿）"


@dataclass(frozen=True)
class Cell:
    """`number` is None where it is no figure, or not known."""

    text: str
    number: Decimal | None = None
    is_figure: bool = True

    @property
    def decimals(self) -> int:
        return len(self.text.partition(".")[2])


@dataclass(frozen=True)
class Row:
    """A line of a table by column. `resource` is what its records are found by."""

    cells: Mapping[str, Cell]
    resource: str = ""

    def in_order(self, columns: Sequence[Column]) -> list[Cell]:
        return [self.cells[column.key] for column in columns]


@dataclass(frozen=True)
class Printed:
    layout: Layout
    title: str
    head: Sequence[str]
    figures: Sequence[Row]
    ratios: Sequence[Row]
    notes: Sequence[str]
    foot: Sequence[str]
    signature: Sequence[str]

    @property
    def tables(self) -> list[tuple[Sequence[Column], Sequence[Row]]]:
        return [(self.layout.figures, self.figures), (self.layout.ratios, self.ratios)]


def printed(content: Content, *, is_draft: bool) -> Printed:
    """`content` are the figures, the words and the layout."""
    layout, fields = from_plain(content["layout"]), _fields(content, is_draft=is_draft)
    return Printed(
        layout=layout,
        title=layout.title.format_map(fields) + (DRAFT if is_draft else ""),
        head=layout.said(Part.HEAD, fields),
        figures=[*(_figures(each) for each in content["rows"]), *_whole(content)],
        ratios=[_ratio(each) for each in _ratios(content)],
        notes=layout.said(Part.NOTE, fields),
        foot=layout.said(Part.FOOT, fields),
        signature=layout.said(Part.SIGNATURE, fields),
    )


def _fields(content: Content, *, is_draft: bool) -> dict[str, str]:
    sizes, switches = content.get("sizes") or {}, content.get("switches") or {}
    unverified = dict.fromkeys(Resource(each["resource"]).zh for each in content.get("unverified") or ())
    words = ("reasons", "place", "telephone", "correction", "drafted_by", "approved_by", "target_document")
    fields = {
        **{name: str(content.get(name) or "") for name in words},
        "name": content["name"],
        "period": Period.parse(content["period"]).zh,
        "area": _size(sizes.get("floor_area_m2")),
        "persons": _size(sizes.get("persons")),
        "not_accepted": "、".join(Period.parse(each).zh for each in content.get("not_accepted") or ()),
        "unverified": "、".join(unverified),
        "factors": str(content.get("factors_name") or content.get("factors") or ""),
        "electricity": BASES.get(str(switches.get("electricity_basis")), ""),
        "vehicles": f"{'含' if switches.get('vehicle_fuel_in_area_indicator') else '不含'}公务用车用油",
        "corrected_number": str(int(content["number"]) - 1) if content.get("correction") else "",
    }
    days = {name: "" if is_draft else _day(content.get(name)) for name in ("shown_from", "shown_until")}
    return {**fields, **days, "signed_on": days["shown_from"]}


def _day(written: object) -> str:
    if not written:
        return ""
    day = date.fromisoformat(str(written))
    return f"{day.year}年{day.month}月{day.day}日"


def _size(written: object) -> str:
    return "" if written is None else _quantity(written).text


def _figures(told: Mapping[str, Any]) -> Row:
    resource, use = Resource(told["resource"]), told.get("use", "")
    name = f"{resource.zh}（{USES[use]}）" if use else resource.zh
    return Row(_cells(told, name, UNITS.get(resource.unit, resource.unit)), resource.value)


def _whole(content: Content) -> list[Row]:
    """Everything in standard coal, and what all of it cost; a notice of an earlier version has no such lines."""
    told = content.get("energy")
    if not told:
        return []
    money = {name: Cell("") for name in ("quantity", "then", "change", "total", "total_change")}
    return [
        Row({**_cells(told, "综合能耗", UNITS["tce"]), "amount_yuan": Cell("")}),
        Row({**_named("费用合计", "元"), **money, "amount_yuan": _rounded(told["amount_yuan"])}),
    ]


def _cells(told: Mapping[str, Any], name: str, unit: str) -> dict[str, Cell]:
    return {
        **_named(name, unit),
        "quantity": _quantity(told["quantity"]),
        "then": _quantity(told["then"]),
        "change": _change(told["change"]),
        "total": _quantity(told["total"]),
        "total_change": _change(told["total_change"]),
        "amount_yuan": _rounded(told["amount_yuan"]),
    }


def _ratios(content: Content) -> Sequence[Mapping[str, Any]]:
    """A notice of an earlier version tells of the quarter alone."""
    earlier = [{"key": key, "quantity": value} for key, value in content.get("indicators", {}).items()]
    return [each for each in content.get("ratios", earlier) if each["key"] in INDICATORS]


def _ratio(told: Mapping[str, Any]) -> Row:
    figures = {name: _rounded(told.get(name)) for name in ("quantity", "then", "total", "target")}
    share = told.get("share")
    return Row({**_named(*INDICATORS[told["key"]]), **figures, "share": _percent(share)})


def _named(name: str, unit: str) -> dict[str, Cell]:
    return {"name": Cell(name, is_figure=False), "unit": Cell(unit, is_figure=False)}


def _quantity(written: object) -> Cell:
    """At most three decimals, none that say nothing."""
    if written is None:
        return Cell(UNKNOWN)
    number = Decimal(str(written)).quantize(Decimal("0.001"), ROUND_HALF_UP)
    whole, _, part = f"{number:,}".partition(".")
    return Cell(f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole, number)


def _change(written: object) -> Cell:
    return Cell(UNKNOWN) if written is None else Cell(f"{Decimal(str(written)):+}", Decimal(str(written)))


def _percent(written: object) -> Cell:
    return Cell(UNKNOWN) if written is None else Cell(f"{Decimal(str(written))}", Decimal(str(written)))


def _rounded(written: object) -> Cell:
    if written is None:
        return Cell(UNKNOWN)
    number = Decimal(str(written)).quantize(CENT, ROUND_HALF_UP)
    return Cell(f"{number:,}", number)
