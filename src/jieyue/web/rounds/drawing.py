"""抽查: its list is published, its sample drawn, and the list downloaded by whoever draws it again."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jieyue.files.writing import csv_lines
from jieyue.programme.rounds import drawing
from jieyue.web.failing import was_done
from jieyue.web.pressing import taken_once
from jieyue.web.rounds.forms import AnnounceForm, DrawForm
from jieyue.web.rounds.views import show


@require_POST
@taken_once
def announce(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002 (as its address calls it)
    form = AnnounceForm(request.POST, auto_id="announce_%s")

    def act() -> None:
        drawing.announce_draw(number=round, **form.cleaned_data, by=request.person, at=timezone.now())

    if was_done(request, form, act, done=_("抽查名单已公布。"), unless=drawing.NotDrawn):
        return redirect("rounds:round", round)
    return show(request, round, announce=form)


@require_POST
def draw(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002
    form = DrawForm(request.POST, auto_id="draw_%s")

    def act() -> None:
        drawing.draw_sample(number=round, **form.cleaned_data, by=request.person, at=timezone.now())

    if was_done(request, form, act, done=_("已抽取。"), unless=drawing.NotDrawn):
        return redirect("rounds:round", round)
    return show(request, round, draw=form)


@require_safe
def listed(request: HttpRequest, round: int) -> HttpResponseBase:  # noqa: A002
    """As `jieyue draw` reads it."""
    rows = drawing.list_of_draw(number=round, person=request.person)
    answer = StreamingHttpResponse(csv_lines(drawing.LIST, rows), content_type="text/csv; charset=utf-8")
    name = _("抽查名单") + ".csv"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
