"""Handing in evidence, linking it, replacing it, taking it away. Each view reads a form and makes one call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.programme.evidence import operations, queries
from jieyue.programme.evidence.operations import Upload
from jieyue.programme.evidence.together import told_of
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.web.asking import small_int
from jieyue.web.evidence.forms import AddForm, AttachForm, DescribeForm, RenewForm, Search
from jieyue.web.evidence.views import HOME, IDS, refusals, show_item, show_record, title_of, url_of
from jieyue.web.failing import status_of, tell_in
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_meant

NOT_TAKEN = 422


@require_POST
def attach(request: HttpRequest, table: str, record: int) -> HttpResponse:
    form = AttachForm(request.POST, request.FILES, auto_id=IDS)
    if not form.is_valid():
        return show_record(request, table, record, form, status=NOT_TAKEN)
    try:
        found = operations.attach(
            form.uploads(),
            table=table,
            record_id=record,
            fact_on=form.cleaned_data["fact_on"],
            by=request.person,
            at=timezone.now(),
        )
    except operations.NotDescribed as refusal:
        form.add_error("fact_on", f"{refusal.says}{refusal.do}")
        return show_record(request, table, record, form, status=NOT_TAKEN)
    if found.items:
        count = len(found.items)
        messages.success(request, ngettext("已收下 %d 份材料。", "已收下 %d 份材料。", count) % count)
    if found.refused:
        refused = refusals(*(refusal for _name, refusal in found.refused))
        return show_record(request, table, record, form, refused=refused, status=NOT_TAKEN)
    return _to_record(request, table, record)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, table: str, record: int) -> HttpResponse:
    """Choose from what the organisation has already."""
    found = queries.evidence_of(table, record, person=request.person)
    if not found.may_change:
        raise NotAllowed("这条记录不归您填报，或者已经作废，不能关联材料。", do="请联系该机构的统计员。")
    if request.method == "POST":
        operations.link(_id(request), table=table, record_id=record, by=request.person, at=timezone.now())
        messages.success(request, _("已关联。"))
        return _to_record(request, table, record)
    return _to_choose_from(request, found)


def _to_choose_from(request: HttpRequest, found: queries.OfRecord) -> HttpResponse:
    search, many, number = request.GET.get("search", ""), per_page(request), page_number(request)
    shown = queries.items(
        person=request.person,
        organisation=found.organisation.code,
        search=search,
        not_of=(found.record.table, found.record.id),
        first=(number - 1) * many,
        many=many,
    )
    context = {
        "found": found,
        "choice": shown,
        "page": page_of(shown.count, number=number, many=many),
        "form": _only_by_name(request),
        "title": title_of(found.record),
        "breadcrumbs": [
            HOME,
            {"label": title_of(found.record), "url": url_of(found.record)},
            {"label": _("关联已有的材料"), "url": ""},
        ],
    }
    return render(request, "evidence/link.html", context)


def _only_by_name(request: HttpRequest) -> Search:
    form = Search(request.GET)
    del form.fields["organisation"]
    return form


@require_POST
def unlink(request: HttpRequest, table: str, record: int, item: int) -> HttpResponse:
    try:
        operations.unlink(
            item,
            table=table,
            record_id=record,
            by=request.person,
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
    except NotThere:
        raise
    except Refused as refusal:
        form = AttachForm(auto_id=IDS)
        return show_record(request, table, record, form, refused=refusals(refusal), status=NOT_TAKEN)
    messages.success(request, _("已解除关联。材料仍保留在本机构的材料清单中。"))
    return _to_record(request, table, record)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    if not request.person.may(Right.ENTER):
        raise NotAllowed("您没有填报权限，不能上传材料。", do="需要时请联系安全管理员授权。")
    form = AddForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        file = asked.pop("file")
        upload = Upload(file.name, file)
        try:
            asked["organisation"] = organisation_meant(asked["organisation"], person=request.person)
            made = operations.add(upload, **asked, by=request.person, at=timezone.now())
        except (NotThere, operations.NotDescribed) as refusal:
            tell_in(form, refusal, "organisation" if isinstance(refusal, NotThere) else "fact_on")
        except Refused as refusal:
            form.add_error("file", told_of((upload, refusal)))
        else:
            messages.success(request, _("已收下。"))
            return redirect("evidence:item", made)
    crumbs = [HOME, {"label": _("佐证材料"), "url": reverse("evidence:list")}, {"label": _("上传"), "url": ""}]
    status = NOT_TAKEN if form.errors else 200
    return render(request, "evidence/add.html", {"form": form, "breadcrumbs": crumbs}, status=status)


@require_POST
def renew(request: HttpRequest, item: int) -> HttpResponse:
    form = RenewForm(request.POST, request.FILES, auto_id="renew_%s")
    if form.is_valid():
        asked = dict(form.cleaned_data)
        file = asked.pop("file")
        try:
            upload = Upload(file.name, file)
            operations.renew(item, upload, **asked, by=request.person, at=timezone.now())
        except NotThere:
            raise
        except Refused as refusal:
            form.add_error("file", told_of((upload, refusal)))
            status = status_of(refusal) if isinstance(refusal, Meanwhile) else NOT_TAKEN
            return show_item(request, queries.item(item, person=request.person), renew_form=form, status=status)
        messages.success(request, _("已换上新的文件，原来的文件仍保留。"))
        return redirect("evidence:item", item)
    return show_item(request, queries.item(item, person=request.person), renew_form=form, status=NOT_TAKEN)


@require_POST
def describe(request: HttpRequest, item: int) -> HttpResponse:
    form = DescribeForm(request.POST, auto_id="describe_%s")
    if form.is_valid():
        try:
            operations.describe(item, **form.cleaned_data, by=request.person, at=timezone.now())
        except operations.NotDescribed as refusal:
            form.add_error("fact_on", f"{refusal.says}{refusal.do}")
        else:
            messages.success(request, _("已更正。"))
            return redirect("evidence:item", item)
    return show_item(request, queries.item(item, person=request.person), describe_form=form, status=NOT_TAKEN)


@require_POST
def remove(request: HttpRequest, item: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        operations.remove(item, by=request.person, at=timezone.now(), reason=reason)
    except NotThere:
        raise
    except Refused as refusal:
        found = queries.item(item, person=request.person)
        return show_item(request, found, refused=refusals(refusal), status=NOT_TAKEN)
    messages.success(request, _("已删除。删除前的情况仍记在日志里。"))
    return redirect("evidence:list")


def _to_record(request: HttpRequest, table: str, record: int) -> HttpResponse:
    found = queries.evidence_of(table, record, person=request.person)
    return redirect(f"{url_of(found.record)}#evidence")


def _id(request: HttpRequest) -> int:
    return small_int(request.POST.get("item"))
