"""检查安排: planned with units, days and a checklist; one of them with each unit; moved or cancelled with a reason."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.supervision import planning
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.supervision import Planned
from jieyue.web.asking import DayField
from jieyue.web.failing import tell_in
from jieyue.web.places import organisation_asked, organisation_meant
from jieyue.web.pressing import taken_once

REFUSED = 422
TONES = {
    Planned.LATE: "error",
    Planned.NOW: "warning",
    Planned.TO_COME: "neutral",
    Planned.DONE: "success",
    Planned.CANCELLED: "neutral",
}


class PlanForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("如：二季度节能检查"))
    kind = forms.ChoiceField(
        label=gettext_lazy("检查方式"), help_text=gettext_lazy("不定期抽查在登记检查以前，被检查单位看不到。")
    )
    first_day = DayField(label=gettext_lazy("开始日期"))
    last_day = DayField(label=gettext_lazy("截止日期"))
    inspectors = forms.CharField(label=gettext_lazy("检查人"), max_length=200, help_text=gettext_lazy("姓名或检查组"))
    units = forms.CharField(
        label=gettext_lazy("被检查单位"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个，写名称或编码；不填为所辖全部单位。"),
    )  # fmt: skip
    items = forms.MultipleChoiceField(label=gettext_lazy("检查事项"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *given: object, offered: planning.Choice, **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["kind"].choices = [(each.key, each.name) for each in offered.kinds]
        self.fields["items"].choices = [(each.key, each.name) for each in offered.items]


class MoveForm(forms.Form):
    first_day = DayField(label=gettext_lazy("开始日期"))
    last_day = DayField(label=gettext_lazy("截止日期"))
    reason = forms.CharField(label=gettext_lazy("改期原因"), max_length=200)


class CancelForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("取消原因"), max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def new(request: HttpRequest) -> HttpResponse:
    code, today = organisation_asked(request), timezone.localdate()
    offered = planning.choice(organisation=code, person=request.person, today=today)
    first = {"first_day": today.isoformat(), "items": [each.key for each in offered.items]}
    form = PlanForm(request.POST or None, offered=offered, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            number = _plan(request, code, form)
        except Refused as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已安排。"))
            return redirect("supervision:plan", number)
    title = _("%(name)s安排检查") % {"name": offered.place.name}
    context = {"title": title, "form": form, "back": reverse("supervision:list"), "breadcrumbs": _trail(title)}
    return render(request, "supervision/plan_new.html", context, status=REFUSED if form.errors else 200)


def _plan(request: HttpRequest, code: str, form: PlanForm) -> int:
    given = dict(form.cleaned_data)
    lines = [line.strip() for line in given.pop("units").splitlines() if line.strip()]
    units = [organisation_meant(line, person=request.person, right=Right.INSPECT) for line in lines]
    wanted = planning.Wanted(**given, units=units)
    return planning.plan(organisation=code, wanted=wanted, by=request.person, at=timezone.now())


@require_safe
def one(request: HttpRequest, plan: int) -> HttpResponse:
    return _show(request, plan)


@require_POST
@taken_once
def move(request: HttpRequest, plan: int) -> HttpResponse:
    form = MoveForm(request.POST)
    about = {"by": request.person, "at": timezone.now()}
    return _changed(request, plan, "moving", form, lambda: planning.move(plan, **form.cleaned_data, **about))


@require_POST
@taken_once
def cancel(request: HttpRequest, plan: int) -> HttpResponse:
    form = CancelForm(request.POST, auto_id="cancel_%s")
    about = {"by": request.person, "at": timezone.now()}
    return _changed(request, plan, "cancelling", form, lambda: planning.cancel(plan, **form.cleaned_data, **about))


def _changed(request: HttpRequest, plan: int, name: str, form: forms.Form, act: Callable[[], None]) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except planning.NotPlanned as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("supervision:plan", plan)
    return _show(request, plan, **{name: form})


def _show(request: HttpRequest, plan: int, **refused: forms.Form) -> HttpResponse:
    found = planning.shown(plan, person=request.person, today=timezone.localdate())
    days = {"first_day": found.line.first_day, "last_day": found.line.last_day}
    context = {
        "found": found,
        "line": found.line,
        "units": [(each, TONES[each.state]) for each in found.units],
        "may_inspect": request.person.may(Right.INSPECT) and not found.line.cancelled,
        "moving": refused.get("moving") or MoveForm(initial=days),
        "cancelling": refused.get("cancelling") or CancelForm(auto_id="cancel_%s"),
        "form": next(iter(refused.values()), None),
        "breadcrumbs": _trail(found.line.name),
    }
    return render(request, "supervision/plan.html", context, status=REFUSED if refused else 200)


def _trail(title: str) -> list[dict[str, str]]:
    return [{"label": _("监督考核"), "url": reverse("supervision:list")}, {"label": title, "url": ""}]
