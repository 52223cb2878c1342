"""Rounds as programs read them: days as YYYY-MM-DD, points in 分, words by their keys."""

from collections.abc import Mapping

from jieyue.programme.rounds.queries import Line, Shown, ShownUnit, UnitLine


def rounds_as_json(lines: list[Line]) -> dict[str, object]:
    return {"rounds": [_line(each) for each in lines]}


def _line(line: Line) -> dict[str, object]:
    return {
        "round": line.number,
        "name": line.name,
        "year": line.year,
        "units": line.count,
        "concluded": line.concluded,
        "stage": line.stage and line.stage.value,
        "until": line.until,
    }


def round_as_json(found: Shown) -> dict[str, object]:
    """With the page of its units that was asked for."""
    return {
        "round": found.number,
        "name": found.name,
        "year": found.year,
        "place": found.place,
        "standard": found.standard,
        "document": found.document,
        "plan": found.plan or None,
        "looks_back_on": found.looks_back_on and found.looks_back_on[0],
        "stage": found.stage and found.stage.value,
        "days": {stage.value: day for stage, day in found.days.items()},
        "count": found.count,
        "handed_in": found.handed_in,
        "concluded": found.concluded,
        "units": [_unit(each) for each in found.lines],
    }


def _unit(line: UnitLine) -> dict[str, object]:
    return {
        "organisation": line.organisation.code,
        "name": line.organisation.name,
        "state": line.state.value,
        "late": line.late and line.late.value,
        "own": line.own,
        "system": line.system,
        "points": line.points,
        "exempt": line.exempt or None,
        "drawn": line.drawn or None,
        "overdue": line.overdue,
    }


def unit_as_json(found: ShownUnit) -> Mapping[str, object]:
    """A unit of a round, without who said what: the list of what to put right, and the decisions."""
    after = found.after
    return {
        "round": found.number,
        "organisation": found.organisation.code,
        "state": found.state.value,
        "late": found.late and found.late.value,
        "own": found.own,
        "system": found.system,
        "points": found.points,
        "of": found.of,
        "outcome": found.outcome and found.outcome.value,
        "reason": found.reason,
        "concluded_at": found.concluded_at,
        "exempt": found.exempt or None,
        "drawn": found.drawn or None,
        "tasks": [
            {"finding": each.finding, "title": each.title, "state": each.state.value, "due_on": each.due_on}
            for each in after.tasks
        ],
        "decisions": [
            {"kind": each.kind.value, "outcome": each.outcome.value, "reason": each.reason, "at": each.at}
            for each in after.rulings
        ],
    }
