"""用能分析 as programs read it."""

from collections.abc import Iterable

from jieyue.programme.analysis.place import Compared, Group, OfAlike, PlaceAnalysis, UnitOfPlace
from jieyue.programme.analysis.unit import Change, Changed, UnitAnalysis
from jieyue.programme.statistics.peers import Comparison
from jieyue.rules.analysing import Class

Json = dict[str, object]


def as_json(found: UnitAnalysis | PlaceAnalysis) -> Json:
    """Figures as they are, not rounded; null is not known. Of a unit `kind` is unit, of a place place."""
    return _of_place(found) if isinstance(found, PlaceAnalysis) else _of_unit(found)


def _of_unit(found: UnitAnalysis) -> Json:
    return {
        **_head(found, "unit"),
        "parts": [
            {
                "resource": each.resource,
                "use": each.use,
                "quantity": each.quantity,
                "unit": each.resource.unit,
                "amount_yuan": each.amount_yuan,
                "tce": each.tce,
                "share_percent": each.share,
            }
            for each in found.parts
        ],
        "months": [
            {
                "month": f"{each.month:%Y-%m}",
                "tce": each.tce,
                "year_before": each.then,
                "month_before": each.before,
                "is_complete": each.is_complete,
            }
            for each in found.months
        ],
        "sizes": vars(found.sizes),
        "change": _change(found.change),
        "without_tce": [_changed(each) for each in found.others],
        "like": [_like(each) for each in found.like],
        "findings": [
            {"rule": each.rule, "resource": each.resource, "period": each.period, "says": each.says, "do": each.do}
            for each in found.anomalies
        ],
        "said": [
            {"where": each.where, "period": each.period, "about": each.about, "text": each.text} for each in found.said
        ],
    }


def _head(found: UnitAnalysis | PlaceAnalysis, kind: str) -> Json:
    return {
        "kind": kind,
        "organisation": found.organisation.code,
        "name": found.organisation.name,
        "year": found.year,
        "factors": found.factors,
        "tce": found.tce,
        "amount_yuan": found.amount_yuan,
        "is_partial": found.is_partial,
    }


def _change(change: Change | None) -> Json | None:
    """Over the months that both years have."""
    if change is None:
        return None
    size = change.by_size
    return {
        "now_tce": change.now,
        "then_tce": change.then,
        "percent": change.percent,
        "by_area_tce": size and size.by_area,
        "by_intensity_tce": size and size.by_intensity,
        "parts": [_changed(each) for each in change.parts],
    }


def _changed(each: Changed) -> Json:
    like = each.like
    return {
        "resource": each.resource,
        "use": each.use,
        "now": like.now,
        "then": like.then,
        "tce": each.tce,
        "months": list(like.months),
        "months_only_now": list(like.only_now),
        "months_only_then": list(like.only_then),
    }


def _like(each: Comparison) -> Json:
    standing = each.standing
    return {
        "indicator": each.key,
        "value": each.own,
        "unit": each.unit,
        "group": each.group,
        "units": each.units,
        "ratio": each.ratio,
        "median": each.median,
        "higher_than_percent": standing and standing.higher_than,
        "rank": standing and standing.rank,
        "spread": _spread(each.spread),
    }


def _spread(classes: Iterable[Class]) -> list[Json]:
    return [{"low": one.low, "high": one.high, "units": one.units, "has_own": one.has_own} for one in classes]


def _of_place(found: PlaceAnalysis) -> Json:
    ends = found.ends
    return {
        **_head(found, "place"),
        "owed": found.owed,
        "complete": found.complete,
        "streams": [
            {"resource": each.resource, "category": each.category or None, "tce": each.tce} for each in found.streams
        ],
        "months": [
            {"month": f"{each.month:%Y-%m}", "tce": each.tce, "year_before": each.then} for each in found.months
        ],
        "regions": [_group(each) for each in found.regions],
        "categories": [_group(each) for each in found.categories],
        "change": {
            "now_kgce": found.now,
            "then_kgce": found.then,
            "percent": found.percent,
            "same_units": _same_units(found.alike),
            "parts": [
                {"resource": resource, "now_kgce": now, "then_kgce": then} for resource, now, then in found.by_resource
            ],
        },
        "distribution": {
            "category": ends.category or None,
            "median": ends.median,
            "units": ends.units,
            "left_out": ends.left_out,
            "classes": _spread(ends.classes),
            "lowest": [_unit(each) for each in ends.lowest],
            "highest": [_unit(each) for each in ends.highest],
        },
        "risen": [_unit(each) for each in found.risen],
        "fallen": [_unit(each) for each in found.fallen],
    }


def _group(each: Group) -> Json:
    return {
        "key": each.key,
        "name": each.name,
        "units": each.units,
        "kgce": each.kgce,
        "share_percent": each.share,
        "energy_per_m2_kgce": each.per_m2,
        "energy_per_person_kgce": each.per_person,
        **_beside(each),
        "same_units": _same_units(each.alike),
    }


def _same_units(alike: OfAlike) -> Json:
    """Of the units that are complete in both years."""
    return {"units": alike.units, **_beside(alike)}


def _unit(each: UnitOfPlace) -> Json:
    about = {"organisation": each.code, "name": each.name, "kgce": each.kgce, "energy_per_m2_kgce": each.per_m2}
    return {**about, **_beside(each), "is_complete_in_both": each.is_alike}


def _beside(each: Compared) -> Json:
    return {"now_kgce": each.now, "then_kgce": each.then, "percent": each.percent}
