"""审核台: the units of a period with their figures, chosen and moved in one go, and what became of each."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jieyue.programme.reporting import many, queries
from jieyue.programme.reporting.desk import TO_LOCK, WAITING, WITH, WITH_UNIT, WITHOUT, Desk, Row, desk, startable
from jieyue.programme.reporting.many import Chosen
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused
from jieyue.rules.reporting import ACCEPT, LOCK, MoveResult, ToReview
from jieyue.web.asking import choice_in
from jieyue.web.paging import page_number, page_of
from jieyue.web.places import organisation_asked, period_in
from jieyue.web.pressing import PRESS
from jieyue.web.reporting.tones import TONES
from jieyue.web.reporting.walking import remember
from jieyue.web.words import in_language, period_words

MANY = 300
"""Units on a page: whoever presses “all” has all that he presses for before him."""
REFUSED = 422
RESULT_TONES = {
    MoveResult.DONE: "success",
    MoveResult.ALREADY: "info",
    MoveResult.CHANGED: "warning",
    MoveResult.OWN: "warning",
    MoveResult.REFUSED: "error",
}
NEEDS_SOMEBODY_FIRST = [
    MoveResult.CHANGED,
    MoveResult.REFUSED,
    MoveResult.OWN,
    None,
    MoveResult.ALREADY,
    MoveResult.DONE,
]
ALL, CLEAN, REGION, REST = "all", "clean", "region", "rest"
EVERY = "every"
CHOICES = (WAITING, *ToReview, TO_LOCK, WITH_UNIT, EVERY)
"""Which units to look at."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """With `walk` the first of those that it would list, all of them or the `rest`: from there it goes from one to the
    next.
    """
    if "walk" in request.GET:
        found = _found(request)
        rows = [row for row in found.rows if request.GET["walk"] != REST or _is_of_rest(row)]
        if rows:
            _remember(request, found.period, rows)
            return redirect("reporting:report", rows[0].organisation.code, found.period)
    return _page(request)


def _is_of_rest(row: Row) -> bool:
    """Whether it waits and is not accepted with those of which nothing was found."""
    return row.to_review is not None and not (row.is_clean and ACCEPT in row.moves)


def _found(request: HttpRequest) -> Desk:
    today = timezone.localdate()
    about = {"organisation": organisation_asked(request), "period": _period(request), "today": today}
    narrowed = {
        "only": _only(request),
        "name": request.GET.get("name", ""),
        "findings": choice_in(request, "findings", (WITH, WITHOUT)),
    }
    return desk(**about, **narrowed, person=request.person, first=(page_number(request) - 1) * MANY, many=MANY)


def _only(request: HttpRequest) -> str:
    return choice_in(request, "only", CHOICES, usual=WAITING)


def _period(request: HttpRequest) -> Period:
    return period_in(request, queries.latest_period(timezone.localdate()))


def _remember(request: HttpRequest, period: Period, rows: Sequence[Row]) -> None:
    asked = request.GET.copy()
    asked.pop("walk", None)
    back = f"{request.path}?{asked.urlencode()}" if asked else request.path
    remember(request, str(period), [row.organisation.code for row in rows], back)


def _page(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    found = _found(request)
    if request.method == "GET":
        _remember(request, found.period, found.rows)
    page = page_of(found.count, number=page_number(request), many=MANY)
    organisation, period = found.organisation, found.period
    grid_url = f"{reverse('reporting:grid')}?{urlencode({'organisation': organisation.code, 'year': period.year})}"
    title = _("%(name)s%(period)s报送审核") % {"name": organisation.name, "period": period_words(period)}
    waiting = queries.to_review(person=request.person, today=timezone.localdate())
    context = {
        "found": found,
        "title": title,
        "rows": [_told_row(row) for row in found.rows],
        "shown": " ".join(_shown(row) for row in found.rows if row.moves),
        "clean": sum(row.is_clean and ACCEPT in row.moves for row in found.rows),
        "may_lock": LOCK in found.moves,
        "periods": queries.periods_offered(
            organisation=organisation.code, person=request.person, today=timezone.localdate(), also=period
        ),
        "others": [each for each in waiting if each.period != period],
        "only": _only(request),
        "name": request.GET.get("name", ""),
        "findings": choice_in(request, "findings", (WITH, WITHOUT)),
        "choices": _choices(found),
        "page": page,
        "refusal": refusal,
        "given_reason": request.POST.get("reason", ""),
        "breadcrumbs": [{"label": _("报送"), "url": grid_url}, {"label": title, "url": ""}],
        "asked": _asked_again(request),
        "rest": sum(_is_of_rest(row) for row in found.rows),
        "walk": f"{reverse('reporting:desk')}?{_asked_again(request)}&walk=",
    }
    return render(request, "reporting/desk.html", context, status=REFUSED if refusal else 200)


def _told_row(row: Row) -> dict[str, object]:
    return {"row": row, "tone": TONES[row.state], "to_review": row.to_review and gettext(row.to_review.zh)}


def _asked_again(request: HttpRequest) -> str:
    """What the page was asked with, for the addresses of its forms and links."""
    names = ("organisation", "period", "only", "name", "findings")
    return urlencode({name: request.GET[name] for name in names if request.GET.get(name)})


def _shown(row: Row) -> str:
    """A row as its form sends it back: whom, what was seen of it, whether nothing was found, what can be done."""
    return ":".join((row.organisation.code, row.seen, str(int(row.is_clean)), ",".join(each.key for each in row.moves)))


def _choices(found: Desk) -> list[dict[str, object]]:
    """Which units to look at, each with how many there are."""
    with_unit = sum(count for state, count in found.states.items() if state.is_with_unit)
    choices = [
        (WAITING, _("等我办理的"), found.waiting),
        *((each.value, gettext(each.zh), found.to_review.get(each, 0)) for each in ToReview),
        (TO_LOCK, _("已验收、待锁定"), found.to_lock),
        (WITH_UNIT, _("未报送"), with_unit),
        (EVERY, _("全部单位"), sum(found.states.values())),
    ]
    return [{"value": value, "label": label, "count": count} for value, label, count in choices]


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """One move for those that were chosen. What is wrong with the whole is said on the page."""
    move, which = _pressed(request)
    try:
        batch = many.begin(
            _chosen(request, move, which),
            move=move,
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


def _pressed(request: HttpRequest) -> tuple[str, str]:
    """The move, and for which units: one button may say both."""
    move, _sign, which = request.POST.get("quick", "").partition(":")
    return (move, which) if move else (request.POST.get("move", ""), request.POST.get("which", ""))


def _chosen(request: HttpRequest, move: str, which: str) -> list[Chosen]:
    """Of the rows that the page showed, those ticked; or those with which this can be done, all of them or those
    without anything found. Locking, for which nothing has to be seen, goes for a whole region too.
    """
    ticked = set(request.POST.getlist("chosen"))
    if which == REGION and move == LOCK.key:
        about = {"period": Period.parse(request.GET.get("period", "")), "person": request.person}
        below = {"organisation": organisation_asked(request), "is_below": True, "move": move}
        return list(startable(**below, **about, today=timezone.localdate()).chosen)
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
    lines = sorted(found.lines, key=lambda line: NEEDS_SOMEBODY_FIRST.index(line.result))
    asked = {"organisation": found.organisation.code, "period": str(found.period)}
    back = f"{reverse('reporting:desk')}?{urlencode(asked)}"
    title = _("%(what)s%(period)s报送的结果") % {
        "what": in_language(found.move.zh),
        "period": period_words(found.period),
    }
    return {
        "title": title,
        "back": back,
        "one_by_one": f"{reverse('reporting:desk')}?{urlencode({**asked, 'only': WAITING, 'walk': 1})}",
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
