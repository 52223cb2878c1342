"""How the deployment is doing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jieyue.programme.upkeep import queries


@require_safe
def condition(request: HttpRequest) -> HttpResponse:
    return render(request, "upkeep/condition.html", {"condition": queries.condition(person=request.person)})
