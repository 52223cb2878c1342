"""审核台: the units of a period with their figures, chosen and moved in one go, and what became of each."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jieyue.programme.reporting import many, queries
from jieyue.programme.reporting.desk import ONLY, WAITING, Desk, Row, desk
from jieyue.programme.reporting.many import Chosen
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused
from jieyue.rules.reporting import MoveResult
from jieyue.web.paging import page_number, page_of
from jieyue.web.places import organisation_asked
from jieyue.web.pressing import PRESS
from jieyue.web.reporting.tones import TONES

MANY = 300
"""Units on a page: whoever presses “all” has all that he presses for before him."""
REFUSED = 422
RESULT_TONES = {MoveResult.DONE: "success", MoveResult.CHANGED: "warning", MoveResult.REFUSED: "error"}
ALL, CLEAN = "all", "clean"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    today, only, code = timezone.localdate(), request.GET.get("only", WAITING), organisation_asked(request)
    period = Period.parse(request.GET.get("period") or str(queries.latest_period(today)))
    about = {"organisation": code, "period": period, "person": request.person, "today": today, "only": only}
    found = desk(**about, first=(page_number(request) - 1) * MANY, many=MANY)
    page = page_of(found.count, number=page_number(request), many=MANY)
    grid_url = (
        f"{reverse('reporting:grid')}?{urlencode({'organisation': found.organisation.code, 'year': period.year})}"
    )
    title = _("%(name)s%(period)s报送审核") % {"name": found.organisation.name, "period": period.zh}
    context = {
        "found": found,
        "title": title,
        "rows": [{"row": row, "tone": TONES[row.state]} for row in found.rows],
        "shown": " ".join(_shown(row) for row in found.rows if row.moves),
        "periods": queries.periods_until(today),
        "only": only,
        "choices": _choices(found),
        "page": page,
        "refusal": refusal,
        "given_reason": request.POST.get("reason", ""),
        "breadcrumbs": [{"label": _("报送"), "url": grid_url}, {"label": title, "url": ""}],
        "address": request.get_full_path(),
    }
    return render(request, "reporting/desk.html", context, status=REFUSED if refusal else 200)


def _shown(row: Row) -> str:
    """A row as its form sends it back: whom, what was seen of it, whether nothing was found, what can be done."""
    return ":".join((row.organisation.code, row.seen, str(int(row.is_clean)), ",".join(each.key for each in row.moves)))


def _choices(found: Desk) -> list[dict[str, object]]:
    """Which units to look at, each with how many there are."""
    labels = {WAITING: _("待审核"), "to_lock": _("已验收、待锁定"), "with_unit": _("还没有报送")}
    counts = {key: sum(found.states.get(state, 0) for state in ONLY[key]) for key in labels}
    choices = [{"value": key, "label": label, "count": counts[key]} for key, label in labels.items()]
    return [*choices, {"value": "every", "label": _("全部单位"), "count": sum(found.states.values())}]


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """One move for those that were chosen. What is wrong with the whole is said on the page."""
    try:
        batch = many.begin(
            _chosen(request),
            move=request.POST.get("move", ""),
            organisation=organisation_asked(request),
            period=Period.parse(request.GET.get("period", "")),
            by=request.person,
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
            batch_id=_mark(request),
        )
    except Refused as refusal:
        if refusal.where:
            return _page(request, refusal)
        raise
    return redirect("reporting:batch", batch)


def _mark(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get(PRESS, ""))
    except ValueError:
        return uuid4()


def _chosen(request: HttpRequest) -> list[Chosen]:
    """Of the rows that the page showed, those ticked; or those with which this can be done, all of them or those
    without anything found.
    """
    ticked, which, move = set(request.POST.getlist("chosen")), request.POST.get("which"), request.POST.get("move", "")
    shown = (each.rsplit(":", 3) for each in request.POST.get("shown", "").split())
    whole = (each for each in shown if len(each) == 4)
    rows = [(code, seen, is_clean == "1", moves.split(",")) for code, seen, is_clean, moves in whole]
    if which not in (ALL, CLEAN):
        return [Chosen(code, seen) for code, seen, *_ in rows if code in ticked]
    return [Chosen(code, seen) for code, seen, is_clean, moves in rows if move in moves and (is_clean or which == ALL)]


@require_safe
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    found = many.own_batch(batch, person=request.person, today=timezone.localdate())
    context = {"found": found, **_told(found)}
    return render(request, "reporting/batch.html", context)


def _told(found: many.BatchShown) -> dict[str, object]:
    """What needs somebody first, then what still waits, then what is done."""
    order = [MoveResult.CHANGED, MoveResult.REFUSED, None, MoveResult.DONE]
    lines = sorted(found.lines, key=lambda line: order.index(line.result))
    asked = {"organisation": found.organisation.code, "period": str(found.period)}
    back = f"{reverse('reporting:desk')}?{urlencode(asked)}"
    title = _("%(what)s%(period)s报送的结果") % {"what": found.move.zh, "period": found.period.zh}
    return {
        "title": title,
        "back": back,
        "lines": [{"line": line, "tone": RESULT_TONES.get(line.result, "neutral")} for line in lines],
        "breadcrumbs": [{"label": _("报送审核"), "url": back}, {"label": title, "url": ""}],
    }


@require_safe
def progress(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The part that asks again by itself; once nothing waits it has the page come anew."""
    found = many.own_batch(batch, person=request.person, today=timezone.localdate())
    if found.waiting and not found.is_stuck:
        return render(request, "reporting/batch_part.html", {"found": found})
    if not request.htmx:
        return redirect("reporting:batch", found.id)
    ended = HttpResponse(status=204)
    ended["HX-Refresh"] = "true"
    return ended
