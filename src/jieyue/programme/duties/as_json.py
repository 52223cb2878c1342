"""Duties as the JSON that other programs rely on."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from jieyue.programme.duties.queries import InForce, Shown
from jieyue.rules.duties import DutyState


def as_json(shown: Shown) -> dict[str, Any]:
    duty = shown.duty
    assert duty.entry.due  # noqa: S101 (a duty has a date)
    return {
        "plan": duty.plan,
        "key": duty.key,
        "what": duty.what,
        "period": duty.period,
        "opens_on": duty.opens_on,
        "due_on": duty.due_on,
        "was_due_on": duty.was_due_on,
        "changed_because": duty.changed_because,
        "state": shown.state.told,
        "discharged_by": shown.done and {"what": shown.done.thing, "on": shown.done.on, "says": shown.done.says},
        "claimed": shown.claimed and {"what": shown.claimed.thing, "on": shown.claimed.on, "says": shown.claimed.says},
        "under_way": shown.under_way
        and {
            "what": shown.under_way.thing,
            "on": shown.under_way.on,
            "says": shown.under_way.says,
            "how_far": shown.under_way.how_far.value,
        },
        "is_late": shown.is_late,
        "exempt_because": shown.exempt_because,
        "exempt_by": shown.exempt_by,
        "article": duty.entry.sentence.article,
        "sentence": duty.entry.sentence.text,
        "organisation": shown.organisation.code,
        "note": duty.entry.due.note,
        "certainty": duty.entry.due.certainty,
        "shift_certainty": duty.entry.due.shift_certainty,
        "by_whom": duty.entry.who.body,
        "is_calendar_known": shown.is_calendar_known,
    }


def counts_as_json(shown: Iterable[Shown]) -> list[dict[str, Any]]:
    """How many of those shown owe each duty, have done it, and of those after its day."""
    counted: dict[tuple[str, str, date], list[Shown]] = {}
    for each in shown:
        counted.setdefault((each.duty.plan, each.duty.key, each.duty.due_on), []).append(each)
    return [
        {
            "plan": plan,
            "key": key,
            "due_on": due_on,
            "owed": sum(each.state is not DutyState.EXEMPT for each in own),
            "done": sum(each.state is DutyState.DONE for each in own),
            "done_late": sum(each.state is DutyState.DONE and each.is_late for each in own),
            "overdue": sum(each.state is DutyState.OVERDUE for each in own),
        }
        for (plan, key, due_on), own in sorted(counted.items())
    ]


def plan_as_json(found: InForce) -> dict[str, Any]:
    """A plan in force, `until` the first day on which it no longer is."""
    return {
        "plan": found.plan.key,
        "title": found.plan.title,
        "at": found.organisation.code,
        "since": found.since,
        "until": found.until,
        "has_changed": found.has_changed,
    }
