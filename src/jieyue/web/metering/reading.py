"""The page a label leads to, and the labels."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jieyue.files.qr import qr_svg
from jieyue.programme.entry.operations import ImportReport
from jieyue.programme.evidence.together import FilesRefused
from jieyue.programme.metering.reading import MeterToRead, keep_reading, labels, meter_to_read, outlook
from jieyue.rules.refusal import NotAllowed
from jieyue.web.entering import keys_of, refused
from jieyue.web.failing import tell_in
from jieyue.web.metering.forms import ReadingForm
from jieyue.web.places import organisation_asked
from jieyue.web.pressing import taken_once

NOT_TAKEN = 422


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def read(request: HttpRequest, meter: int) -> HttpResponse:
    """What it makes is shown before it is kept: the first press shows it, unless the page has shown it already."""
    now = timezone.now().replace(second=0, microsecond=0)
    found = meter_to_read(meter, person=request.person, at=now)
    form = ReadingForm(request.POST or None, request.FILES or None, initial={"read_at": timezone.localtime(now)})
    if request.method != "POST":
        return _page(request, found, form)
    if not found.may_enter:
        raise NotAllowed(_("这块表不归您抄。"), do=_("请联系该机构的统计员。"))
    if not form.is_valid():
        return _page(request, found, form, status=NOT_TAKEN)
    if request.htmx or form.cleaned_data["looked"] != form.asked:
        return _shown_first(request, found, form)
    return _keep(request, found, form)


def _given(form: ReadingForm) -> dict[str, object]:
    names = {"shown": "shown", "at": "read_at", "is_estimated": "is_estimated"}
    return {name: form.cleaned_data[field] for name, field in names.items()}


def _shown_first(request: HttpRequest, found: MeterToRead, form: ReadingForm) -> HttpResponse:
    """A part of the page while somebody types, else the page with what the value makes."""
    looked = {"outlook": outlook(found.id, **_given(form), person=request.person), "asked": form.asked}
    if request.htmx:
        return render(request, "metering/outlook.html", {"meter": found, **looked})
    return _page(request, found, form, **looked)


def _keep(request: HttpRequest, found: MeterToRead, form: ReadingForm) -> HttpResponse:
    given = {**_given(form), "reason": form.cleaned_data["reason"], "photos": form.uploads()}
    try:
        report = keep_reading(found.id, **given, by=request.person, now=timezone.now())
    except FilesRefused as refusal:
        tell_in(form, refusal)
        return _page(request, found, form, status=NOT_TAKEN)
    if not report.taken:
        _tell_in(form, report)
        return _page(request, found, form, status=NOT_TAKEN)
    messages.success(request, _("已记录。") if report.added or report.changed else _("已经记录过，没有变化。"))
    return redirect("metering:read", found.id)


def _tell_in(form: ReadingForm, report: ImportReport) -> None:
    keys = keys_of("readings")
    for problem in refused(report):
        field = "reason" if problem.rule == "reason_needed" else keys.get(problem.column or "")
        form.add_error(field if field in form.fields else None, f"{problem.says}{problem.do}")


def _page(
    request: HttpRequest, found: MeterToRead, form: ReadingForm, *, status: int = 200, **more: object
) -> HttpResponse:
    trail = [
        {"label": _("计量"), "url": f"{reverse('metering:use')}?organisation={found.organisation.code}"},
        {"label": f"{_('抄表')} {found.number}", "url": ""},
    ]
    context = {"meter": found, "form": form, "breadcrumbs": trail, **more}
    return render(request, "metering/read.html", context, status=status)


@require_safe
def label_sheet(request: HttpRequest) -> HttpResponse:
    """A sheet to be printed and cut."""
    code = organisation_asked(request)
    found = labels(organisation=code, person=request.person, today=timezone.localdate())
    pages = ((each, request.build_absolute_uri(reverse("metering:read", args=[each.id]))) for each in found.labels)
    trail = [
        {"label": _("计量"), "url": f"{reverse('metering:use')}?organisation={found.organisation.code}"},
        {"label": _("表的标签"), "url": ""},
    ]
    drawn = [(label, mark_safe(qr_svg(page))) for label, page in pages]  # noqa: S308 (drawn here, of no user's text)
    context = {"organisation": found.organisation, "labels": drawn, "breadcrumbs": trail}
    return render(request, "metering/labels.html", context)
