"""公众页面: opened and closed by the unit, and read by whoever has its QR code."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jieyue.documents.notices import paper_of
from jieyue.programme.publication import public
from jieyue.programme.publication.catalogue import about_called
from jieyue.web.limiting import limited
from jieyue.web.papers import blocks_of
from jieyue.web.pressing import taken_once


@login_not_required
@never_cache
@require_safe
@limited
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """What is on show of the unit."""
    found = public.published_at(secret, today=timezone.localdate())
    return render(request, "notices/public.html", {"found": found, "secret": secret, "anonymous": True})


@login_not_required
@never_cache
@require_safe
@limited
def notice(request: HttpRequest, secret: str, period: str, number: int) -> HttpResponse:
    """One of them, without a link into the system."""
    what, asked = about_called(period)
    found = public.notice_at(secret, what=what, period=asked, number=number, today=timezone.localdate())
    paper = paper_of(found)
    context = {"paper": paper, "blocks": blocks_of(paper, leads=False), "secret": secret, "anonymous": True}
    return render(request, "notices/public_notice.html", context)


@require_POST
@taken_once
def change(request: HttpRequest, organisation: str) -> HttpResponse:
    """Opens the page, or closes it."""
    about = {"organisation": organisation, "by": request.person, "at": timezone.now()}
    if request.POST.get("do") == "close":
        public.close_page(**about)
        messages.success(request, _("公众页面已关闭，原来的二维码不能再用。"))
    else:
        public.open_page(**about)
        messages.success(request, _("公众页面已开放，二维码印在公示上，也可以单独张贴。"))
    return redirect(f"{reverse('notices:list')}?{urlencode({'organisation': organisation})}")


def public_address(request: HttpRequest, organisation: str) -> str:
    """Where whoever has the QR code reads; "" where the unit has no public page."""
    secret = public.public_page(organisation=organisation, person=request.person).secret
    return request.build_absolute_uri(reverse("notices:public", args=[secret])) if secret else ""
