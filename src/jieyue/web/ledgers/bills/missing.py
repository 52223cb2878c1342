"""What is missing, at one glance, and how to say that nothing was used."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jieyue.programme.bills.notes import Unused, unused
from jieyue.programme.completeness.queries import Cell, Count, Months, State, accounts_by_month, months_of
from jieyue.programme.ledgers.listing import latest_year, years
from jieyue.programme.organisations.queries import tops
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR, Period
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.values import Level
from jieyue.web.entering import enter, form_of, refused, show_in, tell
from jieyue.web.links import rows_url
from jieyue.web.paging import page_number, page_of

KEY = "bills"
MANY = 300
"""A county's units on one page."""

FIRST_TO_FIND = (State.MISSING, State.PART)


@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Places, units or accounts by the months of a year."""
    code = request.GET.get("organisation", "").strip() or _own(request)
    year = year_asked(request, code)
    found = months_of(person=request.person, code=code, year=year, today=timezone.localdate())
    by_units = request.GET.get("by") == "units" or all(place.is_itself for place in found.places)
    is_unit = found.level in (Level.UNIT, Level.DEPARTMENT)
    context = {
        "found": found,
        "year": year,
        "years": years(KEY, person=request.person, organisation=code),
        "has_places": not all(place.is_itself for place in found.places),
        "counts": [count for count in found.counts if not count.is_ahead],
        "breadcrumbs": [
            {"label": _("票据"), "url": reverse("ledgers:list", args=[KEY])},
            {"label": found.organisation.name, "url": reverse("organisations:organisation", args=[code])},
            {"label": _("%(year)s 年缺报一览") % {"year": year}, "url": ""},
        ],
    }
    if is_unit:
        context["matrix"] = _of_accounts(request, found)
    elif by_units:
        context |= _of_units(request, found)
    else:
        context["matrix"] = _of_places(found)
    return render(request, "ledgers/bills/missing.html", context)


def _own(request: HttpRequest) -> str:
    reach = tops(person=request.person)
    if not reach:
        raise NotThere("没有可以查看的机构。", do="需要时请联系安全管理员授权。")
    return reach[0].code


def year_asked(request: HttpRequest, code: str) -> int:
    written = request.GET.get("year", "")
    if written:
        year = Period.parse(written).year
        return min(max(year, FIRST_YEAR), LAST_YEAR)
    return latest_year(KEY, person=request.person, organisation=code) or request.person.on.year


def _of_places(found: Months) -> dict[str, object]:
    rows = [
        {
            "label": _("%(name)s（直属单位）") % {"name": place.organisation.name}
            if place.is_itself
            else place.organisation.name,
            "url": _address(place.organisation.code, found.year, by="units" if place.is_itself else ""),
            "cells": [_count_cell(count) for count in place.counts],
        }
        for place in found.places
    ]
    return _matrix(found, rows, corner=_("地区"))


def _count_cell(count: Count) -> dict[str, object]:
    """How many units are missing in a month."""
    title = _("应报 %(owed)d 家，已报 %(reported)d 家") % {"owed": count.owed, "reported": count.reported}
    if count.is_ahead or not count.owed:
        return {"state": State.AHEAD if count.is_ahead else State.NOT_OWED, "title": title}
    if not count.missing:
        return {"state": State.COMPLETE, "title": title, "text": _("齐")}
    state = State.MISSING if not count.reported else State.PART
    return {"state": state, "title": title, "text": _("缺 %(count)d") % {"count": count.missing}}


def _of_units(request: HttpRequest, found: Months) -> dict[str, object]:
    is_narrowed = request.GET.get("only") == "missing"
    page = page_of(found.count_of_units(are_late=is_narrowed), number=page_number(request), many=MANY)
    shown = found.some(are_late=is_narrowed, first=max(page.start_index() - 1, 0), many=MANY)
    grid = reverse("ledgers:grid", args=[KEY])  # once: a page has thousands of cells
    rows = [
        {
            "label": unit.organisation.name,
            "url": _address(unit.organisation.code, found.year),
            "cells": [_unit_cell(cell, unit.organisation.code, grid) for cell in unit.cells],
        }
        for unit in shown
    ]
    return {
        "matrix": _matrix(found, rows, corner=_("单位")),
        "page": page,
        "is_narrowed": is_narrowed,
        "is_by_unit": True,
    }


def _unit_cell(cell: Cell, code: str, grid: str) -> dict[str, object]:
    told = {"state": cell.state}
    if cell.state in FIRST_TO_FIND:
        told["title"] = _("%(late)d 个户号缺票据或有空档") % {"late": cell.late} if cell.open else _("还没有户号和票据")
    if cell.state in (*FIRST_TO_FIND, State.COMPLETE, State.NO_USE, State.AHEAD):
        query = {"organisation": code, "period": f"{cell.month:%Y-%m}"}
        told["url"] = f"{grid}?{urlencode(query)}"
    return told


def _of_accounts(request: HttpRequest, found: Months) -> dict[str, object]:
    accounts = accounts_by_month(
        person=request.person, code=found.organisation.code, year=found.year, today=timezone.localdate()
    )
    rows = [
        {
            "label": f"{each.resource.zh}（{each.use.zh}）{each.number or _('未填户号')}",
            "url": _list_of(each.organisation.code, each.number, each.resource.value, found.year),
            "cells": [_account_cell(cell, each.id) for cell in each.cells],
        }
        for each in accounts
    ]
    return _matrix(found, rows, corner=_("户号"))


def _account_cell(cell: Cell, account: int) -> dict[str, object]:
    if cell.state not in FIRST_TO_FIND:
        return {"state": cell.state}
    return {"state": cell.state, "url": reverse("ledgers:unused", args=[account, f"{cell.month:%Y-%m}"])}


def _matrix(found: Months, rows: list[dict], *, corner: str) -> dict[str, object]:
    caption = _("%(name)s %(year)d 年票据缺报情况") % {"name": found.organisation.name, "year": found.year}
    return {"caption": caption, "corner": corner, "columns": [_month(n) for n in range(1, 13)], "rows": rows}


def _month(number: int) -> str:
    return _("%(number)d 月") % {"number": number}


def _address(code: str, year: int, **more: str) -> str:
    query = {"organisation": code, "year": f"{year:04}", **{key: value for key, value in more.items() if value}}
    return f"{reverse('ledgers:missing', args=[KEY])}?{urlencode(query)}"


def _grid(code: str, month: date) -> str:
    return f"{reverse('ledgers:grid', args=[KEY])}?{urlencode({'organisation': code, 'period': f'{month:%Y-%m}'})}"


def _list_of(code: str, number: str, resource: str, year: int) -> str:
    return rows_url(KEY, organisation=code, period=f"{year:04}", account=number, resource=resource)


@require_http_methods(["GET", "HEAD", "POST"])
def no_use(request: HttpRequest, account: int, month: str) -> HttpResponse:
    """A missing month of an account: enter its bill, or say that nothing was used."""
    found = unused(account, Period.parse(month).first, person=request.person)
    note_form = form_of("no_use", left_out=("withdrawn", "opened_on"), fixed=found.account_as_entered())
    days = {"start_date": found.first.isoformat(), "end_date": found.last.isoformat(), "note": ""}
    if request.method != "POST":
        return _note_page(request, found, note_form(initial=days))
    if not found.may_enter:
        raise NotAllowed("这个户号不归您填报。", do="请联系该机构的统计员。")
    form = note_form({**days, **request.POST.dict()})
    if not form.is_valid():
        return _note_page(request, found, form, status=422)
    report = enter(request, form)
    if report.taken:
        tell(request, report, done=_("已登记本月未使用。"), unchanged=_("这几天已经登记过未使用。"))
        return redirect(_address(found.organisation.code, found.month.year))
    show_in(form, refused(report))
    return _note_page(request, found, form, status=422)


def _note_page(request: HttpRequest, found: Unused, form, *, status: int = 200) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "grid": _grid(found.organisation.code, found.month),
        "back": _address(found.organisation.code, found.month.year),
    }
    return render(request, "ledgers/bills/no_use.html", context, status=status)
