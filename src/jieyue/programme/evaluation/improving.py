"""改进清单: what a unit wants to put right of its score sheet by when; the records themselves close each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jieyue.programme.evaluation.proofs import numbered
from jieyue.programme.evaluation.queries import Shown, evaluation, unit_of
from jieyue.rules.gaining import Gain, Progress, progress
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.scoring import ZERO, Decision, Missing
from jieyue.store.records.keeping import correct, keep, remove
from jieyue.store.records.writing import Writing, writing
from jieyue.store.scores.models import Improvement

PLAN = "improvements planned"
MOST_WHO, MOST_MISSING = 60, 1000


class NotPlanned(Refused):
    pass


@dataclass(frozen=True)
class Wanted:
    """Of an item by when and by whom; without a day it is taken off the list."""

    item: str
    due_on: date | None
    responsible: str = ""

    @property
    def values(self) -> dict[str, object]:
        return {"due_on": self.due_on, "responsible": self.responsible.strip()[:MOST_WHO]}


@dataclass(frozen=True)
class Line:
    """`due_on` None: it could be put on the list, and `until` is the day that somebody ordered, to begin with.
    `then` is what was missing when it was planned, `missing` what is now; `points` can still be earned.
    """

    decision: Decision
    points: Decimal
    missing: Sequence[Missing]
    until: date | None
    due_on: date | None
    responsible: str
    then: str
    progress: Progress | None


@dataclass(frozen=True)
class Improvements:
    """By the order of what can be earned; what is done comes last."""

    found: Shown
    lines: Sequence[Line]

    def count(self, state: Progress) -> int:
        return sum(1 for each in self.lines if each.progress is state)

    @property
    def counts(self) -> list[tuple[Progress, int]]:
        return [(state, self.count(state)) for state in Progress]


def improvements(*, organisation: str, year: int, person: Person, today: date) -> Improvements:
    """Raises OrganisationUnknown, NotEvaluated."""
    found = evaluation(organisation=organisation, year=year, person=person, today=today)
    kept = {each.item: each for each in _kept(organisation, found, person)}
    gains = {each.decision.item.key: each for each in found.gains.every}
    decisions = {each.item.key: each for each in found.sheet.decisions}
    others = [key for key in kept if key in decisions and key not in gains]
    lines = [_line(decisions[key], gains.get(key), kept.get(key), today) for key in (*gains, *others)]
    return Improvements(found, sorted(lines, key=lambda each: each.progress is Progress.DONE))


def _kept(organisation: str, found: Shown, person: Person) -> list[Improvement]:
    about = {"standard": found.sheet.standard.key, "year": found.year}
    return list(Improvement.objects.filter(organisation=unit_of(organisation, person=person), **about).order_by("pk"))


def _line(decision: Decision, gain: Gain | None, kept: Improvement | None, today: date) -> Line:
    return Line(
        decision,
        gain.points if gain else ZERO,
        gain.missing if gain else (),
        gain.until if gain else None,
        kept.due_on if kept else None,
        kept.responsible if kept else "",
        kept.missing if kept else "",
        progress(decision, due=kept.due_on, today=today) if kept else None,
    )


def plan_improvements(
    *, organisation: str, year: int, wanted: Sequence[Wanted], by: Person, at: datetime, today: date
) -> int:
    """All lines at once; gives how many changed. Raises NotPlanned."""
    found = evaluation(organisation=organisation, year=year, person=by, today=today)
    known = {each.decision.item.key: each for each in found.gains.every}
    about = {"standard": found.sheet.standard.key, "year": year}
    with writing(operation=PLAN, by=by, at=at) as change:
        unit = unit_of(organisation, person=by, right=Right.ENTER)
        kept = {each.item: each for each in Improvement.objects.filter(organisation=unit, **about)}
        changed = 0
        for each in wanted:
            own = kept.get(each.item)
            if own is None and each.due_on:
                _refuse_unknown(each, known, today)
                missing = "；".join(one.says for one in known[each.item].missing)[:MOST_MISSING]
                keep(change, Improvement(organisation=unit, item=each.item, missing=missing, **about, **each.values))
                changed += 1
            elif own is not None and (own.due_on, own.responsible) != (each.due_on, each.values["responsible"]):
                _change(change, own, each)
                changed += 1
        return changed


def _change(change: Writing, own: Improvement, each: Wanted) -> None:
    if each.due_on is None:
        remove(change, Improvement.objects.filter(pk=own.pk))
    else:
        correct(change, own, **each.values)


def planned_by_item(*, organisation: str, year: int, person: Person) -> dict[str, dict[str, str]]:
    """By the number of an item, until when and by whom, as papers print it."""
    unit = unit_of(organisation, person=person)
    rows = Improvement.objects.filter(organisation=unit, year=year)
    return {numbered(each.item): {"until": f"{each.due_on}", "who": each.responsible} for each in rows}


def _refuse_unknown(each: Wanted, known: Mapping[str, Gain], today: date) -> None:
    if each.item not in known:
        raise NotPlanned("这一项现在没有可以再得的分。", do="请刷新页面后再填。", where=each.item)
    if each.due_on and each.due_on < today:
        raise NotPlanned("完成期限已经过了。", do="请填写今天以后的日期。", where=each.item)
