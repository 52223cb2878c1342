"""Who stands in for whom: asked for, approved by a second person, ended."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.people import delegating
from jieyue.web.asking import DayField
from jieyue.web.failing import was_done
from jieyue.web.words import in_language

REFUSED = 422
LONGEST = 200


class AskForm(forms.Form):
    appointment = forms.TypedChoiceField(label=gettext_lazy("委托哪项职责"), coerce=int)
    to = forms.ChoiceField(
        label=gettext_lazy("受托人"),
        help_text=gettext_lazy("在本机构或上级机构任职的同事。"),
        error_messages={"invalid_choice": delegating.NO_COLLEAGUE},
    )
    since = DayField(label=gettext_lazy("第一天"), widget=forms.TextInput(attrs={"type": "date"}))
    last_day = DayField(label=gettext_lazy("最后一天"), widget=forms.TextInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=LONGEST, help_text=gettext_lazy("例如“出差”。"))

    def __init__(self, *given: object, posts: list, colleagues: list, **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["to"].choices = [("", "—"), *colleagues]
        self.fields["appointment"].choices = [(id_, f"{in_language(role.zh)}（{place}）") for id_, role, place in posts]


@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    context = {
        "waiting": delegating.waiting_for(request.person),
        "own": delegating.delegations(request.person),
        "may_ask": bool(delegating.own_posts(request.person)),
    }
    return render(request, "delegations/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    posts = delegating.own_posts(request.person)
    colleagues = delegating.colleagues(request.person)
    form = AskForm(request.POST or None, posts=posts, colleagues=colleagues, initial={"since": request.person.on})

    def act() -> None:
        delegating.ask(**form.cleaned_data, by=request.person, at=timezone.now())

    if was_done(request, form, act, done=_("已提交，批准后生效。")):
        return redirect("delegations:list")
    trail = [{"label": _("委托"), "url": reverse("delegations:list")}, {"label": _("提交委托"), "url": ""}]
    context = {"form": form, "posts": posts, "breadcrumbs": trail}
    return render(request, "delegations/ask.html", context, status=REFUSED if form.errors else 200)


@require_POST
def decide(request: HttpRequest, delegation: int) -> HttpResponse:
    is_approved = request.POST.get("decision") == "approve"
    delegating.decide(
        delegation=delegation,
        is_approved=is_approved,
        by=request.person,
        at=timezone.now(),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("已批准。") if is_approved else _("已退回，未批准。"))
    return redirect("delegations:list")


@require_POST
def withdraw(request: HttpRequest, delegation: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    delegating.withdraw(delegation=delegation, by=request.person, at=timezone.now(), reason=reason)
    messages.success(request, _("已撤回，委托不再有效。"))
    return redirect("delegations:list")
