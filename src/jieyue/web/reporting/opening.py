"""开报和免报: on which days a region reports, and who need not."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.reporting import opening as openings
from jieyue.programme.reporting.queries import opened_there, periods_until
from jieyue.rules.period import HALF, MONTH, Period, PeriodUnreadable, periods_in
from jieyue.rules.reporting import Opened, periods_of
from jieyue.rules.roles import Right
from jieyue.web.asking import DayField, OrganisationField
from jieyue.web.failing import was_done
from jieyue.web.places import organisation_asked, organisation_meant, period_in, year_in
from jieyue.web.words import period_words

DAY = {"type": "date"}
REFUSED = 422
RECENT = 3
"""Months before this year that are still offered to be opened."""
Choices = list[tuple[str, str]]


class OpenForm(forms.Form):
    period = forms.ChoiceField(label=_lazy("报告期"))
    opens_on = DayField(label=_lazy("开始日期"), widget=forms.TextInput(attrs=DAY), help_text=_lazy("报告期结束以后"))
    due_on = DayField(
        label=_lazy("期限"), widget=forms.TextInput(attrs=DAY), help_text=_lazy("到这一天（含当天）报送不算逾期")
    )
    closes_on = DayField(
        label=_lazy("截止日期"),
        required=False,
        widget=forms.TextInput(attrs=DAY),
        help_text=_lazy("过了这一天不能再报送；不设截止的留空"),
    )
    document = forms.CharField(label=_lazy("通知的名称或文号"), required=False, max_length=200)
    reason = forms.CharField(
        label=_lazy("原因"),
        required=False,
        max_length=200,
        help_text=_lazy("更改已经开报的日期、截止日期已经过去时必填"),
    )

    def __init__(self, *given: object, periods: list[tuple[str, Choices]], **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["period"].choices = periods


class ExemptForm(forms.Form):
    organisations = OrganisationField(label=_lazy("单位"), right=Right.SHAPE)
    periods = forms.MultipleChoiceField(label=_lazy("报告期"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_lazy("免报的原因"), max_length=200)

    def __init__(self, *given: object, periods: Choices, **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["periods"].choices = periods


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_lazy("原因"), max_length=200)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, periods_until(today)[0].year)
    found = openings.openings(organisation=code, year=year, person=request.person, today=today)
    trail = [{"label": _("报送"), "url": _grid(code, year)}, {"label": _("开报和免报"), "url": ""}]
    years = sorted({year, *range(today.year - 3, today.year + 1)})
    context = {"found": found, "year": year, "years": years, "breadcrumbs": trail}
    return render(request, "reporting/openings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_period(request: HttpRequest, organisation: str) -> HttpResponse:
    def act(*, period: str, reason: str, **days: object) -> None:
        asked = {"organisation": organisation, "period": Period.parse(period), "opened": Opened(**days)}
        openings.open_period(**asked, by=request.person, at=timezone.now(), reason=reason)

    meant = request.POST.get("period") or str(period_in(request, periods_until(timezone.localdate())[0]))
    before = _opened_before(request, organisation, meant)
    form = OpenForm(request.POST or None, periods=_to_open(meant), initial={"period": meant, **before})
    done = _("已开报，本地区各单位按这些日期报送。")
    if before:
        done = _("开报的日期已更改，本地区各单位按更改后的日期报送。")
    answer = _form(request, organisation, form, act, title=_("开报"), done=done)
    if form.is_bound and not form.errors:
        _warn_of_a_day_that_is_over(request, form.cleaned_data["due_on"])
    return answer


def _warn_of_a_day_that_is_over(request: HttpRequest, due_on: date) -> None:
    if due_on < timezone.localdate():
        says = _("期限 %(day)s 已经过去，现在报送的都算逾期；写错了的，请更改开报的日期。")
        messages.warning(request, says % {"day": due_on})


def _opened_before(request: HttpRequest, organisation: str, meant: str) -> dict[str, object]:
    """The days and the notice of an opening that is to be changed, as they stand."""
    if not (period := _period(meant)):
        return {}
    asked = {"organisation": organisation, "year": period.year, "today": timezone.localdate()}
    found = openings.openings(**asked, person=request.person).opened
    own = (each.opened for each in found if each.period == period and each.organisation.code == organisation)
    return next((asdict(each) for each in own), {})


@require_http_methods(["GET", "HEAD", "POST"])
def exempt(request: HttpRequest, organisation: str) -> HttpResponse:
    def act(*, organisations: str, periods: list[str], reason: str) -> None:
        unit = organisation_meant(organisations, person=request.person, right=Right.SHAPE)
        asked = {"organisations": [unit], "periods": [Period.parse(each) for each in periods]}
        openings.exempt_from_reporting(**asked, by=request.person, at=timezone.now(), reason=reason)

    opened = opened_there(organisation=organisation, person=request.person, today=timezone.localdate())
    form = ExemptForm(request.POST or None, periods=_told([*_always(), *opened]))
    return _form(request, organisation, form, act, title=_("免报"), done=_("已登记免报，这一期不算缺报，也不算逾期。"))


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    asked = {"organisation": organisation, "period": Period.parse(period)}
    act = partial(openings.take_back_opening, **asked, by=request.person, at=timezone.now())
    title = _("撤销%(period)s的开报") % {"period": period_words(period)}
    done = _("已撤销，改按上级或方案的期限。")
    return _form(request, organisation, ReasonForm(request.POST or None), act, title=title, done=done, period=period)


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    asked = {"organisation": organisation, "period": Period.parse(period)}
    act = partial(openings.lift_exemption, **asked, by=request.person, at=timezone.now())
    title, done = _("取消%(period)s的免报") % {"period": period_words(period)}, _("已取消免报。")
    return _form(request, organisation, ReasonForm(request.POST or None), act, title=title, done=done, period=period)


def _form(
    request: HttpRequest, organisation: str, form: forms.Form, act: Callable[..., object], *, title: str, done: str,
    period: str = "",
) -> HttpResponse:  # fmt: skip
    """Back to the openings of the year that it was about."""
    found = organisation_of(organisation, person=request.person)
    if was_done(request, form, lambda: act(**form.cleaned_data), done=done):
        return redirect(_openings(found.code, period or form.cleaned_data.get("period") or ""))
    back = _openings(found.code, period)
    trail = [{"label": _("报送"), "url": _grid(found.code)}, {"label": _("开报和免报"), "url": back}]
    context = {"found": found, "form": form, "title": title, "back": back}
    trail.append({"label": title, "url": ""})
    status = REFUSED if form.errors else 200
    return render(request, "reporting/form.html", {**context, "breadcrumbs": trail}, status=status)


def _openings(code: str, period: str) -> str:
    asked = {"organisation": code, **({"year": f"{Period.parse(period).year:04}"} if period else {})}
    return f"{reverse('reporting:openings')}?{urlencode(asked)}"


def _always() -> list[Period]:
    """The quarters and years of this year and those that can be reported, the latest first."""
    today = timezone.localdate()
    return list(dict.fromkeys([*reversed(periods_of(today.year)), *periods_until(today)]))


def _to_open(meant: str) -> list[tuple[str, Choices]]:
    """By what they are, the latest first: months of this year and the last ones before it, halves of this year and the
    one before; and the one that is meant, however long ago.
    """
    this = timezone.localdate().year
    every = [each for year in (this, this - 1) for each in reversed(periods_in(year))]
    months = [each for each in every if each.months == MONTH][: 12 + RECENT]
    halves = [each for each in every if each.months == HALF]
    groups = {_("季度、年度"): _always(), _("月度"): months, _("半年度"): halves}
    offered = [(label, _told(periods)) for label, periods in groups.items()]
    is_there = any(meant == key for _label, told in offered for key, _words in told)
    return offered if is_there or not (found := _period(meant)) else [*offered, (_("更早的"), _told([found]))]


def _period(written: str) -> Period | None:
    try:
        return Period.parse(written)
    except PeriodUnreadable:
        return None


def _told(periods: Iterable[Period]) -> Choices:
    return [(str(each), period_words(each)) for each in periods]


def _grid(code: str, year: int | None = None) -> str:
    asked = {"organisation": code, **({"year": year} if year else {})}
    return f"{reverse('reporting:grid')}?{urlencode(asked)}"
