"""Tokens that somebody makes for a program of his."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.programme.tokens.operations import make_token, revoke_token
from jieyue.programme.tokens.queries import own_tokens
from jieyue.rules.refusal import Refused
from jieyue.web.asking import DayField, OrganisationField
from jieyue.web.failing import tell_in
from jieyue.web.places import organisation_meant
from jieyue.web.pressing import taken_once

REFUSED, SECRET = 422, "new_token"


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("用途"), max_length=60, help_text=gettext_lazy("例如“财务系统每月送票据”。")
    )
    last_day = DayField(
        label=gettext_lazy("最后一天"),
        help_text=gettext_lazy("最长一年。"),
        widget=forms.TextInput(attrs={"type": "date"}),
    )
    may_enter = forms.BooleanField(label=gettext_lazy("可以办理（填报、报送、审核；不选则只能查阅）"), required=False)
    is_for_calendar = forms.BooleanField(
        label=gettext_lazy("只用于日历订阅"),
        help_text=gettext_lazy("日历地址会由日历软件保存和转发，请用这种接入凭证：它只能打开任务日历。"),
        required=False,
    )
    organisation = OrganisationField(
        label=gettext_lazy("只限机构"),
        required=False,
        help_text=gettext_lazy("只能用于该机构及其下属；留空则与您本人的范围相同。"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own, and a form for another. What the program has to send is shown on the next page and nowhere else."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request.session[SECRET] = _made(request, form)
            return redirect("tokens:list")
        except Refused as refusal:
            tell_in(form, refusal)
    own = [(each, each.is_good(request.person.on)) for each in own_tokens(person=request.person)]
    context = {"form": form, "secret": request.session.pop(SECRET, ""), "tokens": own}
    return render(request, "tokens/list.html", context, status=REFUSED if form.errors else 200)


def _made(request: HttpRequest, form: TokenForm) -> str:
    asked = dict(form.cleaned_data)
    asked["organisation"] = organisation_meant(asked["organisation"], person=request.person)
    _, secret = make_token(**asked, by=request.person, at=timezone.now())
    return secret


@require_POST
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    revoke_token(token=token, by=request.person, at=timezone.now())
    messages.success(request, _("已撤销，使用这个接入凭证的程序不能再访问。"))
    return redirect("tokens:list")
