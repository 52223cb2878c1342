"""A statistical answer as the JSON that other programs rely on. Figures are not rounded."""

from dataclasses import asdict
from typing import Any

from jieyue.programme.statistics.answer import Alike, Answer, Comparison, Row


def as_json(answer: Answer) -> dict[str, Any]:
    document = {
        "organisation": answer.organisation,
        "organisation_name": answer.organisation_name,
        "period": answer.period,
        "basis": answer.basis,
        "factors": answer.factors,
        "switches": dict(answer.switches),
        "by": list(answer.by),
        "rows": [row_as_json(row) for row in answer.rows],
        "totals": vars(answer.totals),
        "indicators": dict(answer.indicators),
        "sizes": asdict(answer.sizes),
        "completeness": asdict(answer.completeness),
        "unverified": list(answer.unverified),
        "notes": list(answer.notes),
        "year_on_year": answer.year_on_year and _compared(answer.year_on_year, "change_percent"),
    }
    if answer.reduction:
        document["reduction"] = _compared(answer.reduction, "reduction_percent")
    return document


def row_as_json(row: Row) -> dict[str, Any]:
    named = {f"{key}_name": name for key, name in row.names.items()}
    figures = ("resource", "quantity", "unit", "amount_yuan", "tce", "tco2")
    rest = {"is_rest": True} if row.is_rest else {}
    return {**row.keys, **named, **{name: getattr(row, name) for name in figures}, **rest}


def _compared(other: Comparison, change: str) -> dict[str, Any]:
    return {
        "period": other.period,
        "totals": vars(other.totals),
        "indicators": dict(other.indicators),
        "completeness": {name: value for name, value in vars(other.completeness).items() if name != "missing"},
        change: dict(other.change_percent),
        "like_for_like": other.alike and _alike(other.alike, change),
    }


def _alike(alike: Alike, change: str) -> dict[str, Any]:
    return {
        "period": str(alike.period),
        "period_before": str(alike.before),
        "units": alike.units,
        "owed": alike.owed,
        "units_in_ratios": alike.sized,
        "totals": vars(alike.totals),
        "totals_before": vars(alike.totals_before),
        "indicators": dict(alike.indicators),
        "indicators_before": dict(alike.indicators_before),
        change: dict(alike.change_percent),
    }
