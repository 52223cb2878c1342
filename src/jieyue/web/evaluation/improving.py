"""改进清单: which points a unit wants to earn by when, and which the records say are earned."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.programme.evaluation.improving import (
    MOST_WHO,
    Line,
    NotPlanned,
    Wanted,
    improvements,
    plan_improvements,
)
from jieyue.rules.gaining import Progress
from jieyue.web.evidence.forms import day_field
from jieyue.web.links import url_of

REFUSED = 422
MOST_TOLD = 3
TONES = {Progress.DONE: "success", Progress.OVERDUE: "error", Progress.OPEN: "info"}


class ImprovementsForm(forms.Form):
    """Of each line by when and by whom; one without a day is not on the list."""

    def __init__(self, *given: object, lines: Sequence[Line]) -> None:
        super().__init__(*given)
        self.lines = lines
        for each in lines:
            item = each.decision.item
            number = {"number": item.number}
            day = each.due_on.isoformat() if each.due_on else None
            self.fields[f"due_{item.key}"] = day_field(label=_("%(number)s 完成期限") % number, required=False)
            self.fields[f"due_{item.key}"].initial = day
            self.fields[f"who_{item.key}"] = forms.CharField(
                label=_("%(number)s 责任人") % number, required=False, max_length=MOST_WHO, initial=each.responsible
            )

    def of(self, line: Line) -> dict[str, object]:
        key = line.decision.item.key
        return {name: self[f"{name}_{key}"] for name in ("due", "who")}

    def wanted(self) -> list[Wanted]:
        keys = [each.decision.item.key for each in self.lines if f"due_{each.decision.item.key}" in self.data]
        return [Wanted(key, self.cleaned_data[f"due_{key}"], self.cleaned_data[f"who_{key}"]) for key in keys]


@require_http_methods(["GET", "HEAD", "POST"])
def improving(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    today = timezone.localdate()
    shown = improvements(organisation=organisation, year=year, person=request.person, today=today)
    form = ImprovementsForm(request.POST if request.method == "POST" else None, lines=shown.lines)
    if form.is_bound and form.is_valid():
        about = {"organisation": organisation, "year": year, "by": request.person, "at": timezone.now()}
        try:
            count = plan_improvements(**about, wanted=form.wanted(), today=today)
        except NotPlanned as refusal:
            form.add_error(f"due_{refusal.where}" if refusal.where else None, f"{refusal.says}{refusal.do}")
        else:
            messages.success(request, _("已保存，改动 %(count)d 项。") % {"count": count})
            return redirect("evaluation:improving", organisation, year)
    found = shown.found
    back = reverse("evaluation:sheet", args=[organisation, year])
    context = {
        "shown": shown,
        "found": found,
        "form": form,
        "rows": [{**_row(each), **form.of(each)} for each in shown.lines],
        "breadcrumbs": [{"label": _("自评打分表"), "url": back}, {"label": _("改进清单"), "url": ""}],
    }
    return render(request, "evaluation/improving.html", context, status=REFUSED if form.errors else 200)


def _row(line: Line) -> dict[str, object]:
    missing = [(each.says, url_of(each.thing, each.names, each.period)) for each in line.missing[:MOST_TOLD]]
    more = len(line.missing) - len(missing)
    return {"line": line, "missing": missing, "more": more, "tone": TONES[line.progress] if line.progress else ""}
