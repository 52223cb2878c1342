"""What the unit says to a finding of the checks, and what the level above decides of that."""

from datetime import datetime

from jieyue.programme.checking.live import COMPARED, Live
from jieyue.programme.people.second_person import is_own_step, who_made
from jieyue.rules.findings import (
    ANSWERED,
    CLOSE,
    EXPLAIN,
    FindingState,
    Origin,
    is_above,
    is_same,
    needs_level_above,
)
from jieyue.rules.moves import refuse_from
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotAllowed
from jieyue.rules.roles import Right
from jieyue.store.evidence.keeping import cite
from jieyue.store.findings.keeping import figures_of, new_finding, written
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.models import RowVersion
from jieyue.store.records.writing import Writing

TABLE = Finding._meta.db_table
ANSWERING = ("finding explain", "finding correct", "report submit")
"""Operations in which somebody says something to a finding."""


class NotAbove(NotAllowed):
    """Only the level above accepts what is said of a unit's figures."""


def explain_found(change: Writing, live: Live, words: str, *, by: Person, at: datetime) -> Finding:
    """What a check finds now, taken in hand with an explanation. Raises CannotMove where it was answered already."""
    raised, kept = live.raised, kept_as(live)
    if kept is None:
        kept = new_finding(raised, live.source, by=by, at=at)
        keep(change, kept)
    elif kept.state != FindingState.RESOLVED and is_same(figures_of(kept), raised.figures):
        refuse_from(EXPLAIN, FindingState(kept.state), what="这个问题")
    now = {"says": raised.says, "do": raised.do, "figures": written(raised.figures)}
    answer = {"state": EXPLAIN.target, "answer": words, "answered_by": by.username, "answered_at": at}
    correct(change, kept, **now, **answer)
    return kept


def is_to_explain(live: Live) -> bool:
    """Whether nobody has answered it as it is found now."""
    kept = kept_as(live)
    is_new = kept is None or kept.state == FindingState.RESOLVED or not is_same(figures_of(kept), live.raised.figures)
    return is_new or EXPLAIN.starts_from(FindingState(kept.state))


def kept_as(live: Live) -> Finding | None:
    organisation, rule, about, day = live.raised.key
    return Finding.objects.filter(organisation=organisation, rule=rule, about=about, day=day).first()


def close_explained(change: Writing, finding: Finding, *, words: str, by: Person, at: datetime) -> None:
    decided = {"decision": words, "decided_by": by.username, "decided_at": at}
    correct(change, finding, state=CLOSE.target, **decided)
    freeze(change, finding)


def may_close(finding: Finding, by: Person) -> bool:
    """Whether it was answered, by somebody else, and `by` is of the level that decides."""
    about = {"parties": parties_to(finding), "organisation": finding.organisation.code, "right": Right.REVIEW}
    is_answered = FindingState(finding.state) in ANSWERED
    return is_answered and not is_own_step(**about, by=by) and _is_of_level(finding, by)


def parties_to(finding: Finding) -> set[str]:
    """Whoever explained it or put it right, and for whom."""
    versions = RowVersion.objects.filter(table=TABLE, record_id=finding.pk, entry__operation__in=ANSWERING)
    return {*who_made(versions.values_list("entry_id", flat=True), Right.ENTER), finding.answered_by} - {""}


def refuse_own_level(finding: Finding, by: Person) -> None:
    """Raises NotAbove where only the level above may accept it."""
    if not _is_of_level(finding, by):
        raise NotAbove("数据核对发现的问题，说明要由上一级同意。", do="请上级的审核员或主管部门复查。")


def _is_of_level(finding: Finding, by: Person) -> bool:
    is_for_above = needs_level_above(Origin(finding.origin), finding.record_id)
    return not is_for_above or is_above(by.paths(Right.REVIEW), path_on(finding.organisation_id, by.on))


def freeze(change: Writing, finding: Finding) -> None:
    cite(change, records=[(TABLE, finding.pk)], citing=(TABLE, finding.pk), cited_by=f"问题“{finding.title}”")


def period_of(finding: Finding) -> Period:
    """In which it is looked for: what quarters and years say is found in those alone."""
    months = (finding.day.year - finding.first_day.year) * 12 + finding.day.month - finding.first_day.month + 1
    is_quarter = finding.ledger == COMPARED and months == 3
    return Period(finding.first_day, months) if is_quarter else Period.parse(f"{finding.day.year:04}")
