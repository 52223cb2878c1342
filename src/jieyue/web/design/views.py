"""The style guide: every component once, with invented content. Nothing that is sent here is kept."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jieyue.web.design import sample


@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    _refuse_strangers(request)
    return render(request, "design/guide.html", sample.context())


def _refuse_strangers(request: HttpRequest) -> None:
    if not settings.DEBUG and getattr(request, "person", None) is None:
        raise Http404
