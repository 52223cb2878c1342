"""工作台: what is due, what is wrong, what waits for me, how the year goes."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.completeness.queries import Count, months_of
from jieyue.programme.duties import queries as duties_queries
from jieyue.programme.duties.awaited import awaited
from jieyue.programme.duties.together import together
from jieyue.programme.entry.operations import brought
from jieyue.programme.findings import queries as kept_findings
from jieyue.programme.findings.queries import Mine
from jieyue.programme.ledgers.validity import running_out
from jieyue.programme.organisations.queries import Entry, tops
from jieyue.programme.oversight import circulating, reminded
from jieyue.programme.people import delegating, renewing
from jieyue.programme.publication import queries as notices
from jieyue.programme.records.queries import Deed, latest_deeds
from jieyue.programme.reporting import queries as reporting
from jieyue.programme.supervision.planning import to_inspect
from jieyue.programme.workbench import queries as workbench
from jieyue.programme.workbench.findings import findings_below, findings_of
from jieyue.rules.person import Person
from jieyue.rules.receiving import PaperState
from jieyue.rules.reporting import ACCEPT_AGAIN, is_always_reported
from jieyue.rules.roles import Right, Role
from jieyue.rules.values import Level
from jieyue.web.beginning.steps import open_for
from jieyue.web.duties.rows import as_rows
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.start.duties import MOST_DUTIES, deadline, of_unit
from jieyue.web.start.hero import hero_of
from jieyue.web.words import in_language, notice_words, period_words

MOST_CORRECTED = 10
MOST_WAITING = 10
"""Of one sort."""
MOST_OTHERS = 6
"""Periods beside the latest; a region that reports months has many."""
MOST_RUNNING_OUT = 5
MOST_SHOWN = 5
MOST_NAMED = 3
"""Reports of a period that are named one by one."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    person, today = request.person, timezone.localdate()
    places = tops(person=person)
    found = reporting.to_review(person=person, today=today)
    shown = notices.shown_now(person=person, today=today, most=MOST_SHOWN) if person.may(Right.READ) else []
    context = {
        "places": places,
        "open_steps": open_for(request),
        "home": places[0] if places else None,
        "is_place": bool(places) and Level(places[0].level).is_place,
        "may_enter": person.may(Right.ENTER),
        "may_read": person.may(Right.READ),
        "roles": list(dict.fromkeys(in_language(post.role.zh) for post in person.posts)),
        "to_review": _all_to_review(found) if found else None,
        "waiting": list(_waiting(request, today, found)),
        "hero": hero_of(person, today, shown, has_to_review=bool(found)),
        "directs": bool(places) and Level(places[0].level).is_place and person.may(Right.SHAPE),
        "only_reads": all(post.role is Role.READER for post in person.posts),
        "shown": shown,
        "consents": renewing.waiting_for(person=person),
        "unseen": renewing.unseen(person=person),
        "deeds": [(deed, _named(deed)) for deed in latest_deeds(person=person)],
    }
    return render(request, "start/start.html", context)


def _all_to_review(found: Sequence[reporting.PeriodToReview]) -> dict[str, object]:
    most = max(found, key=lambda each: each.count)
    url = f"{reverse('reporting:desk')}?{urlencode({'period': most.period})}"
    return {"count": sum(each.count for each in found), "periods": found, "first": most.period, "url": url}


def _waiting(
    request: HttpRequest, today: date, to_review: Sequence[reporting.PeriodToReview]
) -> Iterator[dict[str, object]]:
    """What waits for this person, each with where it is done."""
    person = request.person
    if not person.may(Right.READ):
        return
    yield from _reports_waiting(person, today, to_review)
    yield from _papers_waiting(person, today)
    if urged := reminded.unread(person=person):
        says = _("上级催办：有 %(count)d 件等您知悉") % {"count": urged}
        yield {"says": says, "why": "", "url": reverse("reminders:list")}
    if came := circulating.unread(person=person):
        says = _("上级通报：有 %(count)d 份等您阅知") % {"count": came}
        yield {"says": says, "why": "", "url": reverse("reminders:circulars")}
    yield from _corrected(person, today)
    yield from _notices_waiting(person, today)
    yield from _findings_to_do(request, today)
    yield from _to_inspect(person, today)
    yield from _running_out(request, today)
    for each in delegating.waiting_for(person):
        says = _("%(name)s的委托等待您批准") % {"name": each.holder}
        yield {"says": says, "why": "", "url": reverse("delegations:list")}


