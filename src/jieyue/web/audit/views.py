"""The log as the auditor sees it, who changes nothing."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jieyue.programme.audit import queries
from jieyue.web.asking import DayField, NumberField, SearchForm
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.words import in_language


class AuditFilter(SearchForm):
    by = forms.CharField(label=gettext_lazy("办理人（姓名或用户名）"), required=False, max_length=150)
    operation = forms.ChoiceField(label=gettext_lazy("操作"), required=False)
    since = DayField(label=gettext_lazy("从"), required=False, widget=forms.TextInput(attrs={"type": "date"}))
    until = DayField(label=gettext_lazy("到"), required=False, widget=forms.TextInput(attrs={"type": "date"}))
    table = forms.ChoiceField(label=gettext_lazy("记录的种类"), required=False)
    record = NumberField(label=gettext_lazy("记录编号"), required=False, min_value=1)

    def __init__(self, *given: object, operations: list[tuple[str, str]]) -> None:
        super().__init__(*given)
        self.fields["operation"].choices = [("", _("全部")), *((key, in_language(zh)) for key, zh in operations)]
        self.fields["table"].choices = [("", _("全部")), *((key, in_language(zh)) for key, zh in queries.tables())]

    def wanted(self) -> queries.Wanted:
        return queries.Wanted(**self.asked())


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    form = AuditFilter(request.GET, operations=queries.operations(person=request.person))
    wanted, many, number = form.wanted(), per_page(request), page_number(request)
    page = page_of(queries.count(wanted, person=request.person), number=number, many=many)
    first = max(page.start_index() - 1, 0)
    found = queries.entries(wanted, person=request.person, first=first, many=many)
    context = {"form": form, "entries": found, "page": page, "head": queries.last_head(person=request.person)}
    return render(request, "audit/list.html", context)


@require_safe
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    found, touched = queries.entry(seq, person=request.person)
    trail = [{"label": _("审计日志"), "url": "../"}, {"label": _("第 %(seq)d 条") % {"seq": seq}, "url": ""}]
    context = {"entry": found, "touched": touched, "most": queries.MOST_RECORDS, "breadcrumbs": trail}
    return render(request, "audit/entry.html", context)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Whether the last entries hold."""
    checked = queries.check_last(person=request.person)
    trail = [{"label": _("审计日志"), "url": "../"}, {"label": _("核验"), "url": ""}]
    return render(request, "audit/check.html", {"checked": checked, "breadcrumbs": trail})


@require_safe
def head(request: HttpRequest) -> HttpResponse:
    """The log's end, as `jieyue audit verify --head` reads it."""
    last = queries.last_head(person=request.person)
    now = timezone.localtime()
    told = JsonResponse({**last.as_dict(), "exported_at": now.isoformat()})
    told["Content-Disposition"] = f'attachment; filename="log-head-{now:%Y%m%d-%H%M}.json"'
    return told
