"""Duties as lines of a page: in which tone, and where each is, or can be, done."""

from jieyue.programme.duties.queries import Shown
from jieyue.rules.duties import DutyState
from jieyue.web.links import url_of

TONES = {
    DutyState.OVERDUE: "error",
    DutyState.DUE: "warning",
    DutyState.DONE: "success",
    DutyState.EXEMPT: "neutral",
    DutyState.AHEAD: "info",
}


def as_row(each: Shown) -> dict[str, object]:
    done = each.done
    return {"shown": each, "tone": TONES[each.state], "url": url_of(done.thing, done.names) if done else _to_do(each)}


def _to_do(each: Shown) -> str:
    """Where it can be done."""
    duty, discharge, code = each.duty, each.duty.entry.discharge, each.organisation.code
    if each.state in (DutyState.AHEAD, DutyState.EXEMPT) or discharge is None:
        return ""
    if discharge.by == "ledger_month":
        return url_of("months", (code, duty.period[:4]))
    if discharge.by == "document":
        return url_of("hand_in", (code, discharge.what, duty.period))
    return url_of(discharge.by, (code, duty.period))
