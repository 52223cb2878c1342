"""A unit's analysis as its page draws it; each drawing shows what stands in a table beside it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from jieyue.documents.paper.model import Chart
from jieyue.programme.analysis.unit import Change, Changed, MonthOfEnergy, Part, UnitAnalysis
from jieyue.programme.checking.names import name_of
from jieyue.programme.checking.queries import CheckFinding
from jieyue.programme.statistics.peers import Comparison
from jieyue.rules.analysing import Class, percent
from jieyue.rules.values import Resource
from jieyue.web.drawing.changes import Changes, changes
from jieyue.web.drawing.columns import Columns, classes, columns
from jieyue.web.drawing.flow import Flow, Stream, flow
from jieyue.web.templatetags.figures import ratio, signed, three_digits
from jieyue.web.words import in_language

MOST_ANOMALIES = 30
THIS, LAST, OWN, OTHERS = "this", "last", "own", "like"


def told_of_unit(found: UnitAnalysis) -> dict[str, object]:
    rows = [*(found.change.parts if found.change else ()), *found.others]
    return {
        "found": found,
        "parts": [(each, _of_part(each)) for each in found.parts],
        "flow": _flow(found.parts),
        "months": [(each, percent(each.tce, each.then), percent(each.tce, each.before)) for each in found.months],
        "by_month": _by_month(found.months, found.year),
        "change": found.change,
        "changed": _changed(found.change),
        "rows": rows if any(each.like.months for each in rows) else [],
        "like": [(each, _spread(each)) for each in found.like],
        "anomalies": [(each, name_of(each.rule), _resource(each)) for each in found.anomalies[:MOST_ANOMALIES]],
        "more_anomalies": max(0, len(found.anomalies) - MOST_ANOMALIES),
    }


def _of_part(part: Part | Changed) -> str:
    return f"{in_language(part.resource.zh)} {in_language(part.use.zh)}"


def _resource(finding: CheckFinding) -> str:
    return in_language(Resource(finding.resource).zh) if finding.resource else ""


def _flow(parts: Sequence[Part]) -> Flow | None:
    """From resources to uses, of what counts as energy."""
    counted = [(each, each.tce, each.share) for each in parts if each.tce and each.share is not None]
    if not counted:
        return None
    streams = [
        Stream(
            in_language(each.resource.zh),
            in_language(each.use.zh),
            float(tce),
            f"{_of_part(each)} {ratio(float(tce))} {_('吨标准煤')}（{share:.1f}%）",
        )
        for each, tce, share in counted
    ]
    shares: dict[str, Decimal] = {}
    for each, _tce, share in counted:
        for name in (each.resource.zh, each.use.zh):
            shares[in_language(name)] = shares.get(in_language(name), Decimal(0)) + share
    tints = {in_language(each.resource.zh): each.resource.value for each in parts}
    says = {name: f"{share:.1f}%" for name, share in shares.items()}
    return flow(_("能源从品种到用途"), streams, says=says, tints=tints)


def _by_month(months: Sequence[MonthOfEnergy], year: int) -> Columns | None:
    """None where neither year has anything."""
    if all(each.tce is None and each.then is None for each in months):
        return None
    series = [
        (str(year - 1), [each.then for each in months]),
        (str(year), [each.tce for each in months]),
    ]
    chart = Chart(_("各月综合能耗"), _("吨标准煤"), [str(each.month.month) for each in months], series)
    return columns(chart, (LAST, THIS))


def _changed(change: Change | None) -> Changes | None:
    parts = [(_of_part(each), each.tce) for each in (change.parts if change else ()) if each.tce and each.like.months]
    if not parts:
        return None
    return changes(_("增减来自哪里"), [(name, float(tce), signed(tce)) for name, tce in parts])


def _spread(comparison: Comparison) -> Mapping[str, object] | None:
    """The classes of a group's figures, the unit's own among them marked."""
    if not comparison.spread:
        return None
    labels = [class_words(each) for each in comparison.spread]
    values = [Decimal(each.units) for each in comparison.spread]
    marked = {nth: OWN for nth, each in enumerate(comparison.spread) if each.has_own}
    edges = [three_digits(each.high) for each in comparison.spread[:-1]]
    chart = Chart(in_language(comparison.zh), _("家"), labels, [(_("单位数"), values)])
    return {
        "drawn": classes(chart, OTHERS, edges=edges, marked=marked),
        "classes": list(zip(labels, comparison.spread, strict=True)),
    }


def class_words(class_: Class) -> str:
    low, high = (three_digits(each) for each in (class_.low, class_.high))
    if class_.low is None:
        return f"< {high}"
    return f"≥ {low}" if class_.high is None else f"{low}–{high}"
