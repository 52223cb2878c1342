"""Looking at evidence: of a record, of an organisation, one item."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.evidence import queries
from jieyue.programme.evidence.queries import OneItem, RecordShown
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.web.asking import number_in, small_int
from jieyue.web.evidence.forms import AttachForm, DescribeForm, RenewForm, Search
from jieyue.web.links import record_page
from jieyue.web.paging import page_number, page_of, per_page

HOME = {"label": _("首页"), "url": "/"}
IDS = "evidence_%s"
"""Of fields: the part stands in pages that have forms of their own."""


@require_safe
def of_record(request: HttpRequest, table: str, record: int) -> HttpResponse:
    """A part of the record's page, or a page of its own."""
    form = AttachForm(initial={"fact_on": request.GET.get("fact_on", "")}, auto_id=IDS)
    return show_record(request, table, record, form)


def show_record(
    request: HttpRequest, table: str, record: int, form: AttachForm, *, refused: tuple = (), status: int = 200
) -> HttpResponse:
    found = queries.evidence_of(table, record, person=request.person)
    context = {
        "found": found,
        "form": form,
        "refused": refused,
        "record_url": url_of(found.record),
        "breadcrumbs": [HOME, _list_crumb(), {"label": title_of(found.record), "url": ""}],
        "title": title_of(found.record),
    }
    template = "evidence/of_part.html" if request.htmx else "evidence/of.html"
    return render(request, template, context, status=status)


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    form = Search(request.GET)
    asked = form.asked()
    many, number = per_page(request), page_number(request)
    found = queries.items(person=request.person, **asked, first=(number - 1) * many, many=many)
    context = {
        "form": form,
        "found": found,
        "page": page_of(found.count, number=number, many=many),
        "may_enter": request.person.may(Right.ENTER),
        "breadcrumbs": [HOME, {"label": _("佐证材料"), "url": ""}],
    }
    return render(request, "evidence/list.html", context)


@require_safe
def item(request: HttpRequest, item: int) -> HttpResponse:
    return show_item(request, queries.item(item, person=request.person))


def show_item(request: HttpRequest, found: OneItem, *, status: int = 200, **forms: object) -> HttpResponse:
    """A file of the item, page by page, beside what is known of it; `forms` hold what could not be taken."""
    newest = found.shown.newest
    file = found.file(number_in(request, "version") or newest.number)
    pages = page_of(file.pages or 0, number=small_int(request.GET.get("sheet"), usual=1), many=1)
    described = {"name": found.shown.name, "fact_on": found.shown.fact_on}
    context = {
        "item": found,
        "file": file,
        "sheets": pages,
        "records": [{"title": title_of(each), "url": url_of(each)} for each in found.records],
        "renew_form": RenewForm(initial={"seen": newest.number}, auto_id="renew_%s"),
        "describe_form": DescribeForm(initial=described, auto_id="describe_%s"),
        "breadcrumbs": [HOME, _list_crumb(), {"label": found.shown.name, "url": ""}],
        **forms,
    }
    return render(request, "evidence/item.html", context, status=status)


def _list_crumb() -> dict[str, str]:
    return {"label": _("佐证材料"), "url": reverse("evidence:list")}


def title_of(record: RecordShown) -> str:
    return _("%(what)s第 %(id)s 号") % {"what": record.zh, "id": record.id}


def url_of(record: RecordShown) -> str:
    return record_page(record.table, record.id) or reverse("evidence:of", args=[record.table, record.id])


def refusals(*refused: Refused) -> tuple[dict[str, str], ...]:
    """For notices: of which file, what is wrong, what to do."""
    return tuple({"where": each.where, "says": each.says, "do": each.do} for each in refused)
