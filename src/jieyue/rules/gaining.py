"""可再得的分: what a score sheet has not earned yet and still can, and what that takes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.rules.scoring import ZERO, Decision, Missing, Sheet, Verdict
from jieyue.rules.values import Word

FIRST_THINGS = 3


@dataclass(frozen=True)
class Gain:
    """Points of an item that are not earned and can be. `missing` is what is to be entered; where it is empty
    somebody judges the item by what the unit says and proves. `until` is the earliest day that somebody ordered.
    """

    decision: Decision
    points: Decimal
    missing: tuple[Missing, ...]
    until: date | None

    @property
    def is_judged(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Gains:
    """The most points first."""

    every: Sequence[Gain] = ()

    @property
    def first(self) -> Sequence[Gain]:
        return self.every[:FIRST_THINGS]

    @property
    def others(self) -> int:
        return len(self.every) - len(self.first)

    @property
    def of_first(self) -> Decimal:
        return sum((each.points for each in self.first), ZERO)


def gains(sheet: Sheet, *, due: date | None, is_said: Callable[[str], bool] = lambda _: False) -> Gains:
    """What can still be earned, the most points first; of as many, must-pass items and then what is due sooner.

    `due` is the day of the sheet itself, by which it is entered where nothing else says a day. `is_said` by item: the
    unit has given itself points with evidence, and now somebody else judges.
    """
    each = (gain(decision, due=due) for decision in sheet.decisions)
    open_ = [one for one in each if one and not (one.is_judged and is_said(one.decision.item.key))]
    return Gains(sorted(open_, key=_order))


def gain(decision: Decision, *, due: date | None) -> Gain | None:
    """None where nothing is left to earn: all points are there, their number is not known, their day has passed, only
    time decides, or the figures themselves lost them.
    """
    if decision.of is None or decision.verdict in (Verdict.EARNED, Verdict.NOT_APPLICABLE):
        return None
    if any(each.is_past for each in decision.missing):
        return None
    if not decision.missing and (decision.is_early or decision.is_decided):
        return None
    points = decision.of - (decision.points or ZERO)
    return Gain(decision, points, decision.missing, _until(decision.missing) or due)


def _until(missing: Iterable[Missing]) -> date | None:
    return min((each.until for each in missing if each.until), default=None)


def _order(each: Gain) -> tuple[Decimal, bool, date]:
    return (-each.points, not each.decision.item.is_gate, each.until or date.max)


class Progress(Word):
    """改进情况: what the records say of a line of the list."""

    DONE = "done", "已完成"
    OVERDUE = "overdue", "逾期"
    OPEN = "open", "待完成"


def progress(decision: Decision | None, *, due: date, today: date) -> Progress:
    """Done once the records earn the item its points, or it no longer applies; an item that the standard has no longer
    is done too.
    """
    if decision is None or decision.verdict in (Verdict.EARNED, Verdict.NOT_APPLICABLE):
        return Progress.DONE
    return Progress.OVERDUE if today > due else Progress.OPEN
