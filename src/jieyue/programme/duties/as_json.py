"""Duties as the JSON that other programs rely on."""

from typing import Any

from jieyue.programme.duties.queries import Shown


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
