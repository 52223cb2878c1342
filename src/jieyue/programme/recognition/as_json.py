"""建成情况 as programs read it."""

from jieyue.programme.recognition.advancing import Advanced, Line
from jieyue.programme.recognition.organs import Organ
from jieyue.programme.recognition.queries import GoalLine, Group, Shown
from jieyue.rules.recognition import Share


def as_json(found: Shown) -> dict[str, object]:
    """Shares in percent, None where there is nobody; `units` are all whose share it is and those not known."""
    return {
        "organisation": found.organisation.code,
        "on": found.on,
        **_share(found.total),
        "unknown": found.unknown,
        "goals": [_goal(each) for each in found.goals],
        "levels": [_group(each) for each in found.levels],
        "kinds": [_group(each) for each in found.kinds],
        "branches": [_group(each) for each in found.branches],
        "units": [_unit(each) for each in found.units if each.is_organ is not False],
    }


def advanced_as_json(found: Advanced) -> dict[str, object]:
    """先进单位: who is chosen by the rule, who is not and why, in their order."""
    return {
        "organisation": found.organisation.code,
        "on": found.on,
        "organs": found.organs,
        "recognised": len(found.lines),
        "places": found.places,
        "units": [_line(each) for each in found.lines],
    }


def _line(each: Line) -> dict[str, object]:
    return {
        "organisation": each.organ.organisation.code,
        "name": each.organ.organisation.name,
        "percent": each.percent,
        "result": each.place.result,
        "excluded": list(each.excluded),
        "titled_on": each.titled_on,
    }


def _share(share: Share) -> dict[str, object]:
    return {"organs": share.of, "recognised": share.count, "percent": share.percent}


def _goal(each: GoalLine) -> dict[str, object]:
    goal = each.goal
    about = {"key": goal.key, "what": goal.what, "document": goal.document, "certainty": goal.certainty}
    asked = {"levels": list(goal.levels), "value": goal.value, "by": goal.by}
    return {**about, **asked, "on": each.on, **_share(each.share), "verdict": each.verdict, "is_own": each.is_own}


def _group(each: Group) -> dict[str, object]:
    return {"name": each.name, "code": each.choice.branch or None, **_share(each.share)}


def _unit(each: Organ) -> dict[str, object]:
    found = each.found
    return {
        "organisation": each.organisation.code,
        "name": each.organisation.name,
        "level": each.level,
        "kind": each.kind,
        "is_organ": each.is_organ,
        "ground": found.ground,
        "since": found.since,
        "document": found.document,
    }