def _reports_waiting(
    person: Person, today: date, to_review: Sequence[reporting.PeriodToReview]
) -> Iterator[dict[str, object]]:
    many = [each for each in to_review if each.lying > MOST_NAMED]
    yield from (_to_review(each) for each in many)
    for each in reporting.waiting_for(
        person=person, today=today, most=MOST_WAITING, but=[each.period for each in many]
    ):
        what = f"{each.organisation.name}{period_words(each.period)}"
        says = _("%(what)s的报送：%(state)s") % {"what": what, "state": in_language(each.state.zh)}
        yield {"says": says, "why": each.reason, "url": reverse("reporting:report", args=_names(each))}


def _papers_waiting(person: Person, today: date) -> Iterator[dict[str, object]]:
    """Documents, counted; a single one is opened at once."""
    found = awaited(person=person, today=today)
    told = (
        (found.to_approve, PaperState.PROPOSED, _("有 %(count)d 份材料等您批准报送")),
        (found.to_receive, PaperState.HANDED_IN, _("收到的材料：有 %(count)d 份等您接收或退回")),
        (found.returned, PaperState.RETURNED, _("有 %(count)d 份材料被退回")),
    )
    for pile, state, says in told:
        if pile.count:
            listed = f"{reverse('duties:papers')}?{urlencode({'state': state.value})}"
            url = reverse("duties:paper", args=[pile.id]) if pile.id else listed
            yield {"says": says % {"count": pile.count}, "why": pile.why, "url": url}


def _corrected(person: Person, today: date) -> Iterator[dict[str, object]]:
    """What is no longer as it was accepted."""
    changed = reporting.corrected_for(person=person, today=today, most=MOST_CORRECTED + 1)
    for each in changed[:MOST_CORRECTED]:
        url = reverse("reporting:report", args=_names(each))
        yield {"says": _changed(each), "why": each.reason, "url": url, "records": each.records[:MOST_NAMED]}
    if len(changed) > MOST_CORRECTED:
        more = _("还有其他单位验收以后有变动，在报送一览中查看")
        yield {"says": more, "why": "", "url": f"{reverse('reporting:grid')}?only=changed"}


def _notices_waiting(person: Person, today: date) -> Iterator[dict[str, object]]:
    """To be approved, written anew, corrected, or answered for."""
    about = {"person": person, "today": today, "most": MOST_WAITING}
    for line in notices.waiting_for(**about):
        yield _of_notice(_("%(name)s%(period)s的公示等待您批准"), line)
    for line in notices.sent_back(**about):
        yield _of_notice(_("%(name)s%(period)s的公示被退回，请修改后再提交"), line, why=line.reason)
    for line in notices.overtaken(**about):
        says = _("%(name)s%(period)s公示以后数据已经重新验收，请起草更正公示")
        yield _of_notice(says, line, number=line.number)
    for line in notices.objections_to_answer(**about):
        yield _of_notice(_("%(name)s%(period)s的公示有异议等待答复"), line, number=line.number)


def _of_notice(says: str, line: notices.Line, *, why: str = "", number: int | None = None) -> dict[str, object]:
    about = says % {"name": line.organisation.name, "period": notice_words(line)}
    page = ("notices:notice", _notice(line)) if number is None else ("notices:numbered", [*_notice(line), number])
    return {"says": about, "why": why, "url": reverse(page[0], args=page[1])}


def _to_review(each: reporting.PeriodToReview) -> dict[str, str]:
    """Where many reports of a period wait, they are one line that leads to the list."""
    told = {"period": period_words(each.period), "count": each.lying, "again": each.resubmitted}
    why = _("其中 %(again)d 家退回后重新报送") % told if each.resubmitted else ""
    url = f"{reverse('reporting:desk')}?{urlencode({'period': each.period})}"
    return {"says": _("%(period)s有 %(count)d 家的报送等您审核") % told, "why": why, "url": url}


