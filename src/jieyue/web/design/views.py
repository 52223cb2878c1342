"""The style guide: every component once, with invented content. Nothing that is sent here is kept."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jieyue.web.design import sample
from jieyue.web.grids import NotSent, refusal_answer, sent


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    _refuse_strangers(request)
    return render(request, "design/guide.html", sample.context())


@login_not_required
@require_safe
def entry(request: HttpRequest) -> HttpResponse:
    _refuse_strangers(request)
    urls = {"save_url": reverse("design:save"), "check_url": reverse("design:check")}
    return render(request, "design/entry.html", {"grid": {**sample.GRID, **urls}})


@login_not_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    _refuse_strangers(request)
    return _answered(request)


@login_not_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    _refuse_strangers(request)
    return _answered(request, refused=422)


def _answered(request: HttpRequest, *, refused: int = 200) -> HttpResponse:
    try:
        found = sent(request, most=sample.MOST_ROWS, fixed={})
    except NotSent as refusal:
        return refusal_answer(refusal)
    answer = sample.answer(found)
    return JsonResponse(answer, status=refused if answer["report"]["refused"] else 200)


def _refuse_strangers(request: HttpRequest) -> None:
    if not settings.DEBUG and request.person is None:
        raise Http404
