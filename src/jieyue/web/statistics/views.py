"""统计: what was used in a period, and by whom or for what."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.organisations.queries import organisation
from jieyue.programme.statistics.answer import Answer, Row
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.indicators.declaring import catalogue
from jieyue.rules.period import Period
from jieyue.rules.values import Category, Kind, Level, Resource, Use, Word
from jieyue.web.asking import choice_in
from jieyue.web.places import organisation_asked, period_in
from jieyue.web.statistics.changes import changed
from jieyue.web.words import in_language, period_words, unit_words

YEARS = 4
WORDS: dict[str, type[Word]] = {"use": Use, "category": Category, "kind": Kind}
"""What rows are grouped by that has a name of few."""
MOST_ROWS = 300


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is asked; the figures come in by themselves, for they take their time."""
    found = organisation(organisation_asked(request), person=request.person)
    period, today = _period(request), timezone.localdate()
    ways = _ways(is_place=Level(found.level).is_place)
    by = choice_in(request, "by", ways, usual="resource")
    asked = {"organisation": found.code, "period": str(period), "by": by}
    context = {
        "found": found,
        "period": period,
        "periods": list(_periods(today, period)),
        "ways": ways,
        "by": by,
        "asked": urlencode(asked),
        "breadcrumbs": [{"label": _("统计"), "url": ""}],
    }
    return render(request, "statistics/page.html", context)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    found = organisation(organisation_asked(request), person=request.person)
    by = request.GET.get("by", "resource")
    asked = {"code": found.code, "period": _period(request), "by": [by], "today": timezone.localdate()}
    answer = statistics(person=request.person, **asked)
    context = {
        "found": found,
        "answer": answer,
        "period": _period(request),
        "by": by,
        "way": _ways(is_place=True).get(by, ""),
        "rows": [(_group(row, by), Resource(row.resource), row) for row in answer.rows[:MOST_ROWS]],
        "is_more": len(answer.rows) > MOST_ROWS,
        "indicators": indicators_of(answer),
        "changed": changed(answer),
        "is_over": _period(request).until <= timezone.localdate(),
        "to_check": "、".join(dict.fromkeys(in_language(Resource(each["resource"]).zh) for each in answer.unverified)),
    }
    template = "statistics/figures_part.html" if request.htmx else "statistics/figures.html"
    return render(request, template, context)


def _period(request: HttpRequest) -> Period:
    """The one asked for, else the year whose months are coming in."""
    today = timezone.localdate()
    usual = today.year if today.month > 1 else today.year - 1
    return period_in(request, f"{usual:04}")


def _periods(today: date, asked: Period) -> Iterator[Period]:
    """Years and their quarters, the newest first, as far as they have begun."""
    years = range(today.year, today.year - YEARS, -1)
    offered = [each for year in years for each in _of_year(year) if each.first <= today]
    yield from offered if asked in offered else [asked, *offered]


def _of_year(year: int) -> Iterable[Period]:
    whole = Period.parse(f"{year:04}")
    return [whole, *reversed(whole.quarters())]


def _ways(*, is_place: bool) -> dict[str, str]:
    below = {"place": _("下级地区"), "system": _("所属系统"), "category": _("统计分类")} if is_place else {}
    return {"resource": _("能源资源"), **below, "use": _("用途"), "month": _("月份")}


def _group(row: Row, by: str) -> str:
    """What a row is about, in words."""
    if by == "resource":
        return ""
    if row.is_rest:
        return _("不分列")
    key = row.keys.get(by) or ""
    if by in WORDS and key:
        return in_language(WORDS[by](key).zh)
    if by == "month" and key:
        return period_words(key)
    return row.names.get(by, key) or _("未填")


def indicators_of(answer: Answer) -> list[dict[str, object]]:
    """Those that are known, in words."""
    return [
        {
            "zh": in_language(each.zh),
            "unit": unit_words(each.unit),
            "decimals": each.decimals,
            "value": answer.indicators[each.key],
        }
        for each in catalogue()
        if answer.indicators.get(each.key) is not None
    ]
