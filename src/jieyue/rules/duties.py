"""期限: what is due when, from a plan and the calendar, and how it stands on a day.

`底前` includes the last day of the month, `5月10日前` the tenth, `中旬` ends on the twentieth.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jieyue.rules.calendar import Calendar
from jieyue.rules.period import Period, month_end, months_later
from jieyue.rules.plan import Entry, Plan
from jieyue.rules.values import Word

END_OF_MIDDLE_THIRD = 20


class DutyState(Word):
    """任务状态. `ahead` and `due` are both open: the one cannot be done yet, the other can."""

    AHEAD = "ahead", "未开始"
    DUE = "due", "待办"
    OVERDUE = "overdue", "逾期"
    DONE = "done", "已办"
    EXEMPT = "exempt", "免办"

    @property
    def is_open(self) -> bool:
        return self in (DutyState.AHEAD, DutyState.DUE)

    @property
    def told(self) -> str:
        """As other programs read it."""
        return "open" if self.is_open else self.value


@dataclass(frozen=True)
class When:
    """A time at which something is due before it is shifted: it can be done from `opens_on`; `period` is what it is
    about, a report period or "".
    """

    period: str
    opens_on: date
    due_on: date


@dataclass(frozen=True)
class Duty:
    """`due_on` is the last day on which it is on time."""

    plan: str
    entry: Entry
    period: str
    opens_on: date
    due_on: date

    @property
    def key(self) -> str:
        return f"{self.entry.key}@{self.period}" if self.period else self.entry.key

    @property
    def what(self) -> str:
        return self.entry.what


Rule = Callable[[Mapping[str, Any], date, date], Iterator[When]]
RULES: dict[str, Rule] = {}
PARAMETERS: dict[str, Set[str]] = {}


def due_rule(*parameters: str) -> Callable[[Rule], Rule]:
    """A rule that plans can name, and the parameters that it takes; one with `?` may be left out."""

    def keep(rule: Rule) -> Rule:
        RULES[rule.__name__] = rule
        PARAMETERS[rule.__name__] = frozenset(parameters)
        return rule

    return keep


@due_rule("on", "opens_on?")
def once(given: Mapping[str, Any], since: date, until: date) -> Iterator[When]:
    """On one day, from the plan's first day or `opens_on`."""
    if since <= given["on"] < until:
        yield When("", given.get("opens_on", since), given["on"])


@due_rule("month", "day", "opens_month?")
def yearly(given: Mapping[str, Any], since: date, until: date) -> Iterator[When]:
    """Each year on a day of a month: a number, `last` (底前) or `mid` (中旬)."""
    for year in range(since.year, until.year + 1):
        due_on = day_of(year, given["month"], given["day"])
        if since <= due_on < until:
            yield When(f"{year:04}", date(year, given.get("opens_month", 1), 1), due_on)


@due_rule()
def monthly(_given: Mapping[str, Any], since: date, until: date) -> Iterator[When]:
    """For each month, until the last day of the next."""
    month = since.replace(day=1)
    while month < until:
        after = months_later(month, 1)
        yield When(f"{month:%Y-%m}", after, month_end(after))
        month = after


@due_rule("days?")
def quarterly(given: Mapping[str, Any], since: date, until: date) -> Iterator[When]:
    """For each quarter: so many days after its end, or without `days` until the end of the next quarter."""
    for period in _periods(since, until, quarters=True):
        days = given.get("days")
        due_on = period.last + timedelta(days=days) if days else months_later(period.until, 3) - timedelta(days=1)
        yield When(str(period), period.until, due_on)


@due_rule("month", "day")
def after_year(given: Mapping[str, Any], since: date, until: date) -> Iterator[When]:
    """For each year, on a day of the year after it."""
    for period in _periods(since, until, quarters=False):
        yield When(str(period), period.until, day_of(period.year + 1, given["month"], given["day"]))


def day_of(year: int, month: int, day: int | str) -> date:
    if day == "last":
        return month_end(date(year, month, 1))
    return date(year, month, END_OF_MIDDLE_THIRD if day == "mid" else int(day))


def _periods(since: date, until: date, *, quarters: bool) -> Iterator[Period]:
    """The quarters or years that begin while the plan is in force."""
    for year in range(since.year, until.year + 1):
        names = [f"{year:04}Q{n}" for n in (1, 2, 3, 4)] if quarters else [f"{year:04}"]
        yield from (period for period in map(Period.parse, names) if since <= period.first < until)


def duties_of(
    plan: Plan, *, since: date, until: date, calendar: Calendar, designated: Set[int] = frozenset()
) -> list[Duty]:
    """Everything with a date that a plan in force from `since` until the day before `until` orders, by due day.

    `designated` are the years for which the organisation was designated as a creating unit (被确定为创建单位).
    """
    found = []
    for entry, due in plan.obligations:
        for when in RULES[due.rule](due.parameters, since, until):
            due_on = calendar.shifted(when.due_on, due.shift)
            if not entry.if_designated or when.due_on.year in designated:
                found.append(Duty(plan.key, entry, when.period, when.opens_on, due_on))
    return sorted(found, key=lambda duty: (duty.due_on, duty.entry.key))


def state_of(duty: Duty, *, is_done: bool, is_exempt: bool, today: date) -> DutyState:
    """Done late is done: that it was late is for whoever looks at the day on which it was done."""
    if is_done:
        return DutyState.DONE
    if is_exempt:
        return DutyState.EXEMPT
    if today > duty.due_on:
        return DutyState.OVERDUE
    return DutyState.DUE if today >= duty.opens_on else DutyState.AHEAD
