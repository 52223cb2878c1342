"""三员互核: what one of the three administrators asks, another consents to, and the auditor has seen."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.people import renewing
from jieyue.programme.people.queries import refuse_without
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import ADMINISTRATORS, Right, Role
from jieyue.web.asking import DayField
from jieyue.web.failing import tell_in
from jieyue.web.pressing import taken_once
from jieyue.web.words import in_language

REFUSED = 422
HALF = "half"
"""Half a first password on its way to the next page, where it is shown once."""


class AskForm(forms.Form):
    username = forms.ChoiceField(label=gettext_lazy("管理员"))
    what = forms.ChoiceField(
        label=gettext_lazy("办理事项"),
        choices=[("password", gettext_lazy("重置口令")), ("second_factor", gettext_lazy("重置双因素登录"))],
    )
    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("例如“忘记口令”。请先核实确为本人。")
    )

    def __init__(self, *given: object, administrators: list[tuple[str, str]]) -> None:
        super().__init__(*given)
        self.fields["username"].choices = [("", "—"), *administrators]


class AppointForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=60,
        help_text=gettext_lazy("先在“人员”页面添加此人；不能担任其他角色。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("角色"), choices=lambda: [(role.value, in_language(role.zh)) for role in ADMINISTRATORS]
    )
    since = DayField(label=gettext_lazy("任职日期"), widget=forms.TextInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("例如“见任职通知”。"))


@never_cache
@require_safe
def renewals(request: HttpRequest) -> HttpResponse:
    context = {
        "renewals": renewing.renewals(person=request.person),
        "half": request.session.pop(HALF, None),
        "may_appoint": request.person.may(Right.SECURE),
        "breadcrumbs": _trail(),
    }
    return render(request, "renewals/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST or None, administrators=renewing.administrators(person=request.person))
    return _asked(request, form, renewing.ask, _("申请重置"))


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def appoint(request: HttpRequest) -> HttpResponse:
    refuse_without(request.person, Right.SECURE)
    form = AppointForm(request.POST or None)
    form.fields["since"].initial = request.person.on

    def asked(*, role: str, **about: object) -> str:
        return renewing.ask_to_appoint(role=Role(role), **about)

    return _asked(request, form, asked, _("申请任命管理员"))


def _asked(request: HttpRequest, form: forms.Form, operation: Callable[..., str], title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            half = operation(**form.cleaned_data, by=request.person, at=timezone.now())
        except Refused as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已提交，另一位管理员同意后办理。"))
            return _to_list(request, half, is_first=True)
    context = {"form": form, "title": title, "cancel": reverse("renewals:list"), "breadcrumbs": _trail(title)}
    return render(request, "renewals/ask.html", context, status=REFUSED if form.errors else 200)


@require_POST
@taken_once
def decide(request: HttpRequest, renewal: int) -> HttpResponse:
    is_approved = request.POST.get("decision") == "approve"
    half = renewing.decide(
        renewal=renewal,
        is_approved=is_approved,
        by=request.person,
        at=timezone.now(),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("已同意并办理。") if is_approved else _("已退回，没有办理。"))
    return _to_list(request, half, is_first=False)


@require_POST
def withdraw(request: HttpRequest, renewal: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    renewing.withdraw(renewal=renewal, by=request.person, at=timezone.now(), reason=reason)
    messages.success(request, _("已撤回。"))
    return redirect("renewals:list")


@require_POST
def seen(request: HttpRequest, renewal: int) -> HttpResponse:
    renewing.mark_seen(renewal=renewal, by=request.person, at=timezone.now())
    return redirect("start:start")


def _to_list(request: HttpRequest, half: str, *, is_first: bool) -> HttpResponse:
    if half:
        request.session[HALF] = {"code": half, "is_first": is_first}
    return redirect("renewals:list")


def _trail(*labels: str) -> list[dict[str, str]]:
    return [
        {"label": _("三员互核"), "url": reverse("renewals:list") if labels else ""},
        *({"label": label, "url": ""} for label in labels),
    ]
