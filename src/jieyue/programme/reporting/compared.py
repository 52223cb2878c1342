"""Figures of a period beside those of the year before and of the period before, for what is handed in and drafted.

Figures are texts, so that none loses a digit; a figure that nobody knows is None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from jieyue.programme.reporting.judging import change_percent
from jieyue.programme.reporting.queries import Shown
from jieyue.programme.statistics.alike import alike_between
from jieyue.programme.statistics.answer import Alike, Answer
from jieyue.programme.statistics.queries import statistics, sums
from jieyue.rules.indicators.declaring import catalogue
from jieyue.rules.period import FIRST_YEAR, Period, months_later
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Resource

KILO = Decimal(1000)
CHANGES = ("change", "change_before", "amount_change")


@dataclass(frozen=True)
class Figures:
    """`quantities` and `money` are by resource, `tce` of each resource where it counts as energy."""

    quantities: Mapping[str, Decimal]
    money: Mapping[str, Decimal | None]
    tce_of: Mapping[str, Decimal | None]
    tce: Decimal | None
    indicators: Mapping[str, float | None]

    @property
    def amount_yuan(self) -> Decimal | None:
        known = [each for each in self.money.values() if each is not None]
        return sum(known, Decimal(0)) if known else None


NOTHING = Figures({}, {}, {}, None, {})


def figures_of(answer: Answer) -> Figures:
    rows = answer.rows
    return Figures(
        {row.resource: row.quantity for row in rows},
        {row.resource: row.amount_yuan for row in rows},
        {row.resource: row.tce for row in rows},
        answer.totals.tce,
        answer.indicators,
    )


def figures_reported(shown: Shown) -> Figures:
    """As they lie with the reviewer, or as they are now where nothing does."""
    return Figures(
        {line.resource: line.quantity for line in shown.lines},
        {line.resource: line.amount_yuan for line in shown.lines},
        {},
        shown.tce,
        shown.indicators,
    )


def asked_of(*, code: str, period: Period, person: Person) -> Figures:
    """What the ledgers say; nothing where there were no factors yet."""
    try:
        return figures_of(statistics(person=person, code=code, period=period, is_compared=False))
    except Refused:
        return NOTHING


def period_before(period: Period) -> Period | None:
    """The one of the same length that ended when it began; None before there were any."""
    first = months_later(period.first, -period.months) if period.year > FIRST_YEAR else None
    return Period(first, period.months) if first else None


@dataclass(frozen=True)
class Beside:
    """The same figures in another period, and what changed since over the same units; None where nothing was asked."""

    figures: Figures = NOTHING
    alike: Alike | None = None

    def change_alike(self, key: str) -> float | None:
        return self.alike.change_percent.get(key) if self.alike else None

    def change_alike_of(self, resource: str) -> Decimal | None:
        """Of a resource's quantity."""
        if not self.alike:
            return None
        now, then = ({row.resource: row.quantity for row in rows} for rows in (self.alike.rows, self.alike.rows_before))
        return change_percent(now.get(resource), then.get(resource))


def beside(code: str, period: Period, other: Period | None, *, person: Person, today: date) -> Beside:
    """What the ledgers say of the other period; nothing where there is none."""
    if other is None:
        return Beside()
    asked = {"person": person, "code": code}
    return Beside(asked_of(period=other, **asked), alike_between(now=period, then=other, today=today, **asked))


