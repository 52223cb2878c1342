"""承诺书: a unit opens signing, shows the QR code, and sees who has signed; whoever has the code signs on the phone."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.files.qr import qr_svg
from jieyue.programme.letters import pledging
from jieyue.programme.letters.pledges import pledges as pledges_of
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.web.account.signing import address_of
from jieyue.web.failing import tell_in, was_done
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.pressing import taken_once

REFUSED, TOO_MANY = 422, 429
YEARS_LISTED = 4


class OpenForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("签署截止日"), widget=forms.DateInput(attrs={"type": "date"}))


class SignForm(forms.Form):
    department = forms.ChoiceField(label=gettext_lazy("处室"))
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    agrees = forms.BooleanField(label=gettext_lazy("我已阅读，并作出以上承诺"))

    def __init__(self, *given: object, departments: list[str]) -> None:
        super().__init__(*given)
        self.fields["department"].choices = [("", ""), *((each, each) for each in departments)]


@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    code = organisation_asked(request)
    year = year_in(request, timezone.localdate().year)
    return _page(request, code, year, OpenForm())


def _page(request: HttpRequest, code: str, year: int, form: OpenForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    shown = pledges_of(organisation=code, year=year, person=request.person, today=today)
    url = request.build_absolute_uri(reverse("letters:by-link", args=[shown.link.secret])) if shown.link else ""
    context = {
        "shown": shown,
        "found": organisation_of(code, person=request.person),
        "year": year,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "form": form,
        "url": url,
        "qr": qr_svg(url) if url else "",
    }
    return render(request, "letters/pledges.html", context, status=status)


@require_http_methods(["POST"])
def open_signing(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    form = OpenForm(request.POST)

    def act() -> None:
        about = {"organisation": organisation, "year": year, **form.cleaned_data}
        pledging.open_pledge(**about, by=request.person, at=timezone.now())

    done = _("签署已开放，把二维码张贴出来，或者把链接发给大家。")
    if was_done(request, form, act, done=done, unless=pledging.NotOpened):
        return redirect(_url(organisation, year))
    return _page(request, organisation, year, form, status=REFUSED)


@require_POST
@taken_once
def close_signing(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    pledging.close_pledge(organisation=organisation, year=year, by=request.person, at=timezone.now())
    messages.success(request, _("签署已停止，二维码和链接不能再用；已经签的不变。"))
    return redirect(_url(organisation, year))


@require_POST
@taken_once
def sign_own(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    """By his own account."""
    pledging.sign_pledge(organisation=organisation, year=year, by=request.person, at=timezone.now())
    messages.success(request, _("您已签署承诺书。"))
    return redirect(_url(organisation, year))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """On the phone of somebody without an account: what is promised, and his name."""
    asked = pledging.asked_by_link(secret, today=timezone.localdate())
    form = SignForm(request.POST or None, departments=list(asked.departments))
    context = {"asked": asked, "form": form, "anonymous": True}
    if request.method == "POST" and form.is_valid():
        about = {"department": form.cleaned_data["department"], "name": form.cleaned_data["name"]}
        try:
            pledging.sign_by_link(secret, **about, at=timezone.now(), address=address_of(request))
        except pledging.TooManyTries as refusal:
            tell_in(form, refusal)
            return render(request, "letters/by_link.html", context, status=TOO_MANY)
        except (pledging.NotOnRoster, pledging.SignedAlready) as refusal:
            tell_in(form, refusal)
        else:
            return render(request, "letters/signed.html", context | about | {"day": timezone.localdate()})
    return render(request, "letters/by_link.html", context, status=REFUSED if form.errors else 200)


def _url(organisation: str, year: int) -> str:
    return f"{reverse('letters:pledges')}?{urlencode({'organisation': organisation, 'year': year})}"
