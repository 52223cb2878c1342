"""Pages of the layouts that are remembered of offices' own sheets: seen, changed, forgotten."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.entry import layouts as kept
from jieyue.web.entry.forms import LayoutForm
from jieyue.web.words import in_language


@require_safe
def layouts(request: HttpRequest) -> HttpResponse:
    context = {"layouts": kept.layouts(person=request.person), "breadcrumbs": [*_trail(), _here(_("记住的表式"))]}
    return render(request, "entry/layouts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: HttpRequest, layout: int) -> HttpResponse:
    found = kept.layout(layout, person=request.person)
    form = LayoutForm(request.POST if request.method == "POST" else None, answers=found.answers)
    if request.method == "POST" and form.is_valid():
        kept.change_answers(layout, form.answers, by=request.person, at=timezone.now())
        return redirect("entry:layouts")
    trail = [*_trail(), {"label": _("记住的表式"), "url": reverse("entry:layouts")}, _here(in_language(found.kind_zh))]
    context = {"layout": found, "form": form, "breadcrumbs": trail}
    return render(request, "entry/layout.html", context, status=400 if form.errors else 200)


@require_POST
def forget(request: HttpRequest, layout: int) -> HttpResponse:
    kept.forget(layout, by=request.person, at=timezone.now())
    return redirect("entry:layouts")


def _trail() -> list[dict[str, str]]:
    return [{"label": _("首页"), "url": "/"}, {"label": _("导入导出"), "url": reverse("entry:start")}]


def _here(label: str) -> dict[str, str]:
    return {"label": label, "url": ""}
