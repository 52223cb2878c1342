"""Addresses that are as they must not be, for the walk to find."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST, require_safe

from jieyue.store.ledgers.bills.models import Bill

app_name = "leaks"


@require_safe
def shows(request: HttpRequest, bill: int) -> HttpResponse:
    return HttpResponse(str(Bill.objects.get(id=bill).quantity))


@login_not_required
@require_safe
def shows_nobody(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join(Bill.objects.values_list("invoice_number", flat=True)))


@require_safe
def writes(request: HttpRequest) -> HttpResponse:
    Bill.objects.update(amount_yuan=1)
    return HttpResponse("好")


@require_POST
def takes(request: HttpRequest) -> HttpResponse:
    Bill.objects.filter(account__number="1002").delete()
    return HttpResponse("好")


@require_safe
def tells(request: HttpRequest, bill: int) -> HttpResponse:
    """That there is one, though not what it says."""
    return HttpResponse("没有" if Bill.objects.filter(id=bill).exists() else "没有这张票据", status=404)


@require_safe
def hides(request: HttpRequest, bill: int) -> HttpResponse:
    """From its owner too."""
    return HttpResponse(status=404)


leaks = [
    path("shows/<int:bill>/", shows, name="shows"),
    path("shows-nobody/", shows_nobody, name="shows_nobody"),
    path("writes/", writes, name="writes"),
    path("takes/", takes, name="takes"),
    path("tells/<int:bill>/", tells, name="tells"),
    path("hides/<int:bill>/", hides, name="hides"),
]
urlpatterns = [path("leaks/", include((leaks, app_name))), path("", include("jieyue.site.urls"))]
