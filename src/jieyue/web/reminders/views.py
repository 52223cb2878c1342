"""催办: the late of a place with one press, what each got and whether it was read, robots, how somebody is told."""

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

from jieyue.files.writing import Table
from jieyue.programme.oversight import reminded, reminding
from jieyue.programme.oversight import robots as telling
from jieyue.programme.reporting.queries import latest_period, periods_offered
from jieyue.rules.period import Period
from jieyue.rules.reminders import MessageState
from jieyue.rules.robots import RobotKind
from jieyue.rules.roles import Right
from jieyue.web.failing import was_done
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_asked, period_in
from jieyue.web.pressing import taken_once
from jieyue.web.taking_along import MOST_TAKEN, addresses, as_file
from jieyue.web.words import in_language

REFUSED = 422
TONES = {MessageState.SENT: "success", MessageState.WAITING: "info", MessageState.FAILED: "error"}


class HowForm(forms.Form):
    email = forms.CharField(label=gettext_lazy("邮箱"), max_length=254, required=False)
    by_email = forms.BooleanField(label=gettext_lazy("用邮件提醒我"), required=False)


class RobotForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("例如群的名称"))
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"), choices=lambda: [(each.value, in_language(each.zh)) for each in RobotKind]
    )
    address = forms.CharField(
        label=gettext_lazy("地址"), max_length=500, help_text=gettext_lazy("群机器人设置里的网址，保存后不再显示")
    )
    secret = forms.CharField(
        label=gettext_lazy("密钥"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("钉钉、飞书设了签名的填写，保存后不再显示"),
    )


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """Those that came, and for an authority those that it sent, with the messages on their way."""
    code, today = request.GET.get("organisation", ""), timezone.localdate()
    many, number = per_page(request), page_number(request)
    about = {"organisation": code, "person": request.person, "today": today}
    found = reminded.reminders(**about, first=(number - 1) * many, many=many)
    directs = bool(code) and request.person.may(Right.REVIEW)
    sent = reminded.messages_of(**about) if directs else []
    context = {
        "lines": found.lines,
        "page": page_of(found.count, number=number, many=many),
        "organisation": code,
        "unread": reminded.unread(person=request.person),
        "messages_sent": [(each, TONES[each.state]) for each in sent],
        "has_failed": any(each.state is MessageState.FAILED for each in sent),
        "may_press": request.person.may(Right.REVIEW),
        "may_shape": request.person.may(Right.SHAPE),
        "files": addresses(request, "reminders:list-file"),
    }
    return render(request, "reminders/list.html", context)


@require_safe
def reminders_file(request: HttpRequest, form: str) -> HttpResponse:
    """All that the list has."""
    about = {"organisation": request.GET.get("organisation", ""), "person": request.person}
    found = reminded.reminders(**about, today=timezone.localdate(), many=MOST_TAKEN)
    header = [
        *(_("机构编码"), _("单位"), _("日期"), _("报告期"), _("催办事项"), _("催办人"), _("知悉人"), _("知悉时间")),
    ]
    rows = [
        [
            *(each.organisation.code, each.organisation.name, each.day, str(each.period), each.says, each.by),
            *(each.read_by, f"{timezone.localtime(each.read_at):%Y-%m-%d %H:%M}" if each.read_at else ""),
        ]
        for each in found.lines
    ]
    return as_file(Table(_("催办"), header, rows), form, name=_("催办"))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    count = reminded.acknowledge(by=request.person, at=timezone.now())
    messages.success(request, _("已知悉 %(count)d 件催办，上级可以看到。") % {"count": count})
    return redirect("reminders:list")


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def press(request: HttpRequest) -> HttpResponse:
    """What a press would do, and the press."""
    code, period = organisation_asked(request), period_asked(request)
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("start:start"))
        done = reminding.remind(
            organisation=code, period=period, address=address, by=request.person, at=timezone.now()
        )  # fmt: skip
        says = _("已催办 %(units)d 家单位，%(people)d 位经办人会在首页看到。")
        messages.success(request, says % {"units": done.units, "people": done.people})
        return redirect(f"{reverse('reminders:list')}?{urlencode({'organisation': code})}")
    found = reminding.preview(
        organisation=code, period=period, person=request.person, today=timezone.localdate()
    )  # fmt: skip
    board = f"{reverse('oversight:board')}?{urlencode({'organisation': code, 'period': period})}"
    context = {
        "found": found,
        "periods": periods_offered(
            organisation=code, person=request.person, today=timezone.localdate(), also=found.period
        ),
        "rows": [
            (each, reminding.late_in_words(each.report, each.unit.overdue, found.period)) for each in found.late[:200]
        ],
        "breadcrumbs": [{"label": _("督查督办"), "url": board}, {"label": _("催办"), "url": ""}],
    }
    return render(request, "reminders/press.html", context)


def period_asked(request: HttpRequest) -> Period:
    """The one asked for, or the quarter that ended last."""
    return period_in(request, request.POST.get("period") or latest_period(timezone.localdate()))


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    code = organisation_asked(request)
    count = reminded.send_again(organisation=code, by=request.person, at=timezone.now())
    messages.success(request, _("%(count)d 条消息重新排队发送。") % {"count": count})
    return redirect(f"{reverse('reminders:list')}?{urlencode({'organisation': code})}")


@require_http_methods(["GET", "HEAD", "POST"])
def how(request: HttpRequest) -> HttpResponse:
    """How whoever is signed in wants to be told."""
    told = telling.how_told(person=request.person)
    form = HowForm(request.POST or None, initial={"email": told.email, "by_email": told.by_email})

    def choose() -> None:
        telling.choose_how(**form.cleaned_data, by=request.person, at=timezone.now())

    if was_done(request, form, choose, done=_("已保存提醒方式。")):
        return redirect("account:mine")
    trail = [{"label": _("我的账户"), "url": reverse("account:mine")}, {"label": _("提醒方式"), "url": ""}]
    context = {"form": form, "told": told, "breadcrumbs": trail}
    return render(request, "reminders/how.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def robots(request: HttpRequest) -> HttpResponse:
    """Those of a place, and a new one."""
    code = organisation_asked(request)
    form = RobotForm(request.POST or None)

    def add() -> None:
        given = {**form.cleaned_data, "kind": RobotKind(form.cleaned_data["kind"])}
        telling.add_robot(organisation=code, **given, by=request.person, at=timezone.now())

    if was_done(request, form, add, done=_("已保存，还没有启用。")):
        return redirect(f"{reverse('reminders:robots')}?{urlencode({'organisation': code})}")
    found = telling.robots(organisation=code, person=request.person)
    trail = [{"label": _("催办"), "url": reverse("reminders:list")}, {"label": _("群机器人"), "url": ""}]
    context = {"form": form, "robots": found, "organisation": code, "breadcrumbs": trail}
    return render(request, "reminders/robots.html", context, status=REFUSED if form.errors else 200)


@require_POST
def robot(request: HttpRequest, robot: int) -> HttpResponse:
    """Switched on, switched off, or taken away."""
    about = {"robot": robot, "by": request.person, "at": timezone.now()}
    if request.POST.get("do") == "remove":
        telling.remove_robot(**about)
        messages.success(request, _("已删除机器人。"))
    else:
        telling.switch_robot(**about, is_on=request.POST.get("do") == "on")
        messages.success(request, _("已保存。"))
    return redirect(f"{reverse('reminders:robots')}?{urlencode({'organisation': organisation_asked(request)})}")
