"""通报: those that came and those that were sent, one of them as a paper, and sending one after a look at it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.documents.circular.document import printed
from jieyue.documents.paper.model import Paper
from jieyue.files.writing import Table
from jieyue.programme.oversight import circulating
from jieyue.programme.reporting.queries import periods_offered
from jieyue.rules.roles import Right
from jieyue.web.failing import tell_in
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.papers import blocks_of, paper_file
from jieyue.web.places import organisation_asked
from jieyue.web.pressing import taken_once
from jieyue.web.reminders.views import period_asked
from jieyue.web.taking_along import FORMS, as_file

CHANGED, REFUSED = 409, 422


class IssueForm(forms.Form):
    """What is asked of the units; `seen` is the draft that was looked at."""

    words = forms.CharField(
        label=gettext_lazy("有关要求"), max_length=circulating.MOST_WORDS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("办理期限和要求，印在通报的最后一部分"),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


@require_safe
def circulars(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("organisation", "").strip()
    many, number = per_page(request), page_number(request)
    found = circulating.circulars(
        organisation=code, person=request.person, first=(number - 1) * many, many=many
    )  # fmt: skip
    context = {
        "lines": found.lines,
        "page": page_of(found.count, number=number, many=many),
        "organisation": code,
        "may_issue": request.person.may(Right.SHAPE),
        "breadcrumbs": [{"label": _("通报"), "url": ""}],
    }
    return render(request, "reminders/circulars.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def issue(request: HttpRequest) -> HttpResponse:
    """The draft as it stands now, and the press that sends it."""
    code, period, now = organisation_asked(request), period_asked(request), timezone.now()
    refusal, asked, form = None, {"organisation": code, "period": period}, IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = request.build_absolute_uri(reverse("start:start"))
        try:
            given = {**asked, **form.cleaned_data}
            number = circulating.issue(**given, address=address, by=request.person, at=now)
        except circulating.ChangedMeanwhile as changed:
            refusal = changed
        except circulating.NoWords as missing:
            tell_in(form, missing)
        else:
            messages.success(request, _("通报已印发，各单位在首页可以看到。"))
            return redirect("reminders:circular", number)
    found = circulating.draft(**asked, person=request.person, today=timezone.localdate(now))
    paper = printed(found.content, is_draft=True)
    board = f"{reverse('oversight:board')}?{urlencode({'organisation': code, 'period': period})}"
    context = {
        "found": found,
        "form": form,
        "refusal": refusal,
        "period": period,
        "periods": periods_offered(
            organisation=code, also=period, person=request.person, today=timezone.localdate(now)
        ),
        "paper": paper,
        "blocks": blocks_of(paper),
        "breadcrumbs": [{"label": _("督查督办"), "url": board}, {"label": _("印发通报"), "url": ""}],
    }
    status = CHANGED if refusal else REFUSED if form.errors else 200
    return render(request, "reminders/issue.html", context, status=status)


@require_safe
def circular(request: HttpRequest, circular: int) -> HttpResponse:
    found = circulating.circular(circular, person=request.person)
    paper = _printed(found)
    context = {
        "found": found,
        "line": found.line,
        "files": {form: reverse("reminders:readers-file", args=[circular, form]) for form in FORMS},
        "directs": found.directs,
        "paper": paper,
        "blocks": blocks_of(paper, leads=found.directs),
        "breadcrumbs": [{"label": _("通报"), "url": reverse("reminders:circulars")}, {"label": paper.title, "url": ""}],
    }
    return render(request, "reminders/circular.html", context)


@require_safe
def circular_file(request: HttpRequest, circular: int, form: str) -> HttpResponse:
    return paper_file(request, _printed(circulating.circular(circular, person=request.person)), form)


def _printed(found: circulating.Shown) -> Paper:
    return printed(found.content, is_draft=False)


@require_safe
def readers_file(request: HttpRequest, circular: int, form: str) -> HttpResponse:
    """Which units have read it, for whoever sent it."""
    found = circulating.readers(circular, person=request.person)
    header = [_("机构编码"), _("单位"), _("阅知"), _("阅知人"), _("阅知时间")]
    rows = [
        [
            *(each.organisation.code, each.organisation.name, _("已阅") if each.at else _("未阅"), each.by),
            f"{timezone.localtime(each.at):%Y-%m-%d %H:%M}" if each.at else "",
        ]
        for each in found
    ]
    return as_file(Table(_("阅知"), header, rows), form, name=_("通报阅知情况"))


@require_POST
def circular_read(request: HttpRequest, circular: int) -> HttpResponse:
    count = circulating.acknowledge(circular, by=request.person, at=timezone.now())
    messages.success(request, _("已记下 %(count)d 家单位阅知。") % {"count": count})
    return redirect("reminders:circular", circular)
