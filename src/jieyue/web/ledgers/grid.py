"""A ledger entered as in a sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jieyue.programme.entry.operations import ImportReport, enter_rows
from jieyue.programme.findings.queries import raised_by
from jieyue.programme.ledgers.catalogue import Ledger, ledger_named
from jieyue.programme.ledgers.cells import UNIT, Heading
from jieyue.programme.ledgers.coming import Beside
from jieyue.programme.ledgers.grid import MOST_ROWS, Months, grid_rows, keeps, keys_of_grid, month_to_enter
from jieyue.programme.ledgers.grid import grid as rows_of
from jieyue.programme.ledgers.listing import Wanted, totals
from jieyue.programme.organisations.queries import OneOrganisation, choices, organisation
from jieyue.rules.period import Period, months_later
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level, Resource
from jieyue.web.asking import choice_in
from jieyue.web.entering import CHANGED_MEANWHILE, refused
from jieyue.web.grids import KeptRow, Sent, answered, refusal_answer, rehearsed, sent
from jieyue.web.ledgers.own import own
from jieyue.web.ledgers.views import home_of, template
from jieyue.web.links import rows_url
from jieyue.web.places import period_in
from jieyue.web.words import in_language, note_in_language, period_words, unit_words

TO_COME = "next"
"""For a period: the month whose rows come in now."""

LONG_TEXT, SHORT_TEXT = 14, 9
MOST_LISTED = 20
"""Organisations that are listed for whoever enters for several; all others are found by typing."""
JOINT = "\0"
"""Between the words that say what a row is about, as the grid joins them."""


class NotKept(NotAllowed):
    """Whoever asks may read the ledger and does not enter it for this organisation."""


@dataclass(frozen=True)
class Asked:
    """Which ledger, whose rows, of which time; `below` takes in those of all below it."""

    ledger: Ledger
    organisation: OneOrganisation
    period: Period
    below: bool

    @property
    def fixed(self) -> dict[str, str]:
        """What is the same for every row."""
        return {} if self.below else {"organisation": self.organisation.code}

    @property
    def wanted(self) -> Wanted:
        code, period = self.organisation.code, self.period
        return Wanted(organisation=code, is_alone=not self.below, since=period.first, until=period.last)

    def url(self, name: str) -> str:
        about = {"organisation": self.organisation.code, "period": str(self.period), "below": int(self.below)}
        return f"{reverse(name, args=[self.ledger.key])}?{urlencode(about)}"


def asked_of(request: HttpRequest, ledger: str) -> Asked:
    """Of a unit it is the year, or the month whose rows come in now where rows cover days; of a place with all below it
    the month that is over. Raises NotThere, NotAllowed and NotKept.
    """
    found = ledger_named(ledger)
    about = organisation(request.GET.get("organisation", "").strip(), person=request.person)
    may_keep = about.may_enter if found.right is Right.ENTER else keeps(ledger, person=request.person, code=about.code)
    if not may_keep:
        raise NotKept(_("这个机构不归您填报。"), do=_("请联系该机构的统计员。"))
    is_place = about.level not in (Level.UNIT, Level.DEPARTMENT)
    below = choice_in(request, "below", ("0", "1"), usual="1" if is_place else "") == "1"
    written = request.GET.get("period", "").strip()
    covers_days = found.counts_days
    if written == TO_COME or (not written and covers_days and not below):
        period = month_to_enter(ledger, person=request.person, code=about.code, today=timezone.localdate())
    else:
        period = period_in(request, _usual_period(timezone.localdate(), below=below))
    return Asked(found, about, period, below=below)


def _usual_period(today: date, *, below: bool) -> str:
    return f"{months_later(today, -1):%Y-%m}" if below else f"{today:%Y}"


def _beside(asked: Asked, found: Months | None) -> dict[str, object] | None:
    """What the table of a month shows beside each row while it is typed."""
    if found is None:
        return None
    subjects = {JOINT.join(key): _written(each) for key, each in found.subjects.items()}
    about = {"by": list(found.by), "of": found.of, "subjects": subjects}
    return about | own(asked.ledger.key, "about_beside", asked.period)


def _written(each: Beside) -> dict[str, str]:
    told = {"last_month": each.last_month, "last_year": each.last_year}
    return {name: f"{value.normalize():f}" for name, value in told.items() if value is not None}


@require_safe
def grid(request: HttpRequest, ledger: str) -> HttpResponse:
    """An organisation's rows of a year or a month, with those that are still to come; without one, a choice of them."""
    return show_grid(request, ledger)


def show_grid(request: HttpRequest, ledger: str, *, status: int = 200) -> HttpResponse:
    """The same page, for what is sent from it as well."""
    if not request.GET.get("organisation", "").strip():
        return _choose(request, ledger)
    try:
        asked = asked_of(request, ledger)
    except NotKept:
        return _to_its_rows(request, ledger)
    found = rows_of(
        ledger,
        person=request.person,
        code=asked.organisation.code,
        period=asked.period,
        today=timezone.localdate(),
        below=asked.below,
    )
    context = {
        "asked": asked,
        "ledger": asked.ledger,
        "organisation": asked.organisation,
        "may_go_below": asked.organisation.level is not Level.DEPARTMENT,
        "found": found,
        "grid": {
            "caption": f"{asked.organisation.name} {period_words(asked.period)} {in_language(asked.ledger.zh)}",
            "about": period_words(asked.period),
            "since": asked.period.first,
            "until": asked.period.last,
            "columns": [_column(asked.ledger, each) for each in found.columns],
            "rows": [{"id": row.id, "seen": row.seen, "values": row.values} for row in found.rows],
            "save_url": asked.url("ledgers:grid_save"),
            "check_url": asked.url("ledgers:grid_check"),
            "most_rows": MOST_ROWS,
            "blank_rows": 1 if found.beside else None,
            "beside": _beside(asked, found.beside),
            "reading_kind": ledger if asked.ledger.facts else "",
        },
        "totals": totals(ledger, person=request.person, wanted=asked.wanted) if asked.ledger.measures else [],
        "breadcrumbs": [*home_of(ledger), {"label": _("填报"), "url": ""}],
        **own(ledger, "about_grid", request, asked),
    }
    return render(request, template(ledger, "grid"), context, status=status)


