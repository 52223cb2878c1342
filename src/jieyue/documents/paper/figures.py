"""Figures, units and days as a paper has them. Figures are rounded half up at the last printed digit."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jieyue.documents.paper.model import UNKNOWN, Cell

CENT, TENTH, THOUSANDTH = Decimal("0.01"), Decimal("0.1"), Decimal("0.001")
SAID = {
    "kWh": "千瓦时",
    "m³": "立方米",
    "m²": "平方米",
    "kg": "千克",
    "L": "升",
    "GJ": "吉焦",
    "kgce/m²": "千克标准煤/平方米",
    "kgce/人": "千克标准煤/人",
    "m³/人": "立方米/人",
    "kWh/m²": "千瓦时/平方米",
    "kWh/人": "千瓦时/人",
}
"""What a unit is called in a sentence; in a table it is its sign."""
INDICATORS = {
    "energy_per_m2_kgce": ("单位建筑面积能耗", "kgce/m²"),
    "energy_per_person_kgce": ("人均综合能耗", "kgce/人"),
    "water_per_person_m3": ("人均用水量", "m³/人"),
    "electricity_per_m2_kwh": ("单位建筑面积电耗", "kWh/m²"),
    "electricity_per_person_kwh": ("人均用电量", "kWh/人"),
}


def unit_said(sign: str) -> str:
    return SAID.get(sign, sign)


def number(written: object) -> Decimal | None:
    return None if written is None else Decimal(str(written))


def quantity(written: object) -> Cell:
    """At most three decimals, none that say nothing."""
    return _rounded(written, THOUSANDTH, _without_noughts)


def money(written: object) -> Cell:
    """To the cent; ratios too."""
    return _rounded(written, CENT, "{:,}".format)


def change(written: object) -> Cell:
    """In percent, with its sign."""
    return _rounded(written, TENTH, lambda rounded: f"{rounded:+,}" if rounded else "0.0")


def percent(written: object) -> Cell:
    return _rounded(written, TENTH, "{:,}".format)


def _rounded(written: object, grain: Decimal, said: Callable[[Decimal], str]) -> Cell:
    known = number(written)
    if known is None:
        return Cell(UNKNOWN)
    rounded = known.quantize(grain, ROUND_HALF_UP)
    return Cell(said(rounded), rounded)


def _without_noughts(rounded: Decimal) -> str:
    whole, _, part = f"{rounded:,}".partition(".")
    return f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole


def change_in_words(written: object) -> str:
    """增加3.2%, 减少3.2% or 持平; "" where it is not known."""
    known = number(written)
    if known is None:
        return ""
    rounded = known.quantize(TENTH, ROUND_HALF_UP)
    return f"{'增加' if rounded > 0 else '减少'}{abs(rounded):,}%" if rounded else "持平"


def text(written: object, form=quantity) -> str:
    """As it stands in a sentence; "" where it is not known."""
    return "" if written is None else form(written).text


def words(said: str) -> Cell:
    return Cell(said, is_figure=False)


def day(written: object) -> str:
    """2026年12月31日, from a day or its text."""
    if not written:
        return ""
    found = written if isinstance(written, date) else date.fromisoformat(str(written)[:10])
    return f"{found.year}年{found.month}月{found.day}日"
