"""People and what they may do, for the security administrator."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.people import operations, queries
from jieyue.rules.days import day_after
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.roles import Right, Role
from jieyue.rules.signing_in import as_username
from jieyue.web.failing import tell_in
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.people.forms import (
    AppointForm,
    EndForm,
    NameForm,
    PeopleFilter,
    PersonForm,
    RulesForm,
    SlipsForm,
)
from jieyue.web.places import organisation_meant
from jieyue.web.words import in_language

REFUSED = 422
CHANGES: dict[str, tuple[Callable, str]] = {
    "disable": (operations.disable_person, "已停用，此人不能再登录。"),
    "enable": (operations.enable_person, "已启用。"),
    "reset-second-factor": (operations.reset_second_factor, "已重置，此人可以重新设置双因素登录。"),
}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    form, many, number = PeopleFilter(request.GET), per_page(request), page_number(request)
    asked = form.asked()
    found = queries.people(person=request.person, **asked, first=(number - 1) * many, many=many)
    context = {
        "form": form,
        "people": found.rows,
        "page": page_of(found.count, number=number, many=many),
        "breadcrumbs": _trail(),
    }
    return render(request, "people/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    _refuse_others(request)
    today = request.person.on
    asked = {"organisation": request.GET.get("organisation", ""), "role": request.GET.get("role", "")}
    form = PersonForm(
        request.POST or None,
        may_wait=request.person.may(Right.SECURE),
        initial={**asked, "since": today.isoformat(), "slip": True},
    )
    if _done(request, form, _added):
        username = as_username(form.cleaned_data["username"])
        if form.cleaned_data["slip"]:
            return _first_password_of(request, username, form.cleaned_data["reason"])
        messages.success(request, _("已添加。请授予角色，并发放初始口令。"))
        return redirect("people:person", username)
    about = {"title": _("添加人员"), "submit": _("添加"), "cancel": reverse("people:list")}
    return _form(request, form, **about)


def _added(*, role: str, organisation: str, since: date | None, slip: bool, by: Person, **about: object) -> int:  # noqa: ARG001
    """`slip` is for the answer: what is shown once comes last."""
    if not role:
        return operations.add_person(by=by, **about)
    place = organisation_meant(organisation, person=by, right=Right.GRANT)
    held = {"role": Role(role), "organisation": place, "since": since or by.on}
    return operations.add_person_with_role(by=by, **held, **about)


@require_safe
def person(request: HttpRequest, username: str) -> HttpResponse:
    found = queries.one_person(username, person=request.person)
    today = request.person.on
    context = {
        "found": found,
        "now": [each for each in found.holdings if not each.is_over(today)],
        "past": [each for each in found.holdings if each.is_over(today)],
        "breadcrumbs": _trail(found.name),
    }
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, username: str) -> HttpResponse:
    found = queries.one_person(username, person=request.person)
    form = AppointForm(request.POST or None, initial={"since": request.person.on})

    def appointed(*, role: str, organisation: str, since, last_day, **how: object) -> int:
        until = day_after(last_day) if last_day else None
        where = organisation_meant(organisation, person=request.person, right=Right.GRANT) or None
        return operations.appoint(
            username=username, role=Role(role), organisation=where, since=since, until=until, **how
        )

    if _done(request, form, appointed):
        messages.success(request, _("已授予角色。"))
        return redirect("people:person", username)
    return _form(
        request,
        form,
        title=_("授予角色：%(name)s") % {"name": found.name},
        submit=_("授予"),
        cancel=reverse("people:person", args=[username]),
        name=found.name,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, username: str) -> HttpResponse:
    found = queries.one_person(username, person=request.person)
    form = NameForm(request.POST or None, initial={"name": found.name})

    def renamed(**how: object) -> None:
        operations.rename_person(username=username, **how)

    if _done(request, form, renamed):
        messages.success(request, _("姓名已更改。"))
        return redirect("people:person", username)
    back = reverse("people:person", args=[username])
    return _form(request, form, title=_("更改姓名"), submit=_("保存"), cancel=back, name=found.name)


@never_cache
@require_POST
def first_password(request: HttpRequest, username: str) -> HttpResponse:
    """It is shown on this answer and never again; asked once more, the one before is void."""
    return _first_password_of(request, username, request.POST.get("reason", ""))


def _first_password_of(request: HttpRequest, username: str, reason: str) -> HttpResponse:
    told = operations.give_first_password(username=username, by=request.person, at=timezone.now(), reason=reason)
    found = queries.one_person(username, person=request.person)
    return _first_passwords(request, [(found.username, found.name, told)])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_passwords(request: HttpRequest) -> HttpResponse:
    """To all who have none, in one go."""
    _refuse_others(request)
    form = SlipsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how = {"only_new": not form.cleaned_data["again"], "reason": form.cleaned_data["reason"]}
        given = operations.give_first_passwords(by=request.person, at=timezone.now(), **how)
        return _first_passwords(request, given)
    note = _("给所有在用而没有口令的人各发一个初始口令，可以打印成口令条，只显示一次，系统不留原文。")
    return _form(request, form, title=_("发放初始口令"), submit=_("发放"), cancel=reverse("people:list"), note=note)


def _first_passwords(request: HttpRequest, given: list[tuple[str, str, str]]) -> HttpResponse:
    until = timezone.localtime(operations.last_moment(timezone.now()))
    context = {"given": given, "until": until, "site": request.build_absolute_uri("/")}
    return render(request, "people/first_passwords.html", {**context, "breadcrumbs": _trail(_("初始口令"))})


@require_POST
def change(request: HttpRequest, username: str, what: str) -> HttpResponse:
    if what not in CHANGES:
        raise NotThere(_("没有这个页面。"), do=_("请从人员页面办理。"))
    operation, says = CHANGES[what]
    reason = request.POST.get("reason", "")
    operation(username=username, by=request.person, at=timezone.now(), reason=reason)
    messages.success(request, says)
    return redirect("people:person", username)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, appointment: int) -> HttpResponse:
    holding = queries.holding(appointment, person=request.person)
    form = EndForm(request.POST or None, initial={"until": request.person.on})

    def ended(**how: object) -> None:
        operations.end_appointment(appointment=appointment, **how)

    if _done(request, form, ended):
        messages.success(request, _("任职已结束。"))
        return redirect("people:person", holding.username)
    title = _("结束任职：%(name)s %(role)s %(place)s") % {
        "name": holding.name,
        "role": in_language(holding.role.zh),
        "place": holding.place,
    }
    back = reverse("people:person", args=[holding.username])
    return _form(request, form, title=title, submit=_("结束任职"), cancel=back, name=holding.name)


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Whose roles need a second factor to sign in."""
    rules = queries.second_factor_rules(person=request.person)
    required = {rule.role for rule in rules if rule.is_required}
    form = RulesForm(request.POST or None, required=required)

    def ruled(*, by: object, at: object, reason: str, **wanted: bool) -> None:
        operations.require_second_factors(
            roles={Role(role) for role, is_required in wanted.items() if is_required}, by=by, at=at, reason=reason
        )

    if _done(request, form, ruled):
        messages.success(request, _("已保存。须设置而没有设置的人，下次打开页面时会被要求设置。"))
        return redirect("people:second_factor")
    context = {"form": form, "rules": rules, "breadcrumbs": _trail(_("双因素登录规定"))}
    return render(request, "people/second_factor.html", context, status=REFUSED if form.errors else 200)


def _refuse_others(request: HttpRequest) -> None:
    """A form is for whoever may do what it asks for."""
    queries.refuse_without(request.person, Right.GRANT)


def _done(request: HttpRequest, form: forms.Form, operation: Callable) -> bool:
    """Whether what the form asks for has been done; what refuses it is said above the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        operation(**form.cleaned_data, by=request.person, at=timezone.now())
    except Refused as refusal:
        tell_in(form, refusal)
        return False
    return True


def _form(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    cancel: str,
    name: str = "",
    note: str = "",
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "cancel": cancel, "note": note}
    status = REFUSED if form.errors else 200
    return render(
        request, "people/form.html", {**context, "breadcrumbs": _trail(*filter(None, [name, title]))}, status=status
    )


def _trail(*labels: str) -> list[dict[str, str]]:
    return [
        {"label": _("人员"), "url": reverse("people:list") if labels else ""},
        *({"label": label, "url": ""} for label in labels),
    ]
