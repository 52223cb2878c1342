"""What is to be done by when, and the things that do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jieyue.documents.catalogue import documents
from jieyue.programme.duties import handing_in, operations, queries
from jieyue.programme.duties.again import Lying, lying
from jieyue.programme.duties.awaited import awaited
from jieyue.programme.duties.documents import is_there, kinds_known
from jieyue.programme.duties.together import together
from jieyue.programme.evaluation import filing
from jieyue.programme.evidence.operations import Upload
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.sentences.queries import standing
from jieyue.programme.tokens.queries import person_of_token
from jieyue.rules.duties import Duty, DutyState
from jieyue.rules.period import Period, PeriodUnreadable
from jieyue.rules.person import Person
from jieyue.rules.plan_told import addressed_told, target_told, told_alone, waits_in_words
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.web.asking import choice_in
from jieyue.web.duties.calendar import as_calendar
from jieyue.web.duties.forms import (
    ChangeDayForm,
    DayForm,
    DesignateForm,
    EndPlanForm,
    ExemptForm,
    HandInForm,
    LiftForm,
    PlanForm,
    ReasonForm,
    TakeOverForm,
)
from jieyue.web.duties.rows import TONES_NOW, as_entry, as_rows
from jieyue.web.failing import was_done
from jieyue.web.looking import asks_to_look, mark_of
from jieyue.web.places import organisation_asked, period_in
from jieyue.web.words import period_words

REFUSED = 422


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Of a unit one by one, of a place counted."""
    code, today = organisation_asked(request), timezone.localdate()
    found = organisation_of(code, person=request.person)
    asked = {"organisation": code, "person": request.person, "today": today}
    is_place = Level(found.level).is_place
    plans = queries.plans_of(**asked)
    context = {
        "found": found,
        "is_place": is_place,
        "plans": plans,
        "may_enter": request.person.may(Right.ENTER),
        "may_shape": request.person.may(Right.SHAPE),
        "to_be_set": request.person.may(Right.SHAPE)
        and queries.to_be_set(organisation=code, person=request.person, plans=plans),
        "may_backdate": not is_place and queries.may_backdate(organisation=code, person=request.person),
        "today": today,
        "may_receive": request.person.may(Right.REVIEW) or request.person.may(Right.APPROVE),
        "awaited": awaited(**asked),
    }
    if is_place:
        there = queries.at_place(**asked)
        context["tallies"] = together(there.tallies)
    rows = as_rows(there.own if is_place else queries.duties(**asked))
    if rows or not is_place:
        is_open = {DutyState.OVERDUE, DutyState.DUE}
        context["open"] = [row for row in rows if row["shown"].state in is_open]
        context["others"] = [row for row in rows if row["shown"].state not in is_open]
        context["papers"] = queries.papers(**asked)
    context["designations"] = [] if is_place else queries.designations(organisation=code, person=request.person)
    context["exemptions"] = queries.exemptions(**asked)
    return render(request, "duties/list.html", context)