def compared(own: Figures, year_ago: Beside, period_ago: Beside, *, is_over: bool) -> dict[str, Any]:
    """Without one of the others its columns are not known. A period that runs still is set beside whole ones, whose
    figures are told, but by how much it changed is known of the same units in the same months alone.
    """
    then, before = year_ago.figures, period_ago.figures
    resources = [each.value for each in Resource if each.value in own.quantities or each.value in then.quantities]
    whole = own.tce
    told = {
        "rows": [{**_line(each, own, then, before), **_alike_of(each, year_ago, period_ago)} for each in resources],
        "energy": {
            **_figures(own.tce, then.tce, before.tce),
            **_alike("tce", year_ago, period_ago),
            "amount_yuan": own.amount_yuan,
            "amount_then": then.amount_yuan,
            "amount_change": change_percent(own.amount_yuan, then.amount_yuan),
            "amount_change_alike": year_ago.change_alike("amount_yuan"),
        },
        "ratios": [
            {**_ratio(each.key, own, then, before), **_alike(each.key, year_ago, period_ago)}
            for each in catalogue()
            if own.indicators.get(each.key)
        ],
        "alike": {name: _about(each) for name, each in (("then", year_ago), ("before", period_ago))},
        "shares": {each: value / whole * 100 for each, value in own.tce_of.items() if value and whole},
    }
    if not is_over:
        for each in (told["energy"], *told["rows"], *told["ratios"]):
            each.update({name: None for name in CHANGES if name in each})
    return orjson.loads(orjson.dumps(told, default=str))


def _alike(key: str, year_ago: Beside, period_ago: Beside) -> dict[str, object]:
    return {"change_alike": year_ago.change_alike(key), "change_before_alike": period_ago.change_alike(key)}


def _alike_of(resource: str, year_ago: Beside, period_ago: Beside) -> dict[str, object]:
    return {
        "change_alike": year_ago.change_alike_of(resource),
        "change_before_alike": period_ago.change_alike_of(resource),
    }


def _about(beside: Beside) -> dict[str, int] | None:
    """How many units are compared of those that owe."""
    return beside.alike and {"units": beside.alike.units, "owed": beside.alike.owed}


def _line(resource: str, own: Figures, then: Figures, before: Figures) -> dict[str, object]:
    quantities = (each.quantities.get(resource) for each in (own, then, before))
    return {
        "resource": resource,
        **_figures(*quantities),
        "tce": own.tce_of.get(resource),
        "amount_yuan": own.money.get(resource),
        "amount_then": then.money.get(resource),
    }


def _figures(own: Decimal | None, then: Decimal | None, before: Decimal | None) -> dict[str, object]:
    return {
        "quantity": own,
        "then": then,
        "change": change_percent(own, then),
        "before": before,
        "change_before": change_percent(own, before),
    }


def _ratio(key: str, own: Figures, then: Figures, before: Figures) -> dict[str, object]:
    values = (each.indicators.get(key) for each in (own, then, before))
    return {"key": key, **_figures(*(None if each is None else Decimal(str(each)) for each in values))}


def by_quarter(code: str, period: Period, *, person: Person) -> dict[str, dict[str, dict[str, str | None]]]:
    """For charts: standard coal and water of the four quarters of its year, as far as the period reaches, and of the
    year before.
    """
    found: dict[str, dict[str, dict[str, str | None]]] = {"tce": {}, "water": {}}
    told = {str(each) for each in period.quarters() if each.until <= period.until}
    for name, year in (("last", period.year - 1), ("this", period.year)):
        quarters = [str(each) for each in Period.parse(f"{year:04}Q4").quarters()]
        rows = _rows_by_quarter(code, year, person=person)
        for what, of in (("tce", _tce), ("water", _water)):
            own = {each: of(rows, each) if name == "last" or each in told else None for each in quarters}
            found[what][name] = {each: None if value is None else str(value) for each, value in own.items()}
    return found


def _rows_by_quarter(code: str, year: int, *, person: Person) -> Sequence[Any]:
    try:
        return sums(person=person, code=code, period=Period.parse(f"{year:04}"), by=["quarter", "resource"])
    except Refused:
        return []


def _tce(rows: Sequence[Any], quarter: str) -> Decimal | None:
    known = [row.tce for row in rows if row.keys["quarter"] == quarter and row.tce is not None]
    return sum(known, Decimal(0)) if known else None


def _water(rows: Sequence[Any], quarter: str) -> Decimal | None:
    known = [row.quantity for row in rows if row.keys["quarter"] == quarter and row.resource == Resource.WATER]
    return sum(known, Decimal(0)) if known else None
