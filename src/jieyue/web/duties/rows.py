"""Duties as lines of a page: in which tone, and where each is, or can be, done."""

from jieyue.programme.duties.documents import Document
from jieyue.programme.duties.queries import Shown, ledger_answering
from jieyue.rules.duties import OF_LEDGERS, DutyState
from jieyue.web.links import url_of

TONES = {
    DutyState.OVERDUE: "error",
    DutyState.DUE: "warning",
    DutyState.DONE: "success",
    DutyState.EXEMPT: "neutral",
    DutyState.AHEAD: "info",
}


def as_row(each: Shown) -> dict[str, object]:
    return {"shown": each, "tone": TONES[each.state], "url": _url_of(each)}


def _url_of(each: Shown) -> str:
    there = each.done or each.claimed
    return url_of(there.thing, there.names) if there else _to_do(each)


def _to_do(each: Shown) -> str:
    """Where it can be done."""
    duty, discharge, code = each.duty, each.duty.entry.discharge, each.organisation.code
    if each.state in (DutyState.AHEAD, DutyState.EXEMPT) or discharge is None:
        return ""
    if discharge.by == "ledger_month":
        return url_of("months", (code, duty.period[:4]))
    if discharge.by in OF_LEDGERS:
        return url_of("ledger", (ledger_answering(discharge.what), code, duty.period))
    if discharge.what == Document.SELF_EVALUATION:
        return url_of("score_sheet", (code, duty.period))
    if discharge.by == "document":
        return url_of("hand_in", (code, discharge.what, duty.period))
    return url_of(discharge.by, (code, duty.period))
