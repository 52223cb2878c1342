"""A place's analysis as its page draws it; each drawing shows what stands in a table beside it."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from jieyue.documents.paper.model import Chart
from jieyue.programme.analysis.place import Ends, Group, MonthOfPlace, PlaceAnalysis, Stream
from jieyue.rules.values import Category, Resource
from jieyue.web.analysis.unit import LAST, OTHERS, THIS, class_words
from jieyue.web.drawing import flow as drawing_flow
from jieyue.web.drawing.changes import Changes, changes
from jieyue.web.drawing.columns import Columns, classes, columns
from jieyue.web.templatetags.figures import ratio, signed, three_digits
from jieyue.web.words import in_language

TONNE = 1000
"""Kilograms."""
MOST_DRAWN = 20


def told_of_place(found: PlaceAnalysis) -> dict[str, object]:
    return {
        "found": found,
        "flow": _flow(found.streams),
        "by_month": _by_month(found.months, found.year),
        "regions": [(each, each.name) for each in found.regions],
        "groups": [(each, category_words(each.key)) for each in found.categories],
        "by_region": _changes(_("各地增减（吨标准煤）"), found.regions, lambda each: each.name),
        "by_resource": _of_resources(found.by_resource),
        "ends": found.ends,
        "spread": _spread(found.ends),
        "choices": [("", _("全部")), *((each.value, in_language(each.zh)) for each in Category)],
    }


def category_words(category: str) -> str:
    return in_language(Category(category).zh) if category else _("未填")


def _flow(streams: Sequence[Stream]) -> drawing_flow.Flow | None:
    """From resources to the categories of those who used them."""
    whole = sum((each.tce for each in streams), Decimal(0))
    if not whole:
        return None
    sides: dict[str, Decimal] = {}
    drawn = []
    for each in streams:
        names = in_language(each.resource.zh), category_words(each.category)
        for name in names:
            sides[name] = sides.get(name, Decimal(0)) + each.tce
        says = f"{' '.join(names)} {ratio(float(each.tce))} {_('吨标准煤')}"
        drawn.append(drawing_flow.Stream(*names, float(each.tce), says))
    tints = {in_language(each.resource.zh): each.resource.value for each in streams}
    says = {name: f"{tce / whole * 100:.1f}%" for name, tce in sides.items()}
    return drawing_flow.flow(_("能源从品种到单位分类"), drawn, says=says, tints=tints)


def _by_month(months: Sequence[MonthOfPlace], year: int) -> Columns | None:
    if all(each.tce is None and each.then is None for each in months):
        return None
    series = [(str(year - 1), [each.then for each in months]), (str(year), [each.tce for each in months])]
    labels = [str(each.month.month) for each in months]
    return columns(Chart(_("各月综合能耗"), _("吨标准煤"), labels, series), (LAST, THIS))


def _changes(title: str, groups: Sequence[Group], name) -> Changes | None:
    told = sorted((each for each in groups if each.change), key=lambda each: -abs(each.change))[:MOST_DRAWN]
    return _drawn(title, [(name(each), each.change / TONNE) for each in told])


def _of_resources(by_resource: Sequence[tuple[Resource, float, float]]) -> Changes | None:
    told = sorted(by_resource, key=lambda each: -abs(each[1] - each[2]))
    return _drawn(
        _("各品种增减（吨标准煤）"),
        [(in_language(resource.zh), (now - then) / TONNE) for resource, now, then in told if now != then],
    )


def _drawn(title: str, values: Sequence[tuple[str, float]]) -> Changes | None:
    return changes(title, [(name, tce, signed(Decimal(str(tce)))) for name, tce in values]) if values else None


def _spread(ends: Ends) -> dict[str, object] | None:
    if not ends.classes:
        return None
    labels = [class_words(each) for each in ends.classes]
    values = [Decimal(each.units) for each in ends.classes]
    edges = [three_digits(each.high) for each in ends.classes[:-1]]
    chart = Chart(_("单位建筑面积能耗"), _("家"), labels, [(_("单位数"), values)])
    return {
        "drawn": classes(chart, OTHERS, edges=edges, marked={}),
        "classes": list(zip(labels, ends.classes, strict=True)),
    }
