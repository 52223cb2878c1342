"""Bills entered as in a sheet."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jieyue.files.cells import day, number, yes_no
from jieyue.files.sheet import Column
from jieyue.programme.bills.grid import MOST_ROWS
from jieyue.programme.bills.grid import grid as rows_of
from jieyue.programme.completeness.queries import AccountMonths, State, accounts_by_month
from jieyue.programme.organisations.queries import choices, organisation
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.web.bills.missing import year_asked

KIND = "bills"
WIDTHS = {"organisation": 9, "account": 11, "invoice_number": 12, "refund_of": 12}


@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """An organisation's bills of a year, or of a month with what it still lacks; without one, a choice of them."""
    code = request.GET.get("organisation", "").strip()
    if not code:
        return _choose(request)
    about = organisation(code, person=request.person)
    if not about.may_enter:
        raise NotAllowed("这个机构不归您填报。", do="请联系该机构的统计员。")
    year, below = year_asked(request, code), request.GET.get("below") == "1"
    period = _period(request, year)
    found = rows_of(person=request.person, code=code, first=period.first, last=period.last, below=below)
    lacking = _lacking(request, code, period.first) if period.months == 1 else []
    context = {
        "organisation": about,
        "year": year,
        "period": period,
        "below": below,
        "may_go_below": about.level is not Level.DEPARTMENT,
        "most": MOST_ROWS,
        "found": found,
        "lacking": lacking,
        "grid": {
            "columns": [_column(column) for column in found.columns],
            "rows": [{"id": str(row.id), "seen": str(row.seen), "values": row.values} for row in found.rows],
        },
        "breadcrumbs": [
            *(
                {"label": each.name, "url": reverse("organisations:organisation", args=[each.code])}
                for each in about.above
            ),
            {"label": _("填报票据"), "url": ""},
        ],
    }
    return render(request, "bills/grid.html", context)


def _choose(request: HttpRequest) -> HttpResponse:
    """Whoever enters for one unit goes there at once."""
    reach = choices(person=request.person, right=Right.ENTER)
    context = {
        "choices": reach,
        "breadcrumbs": [{"label": _("票据"), "url": reverse("bills:list")}, {"label": _("填报"), "url": ""}],
    }
    return render(request, "bills/choose.html", context)


def _period(request: HttpRequest, year: int) -> Period:
    return Period.parse(request.GET.get("month") or f"{year:04}")


def _lacking(request: HttpRequest, code: str, month: date) -> list[AccountMonths]:
    """The accounts that have nothing, or not all, in the month."""
    accounts = accounts_by_month(person=request.person, code=code, year=month.year, today=timezone.localdate())
    return [each for each in accounts if each.cells[month.month - 1].state in (State.MISSING, State.PART)]


def _column(column: Column) -> dict[str, object]:
    told = {
        "key": column.key,
        "label": column.zh,
        "type": _type(column),
        "required": column.required,
        "note": column.note,
    }
    if column.choices:
        told["choices"] = column.choices
    if column.key in ("quantity", "amount_yuan"):
        told["sum_by"] = "resource"
    if column.key in WIDTHS:
        told["width"] = WIDTHS[column.key]
    return told


def _type(column: Column) -> str:
    kinds = {day: "date", number: "number", yes_no: "yes_no"}
    return "choice" if column.choices else kinds.get(column.parse, "text")


@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """What would come of it, and nothing is kept."""
    return _answer(request, is_rehearsal=True)


@require_POST
def save(request: HttpRequest) -> JsonResponse:
    return _answer(request, is_rehearsal=False)


def _answer(request: HttpRequest, *, is_rehearsal: bool) -> JsonResponse:
    raise NotImplementedError
