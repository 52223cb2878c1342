"""建成情况: shares of recognised organs against their targets; every number leads to its list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.recognition.organs import Organ
from jieyue.programme.recognition.queries import Choice, GoalLine, Group, Shown, recognition
from jieyue.rules.recognition import Ground, Share, Status
from jieyue.rules.targets import Verdict
from jieyue.rules.values import Kind, Level
from jieyue.web.asking import day_asked
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_asked
from jieyue.web.recognition import tables
from jieyue.web.recognition.asking import UNKNOWN, board_address, choice_asked, list_address
from jieyue.web.taking_along import addresses, as_file
from jieyue.web.words import in_language

TONES = {Verdict.MET: "success", Verdict.MISSED: "error", Verdict.OPEN: "neutral"}


@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    context = {
        "found": found,
        "goals": [_goal(found, each) for each in found.goals],
        "divided": _divided(found),
        "total": _counted(found, Choice(), found.total),
        "unknown": list_address(found, Choice(is_organ=None)),
        "breadcrumbs": _trail(request, found),
        "files": addresses(request, "recognition:shares-file"),
    }
    return render(request, "recognition/shares.html", context)


def _divided(found: Shown) -> list[tuple[str, list[dict[str, object]]]]:
    is_place = found.level.is_place
    ways = [
        (_("按层级"), found.levels if is_place else []),
        (_("按机关类别"), found.kinds),
        (_("按地区和单位"), found.branches if is_place else []),
    ]
    return [(name, [_group(found, each) for each in groups]) for name, groups in ways if groups]


def _group(found: Shown, each: Group) -> dict[str, object]:
    code = each.choice.branch
    url = board_address(code, found.on) if code and code != found.organisation.code else ""
    return {"name": in_language(each.name) if not code else each.name, "url": url} | _counted(
        found, each.choice, each.share
    )


def _counted(found: Shown, choice: Choice, share: Share, **more: object) -> dict[str, object]:
    return {
        "share": share,
        "all": list_address(found, choice, **more),
        "recognised": list_address(found, choice, status=Status.RECOGNISED, **more),
        "other": list_address(found, choice, status=Status.OTHER, **more),
    }


def _goal(found: Shown, each: GoalLine) -> dict[str, object]:
    return {"line": each, "tone": TONES[each.verdict]} | _counted(found, each.choice, each.share, on=each.on)


@require_safe
def shares_file(request: HttpRequest, form: str) -> HttpResponse:
    found = _found(request)
    name = f"{found.organisation.name}_{_('建成情况')}_{found.on}"
    return as_file(tables.of_groups(found), form, name=name, more=[tables.of_goals(found)])


def _found(request: HttpRequest) -> Shown:
    about = {"organisation": organisation_asked(request), "on": day_asked(request, "on")}
    return recognition(**about, person=request.person, today=timezone.localdate())


def _trail(request: HttpRequest, found: Shown) -> list[dict[str, str]]:
    """From where the reach begins down to the place."""
    above = organisation_of(found.organisation.code, person=request.person).above
    return [{"label": each.name, "url": board_address(each.code, found.on)} for each in above]


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The units that a number counts."""
    found = _found(request)
    choice = choice_asked(request, found)
    listed = found.listed(choice)
    many, number = per_page(request), page_number(request)
    page = page_of(len(listed), number=number, many=many)
    shown = listed[page.start_index() - 1 :][:many] if listed else []
    context = {
        "found": found,
        "choice": choice,
        "levels": [(level, level in choice.levels) for level in Level if level.is_place],
        "kinds": list(Kind),
        "statuses": [(each.value, in_language(each.zh)) for each in Status] + [(UNKNOWN, _("没有登记类别"))],
        "only": UNKNOWN if choice.is_organ is None else choice.status and choice.status.value,
        "told": _told(choice),
        "rows": [(each, _ways(each)) for each in shown],
        "page": page,
        "breadcrumbs": [*_trail(request, found), {"label": _told(choice), "url": ""}],
        "files": addresses(request, "recognition:units-file"),
    }
    return render(request, "recognition/units.html", context)


def _told(choice: Choice) -> str:
    if choice.is_organ is None:
        return _("没有登记类别的单位")
    return in_language(choice.status.zh) if choice.status else _("全部机关")


def _ways(each: Organ) -> dict[str, str]:
    """Where each of what is told of a unit is seen in full."""
    last = each.found.last
    is_by_round = each.found.ground is Ground.ROUND and last is not None
    round_ = reverse("rounds:unit", args=[last.round, each.organisation.code]) if last and is_by_round else ""
    return {"unit": reverse("organisations:organisation", args=[each.organisation.code]), "ground": round_}


@require_safe
def units_file(request: HttpRequest, form: str) -> HttpResponse:
    found = _found(request)
    choice = choice_asked(request, found)
    name = f"{found.organisation.name}_{_told(choice)}_{found.on}"
    return as_file(tables.of_units(found.listed(choice)), form, name=name)
