"""What checks found, on its way into the table and out of it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import orjson
from django.utils import timezone

from jieyue.rules.findings import (
    PUT_RIGHT,
    UNANSWERED,
    FindingState,
    Origin,
    after_check,
    due_on,
    is_same,
    state_at_first,
)
from jieyue.rules.person import Person
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.store.findings.models import Finding
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct_each, keep_all
from jieyue.store.records.writing import Writing

PUT_RIGHT_SAYS = "记录已经更正或者作废，核对不再发现。"
"""The answer of the record itself to whoever asked about it."""
Key = tuple[int, str, str, date]
"""Organisation, rule, what it is about, and the day."""


@dataclass(frozen=True)
class Raised:
    """What a check or somebody says. `record` is the id in `table`; where no single record shows it, `about` tells it
    from its like. `due_on` is the day that was set; `put_right` what was done before whoever found it.
    """

    organisation: int
    rule: str
    title: str
    says: str
    do: str
    day: date
    first_day: date | None = None
    table: str = ""
    record: int | None = None
    about: str = ""
    place: str = ""
    responsible: str = ""
    origin: Origin = Origin.CHECK
    figures: Mapping[str, object] = field(default_factory=dict)
    due_on: date | None = None
    put_right: str = ""

    @property
    def key(self) -> Key:
        return (self.organisation, self.rule, self.about or f"{self.table}:{self.record}", self.day)


def keep_findings(
    change: Writing, ledger: str, *, found: Iterable[Raised], looked_at: Iterable[int] = (), by: Person, at: datetime
) -> None:
    """Keep what a check of a ledger found in the records `looked_at`, those that were withdrawn among them.

    The same again raises nothing; what is found no longer is closed, what comes back is opened again. The records have
    their ids already: a sheet is settled first. In one question however many they are.
    """
    found = list(found)
    records = {*looked_at, *(each.record for each in found if each.record is not None)}
    kept = list(Finding.objects.filter(ledger=ledger, record_id__in=any_of(records)))
    settle(change, ledger, kept=kept, found=found, by=by, at=at)


def settle(
    change: Writing, ledger: str, *, kept: Iterable[Finding], found: Iterable[Raised], by: Person, at: datetime
) -> None:
    """What is found now beside what was found before."""
    now = {each.key: each for each in found}
    before = {key_of(each): each for each in kept}
    due = usual_due_day(timezone.localdate(at)) if now else None
    keep_all(change, [_new(each, ledger, due, by, at) for key, each in now.items() if key not in before])
    changes = ((finding, _after(finding, now.get(key), by=by, at=at)) for key, finding in before.items())
    correct_each(change, [(finding, values) for finding, values in changes if values])


def new_finding(raised: Raised, ledger: str, *, by: Person, at: datetime) -> Finding:
    return _new(raised, ledger, usual_due_day(timezone.localdate(at)), by, at)


def _new(raised: Raised, ledger: str, due_on: date | None, by: Person, at: datetime) -> Finding:
    answer = {"answer": raised.put_right, "answered_by": by.username, "answered_at": at} if raised.put_right else {}
    return Finding(
        organisation_id=raised.organisation, origin=raised.origin, ledger=ledger, table=raised.table,
        record_id=raised.record, about=raised.key[2], rule=raised.rule, title=raised.title, says=raised.says,
        do=raised.do, figures=written(raised.figures), first_day=raised.first_day or raised.day, day=raised.day,
        place=raised.place, responsible=raised.responsible, due_on=raised.due_on or due_on,
        state=state_at_first(raised.put_right), raised_by=by.username, raised_at=at, **answer,
    )  # fmt: skip


def usual_due_day(raised_on: date, *, thresholds: Thresholds | None = None) -> date:
    """By the days that the policy gives for putting something right; the same day where it gives none."""
    days = (thresholds or policy().thresholds).number(Limit.FINDING_DAYS, on=raised_on)
    return due_on(raised_on, int(days or 0))


def key_of(finding: Finding) -> Key:
    return (finding.organisation_id, finding.rule, finding.about, finding.day)


def written(figures: Mapping[str, object]) -> str:
    return orjson.dumps({name: str(value) for name, value in figures.items()}).decode() if figures else ""


def figures_of(finding: Finding) -> dict[str, object]:
    return orjson.loads(finding.figures) if finding.figures else {}


def when_gone(finding: Finding, *, by: Person, at: datetime) -> dict[str, object]:
    """What becomes of a finding whose record was withdrawn; nothing where it is over."""
    return _after(finding, None, by=by, at=at)


def _after(finding: Finding, raised: Raised | None, *, by: Person, at: datetime) -> dict[str, object]:
    """What becomes other; nothing where it is as it was."""
    state = FindingState(finding.state)
    is_as_before = raised is not None and is_same(figures_of(finding), raised.figures)
    is_as_before = is_as_before and finding.answer != PUT_RIGHT_SAYS
    asked = {"is_asked": bool(finding.decided_by), "is_as_before": is_as_before}
    move = after_check(state, is_found=raised is not None, **asked)
    words = _words(raised) if raised else {}
    if move is None:
        return words if state in UNANSWERED and not is_as_before else {}
    if move is PUT_RIGHT:
        return {"state": move.target, "answer": PUT_RIGHT_SAYS, "answered_by": by.username, "answered_at": at}
    if raised is None:
        return {"state": move.target}
    due = usual_due_day(timezone.localdate(at))
    return {"state": move.target, "times": finding.times + 1, "due_on": due, **words}


def _words(raised: Raised) -> dict[str, object]:
    """What is told of it; whose it is and by when where the record says so."""
    said = {"says": raised.says, "do": raised.do, "figures": written(raised.figures)}
    by_whom = {"responsible": raised.responsible} if raised.responsible else {}
    return {**said, **by_whom, **({"due_on": raised.due_on} if raised.due_on else {})}
