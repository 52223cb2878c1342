"""Whose figures a sum holds that the asker may not see one by one, and how finely they can be told.

Sums of a place over a quarter or longer are always told: they are what the place reported then. Anything finer only
where at least five units beyond reach stand behind each month of each place in it: docs/decisions/0034.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jieyue.programme.statistics import questions
from jieyue.programme.statistics.asking import Question, columns_of
from jieyue.rules.disclosure import hides_each
from jieyue.rules.period import QUARTER, Period
from jieyue.rules.person import EVERYWHERE
from jieyue.rules.roles import Right
from jieyue.store.orgs.reach import reached

COARSE = {"resource", "quarter", "region", "place"}


@dataclass(frozen=True)
class Beyond:
    """Organisations with figures of a period that are beyond the asker's reach; `few` are the resources of which too
    few units have them to be told by anything.
    """

    organisations: Collection[int] = ()
    few: Collection[str] = ()


NOBODY = Beyond()


def is_short(period: Period) -> bool:
    """Shorter than what a place reports: twelve answers would be a ledger."""
    return period.months < QUARTER


def beyond_reach(question: Question, by: Sequence[str]) -> Beyond:
    """Looked up in whole quarters, so that no month follows from the quarter less the other two."""
    if EVERYWHERE in question.person.paths(Right.READ):
        return NOBODY
    if set(by) <= COARSE and not is_short(question.period):
        return NOBODY
    question.look_at(_whole_quarters(question.period))
    found = question.ask(questions.contributors(question.level))
    contributing = set(found["organisation"].to_pylist())
    beyond = contributing - reached(contributing, question.person)
    return Beyond(beyond, _few(question, by, beyond)) if beyond else NOBODY


def _few(question: Question, by: Sequence[str], beyond: Collection[int]) -> set[str]:
    columns = tuple(name for name in columns_of(by) if name != "code")
    with question.warehouse.among(beyond):
        found = question.ask(questions.fewest_units(question.level, columns)).to_pylist()
    return {each["resource"] for each in found if not hides_each(each["units"])}


def _whole_quarters(period: Period) -> Period:
    if not is_short(period):
        return period
    return Period.parse(f"{period.year:04}Q{(period.first.month - 1) // QUARTER + 1}")
