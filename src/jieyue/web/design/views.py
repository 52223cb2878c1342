"""The style guide: every component once, with invented content. Nothing that is sent here is kept."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jieyue.web.design import sample


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
    return JsonResponse(sample.answer(_sent(request)))


@login_not_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    _refuse_strangers(request)
    answer = sample.answer(_sent(request))
    return JsonResponse(answer, status=422 if answer["report"]["refused"] else 200)


def _sent(request: HttpRequest) -> dict:
    try:
        return json.loads(request.body)
    except ValueError as error:
        raise Http404 from error


def _refuse_strangers(request: HttpRequest) -> None:
    if not settings.DEBUG and request.person is None:
        raise Http404
