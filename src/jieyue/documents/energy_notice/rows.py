"""The notice's figures as they are printed: rounded half up at the last printed digit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jieyue.rules.values import Resource

CENT = Decimal("0.01")
HEADINGS = ("品种", "单位", "本季用量", "上年同季", "同比%", "本年累计", "累计同比%", "费用（元）")
INDICATORS = {
    "energy_per_m2_kgce": ("单位建筑面积能耗", "kgce/m²"),
    "energy_per_person_kgce": ("人均综合能耗", "kgce/人"),
    "water_per_person_m3": ("人均用水量", "m³/人"),
}


USES = {"vehicle": "车辆", "other": "其他"}


@dataclass(frozen=True)
class Row:
    """A line of the table as texts."""

    resource: str
    name: str
    unit: str
    quantity: str
    then: str
    change: str
    total: str
    total_change: str
    amount_yuan: str

    def cells(self) -> tuple[str, ...]:
        figures = (self.quantity, self.then, self.change, self.total, self.total_change, self.amount_yuan)
        return self.name, self.unit, *figures


def table(content: Mapping[str, Any]) -> list[Row]:
    return [_row(each) for each in content["rows"]]


def indicators(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What each is called and its value with its unit; a dash where it is not known."""
    values = ((names, content["indicators"].get(key)) for key, names in INDICATORS.items())
    return [(name, "—" if value is None else f"{_rounded(value)} {unit}") for (name, unit), value in values]


def _row(told: Mapping[str, Any]) -> Row:
    resource = Resource(told["resource"])
    return Row(
        resource=resource.value,
        name=f"{resource.zh}（{USES[use]}）" if (use := told.get("use", "")) else resource.zh,
        unit=resource.unit,
        quantity=_quantity(told["quantity"]),
        then=_quantity(told["then"]),
        change=_change(told["change"]),
        total=_quantity(told["total"]),
        total_change=_change(told["total_change"]),
        amount_yuan="—" if told["amount_yuan"] is None else f"{_rounded(told['amount_yuan']):,}",
    )


def _quantity(written: str | None) -> str:
    """At most three decimals, none that say nothing."""
    if written is None:
        return "—"
    whole, _, part = f"{Decimal(written):,.3f}".partition(".")
    return f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole


def _change(written: str | None) -> str:
    return "—" if written is None else f"{Decimal(written):+}"


def _rounded(value: object) -> Decimal:
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)
