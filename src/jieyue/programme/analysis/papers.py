"""What the paper 能源资源消费分析报告 says: figures of a period beside others and, of a year, what its analysis says.

Plain data, so that it can be pinned as it stands. Figures are texts, so that none loses a digit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson

from jieyue.programme.analysis.place import Group, OfRule, PlaceAnalysis, UnitOfPlace, analysis_of_place, odd_below
from jieyue.programme.analysis.unit import Change, Changed, UnitAnalysis, analysis_of_unit
from jieyue.programme.checking.names import name_of
from jieyue.programme.reporting.papers import compared_content
from jieyue.programme.statistics.peers import Comparison
from jieyue.rules.analysing import Class, percent
from jieyue.rules.period import YEAR, Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.orgs.reach import organisation_within

TONNE = 1000
"""Kilograms."""
MOST_TOLD = 10
"""Anomalies that a paper names one by one."""


def analysis_content(*, organisation: str, period: Period, person: Person, today: date) -> Mapping[str, Any]:
    """Of a unit or a place. Raises OrganisationUnknown."""
    about = {"organisation": organisation, "person": person, "today": today}
    content = compared_content(paper="analysis-report", period=period, **about)
    if period.months != YEAR:
        return content
    if Level(organisation_within(organisation, person).level).is_place:
        odd = odd_below(organisation=organisation, year=period.year, person=person)
        told = _of_place(analysis_of_place(year=period.year, category="", **about), odd)
    else:
        told = _of_unit(analysis_of_unit(year=period.year, is_kept=True, **about))
    return {**content, "analysis": orjson.loads(orjson.dumps(told, default=str))}


def _of_unit(found: UnitAnalysis) -> dict[str, Any]:
    return {
        "months": _months([(each.month, each.tce, each.then) for each in found.months]),
        "uses": [
            {"resource": each.resource, "use": each.use, "tce": each.tce, "share": each.share}
            for each in found.parts
            if each.tce is not None
        ],
        "change": _change(found.change, found) if found.change else None,
        "lacking": [_lacking(each) for each in _all(found) if each.like.only_now or each.like.only_then],
        "like": [_like(each) for each in found.like if each.own is not None and each.units],
        "said": [
            {"where": each.where.zh, "period": each.period, "about": each.about, "text": each.text}
            for each in found.said
            if each.text
        ],
        "anomaly_count": len(found.anomalies),
        "anomalies": [
            {
                "period": each.period,
                "resource": each.resource,
                "name": name_of(each.rule),
                "says": each.says,
                "answer": each.answer,
            }
            for each in found.anomalies[:MOST_TOLD]
        ],
    }


def _months(months: Sequence[tuple[date, Any, Any]]) -> list[dict[str, Any]]:
    return [
        {"month": f"{month:%Y-%m}", "now": now, "then": then, "percent": percent(now, then)}
        for month, now, then in months
    ]


def _all(found: UnitAnalysis) -> list[Changed]:
    return [*(found.change.parts if found.change else ()), *found.others]


def _change(change: Change, found: UnitAnalysis) -> dict[str, Any]:
    return {
        "now": change.now,
        "then": change.then,
        "tce": change.tce,
        "percent": change.percent,
        "by_area": change.by_size and change.by_size.by_area,
        "by_intensity": change.by_size and change.by_size.by_intensity,
        "area": found.sizes.area_m2,
        "area_then": found.sizes.area_then_m2,
        "parts": [
            {"resource": each.resource, "use": each.use, "tce": each.tce, "percent": each.like.percent}
            for each in change.parts
            if each.tce
        ],
    }


def _lacking(each: Changed) -> dict[str, Any]:
    return {
        "resource": each.resource,
        "use": each.use,
        "only_now": list(each.like.only_now),
        "only_then": list(each.like.only_then),
    }


def _like(each: Comparison) -> dict[str, Any]:
    standing = each.standing
    return {
        "key": each.key,
        "own": each.own,
        "group": each.group,
        "units": each.units,
        "median": each.median,
        "higher_than": standing and standing.higher_than,
        "rank": standing and standing.rank,
        "classes": [_class(one) for one in each.spread],
    }


def _class(one: Class) -> dict[str, Any]:
    return asdict(one)


# --- places ----------------------------------------------------------------------------------------------------------


def _of_place(found: PlaceAnalysis, odd: Sequence[OfRule]) -> dict[str, Any]:
    return {
        "months": _months([(each.month, each.tce, each.then) for each in found.months]),
        "regions": [_group(each) for each in found.regions],
        "categories": [_group(each) for each in found.categories],
        "change": {
            "now": found.now / TONNE,
            "then": found.then / TONNE,
            "tce": (found.now - found.then) / TONNE,
            "percent": found.percent,
        }
        if found.then
        else None,
        "median": found.ends.median,
        "classes": [_class(one) for one in found.ends.classes],
        "compared_units": found.ends.units,
        "left_out": found.ends.left_out,
        "highest": [_unit(each) for each in found.ends.highest],
        "lowest": [_unit(each) for each in found.ends.lowest],
        "risen": [_unit(each) for each in found.risen],
        "fallen": [_unit(each) for each in found.fallen],
        "odd": [{"name": each.name, "units": each.units} for each in odd],
    }


def _group(each: Group) -> dict[str, Any]:
    return {
        "key": each.key,
        "name": each.name,
        "units": each.units,
        "tce": each.kgce / TONNE,
        "share": each.share,
        "per_m2": each.per_m2,
        "percent": each.percent,
    }


def _unit(each: UnitOfPlace) -> dict[str, Any]:
    return {
        "code": each.code,
        "name": each.name,
        "per_m2": each.per_m2,
        "tce": each.change / TONNE,
        "percent": each.percent,
    }
