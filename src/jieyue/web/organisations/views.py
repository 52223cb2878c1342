"""Pages of organisations."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jieyue.programme.duties.queries import pressing, would_owe
from jieyue.programme.ledgers.listing import latest_year, years
from jieyue.programme.organisations import operations, queries
from jieyue.programme.quotas.counting import Countings, counting
from jieyue.programme.reporting.queries import changed_since_acceptance
from jieyue.programme.statistics.peers import peers as compared
from jieyue.programme.statistics.queries import name_of_factors, statistics, sums
from jieyue.rules.counting import Counted, plain
from jieyue.rules.period import Period, month_of
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import NotAllowed, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.rules.span import owing
from jieyue.rules.tree import BEGINNING
from jieyue.rules.values import Kind, Level, Resource
from jieyue.web.asking import choice_in, day_in, local, no_such_choice, number_in
from jieyue.web.entering import EntryForm, enter, form_of, look_again, may_be_entered, refused, show_in, tell
from jieyue.web.failing import tell_in
from jieyue.web.links import ENERGY
from jieyue.web.looking import asks_to_look, mark_of
from jieyue.web.organisations.forms import JOINED_HELP, REORGANISING, Reorganising, Search
from jieyue.web.paging import page_number, page_of
from jieyue.web.places import period_in
from jieyue.web.statistics.changes import changed
from jieyue.web.statistics.views import indicators_of
from jieyue.web.words import in_language

MANY = 50
MOST_LOOKED_AT = 20
ASKED_FOR = {right.value: right for right in (Right.READ, Right.ENTER, Right.SHAPE, Right.GRANT)}
"""What one may look for organisations for."""
ORGANISATIONS, PROFILES, ACCOUNTS = "organisations", "profiles", "accounts"


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Found by code or name as of a day; without either, where one's reach begins and what stands right below."""
    form = Search({"on": timezone.localdate().isoformat(), **request.GET.dict()})
    asked = form.asked()
    text, on = asked.get("text", ""), asked.get("on") or timezone.localdate()
    number = page_number(request)
    found = queries.organisations(person=request.person, on=on, text=text, first=(number - 1) * MANY, many=MANY)
    context = {
        "form": form,
        "text": text,
        "on": on,
        "tops": queries.tops(person=request.person),
        "found": found,
        "page": page_of(found.count, number=number, many=MANY),
        "may_shape": request.person.may(Right.SHAPE),
        "breadcrumbs": [{"label": _("首页"), "url": "/"}, {"label": _("机构"), "url": ""}],
    }
    return render(request, "organisations/list.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Who is meant by what is being typed, for a list below a field: of those where he may do what he asks for."""
    right = ASKED_FOR[choice_in(request, "for", ASKED_FOR, usual=Right.READ.value)]
    found = queries.offered(request.GET.get("organisation", ""), person=request.person, right=right)
    return render(request, "organisations/suggest_part.html", {"found": found})


@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.organisation(code, person=request.person)
    number = page_number(request)
    below = queries.children(code, person=request.person, on=timezone.localdate(), first=(number - 1) * MANY, many=MANY)
    context = {
        "organisation": found,
        "period": _period(request, code),
        "years": years(ENERGY, person=request.person, organisation=code),
        "below": below,
        "page": page_of(below.count, number=number, many=MANY),
        "profiles": queries.profiles(code, person=request.person),
        "accounts": queries.accounts(code, person=request.person),
        "reorganising": [(what, each.heading) for what, each in REORGANISING.items()],
        "breadcrumbs": _trail(found),
    }
    return render(request, "organisations/organisation.html", context)


@require_safe
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """Sums, indicators and completeness of a period: a part of the page that takes its time."""
    found = queries.organisation(code, person=request.person)
    period = _period(request, code)
    answer = statistics(person=request.person, code=code, period=period, today=timezone.localdate())
    accepted = _accepted(request, code, period) if answer.completeness.accepted else {}
    rows = [
        {"resource": Resource(row.resource), "sums": row, "accepted": accepted.get(row.resource)} for row in answer.rows
    ]
    context = {
        "organisation": found,
        "answer": answer,
        "factors": name_of_factors(answer.factors),
        "period": period,
        "rows": rows,
        "is_otherwise": bool(accepted) and any(row["sums"].quantity != row["accepted"] for row in rows),
        "changed": changed_since_acceptance(
            organisation=code, period=period, person=request.person, today=timezone.localdate()
        ),
        "indicators": indicators_of(answer),
        "changed_since_last_year": changed(answer),
        "to_check": "、".join(dict.fromkeys(in_language(Resource(each["resource"]).zh) for each in answer.unverified)),
    }
    return _part(request, "figures", {**context, "breadcrumbs": _trail(found)})


def _accepted(request: HttpRequest, code: str, period: Period) -> dict[str, Decimal]:
    """By resource, what was accepted of the period."""
    asked = {"person": request.person, "code": code, "period": period}
    return {row.resource: row.quantity for row in sums(**asked, by=["resource"], basis="accepted")}


@require_safe
def peers(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.organisation(code, person=request.person)
    period = Period.parse(f"{_period(request, code).year:04}")
    context = {
        "organisation": found,
        "period": period,
        "comparisons": compared(person=request.person, code=code, period=period),
        "breadcrumbs": _trail(found),
    }
    return _part(request, "peers", context)


def _part(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    """Alone for whoever fetches it into a page; in a page of its own without scripts."""
    template = f"organisations/{name}_part.html" if request.htmx else f"organisations/{name}.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not request.person.may(Right.SHAPE):
        raise NotAllowed("您没有“维护机构”权限。", do="新增机构请联系主管部门。")
    kind_form = form_of(ORGANISATIONS, left_out=("effective_on", "closed_on", "successors"))
    parent = request.GET.get("parent", "")
    joined_on = month_of(timezone.localdate()).isoformat()
    usual = {"parent": parent, "joined_on": joined_on, "level": Level.UNIT.zh}
    form = kind_form(request.POST or None, initial=usual)
    form.fields["joined_on"].help_text = JOINED_HELP
    context = {
        "heading": _("新增机构"),
        "submit": _("新增"),
        "cancel": local(request.GET.get("back", ""), usual="/organisations/"),
    }
    if request.method == "POST" and may_be_entered(request, form):
        is_looked_at = asks_to_look(request, form)
        report = enter(request, form, dry_run=is_looked_at)
        if report.taken and is_looked_at:
            context |= {"owing": _would_owe(request, form), "sure": mark_of(form)}
        elif report.taken:
            tell(request, report, done=_("已新增。"), unchanged=_("这个机构已经登记过，没有变化。"))
            return redirect("organisations:organisation", form.cleaned_data["code"])
        show_in(form, refused(report))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "organisations/new.html", {"form": form, **context}, status=status)


def _would_owe(request: HttpRequest, form: EntryForm) -> dict[str, object]:
    """What the new organisation would owe from the beginning on."""
    given, today = form.cleaned_data, timezone.localdate()
    span = owing(*(day_in(given[name]) for name in ("opened_on", "joined_on")), None)
    about = {"parent": given["parent"], "level": Level.named(given["level"]), "kind": Kind.named(given["kind"])}
    duties = would_owe(**about, owing=span, person=request.person, today=today)
    is_ever = span.since == BEGINNING
    return {
        "since": None if is_ever else span.since,
        "months": 0 if is_ever else max(0, (today.year - span.since.year) * 12 + today.month - span.since.month),
        "duties": duties,
        "late": sum(each.due_on < today for each in duties),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Another name, parent or system from a day on; or what holds without a day."""
    found = queries.organisation(code, person=request.person)
    if not found.may_shape:
        raise NotAllowed("您没有维护这个机构的权限。", do="变更机构请联系上一级主管部门。")
    kind_form = form_of(ORGANISATIONS, fixed={"code": code})
    context = {
        "heading": _("变更机构 %(name)s") % {"name": found.name},
        "hint": _(
            "名称、上级、所属系统有变更的，须填写生效日期：这一天以前的数据仍按原来的归属统计。其他栏目留空表示不改。"
        ),
    }
    initial = queries.as_entered(found)
    return _entered(request, found, kind_form, context, initial=initial, record=found.id, seen=found.seen)


@require_http_methods(["GET", "HEAD", "POST"])
def reorganise(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Renamed, moved, merged, split, closed, or since when it owes anything: shown first, then done."""
    found = queries.organisation(code, person=request.person)
    if not found.may_shape:
        raise NotAllowed("您没有维护这个机构的权限。", do="变更机构请联系上一级主管部门。")
    if what not in REORGANISING:
        raise NotThere(_("没有这个页面。"), do=_("请从机构页面办理。"))
    form = REORGANISING[what](request.POST or None, code=code, person=request.person, initial=_initial(found))
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            if not asks_to_look(request, form):
                return _reorganised(request, form, code)
            context = _looked(request, form)
        except Refused as refusal:
            tell_in(form, refusal)
    heading = f"{found.name}：{form.heading}"
    context |= {"form": form, "heading": heading, "hint": form.hint, "cancel": _url(code)}
    trail = [*_trail(found), {"label": form.heading, "url": ""}]
    status = 422 if form.errors else 200
    return render(request, "organisations/reorganise.html", {**context, "breadcrumbs": trail}, status=status)


def _initial(found: queries.OneOrganisation) -> dict[str, object]:
    today = timezone.localdate()
    joined_on = found.joined_on or month_of(today)
    return {"name": found.name, "since": today.isoformat(), "joined_on": joined_on.isoformat()}


def _looked(request: HttpRequest, form: Reorganising) -> dict[str, object]:
    change, asked = form.change(), {"person": request.person, "today": timezone.localdate()}
    meant = operations.meaning(change, by=request.person, at=timezone.now(), reason=form.cleaned_data["reason"])
    duties = sum(len(pressing(organisation=code, **asked)) for code in change.ending[:MOST_LOOKED_AT])
    return {"meaning": meant, "since": change.since, "duties": duties, "sure": mark_of(form)}


def _reorganised(request: HttpRequest, form: Reorganising, code: str) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    report = operations.reorganise(form.change(), by=request.person, at=timezone.now(), reason=reason)
    if report.entry is None:
        messages.info(request, _("没有变化。"))
    else:
        messages.success(
            request, _("已办理，记入日志第 %(seq)d 条；需要时可以在“我的导入记录”中撤销。") % {"seq": report.entry}
        )
    return redirect("organisations:organisation", code)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """A year's floor area and persons: new, or corrected where `record` is named."""
    found = _to_enter(request, code)
    known = queries.profiles(code, person=request.person)
    line = _named(known, number_in(request, "record"))
    asked = {"person": request.person, "today": timezone.localdate()}
    counted = counting(organisation=code, year=line.year if line else None, **asked)
    context = {
        "heading": _("%(name)s %(year)s 年基本信息") % {"name": found.name, "year": line.year}
        if line
        else _("登记 %(name)s 的年度基本信息") % {"name": found.name},
        "counting": counted,
    }
    initial = queries.profile_as_entered(line) if line else _beginning(counted)
    kind_form = form_of(PROFILES, fixed={"organisation": code})
    record, seen = (line.id, line.seen) if line else (None, None)
    return _entered(request, found, kind_form, context, initial=initial, record=record, seen=seen)


def _beginning(counted: Countings) -> dict[str, object]:
    """Of a new profile: the persons that the parts make need not be typed again."""
    persons, water = counted.value(Counted.PERSONS), counted.value(Counted.WATER)
    figures = {"persons": persons, "persons_water": None if water == persons else water}
    return {"year": counted.year, **{name: plain(value) for name, value in figures.items() if value}}


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, code: str) -> HttpResponse:
    """An account of the register: new, or corrected where `record` is named."""
    found = _to_enter(request, code)
    line = _named(queries.accounts(code, person=request.person), number_in(request, "record"))
    context = {
        "heading": _("更正户号") if line else _("登记 %(name)s 的户号") % {"name": found.name},
    }
    initial = queries.account_as_entered(line) if line else {}
    kind_form = form_of(ACCOUNTS, left_out=() if line else ("withdrawn",), fixed={"organisation": code})
    record, seen = (line.id, line.seen) if line else (None, None)
    return _entered(request, found, kind_form, context, initial=initial, record=record, seen=seen)


def _entered(
    request: HttpRequest,
    found: queries.OneOrganisation,
    kind_form: type[EntryForm],
    context: dict[str, object],
    *,
    initial: dict[str, object],
    record: int | None,
    seen: int | None,
) -> HttpResponse:
    """The form, and what becomes of it; afterwards back to the organisation."""
    page = {"cancel": _url(found.code), "submit": _("保存"), "breadcrumbs": [*_trail(found), _last(context)], **context}
    if request.method != "POST":
        return _entry_page(request, kind_form(initial={**initial, "seen": seen}), page)
    form = kind_form(request.POST)
    if not may_be_entered(request, form):
        return _entry_page(request, form, page)
    report = enter(request, form, record=record)
    if report.taken:
        tell(request, report, done=_("已保存。"), unchanged=_("没有变化。"))
        return redirect("organisations:organisation", found.code)
    meanwhile = show_in(form, refused(report))
    if meanwhile:
        look_again(form, seen or 0)
    return _entry_page(request, form, page, meanwhile=meanwhile)


def _entry_page(
    request: HttpRequest, form: EntryForm, context: dict[str, object], *, meanwhile: Problem | None = None
) -> HttpResponse:
    status = 409 if meanwhile else 422 if form.is_bound and form.errors else 200
    return render(request, "organisations/entry.html", {"form": form, "meanwhile": meanwhile, **context}, status=status)


def _to_enter(request: HttpRequest, code: str) -> queries.OneOrganisation:
    found = queries.organisation(code, person=request.person)
    if not found.may_enter:
        raise NotAllowed("这个机构不归您填报。", do="请联系该机构的统计员。")
    return found


def _named(lines, record: int | None):
    """None where none is asked for. Raises NoSuchChoice."""
    line = next((line for line in lines if line.id == record), None)
    if record and line is None:
        raise no_such_choice(f"{record}")
    return line


def _period(request: HttpRequest, code: str) -> Period:
    """The one asked for; else the latest year for which something was entered."""
    if request.GET.get("period"):
        return period_in(request, "")
    return Period.parse(f"{latest_year(ENERGY, person=request.person, organisation=code) or request.person.on.year:04}")


def _trail(found: queries.OneOrganisation) -> list[dict[str, str]]:
    start = {"label": _("机构"), "url": "/organisations/"}
    return [start, *({"label": each.name, "url": _url(each.code)} for each in found.above)]


def _last(context: dict[str, object]) -> dict[str, object]:
    return {"label": context["heading"], "url": ""}


def _url(code: str) -> str:
    return reverse("organisations:organisation", args=[code])
