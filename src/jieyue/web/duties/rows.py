"""Duties as lines of a page: in which tone, and where each is, or can be, done."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from jieyue.programme.duties.documents import is_score_sheet
from jieyue.programme.duties.queries import Shown, ledger_answering, ledger_called
from jieyue.programme.duties.together import Ordered, together
from jieyue.programme.publication.catalogue import name_of_notice
from jieyue.programme.sentences.telling import Now, Told
from jieyue.rules.duties import OF_LEDGERS, DutyState
from jieyue.rules.own_lists import IMPROVEMENTS, LETTERS, OWN_LISTS, SAVINGS, SPOT_CHECKS
from jieyue.rules.plan import Carried, Discharge, Entry
from jieyue.rules.plan_told import named_ledgers, told
from jieyue.web.links import url_of

TONES = {
    DutyState.OVERDUE: "error",
    DutyState.DUE: "warning",
    DutyState.SENT: "info",
    DutyState.DONE: "success",
    DutyState.EXEMPT: "neutral",
    DutyState.AHEAD: "info",
}


def as_rows(found: Iterable[Shown]) -> list[dict[str, object]]:
    """What several plans order alike is one row, which names them."""
    return [as_row(each) for each in together(found)]


def as_row(each: Ordered[Shown]) -> dict[str, object]:
    shown = each.first
    return {"shown": shown, "tone": TONES[shown.state], "url": _url_of(shown), "ordered": each}


CARRIED_TONES = {
    Carried.DECIDED: "success",
    Carried.HANDED_IN: "info",
    Carried.KEPT: "info",
    Carried.SHOWN: "neutral",
    Carried.WAITS: "warning",
}


PAGES_OF_LISTS = {
    LETTERS: "letters:list",
    IMPROVEMENTS: "evaluation:start",
    SPOT_CHECKS: "rounds:list",
    SAVINGS: "savings:unit",
}


TONES_NOW = {
    Now.NONE: "neutral",
    Now.MET: "success",
    Now.KEPT: "success",
    Now.OPEN: "warning",
    Now.NOTHING: "warning",
    Now.UNMET: "error",
}


def as_told(told: Told) -> dict[str, object]:
    url = _url_of(told.shown) if told.shown else url_of(told.thing, told.names)
    return {"says": told.says, "now": told.now, "tone": TONES_NOW[told.now], "url": url}


def as_entry(entry: Entry, told_of: Sequence[Told] = ()) -> dict[str, object]:
    """What an entry orders, what carries it out and how that stands, or the ledgers to be opened."""
    named = named_ledgers(entry)
    ledgers = {each.key: each for each in (ledger_called(name) for name in named if name not in OWN_LISTS)}
    own = [(OWN_LISTS[name], reverse(PAGES_OF_LISTS[name])) for name in named if name in OWN_LISTS]
    return {
        "entry": entry,
        "carried": entry.carried,
        "tone": CARRIED_TONES[entry.carried],
        "told": told(entry),
        "stands": [as_told(each) for each in told_of],
        "certainty": entry.due.least_certain if entry.due else None,
        "ledgers": [*own, *((each.zh, reverse("ledgers:list", args=[each.key])) for each in ledgers.values())],
    }


def _url_of(each: Shown) -> str:
    there = each.done or each.under_way
    return url_of(there.thing, there.names) if there else _to_do(each)


def _to_do(each: Shown) -> str:
    """Where it can be done; "" for what others do."""
    duty, discharge, code = each.duty, each.duty.entry.discharge, each.organisation.code
    if each.state in (DutyState.AHEAD, DutyState.EXEMPT) or discharge is None or discharge.by_others:
        return ""
    return url_of(*_thing_to_do(discharge, code, duty.period))


def _thing_to_do(discharge: Discharge, code: str, period: str) -> tuple[str, tuple[str, ...]]:
    """The thing that discharges it, and what its page is asked with."""
    what = discharge.what
    if discharge.by == "document":
        return ("score_sheet", (code, period)) if is_score_sheet(what) else ("hand_in", (code, what, period))
    if discharge.by in OF_LEDGERS:
        return "ledger", (ledger_answering(what), code, period)
    known = {
        "ledger_month": ("months", (code, period[:4])),
        "notice": ("notice", (code, name_of_notice(what, period))),
        "conclusion": ("rounds", (code,)),
    }
    return known.get(discharge.by, (discharge.by, (code, period)))