def _findings_to_do(request: HttpRequest, today: date) -> Iterator[dict[str, str]]:
    found = kept_findings.to_do(person=request.person, today=today)
    told = {
        Mine.ANSWER: (found.to_answer, _("有 %(count)d 个问题等您说明或整改")),
        Mine.RECHECK: (found.to_recheck, _("有 %(count)d 个问题等您复查")),
        Mine.OVERDUE: (found.overdue_below, _("下级有 %(count)d 个问题逾期没有答复")),
    }
    late = _("其中 %(count)d 个逾期") % {"count": found.late} if found.late else ""
    for mine, (count, says) in told.items():
        if count:
            why = late if mine is Mine.ANSWER else ""
            url = f"{reverse('findings:list')}?mine={mine.value}"
            yield {"says": says % {"count": count}, "why": why, "url": url}


def _to_inspect(person: Person, today: date) -> Iterator[dict[str, str]]:
    now, late = to_inspect(person=person, today=today)
    if now or late:
        says = _("检查安排：有 %(count)d 家正在检查期内还没有检查") % {"count": now}
        why = _("另有 %(count)d 家逾期未查") % {"count": late} if late else ""
        yield {"says": says, "why": why, "url": reverse("supervision:list")}


def _running_out(request: HttpRequest, today: date) -> Iterator[dict[str, str]]:
    """Contracts and the like that have to be renewed."""
    found = running_out(person=request.person, today=today, most=MOST_RUNNING_OUT + 1)
    for each in found[:MOST_RUNNING_OUT]:
        what = {"name": each.organisation.name, "ledger": in_language(each.ledger.zh), "title": each.title}
        says = _("%(name)s的%(ledger)s到期：%(title)s") % what
        why = f"{in_language(each.column)} {each.until}，{gettext(each.state.zh)}"
        yield {"says": says, "why": why, "url": reverse("ledgers:row", args=[each.ledger.key, each.id])}
    if len(found) > MOST_RUNNING_OUT:
        yield {"says": _("还有其他登记到期，在台账中查看"), "why": "", "url": reverse("ledgers:index")}


def _changed(each: reporting.Waiting) -> str:
    what = {"what": f"{each.organisation.name}{period_words(each.period)}"}
    if each.to_do is ACCEPT_AGAIN:
        return _("%(what)s验收以后有变动，请核对后验收更正") % what
    return _("%(what)s验收以后有变动，请说明原因") % what


def _notice(line: notices.Line) -> list[str]:
    return [line.organisation.code, line.called]


