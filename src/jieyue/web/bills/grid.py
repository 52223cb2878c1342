"""Bills entered as in a sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jieyue.files.cells import day, number, yes_no
from jieyue.files.sheet import Column
from jieyue.programme.bills.grid import MOST_ROWS, bought, columns, grid_rows, month_to_enter
from jieyue.programme.bills.grid import grid as rows_of
from jieyue.programme.bills.listing import Wanted, totals, years
from jieyue.programme.completeness.queries import AccountMonths, State, accounts_by_month
from jieyue.programme.entry.operations import ImportReport, enter_rows
from jieyue.programme.organisations.queries import OneOrganisation, choices, organisation
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level, Resource, Use
from jieyue.web.bills.missing import year_asked
from jieyue.web.entering import CHANGED_MEANWHILE, refused
from jieyue.web.grids import KeptRow, Sent, answered, refusal_answer, rehearsed, sent

KIND = "bills"
TO_DO = "next"
"""For a month: that which is to be entered now."""
SUMMED_BY = {"quantity": ["resource", "unit"], "amount_yuan": ["resource"]}
KNOWN_BY = ("organisation", "resource", "use", "account", "start_date", "end_date")
WIDTHS = {"organisation": 9, "account": 11, "invoice_number": 12, "refund_of": 12}


@dataclass(frozen=True)
class Asked:
    """Whose bills, of which time; `below` takes in those of all below it."""

    organisation: OneOrganisation
    period: Period
    below: bool

    @property
    def code(self) -> str:
        return self.organisation.code

    @property
    def fixed(self) -> dict[str, str]:
        """What is the same for every row."""
        return {} if self.below else {"organisation": self.code}

    @property
    def wanted(self) -> Wanted:
        return Wanted(organisation=self.code, is_alone=not self.below, since=self.period.first, until=self.period.last)

    def url(self, name: str) -> str:
        about = {"organisation": self.code, "period": str(self.period), "below": int(self.below)}
        return f"{reverse(name)}?{urlencode(about)}"


def _asked(request: HttpRequest) -> Asked:
    """Raises NotThere and NotAllowed."""
    code = request.GET.get("organisation", "").strip()
    about = organisation(code, person=request.person)
    if not about.may_enter:
        raise NotAllowed(_("这个机构不归您填报。"), do=_("请联系该机构的统计员。"))
    month = request.GET.get("month")
    written = (month if month != TO_DO else "") or request.GET.get("period") or request.GET.get("year")
    period = Period.parse(written or f"{year_asked(request, code):04}")
    is_place = about.level not in (Level.UNIT, Level.DEPARTMENT)
    return Asked(about, period, below=request.GET.get("below", "1" if is_place else "") == "1")


@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """An organisation's bills of a year, or of a month with what it still lacks; without one, a choice of them."""
    if not request.GET.get("organisation", "").strip():
        return _choose(request)
    asked = _asked(request)
    if request.GET.get("month") == TO_DO:
        month = month_to_enter(person=request.person, code=asked.code, today=timezone.localdate())
        return redirect(f"{reverse('bills:grid')}?{urlencode({'organisation': asked.code, 'month': f'{month:%Y-%m}'})}")
    period = asked.period
    found = rows_of(person=request.person, code=asked.code, first=period.first, last=period.last, below=asked.below)
    context = {
        "asked": asked,
        "organisation": asked.organisation,
        "years": sorted({period.year, *years(person=request.person, organisation=asked.code)}, reverse=True),
        "may_go_below": asked.organisation.level is not Level.DEPARTMENT,
        "found": found,
        "lacking": _lacking(request, asked) if period.months == 1 else [],
        "totals": totals(person=request.person, wanted=asked.wanted),
        "grid": {
            "caption": _("%(name)s %(period)s 票据") % {"name": asked.organisation.name, "period": period.zh},
            "about": period.zh,
            "since": period.first,
            "until": period.last,
            "columns": [_column(column) for column in found.columns],
            "rows": [{"id": row.id, "seen": row.seen, "values": row.values} for row in found.rows],
            "save_url": asked.url("bills:grid_save"),
            "check_url": asked.url("bills:grid_check"),
            "most_rows": MOST_ROWS,
        },
        "breadcrumbs": [
            *(
                {"label": each.name, "url": reverse("organisations:organisation", args=[each.code])}
                for each in asked.organisation.above
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


def _lacking(request: HttpRequest, asked: Asked) -> list[AccountMonths]:
    """The accounts that have nothing, or not all, in the month."""
    month = asked.period.first
    accounts = accounts_by_month(person=request.person, code=asked.code, year=month.year, today=timezone.localdate())
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
    told |= _of_its_key(column)
    if column.key in SUMMED_BY:
        told["sum_by"] = SUMMED_BY[column.key]
    if column.key in WIDTHS:
        told["width"] = WIDTHS[column.key]
    return told


def _of_its_key(column: Column) -> dict[str, object]:
    """What the column has to do with which bill a row is, and with the time in which it counts."""
    told: dict[str, object] = {"identifies": True} if column.key in KNOWN_BY else {}
    if column.key == "use":
        told["usual"] = {"by": "resource", "values": {each.zh: Use.usual(each).zh for each in Resource}}
    if column.key == "end_date":
        told["counts_in"] = True
    if column.key == "refund_of":
        told["sets_apart"] = True
    if column.key == "resource":
        told["apart"] = bought()
    return told


def _type(column: Column) -> str:
    kinds = {day: "date", number: "number", yes_no: "yes_no"}
    parse = getattr(column.parse, "__wrapped__", column.parse)  # a number that knows of the units beside it is one
    return "choice" if column.choices else kinds.get(parse, "text")


@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """What would come of it, and nothing is kept."""
    try:
        asked = _asked(request)
        what = sent(request, most=MOST_ROWS, fixed=asked.fixed)
        return rehearsed(_enter(request, what, is_rehearsal=True))
    except Refused as refusal:
        return refusal_answer(refusal)


@require_POST
def save(request: HttpRequest) -> JsonResponse:
    """All rows, or none of them."""
    try:
        asked = _asked(request)
        what = sent(request, most=MOST_ROWS, fixed=asked.fixed)
        report = _enter(request, what, is_rehearsal=False)
    except Refused as refusal:
        return refusal_answer(refusal)
    if report.taken:
        return answered(report, _kept(request, asked, report.records, what.withdrawn), _sums(request, asked))
    changed = {problem.row for problem in refused(report) if problem.rule == CHANGED_MEANWHILE}
    records = {row.row: row.record for row in what.rows if row.row in changed}
    return answered(report, _kept(request, asked, records, frozenset()), {})


def _enter(request: HttpRequest, what: Sent, *, is_rehearsal: bool) -> ImportReport:
    about = {"by": request.person, "at": timezone.now(), "reason": what.reason}
    return enter_rows(KIND, what.rows, **about, dry_run=is_rehearsal)


def _kept(
    request: HttpRequest, asked: Asked, records: Mapping[int, int], withdrawn: frozenset[int]
) -> Iterator[tuple[int, KeptRow]]:
    """The rows as they are kept now, by their numbers; those that are gone are left out."""
    keys = [column.key for column in columns(below=asked.below)]
    kept = grid_rows(records.values(), person=request.person, below=asked.below)
    for row, id_ in records.items():
        if row not in withdrawn and id_ in kept:
            found = kept[id_]
            yield row, KeptRow(id_, found.seen, dict(zip(keys, found.values, strict=True)))


def _sums(request: HttpRequest, asked: Asked) -> dict[str, str]:
    sums = totals(person=request.person, wanted=asked.wanted)
    return {"#kept-sums": render_to_string("bills/totals_part.html", {"totals": sums}, request)}
