"""统计报表: a statutory form of a unit or place, to be looked at and to be had as a file."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.documents.form_sheet import form_sheet, sheet_name
from jieyue.files.writing import csv_lines
from jieyue.programme.forms.as_json import LINE, lines
from jieyue.programme.forms.queries import FilledForm, editions_known, filled_form, form_known, forms_known, ways_of
from jieyue.programme.organisations.queries import organisation
from jieyue.rules.forms import FormRow, Takes
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.rules.values import Level
from jieyue.web.asking import choice_in
from jieyue.web.links import ENERGY
from jieyue.web.places import organisation_asked, period_in

YEARS = 4
USUAL = "consumption"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BASES = ("live", "accepted")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Of the year whose months are coming in, unless another period is asked for."""
    found, today = _found(request), timezone.localdate()
    asked = {
        "organisation": found.organisation.code,
        "period": str(found.period),
        "form": found.form.key,
        "edition": found.edition.key,
        "by": found.by,
        "basis": found.basis,
    }
    context = {
        "found": found,
        "organisation": organisation(found.organisation.code, person=request.person),
        "forms": forms_known(),
        "editions": [("", _("按报告期")), *((each.key, each.name) for each in editions_known())],
        "edition": request.GET.get("edition", ""),
        "periods": list(_periods(today, found.period)),
        "ways": _ways(found),
        "bases": [("live", _("实时数据")), ("accepted", _("已验收数据"))],
        "lines": list(_lines(found)),
        "to_check": any(each.row.certainty.needs_checking for each in found.rows)
        or found.edition.certainty.needs_checking,
        "files": [(_("Excel 表样"), _file("xlsx", asked)), (_("CSV 逐项一行"), _file("csv", asked))],
        "breadcrumbs": [{"label": _("统计"), "url": reverse("statistics:page")}, {"label": _("统计报表"), "url": ""}],
    }
    return render(request, "forms/page.html", context)


@require_safe
def file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """`xlsx` in the shape of the form, `csv` one line a figure."""
    found = _found(request)
    if ending == "xlsx":
        answer: HttpResponseBase = HttpResponse(form_sheet(found), content_type=XLSX)
    elif ending == "csv":
        answer = StreamingHttpResponse(csv_lines(LINE, lines(found)), content_type="text/csv; charset=utf-8")
    else:
        raise NotThere("没有这种文件。", do="可下载 xlsx（Excel）和 csv。")
    name = f"{sheet_name(found)}.{ending}"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _file(ending: str, asked: dict[str, str]) -> str:
    return f"{reverse('forms:file', args=[ending])}?{urlencode(asked)}"


def _found(request: HttpRequest) -> FilledForm:
    """Columns by what is below a place are left out for a unit, so that one can go from the one to the other."""
    code = organisation_asked(request)
    subject = organisation(code, person=request.person)
    basis, form = choice_in(request, "basis", BASES, usual="live"), form_known(request.GET.get("form") or USUAL)
    by = choice_in(request, "by", ways_of(form, is_place=True), usual="periods")
    return filled_form(
        organisation=code,
        form=form.key,
        period=_period(request),
        person=request.person,
        edition=request.GET.get("edition") or None,
        split=by if by in ways_of(form, is_place=Level(subject.level).is_place) else "periods",
        basis=basis,
    )


def _period(request: HttpRequest) -> Period:
    today = timezone.localdate()
    usual = today.year if today.month > 1 else today.year - 1
    return period_in(request, f"{usual:04}")


def _periods(today: date, asked: Period) -> Iterator[Period]:
    """Years with their halves, quarters and months, the newest first, as far as they have begun."""
    offered = [
        Period(date(year, first, 1), months)
        for year in range(today.year, today.year - YEARS, -1)
        for months in (12, 6, 3, 1)
        for first in range(13 - months, 0, -months)
        if date(year, first, 1) <= today
    ]
    yield from offered if asked in offered else [asked, *offered]


def _ways(found: FilledForm) -> list[tuple[str, str]]:
    words = {
        "periods": _("各期"),
        "sheets": _("一处一张"),
        "category": _("统计分类"),
        "region": _("行政区域"),
        "system": _("所属系统"),
    }
    return [(key, words[key]) for key in ways_of(found.form, is_place=found.is_place)]


def _lines(found: FilledForm) -> Iterator[dict[str, object]]:
    for each in found.rows:
        yield {
            "row": each.row,
            "value": each.value,
            "is_text": isinstance(each.value, str),
            "cells": [each.cells.get(column.key) for column in found.columns],
            "url": _source(each.row, found) if each.value is not None else "",
        }


def _source(row: FormRow, found: FilledForm) -> str:
    """Where the figure stands that the row took."""
    code = found.organisation.code
    if row.takes in (Takes.QUANTITY, Takes.AMOUNT):
        asked = {"organisation": code, "period": str(found.period)}
        asked |= {"word-resource": row.resources[0].value} if len(row.resources) == 1 else {}
        asked |= {"word-use": row.uses[0].value} if len(row.uses) == 1 else {}
        return f"{reverse('ledgers:list', args=[ENERGY])}?{urlencode(asked)}"
    if row.takes is Takes.SUM:
        return ""
    if row.takes is Takes.ENTERED:
        register = row.column.partition(".")[0]
        return f"{reverse('ledgers:list', args=[register])}?{urlencode({'organisation': code})}"
    return reverse("organisations:organisation", args=[code])