def _names(each) -> list[str]:
    return [each.organisation.code, str(each.period)]


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Of a unit what is overdue, due and soon to be done; of a place who is late with what, and what comes."""
    today, home = timezone.localdate(), _home(request)
    context: dict[str, object] = {"home": home}
    if home is not None:
        asked = {"organisation": home.code, "person": request.person, "today": today}
        if Level(home.level).is_place:
            there = duties_queries.pressing_at_place(**asked)
            found = together(there.tallies)
            context |= {"tallies": found[:MOST_DUTIES], "more": len(found) - MOST_DUTIES}
            context["own"] = as_rows(there.own)[:MOST_DUTIES]
            context["deadline"] = deadline([each.duty for each in there.tallies], today)
        else:
            found = duties_queries.pressing(**asked)
            context |= of_unit(found, today)
    return render(request, "start/duties_part.html", context)


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """A unit's months beside last year's, or the places below a place."""
    today, home = timezone.localdate(), _home(request)
    context: dict[str, object] = {"home": home}
    if home is not None:
        wanted = _usual_year(today)
        asked = {"organisation": home.code, "year": wanted, "person": request.person}
        if Level(home.level).is_place:
            sums = workbench.sums_of_places(**asked, today=today)
            context |= {"sums": sums, "chart": _chart_of_places(sums), "is_partial": sums.is_partial}
        else:
            months = workbench.months(**asked)
            context |= {"chart": _chart_of_months(months), "year4": wanted, "is_partial": months.is_partial}
    return render(request, "start/year_part.html", context)


def _chart_of_months(found: workbench.Months) -> dict[str, object]:
    years = ((found.year - 1, found.last), (found.year, found.this))
    series = [{"name": _("%(year)d 年") % {"year": each}, "values": _plain(values)} for each, values in years]
    if found.target is not None:
        line = {"name": _("年度目标（各月平均）"), "values": _plain([found.target] * 12), "kind": "line"}
        series.append(line)
    return {
        "title": _("%(year)d 年各月综合能耗与上年同月") % {"year": found.year},
        "unit": _("吨标准煤"),
        "labels": [_("%(number)d 月") % {"number": n} for n in range(1, 13)],
        "series": series,
        "has_target": found.target is not None,
        "has_figures": any(value is not None for value in (*found.this, *found.last)),
    }


def _chart_of_places(sums: workbench.Sums) -> dict[str, object]:
    before, now = [place.tce_before for place in sums.places], [place.tce for place in sums.places]
    return {
        "title": _("%(year)d 年 1 至 %(month)d 月各地综合能耗") % {"year": sums.year, "month": sums.until.month},
        "unit": _("吨标准煤"),
        "labels": [
            place.name if place.is_comparable else _("%(name)s（不齐）") % {"name": place.name} for place in sums.places
        ],
        "series": [
            {"name": _("上年同期"), "values": _plain(before)},
            {"name": _("%(year)d 年") % {"year": sums.year}, "values": _plain(now)},
        ],
        "has_figures": any(before) or any(now),
    }


def _plain(values) -> list[float | None]:
    return [None if value is None else round(float(value), 2) for value in values]


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    home, today = _home(request), timezone.localdate()
    found, count = [], 0
    if home is not None and Level(home.level).is_place:
        asked = {"organisation": home.code, "year": _usual_year(today), "person": request.person, "today": today}
        return render(request, "start/findings_below_part.html", {"home": home, "found": findings_below(**asked)})
    if home is not None:
        found, count = workbench.findings(organisation=home.code, today=timezone.localdate(), person=request.person)
    context = {"home": home, "findings": found, "count": count, "may_enter": request.person.may(Right.ENTER)}
    return render(request, "start/findings_part.html", context)


@require_safe
def findings_of_rule(request: HttpRequest) -> HttpResponse:
    """What one check finds below a place, by unit."""
    code, today = organisation_asked(request), timezone.localdate()
    asked = {"organisation": code, "rule": request.GET.get("rule", ""), "year": year_in(request, _usual_year(today))}
    found = findings_of(**asked, person=request.person, today=today)
    trail = [{"label": _("首页"), "url": reverse("start:start")}, {"label": found.name, "url": ""}]
    context = {"found": found, "breadcrumbs": trail, "may_enter": request.person.may(Right.ENTER)}
    return render(request, "start/findings.html", context)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The periods of the year that is being reported: owed, submitted, accepted. First what everybody reports; a month
    may be opened for a single county.
    """
    today, home = timezone.localdate(), _home(request)
    found = None
    if home is not None:
        asked = today.year if today.month > 3 else today.year - 1
        found = reporting.grid(organisation=home.code, year=asked, person=request.person, today=today)
    over = [count for count in found.counts if count.is_over] if found else []
    latest = next((count for count in reversed(over) if is_always_reported(count.period)), None)
    all_ = f"{reverse('reporting:grid')}?{urlencode({'organisation': home.code})}" if home else ""
    others = [count for count in over if count.owed and count is not latest][-MOST_OTHERS:]
    about = {"found": found, "latest": latest, "others": others, "all": all_}
    return render(request, "start/reports_part.html", {**about, "late": f"{all_}&only=late"})


@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """How many units are missing in each month of the year that are over, for each place of the person."""
    today = timezone.localdate()
    wanted = _usual_year(today)
    places = [(place, _months(request, place, wanted)) for place in tops(person=request.person)]
    return render(request, "start/missing_part.html", {"places": places, "year": wanted})


def _usual_year(today: date) -> int:
    """The year whose months are coming in."""
    return today.year if today.month > 1 else today.year - 1


def _home(request: HttpRequest) -> Entry | None:
    reach = tops(person=request.person)
    return reach[0] if reach else None


def _months(request: HttpRequest, place: Entry, year: int) -> list[Count]:
    found = months_of(person=request.person, code=place.code, year=year, today=timezone.localdate())
    return [count for count in found.counts if not count.is_ahead and count.missing]


def _named(deed: Deed) -> str:
    kind = brought().get(deed.operation.rpartition(" ")[2])
    return in_language(kind.zh) if kind else deed.operation