@require_safe
@login_not_required
def calendar(request: HttpRequest) -> HttpResponse:
    """For calendar programs, which send no cookie: the token in the address says who asks."""
    now = timezone.now()
    person = request.person or person_of_token(
        request.GET.get("token", ""), at=now, address=request.META.get("REMOTE_ADDR", ""), opens="calendar"
    )
    if person is None:
        raise NotAllowed(
            "没有带接入凭证，或者接入凭证无效。",
            do="请在网页“接入凭证”中申请，选“只用于日历订阅”，并写在日历地址里。",
        )
    request.person = person
    code = organisation_asked(request)
    found = queries.feed(organisation=code, person=person, today=timezone.localdate(now))
    return HttpResponse(as_calendar(found, at=now), content_type="text/calendar; charset=utf-8")


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans in force for an organisation, for whoever wants to read what they say."""
    found = organisation_of(organisation_asked(request), person=request.person)
    held = queries.plans_of(organisation=found.code, person=request.person, today=timezone.localdate())
    return render(request, "duties/plans.html", {"found": found, "plans": held})


@require_safe
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """A plan sentence by sentence, with what each orders and, of an organisation, where each stands there today."""
    found = queries.plan_called(plan)
    if found is None:
        raise NotThere("没有这个行动方案。", do="请从任务页打开。")
    code = request.GET.get("organisation", "")
    today = {"person": request.person, "today": timezone.localdate()}
    stands = standing(plan=plan, organisation=code, **today) if code else None
    told = stands.by_entry if stands else {}
    context = {
        "plan": found,
        "sentences": [
            (sentence, [as_entry(each, told.get(each.key, ())) for each in found.of_sentence(sentence)])
            for sentence in found.sentences
        ],
        "counts": found.counts().items(),
        "waiting": waits_in_words(found),
        "stands": stands,
        "left_out": len(found.entries) - stands.count if stands else 0,
        "nows": [(now, TONES_NOW[now], count) for now, count in stands.counts] if stands else (),
    }
    return render(request, "duties/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_of(organisation, person=request.person)
    initial = {
        "what": choice_in(request, "what", kinds_known()),
        "period": str(period_in(request, "")) if request.GET.get("period") else "",
    }
    kind = kinds_known().get(initial["what"])
    may = {
        "may_enter": request.person.may(Right.ENTER),
        "may_backdate": queries.may_backdate(organisation=found.code, person=request.person),
        "may_draw": request.person.may(Right.ENTER) and filing.is_drawn(initial["what"]),
    }
    asked = {name: (request.POST or request.GET).get(name, "") for name in initial}
    before = _before(request, found.code, **asked)
    called = {"title": before.title, "to": before.to} if before else {"title": kind and kind.name}
    form = HandInForm(
        request.POST or None, request.FILES or None, initial={**initial, **called},
        has_files=before is not None and bool(before.files), **may,
    )  # fmt: skip
    answer = _carried_out(request, found.code, form, _hand_in, done=_("已登记报送的材料。"))
    more = {"paper": _drafted(**initial), "before": before, "goes_up": kind is not None and kind.received}
    return answer or _page(request, found, form, title=_("登记报送的材料"), **more)


def _before(request: HttpRequest, organisation: str, *, what: str, period: str) -> Lying | None:
    """What was handed in before; of a period that cannot be read, nothing."""
    try:
        asked = Period.parse(period) if period else None
    except PeriodUnreadable:
        return None
    return lying(organisation=organisation, what=what, period=asked, person=request.person)


def _drafted(*, what: str, period: str) -> dict[str, object] | None:
    """The paper that the system drafts where it is asked for of a period."""
    drafted = next((each for each in documents().values() if what and each.handed_in_as == what), None)
    try:
        asked = Period.parse(period or f"{timezone.localdate():%Y}")
    except PeriodUnreadable:
        return None
    return {"key": drafted.key, "period": asked} if drafted and asked.months in drafted.months else None


def _hand_in(
    request: HttpRequest, *, file=None, is_drawn: bool = False, handed_in_on: date | None = None, **given: object
) -> None:
    hand_in_it = filing.hand_in_drawn if is_drawn else partial(handing_in.hand_in, handed_in_on=handed_in_on)
    record = hand_in_it(**given, uploads=[Upload(file.name, file)] if file else [])
    if handed_in_on is None and not is_there(record):
        messages.warning(request, _("没有上传文件，只算自报、未核：任务不算办结，也不得分。"))


@require_http_methods(["GET", "HEAD", "POST"])
def put_in_force(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_of(organisation, person=request.person)
    plans = [(each.key, each.title) for each in queries.known_plans()]
    form = PlanForm(request.POST or None, plans=plans, initial={"since": f"{timezone.localdate().year}-01-01"})
    asked = {"organisation": found.code, "person": request.person, "today": timezone.localdate()}
    context: dict[str, object] = {"in_force": queries.plans_of(**asked), "is_looked_at": True, "may_end": True}
    if request.method == "POST" and form.is_valid() and asks_to_look(request, form):
        about = {name: form.cleaned_data[name] for name in ("plan", "since")}
        context |= {"asking": _as_told(queries.would_ask(**about, **asked)), "sure": mark_of(form)}
    else:
        answer = _carried_out(request, found.code, form, _put_in_force, done=_("方案已对本机构及其下属生效。"))
        if answer:
            return answer
    return _page(request, found, form, title=_("执行行动方案"), **context)


def _as_told(asking: queries.Asking) -> dict[str, object]:
    """With whom each entry addresses, and in words what has no day and what is aimed at."""
    return {
        "asking": asking,
        "dated": [(each, addressed_told(each.duty.entry, asking.plan)) for each in asking.tallies],
        "undated": [(each, addressed_told(each, asking.plan), told_alone(each)) for each in asking.undated],
        "targets": [(each, addressed_told(each, asking.plan), target_told(each.target)) for each in asking.targets],
    }


def _put_in_force(request: HttpRequest, *, revive: bool, **given: object) -> None:
    put = operations.put_in_force(is_to_revive=revive, **given)
    messages.info(request, f"{put.says}。")


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, organisation: str, plan: str) -> HttpResponse:
    """采用更改后的方案: what has changed in its files, what they would ask, and from when they hold."""

    def would(since: date, **asked: object) -> dict[str, object]:
        return {"asking": {**_as_told(queries.would_change(plan=plan, since=since, **asked)), "is_change": True}}

    own = [each for each in _own_plans(request, organisation, plan) if each.has_changed and not each.until]
    if not own:
        raise NotThere("这个方案的文件没有更改，或者是由上级执行的。", do="请从任务页打开；上级执行的由上级采用。")
    step = _Step(
        TakeOverForm, "since", would, operations.take_over, _("采用更改后的《%(plan)s》"),
        done=_("已采用更改后的方案；此前到期的任务仍按原来的算。"),
    )  # fmt: skip
    return _looked_at_first(request, own, step, changes=queries.changes_of(own[0]))


@require_http_methods(["GET", "HEAD", "POST"])
def end_plan(request: HttpRequest, organisation: str, plan: str) -> HttpResponse:
    """终止执行: a plan holds no longer for the organisation and those below it."""

    def would(until: date, **asked: object) -> dict[str, object]:
        return {"ending": queries.would_end(plan=plan, until=until, **asked)}

    own = _own_plans(request, organisation, plan)
    if not own:
        raise NotThere("这个方案没有在本机构执行，或者是由上级执行的。", do="请从任务页打开；上级执行的由上级终止。")
    step = _Step(
        EndPlanForm, "until", would, operations.end_plan, _("终止《%(plan)s》"), done=_("方案从这一天起不再执行。")
    )
    return _looked_at_first(request, own, step)


@dataclass(frozen=True)
class _Step:
    """What is done to a plan in force from a `day` on, and what it `would` do, for the page."""

    form: type[Form]
    day: str
    would: Callable[..., dict[str, object]]
    act: Callable[..., object]
    title: str
    done: str


def _looked_at_first(request: HttpRequest, own: list[queries.InForce], step: _Step, **more: object) -> HttpResponse:
    """A press shows what the step would do, the next one does it."""
    found = organisation_of(own[0].organisation.code, person=request.person)
    form = step.form(request.POST or None, initial={step.day: timezone.localdate()})
    context: dict[str, object] = {"in_force": own, "is_looked_at": True, **more}
    if request.method == "POST" and form.is_valid() and asks_to_look(request, form):
        asked = {"organisation": found.code, "person": request.person, "today": timezone.localdate()}
        context |= {**step.would(form.cleaned_data[step.day], **asked), "sure": mark_of(form)}
    else:

        def act(_request: HttpRequest, **given: object) -> None:
            step.act(plan=own[0].plan.key, **given)

        if answer := _carried_out(request, found.code, form, act, done=step.done):
            return answer
    return _page(request, found, form, title=step.title % {"plan": own[0].plan.title}, **context)


def _own_plans(request: HttpRequest, organisation: str, plan: str) -> list[queries.InForce]:
    """This plan, where it was put in force for the organisation itself."""
    code = organisation_of(organisation, person=request.person).code
    every = queries.plans_of(organisation=code, person=request.person, today=timezone.localdate())
    return [each for each in every if each.plan.key == plan and each.organisation.code == code]


@require_http_methods(["GET", "HEAD", "POST"])
def exempt(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_of(organisation, person=request.person)
    undone = queries.exemptible(organisation=organisation, person=request.person, today=timezone.localdate())
    once = [(f"{duty.plan}|{duty.entry.key}|{duty.period}", _called(duty)) for duty in undone]
    ever = {
        f"{duty.plan}|{duty.entry.key}|": _("%(what)s（每一期）") % {"what": duty.what}
        for duty in undone
        if duty.period
    }
    is_place = Level(found.level).is_place
    form = ExemptForm(request.POST or None, duties=[*once, *ever.items()], is_place=is_place)
    answer = _carried_out(request, found.code, form, _exempt, done=_("已登记免办。"))
    return answer or _page(request, found, form, title=_("免办任务"))


def _exempt(_request: HttpRequest, *, duty: list[str], **given: object) -> None:
    operations.exempt_each([tuple(each.split("|")) for each in duty], **given)


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, exemption: int) -> HttpResponse:
    """取消免办."""
    kept = queries.exemption_called(exemption, person=request.person, today=timezone.localdate())
    if kept is None:
        raise NotThere("没有这项免办，可能已经取消，或者不归您管。", do="请从任务页打开。")
    found = organisation_of(kept.organisation.code, person=request.person)
    form = LiftForm(request.POST or None)

    act = partial(_lift, exemption=exemption)
    answer = _carried_out(request, found.code, form, act, done=_("已取消免办，任务须重新办理。"))
    return answer or _page(request, found, form, title=_("取消免办"), about=kept)


def _lift(_request: HttpRequest, *, exemption: int, reason: str, by: Person, at: datetime, **_given: object) -> None:
    operations.lift_exemption(exemption=exemption, reason=reason, by=by, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
def designate(request: HttpRequest, organisation: str) -> HttpResponse:
    found, today = organisation_of(organisation, person=request.person), timezone.localdate()
    form = DesignateForm(request.POST or None, initial={"year": today.year, "decided_on": today.isoformat()})
    done = _("已登记为创建单位，自评和复核的任务随之产生。")
    answer = _carried_out(request, found.code, form, _designate, done=done)
    return answer or _page(request, found, form, title=_("确定为创建单位"))


def _designate(_request: HttpRequest, **given: object) -> None:
    operations.designate(**given)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    """撤销创建单位的确定."""
    found = organisation_of(organisation, person=request.person)
    own = queries.designations(organisation=found.code, person=request.person)
    if year not in {each.year for each in own if each.may_be_taken_back}:
        raise NotThere("没有这一年度的确定，可能已经撤销，或者不归您管。", do="请从任务页打开。")
    form = ReasonForm(request.POST or None)
    done = _("已撤销，只有创建单位才办的任务不再列出。")
    answer = _carried_out(request, found.code, form, partial(_take_back, year=year), done=done)
    title = _("撤销%(year)s年度创建单位的确定") % {"year": year}
    return answer or _page(request, found, form, title=title)


def _take_back(_request: HttpRequest, **given: object) -> None:
    operations.take_back_designation(**given)


@require_http_methods(["GET", "HEAD", "POST"])
def set_day(request: HttpRequest, organisation: str) -> HttpResponse:
    """限期: the day of what the plans leave to be set."""
    found = organisation_of(organisation, person=request.person)
    asked = {"organisation": found.code, "person": request.person, "today": timezone.localdate()}
    plans = queries.plans_of(**asked)
    left = queries.to_be_set(organisation=found.code, person=request.person, plans=plans)
    if not left:
        messages.info(request, _("现在执行的方案没有留待在这里指定期限的任务。"))
        return redirect(f"{reverse('duties:list')}?organisation={found.code}")
    entries = [(f"{each.plan.key}|{each.entry.key}", _set_so_far(each)) for each in left]
    form = DayForm(request.POST or None, entries=entries)
    answer = _carried_out(request, found.code, form, _set_day, done=_("已指定期限，任务随之列出。"))
    days = queries.days_set(organisation=found.code, person=request.person, today=timezone.localdate())
    return answer or _page(request, found, form, title=_("指定期限"), days=days)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_day(request: HttpRequest, day_set: int) -> HttpResponse:
    """撤销指定的期限."""
    kept = queries.day_set_called(day_set, person=request.person, today=timezone.localdate())
    if kept is None:
        raise NotThere("没有这个期限，可能已经撤销，或者不归您管。", do="请从任务页打开。")
    found = organisation_of(kept.organisation.code, person=request.person)
    form = ReasonForm(request.POST or None)
    act = partial(_take_back_day, day_set=day_set)
    done = _("已撤销，因这个期限列出的任务不再列出。")
    answer = _carried_out(request, found.code, form, act, done=done)
    title = _("撤销指定的期限：%(what)s %(day)s") % {"what": kept.what, "day": kept.day}
    return answer or _page(request, found, form, title=title)


def _take_back_day(
    _request: HttpRequest, *, day_set: int, reason: str, by: Person, at: datetime, **_given: object
) -> None:
    operations.take_back_day(day_set=day_set, reason=reason, by=by, at=at)


def _set_so_far(each: queries.ToBeSet) -> str:
    days = "、".join(map(str, each.days))
    so_far = _("；已指定 %(days)s") % {"days": days} if days else ""
    return f"{each.entry.what}（{each.plan.title}{so_far}）"


def _set_day(_request: HttpRequest, *, entry: str, **given: object) -> None:
    plan, _, key = entry.partition("|")
    operations.set_day(plan=plan, entry=key, **given)


@require_http_methods(["GET", "HEAD", "POST"])
def change_day(request: HttpRequest, organisation: str) -> HttpResponse:
    """更改期限: of what a plan orders, for the organisation and those below it."""
    found = organisation_of(organisation, person=request.person)
    asked = {"organisation": found.code, "person": request.person, "today": timezone.localdate()}
    duties = [
        (f"{duty.plan}|{duty.entry.key}|{duty.period}", f"{_called(duty)} {duty.due_on}")
        for duty in queries.changeable(**asked)
    ]
    form = ChangeDayForm(request.POST or None, duties=duties)
    answer = _carried_out(request, found.code, form, _change_day, done=_("已更改期限，对本机构及其下都有效。"))
    return answer or _page(request, found, form, title=_("更改期限"))


def _change_day(_request: HttpRequest, *, duty: str, **given: object) -> None:
    plan, entry, period = duty.split("|")
    operations.change_day(plan=plan, entry=entry, period=period, **given)


def _carried_out(
    request: HttpRequest, organisation: str, form: Form, act: Callable[..., None], *, done: str
) -> HttpResponse | None:
    """What was sent is done, and leads back to the duties; None where nothing was sent, or the form says why not."""

    def doing() -> None:
        act(request, organisation=organisation, **form.cleaned_data, by=request.person, at=timezone.now())

    return redirect(_list_of(organisation)) if was_done(request, form, doing, done=done) else None


def _called(duty: Duty) -> str:
    return f"{duty.what}（{period_words(duty.period) if duty.period else duty.due_on}）"


def _list_of(organisation: str) -> str:
    return f"{reverse('duties:list')}?{urlencode({'organisation': organisation})}"


def _page(request: HttpRequest, found, form: Form, *, title: str, **more: object) -> HttpResponse:
    back = _list_of(found.code)
    trail = [{"label": _("任务"), "url": back}, {"label": title, "url": ""}]
    context = {"found": found, "form": form, "title": title, "back": back, "breadcrumbs": trail, **more}
    return render(request, "duties/form.html", context, status=REFUSED if form.errors else 200)
