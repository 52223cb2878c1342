"""The bars of a chart: where they stand and how high they are, with round numbers beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.documents.paper.model import Chart
from jieyue.rules.round_steps import round_step

LINES = 4
"""About as many lines as are drawn across."""


@dataclass(frozen=True)
class Bars:
    """`ticks` from nothing to `top`; of each series the heights as shares of it."""

    top: Decimal
    ticks: Sequence[Decimal]
    heights: Sequence[Sequence[float | None]]


def bars(chart: Chart) -> Bars:
    known = [value for _, values in chart.series for value in values if value is not None]
    step = round_step(max(known, default=Decimal(0)) or Decimal(1), LINES)
    top = step
    while top < max(known, default=Decimal(0)):
        top += step
    ticks = [step * nth for nth in range(int(top / step) + 1)]
    heights = [
        [None if value is None else float(max(value, 0) / top) for value in values] for _, values in chart.series
    ]
    return Bars(top, ticks, heights)


def said(value: Decimal) -> str:
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text or "0"
