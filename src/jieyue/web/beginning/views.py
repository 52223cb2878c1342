"""From nothing to a deployment that works: whom it is for, and the units below."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.programme.beginning import operations
from jieyue.programme.beginning.operations import NewUnit
from jieyue.programme.organisations.queries import organisation
from jieyue.rules.period import month_of
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.web.beginning.forms import BeginForm, SinceForm, UnitForms
from jieyue.web.failing import tell_in

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The top of the tree, by whoever runs the system."""
    if not request.person.may(Right.RUN):
        raise NotAllowed("首个机构由系统管理员登记。", do="请系统管理员登录后办理。")
    form = BeginForm(request.POST or None, initial={"joined_on": _this_month()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        about = {"level": Level(given["level"]), "code_": given["code"], "name": given["name"]}
        if about["level"] is Level.UNIT:
            about |= {"kind": given["kind"], "joined_on": given["joined_on"]}
        try:
            operations.begin(**about, by=request.person, at=timezone.now())
        except Refused as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已登记。下一步由安全管理员任命第一位经办人。"))
            return redirect("start:start")
    context = {"form": form, "title": _("为谁建立"), "breadcrumbs": _trail(_("为谁建立"))}
    return render(request, "beginning/begin.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest, code: str) -> HttpResponse:
    """A few units right below a place, written by hand; many come by the same import as elsewhere."""
    found = organisation(code, person=request.person)
    if not found.may_shape:
        raise NotAllowed("您没有维护这个机构的权限。", do="登记单位请联系主管部门。")
    since, rows = SinceForm(request.POST or None, initial={"joined_on": _this_month()}), UnitForms(request.POST or None)
    if request.method == "POST" and since.is_valid() and rows.is_valid():
        given = [NewUnit(**row) for row in rows.cleaned_data if row.get("name", "").strip()]
        about = {"parent": code, "joined_on": since.cleaned_data["joined_on"]}
        try:
            report = operations.add_units(given, **about, by=request.person, at=timezone.now())
        except Refused as refusal:
            tell_in(since, refusal)
        else:
            messages.success(request, _("已登记 %(n)d 家单位。") % {"n": report.added})
            return redirect("start:start")
    title = _("%(name)s：登记单位") % {"name": found.name}
    context = {"since": since, "rows": rows, "found": found, "title": title, "breadcrumbs": _trail(_("登记单位"))}
    has_errors = since.errors or rows.total_error_count()
    return render(request, "beginning/units.html", context, status=REFUSED if has_errors else 200)


def _this_month() -> str:
    return month_of(timezone.localdate()).isoformat()


def _trail(label: str) -> list[dict[str, str]]:
    return [{"label": _("首页"), "url": "/"}, {"label": label, "url": ""}]