def _to_its_rows(request: HttpRequest, ledger: str) -> HttpResponse:
    """Whoever looks and does not enter sees the rows in their list: links to a sheet are the same for everybody."""
    period = request.GET.get("period", "").strip()
    messages.info(request, _("这里由该机构的统计员填报，下面是已经登记的。"))
    about = {"organisation": request.GET["organisation"].strip(), "period": "" if period == TO_COME else period}
    return redirect(rows_url(ledger, **about))


def _choose(request: HttpRequest, ledger: str) -> HttpResponse:
    """Whoever enters for one unit goes there at once."""
    found = ledger_named(ledger)
    reach = choices(person=request.person, right=found.right, most=MOST_LISTED)
    if len(reach) == 1:
        request.GET = request.GET.copy()
        request.GET["organisation"] = reach[0].code
        return grid(request, ledger)
    trail = [*home_of(ledger), {"label": _("填报"), "url": ""}]
    return render(request, "ledgers/choose.html", {"ledger": found, "choices": reach, "breadcrumbs": trail})


def _column(ledger: Ledger, heading: Heading) -> dict[str, object]:
    told = {
        "key": heading.key,
        "label": in_language(heading.zh),
        "unit": unit_words(heading.unit),
        "type": heading.type,
        "required": heading.is_required,
        "note": note_in_language(heading.note),
        "width": LONG_TEXT if heading.type == "text" and heading.key != UNIT else SHORT_TEXT,
    }
    if heading.choices:
        told["choices"] = list(heading.choices)
    if heading.key == UNIT:
        told["signs"] = {each.unit: each.sign for each in Resource}
    if heading.is_of_key:
        told["identifies"] = True
    if heading.type == "date" and heading.key == ledger.day_column:
        told["counts_in"] = True
    if by := [each.by for each in ledger.measures if each.column == heading.key and each.by]:
        told["sum_by"] = [*by, UNIT] if heading.unit_by else by
    return told | own(ledger.key, "about_column", heading)


@require_POST
def check(request: HttpRequest, ledger: str) -> JsonResponse:
    """What would come of it, and nothing is kept."""
    try:
        asked = asked_of(request, ledger)
        what = sent(request, most=MOST_ROWS, fixed=asked.fixed)
        return rehearsed(_enter(request, ledger, what, is_rehearsal=True))
    except Refused as refusal:
        return refusal_answer(refusal)


@require_POST
def save(request: HttpRequest, ledger: str) -> JsonResponse:
    """All rows, or none of them."""
    try:
        asked = asked_of(request, ledger)
        what = sent(request, most=MOST_ROWS, fixed=asked.fixed)
        report = _enter(request, ledger, what, is_rehearsal=False)
    except Refused as refusal:
        return refusal_answer(refusal)
    if report.taken:
        renewed = _raised(request, report) | _sums(request, asked)
        return answered(report, _kept(request, asked, report.records, what.withdrawn), renewed)
    changed = {problem.row for problem in refused(report) if problem.rule == CHANGED_MEANWHILE}
    records = {row.row: row.record for row in what.rows if row.row in changed}
    return answered(report, _kept(request, asked, records, frozenset()), {})


def _enter(request: HttpRequest, ledger: str, what: Sent, *, is_rehearsal: bool) -> ImportReport:
    about = {"by": request.person, "at": timezone.now(), "reason": what.reason}
    return enter_rows(ledger, what.rows, **about, dry_run=is_rehearsal)


def _kept(
    request: HttpRequest, asked: Asked, records: Mapping[int, int], withdrawn: frozenset[int]
) -> Iterator[tuple[int, KeptRow]]:
    """The rows as they are kept now, by their numbers; those that are gone are left out."""
    keys = keys_of_grid(asked.ledger.key, below=asked.below)
    kept = grid_rows(asked.ledger.key, records.values(), person=request.person, below=asked.below)
    for row, id_ in records.items():
        if row not in withdrawn and id_ in kept:
            found = kept[id_]
            yield row, KeptRow(id_, found.seen or 0, dict(zip(keys, found.values, strict=True)))


def _raised(request: HttpRequest, report: ImportReport) -> dict[str, str]:
    """What it raised in its own rows, of which the sheet tells too, and beside them."""
    raised = raised_by(report.entry, person=request.person)
    return {"#raised": render_to_string("findings/raised_part.html", {"raised": raised}, request)}


def _sums(request: HttpRequest, asked: Asked) -> dict[str, str]:
    if not asked.ledger.measures:
        return {}
    sums = totals(asked.ledger.key, person=request.person, wanted=asked.wanted)
    told = {"#kept-sums": render_to_string("ledgers/totals_part.html", {"totals": sums}, request)}
    return told | own(asked.ledger.key, "renewed", request, asked)
