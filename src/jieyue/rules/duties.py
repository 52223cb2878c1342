"""期限: what is due when, from a plan and the calendar, and how it stands on a day.

`底前` includes the last day of the month, `5月10日前` the tenth, `中旬` ends on the twentieth.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from jieyue.rules.calendar import Calendar
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR, Period, month_end, months_later
from jieyue.rules.plan import Due, Entry, Owes, Plan
from jieyue.rules.span import ALWAYS, Span, merged
from jieyue.rules.values import Word

END_OF_MIDDLE_THIRD = 20
LAST = "last"
NO_HOLIDAYS = Calendar()
ONE_DAY = timedelta(days=1)

DAYS_AHEAD = 90
"""What opens or falls due within so many days is shown, in the next calendar year too."""

YEARS_BACK = 2
"""Years back for which what was never done is still shown."""

MOST_YEARS_TO_DUE = 2
"""What a period asks for is due at the latest in so many calendar years after its own."""


class DutyState(Word):
    """任务状态. `ahead` and `due` are both open: the one cannot be done yet, the other can. `sent`: it lies with the
    level above, and whoever has the duty can do no more.
    """

    AHEAD = "ahead", "未开始"
    DUE = "due", "待办"
    SENT = "sent", "待接收"
    OVERDUE = "overdue", "逾期"
    DONE = "done", "已办"
    EXEMPT = "exempt", "免办"

    @property
    def is_open(self) -> bool:
        return self in (DutyState.AHEAD, DutyState.DUE, DutyState.SENT)

    @property
    def told(self) -> str:
        """As other programs read it."""
        return "open" if self.is_open else self.value


class About(Word):
    """What the duties of a rule are about."""

    NOTHING = "nothing", "不分期"
    EVENT = "event", "按一件事发生的年度"
    YEAR = "year", "按当年"
    MONTH = "month", "按月"
    QUARTER = "quarter", "按季度"
    HALF = "half", "按半年"
    LAST_YEAR = "last_year", "按上年度"


DISCHARGED_BY: Mapping[str, Set[About]] = {
    "report": {About.MONTH, About.QUARTER, About.HALF, About.LAST_YEAR},
    "notice": {About.QUARTER},
    "ledger_month": {About.MONTH},
    "document": frozenset(About),
    "ledger": {About.MONTH},
    "record": frozenset(About) - {About.NOTHING},
    "conclusion": {About.YEAR, About.EVENT},
}
"""The things that discharge duties, and the duties that each can discharge. A month of a `ledger` does for the month,
any `record` with a day in the period for the period.
"""

CONCLUDED = ("round", "draw", "rectified")
"""What a team concludes of a unit: of every unit of an evaluation round, of one that was drawn for its spot check, or
of one that failed, that its list of things to put right is done.
"""

HELD = ("rounds", "sample")
"""What the authority of a place has concluded itself: of every unit of its evaluation rounds of the year, or of every
one that was drawn for a spot check.
"""

OF_LEDGERS = ("ledger", "record")
"""What names a ledger, or a source of one."""

OF_UNITS = frozenset({"report", "notice", "ledger_month", "ledger", "record"})
"""What only units have."""


FAILED = "failed"
"""The event after which a list of things to put right is due."""

EVENTS: Mapping[str, str] = {
    "designated": "被确定为创建单位",
    "joined": "加入系统",
    "in_force": "方案开始执行",
    FAILED: "未通过评估验收",
}
"""What can happen to an organisation that a plan can count days from."""


@dataclass(frozen=True)
class When:
    """A time at which something is due before it is shifted: it can be done from `opens_on` (None: from the plan's own
    first day); `period` is the report period that is over by then, `name` what it is called. `is_months_end`: it is due
    by the end of a month (底前), not on a day.
    """

    name: str
    opens_on: date | None
    due_on: date
    period: Period | None = None
    is_months_end: bool = False


@dataclass(frozen=True)
class Duty:
    """`due_on` is the last day on which it is on time, `falls_on` that day before weekends and holidays shift it.

    Whoever exists `decided_on` owes it: the last day of its period, or else the day it falls on. `title` is the name of
    the title that exempts from it whoever it is for. Where the day was changed for a place, `was_due_on` is that of the
    plan, and `changed_because` the reason.
    """

    plan: str
    entry: Entry
    period: str
    opens_on: date
    due_on: date
    falls_on: date
    decided_on: date
    title: str = ""
    was_due_on: date | None = None
    changed_because: str = ""

    def moved_to(self, day: date, because: str) -> "Duty":
        """As it is where its day was changed."""
        opens_on = min(self.opens_on, day)
        return replace(self, opens_on=opens_on, due_on=day, was_due_on=self.due_on, changed_because=because)

    @property
    def key(self) -> str:
        return f"{self.entry.key}@{self.period}" if self.period else self.entry.key

    @property
    def mark(self) -> str:
        """The key and, where not all have the same day, the day."""
        is_of_event = self.entry.due is not None and ABOUT[self.entry.due.rule] is About.EVENT
        is_own = is_of_event or self.was_due_on is not None
        return f"{self.key}.{self.due_on:%Y%m%d}" if is_own else self.key

    @property
    def what(self) -> str:
        return self.entry.what

    @property
    def last_year(self) -> int:
        """The last year to which it belongs: what a holiday moves over New Year belongs to both."""
        return max(self.due_on, self.falls_on).year

    @property
    def first_day(self) -> date:
        """The first day that concerns it."""
        return min(self.opens_on, self.due_on, self.falls_on)


@dataclass(frozen=True)
class Owed:
    """A duty as the plan has it for everybody, and the days that decide who owes it. `titles` exempt from it."""

    duty: Duty
    due: Due
    when: When
    calendar: Calendar = NO_HOLIDAYS
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_on_event(self) -> bool:
        """Whether its day is another for each unit, and what stands here is only the year in which that is."""
        return ABOUT[self.due.rule] is About.EVENT

    def on(self, event: date) -> "Owed":
        """As it is for a unit to which the event happened on this day, or whose day somebody set."""
        opens_on = event if "event" in self.due.parameters else self.duty.opens_on
        when = replace(self.when, opens_on=opens_on, due_on=days_after(event, self.due.parameters))
        due_on = _shifted(when, self.due, self.calendar)
        duty = replace(self.duty, opens_on=opens_on, due_on=due_on, falls_on=when.due_on, decided_on=event)
        return replace(self, duty=duty, when=when)

    @property
    def counted(self) -> tuple[date, ...]:
        """The days on which the plan has to be in force."""
        period = self.when.period
        if self.is_on_event:
            return (self.duty.decided_on,)
        if period is None or self.due.owes is Owes.FALLING_DUE:
            return (self.when.due_on,)
        days = {Owes.BEGINNING: (period.first,), Owes.ENDING: (period.last,), Owes.WHOLE: (period.first, period.last)}
        return days[self.due.owes]


@dataclass(frozen=True)
class Standing:
    """Since when and until when a plan is in force for a unit (`in_force`), and when the unit `exists`.

    `designated` are the years for which it was designated as a creating unit (被确定为创建单位), `events` the days on
    which something happened to it, `titles` those it holds and when.
    """

    in_force: tuple[Span, ...]
    exists: Span = ALWAYS
    designated: frozenset[int] = frozenset()
    events: frozenset[tuple[str, date]] = frozenset()
    titles: frozenset[tuple[str, Span]] = frozenset()

    def within(self, days: Span) -> "Standing":
        """As far as these days tell: who differ only outside them are alike."""
        in_force = tuple(part for span in self.in_force if (part := span.within(days)))
        exists = self.exists.within(days) or Span(days.until, days.until)
        years = {year for year in self.designated if days.since.year <= year <= days.until.year}
        events = {(event, day) for event, day in self.events if days.since <= day < days.until}
        titles = {(title, part) for title, span in self.titles if (part := span.within(days))}
        return Standing(in_force, exists, frozenset(years), frozenset(events), frozenset(titles))

    def on(self, event: str, year: int) -> date | None:
        """The first day of a year on which it happened."""
        return min((day for name, day in self.events if name == event and day.year == year), default=None)

    def title_on(self, day: date, titles: Mapping[str, str]) -> str:
        """The name of the one of these titles that is held on a day; "" where none is."""
        return next((titles[title] for title, span in self.titles if title in titles and span.holds(day)), "")


Rule = Callable[[Mapping[str, Any], range], Iterator[When]]
RULES: dict[str, Rule] = {}
PARAMETERS: dict[str, Set[str]] = {}
ABOUT: dict[str, About] = {}


def due_rule(*parameters: str, about: About) -> Callable[[Rule], Rule]:
    """A rule that plans can name, and the parameters that it takes; one with `?` may be left out."""

    def keep(rule: Rule) -> Rule:
        RULES[rule.__name__] = rule
        PARAMETERS[rule.__name__] = frozenset(parameters)
        ABOUT[rule.__name__] = about
        return rule

    return keep


@due_rule("on", "opens_on?", about=About.NOTHING)
def once(given: Mapping[str, Any], _years: range) -> Iterator[When]:
    """On one day, from the plan's first day or `opens_on`."""
    yield When("", given.get("opens_on"), given["on"])


@due_rule("month", "day", "opens_month?", "opens_day?", about=About.YEAR)
def yearly(given: Mapping[str, Any], years: range) -> Iterator[When]:
    """Each year on a day of a month: a number, `last` (底前) or `mid` (中旬)."""
    for year in years:
        opens_on = date(year, given.get("opens_month", 1), given.get("opens_day", 1))
        due_on = day_of(year, given["month"], given["day"])
        yield When(f"{year:04}", opens_on, due_on, is_months_end=given["day"] == LAST)


@due_rule("campaign", "days?", about=About.YEAR)
def campaign(given: Mapping[str, Any], years: range) -> Iterator[When]:
    """Each year in which a campaign's days (宣传日) are known: from its first day until so many after its last."""
    for year in years:
        if days := given["campaign"].days_in(year):
            first, last = days
            yield When(f"{year:04}", first, last + timedelta(days=given.get("days", 0)))


@due_rule("event", "days?", "months?", about=About.EVENT)
def after_event(given: Mapping[str, Any], years: range) -> Iterator[When]:
    """So many days or months after something happened to the unit: for everybody only the years in which it may."""
    for year in years:
        yield When(f"{year:04}", date(year, 1, 1), days_after(date(year, 12, 31), given))


@due_rule(about=About.EVENT)
def set_by_person(_given: Mapping[str, Any], years: range) -> Iterator[When]:
    """On the day that somebody sets, once a year (限期)."""
    for year in years:
        yield When(f"{year:04}", date(year, 1, 1), date(year, 12, 31))


@due_rule("day?", about=About.MONTH)
def monthly(given: Mapping[str, Any], years: range) -> Iterator[When]:
    """For each month, until a day of the next: a number, `last` or `mid`; without `day` the last."""
    day = given.get("day", LAST)
    for period in (Period(date(year, month, 1), 1) for year in years for month in range(1, 13)):
        after = period.until
        yield _after(period, day_of(after.year, after.month, day), is_months_end=day == LAST)


@due_rule("days?", about=About.QUARTER)
def quarterly(given: Mapping[str, Any], years: range) -> Iterator[When]:
    """For each quarter: so many days after its end, or without `days` until the end of the next quarter."""
    days = given.get("days")
    for period in (quarter for year in years for quarter in Period.parse(f"{year:04}Q4").quarters()):
        end_of_next = months_later(period.until, 3) - ONE_DAY
        due_on = end_of_next if days is None else period.last + timedelta(days=days)
        yield _after(period, due_on, is_months_end=days is None)


@due_rule("days", about=About.HALF)
def half_yearly(given: Mapping[str, Any], years: range) -> Iterator[When]:
    """For each half year, so many days after its end."""
    for period in (Period(date(year, month, 1), 6) for year in years for month in (1, 7)):
        yield _after(period, period.last + timedelta(days=given["days"]), is_months_end=False)


@due_rule("month", "day", about=About.LAST_YEAR)
def after_year(given: Mapping[str, Any], years: range) -> Iterator[When]:
    """For each year, on a day of the year after it."""
    for period in (Period.parse(f"{year:04}") for year in years):
        due_on = day_of(period.year + 1, given["month"], given["day"])
        yield _after(period, due_on, is_months_end=given["day"] == LAST)


def _after(period: Period, due_on: date, *, is_months_end: bool) -> When:
    return When(str(period), period.until, due_on, period, is_months_end)


def days_after(event: date, given: Mapping[str, Any]) -> date:
    """Counted from the day after the event; a month later is the same day of that month, or its last."""
    if "months" in given:
        first = months_later(event.replace(day=1), given["months"])
        return first.replace(day=min(event.day, month_end(first).day))
    return event + timedelta(days=given.get("days", 0))


def day_of(year: int, month: int, day: int | str) -> date:
    """Raises ValueError where the month has no such day."""
    if day == LAST:
        return month_end(date(year, month, 1))
    if day == "mid":
        return date(year, month, END_OF_MIDDLE_THIRD)
    if type(day) is not int:
        raise ValueError(day)
    return date(year, month, day)


@dataclass(frozen=True)
class Horizon:
    """What is in sight on a day: this year, what opens or falls due within `days_ahead`, and `years_back`."""

    today: date
    days_ahead: int = DAYS_AHEAD
    years_back: int = YEARS_BACK

    @property
    def until(self) -> date:
        """The last of the days ahead."""
        return min(self.today, date(LAST_YEAR, 1, 1)) + timedelta(days=self.days_ahead)

    @property
    def years(self) -> range:
        """The years whose periods may be in sight."""
        first, last = self.today.year - self.years_back - MOST_YEARS_TO_DUE, max(self.today.year + 1, self.until.year)
        return range(max(FIRST_YEAR, first), min(last, LAST_YEAR - 1) + 1)

    def shows(self, duty: Duty) -> bool:
        if duty.last_year < self.today.year - self.years_back:
            return False
        is_of_this_year = min(duty.due_on, duty.falls_on).year <= self.today.year
        return is_of_this_year or self.is_near(duty)

    def is_near(self, duty: Duty) -> bool:
        """Whether it has opened or falls due, or will within the days ahead."""
        return duty.first_day <= self.until


def every(plan: Plan, *, years: range, calendar: Calendar) -> list[Owed]:
    """Everything with a date that a plan orders about these years, whoever owes it, by due day."""
    found = []
    for entry, due in plan.obligations:
        titles = plan.exempting(entry.key)
        for when in RULES[due.rule](due.parameters, years):
            due_on = _shifted(when, due, calendar)
            opens_on = min(_opens_on(entry, when) or plan.since, due_on)
            decided_on = when.period.last if when.period else when.due_on
            duty = Duty(plan.key, entry, when.name, opens_on, due_on, when.due_on, decided_on)
            found.append(Owed(duty, due, when, calendar, titles))
    return sorted(found, key=lambda owed: (owed.duty.due_on, owed.duty.entry.key, owed.duty.period))


def _shifted(when: When, due: Due, calendar: Calendar) -> date:
    return calendar.shifted(when.due_on, due.shift, within_month=when.is_months_end and not due.leaves_month)


def _opens_on(entry: Entry, when: When) -> date | None:
    """A record of a period can be made as soon as the period begins; a report of it once it is over."""
    is_record = entry.discharge is not None and entry.discharge.by == "record"
    return when.period.first if is_record and when.period else when.opens_on


def owed_by(standing: Standing, possible: Iterable[Owed]) -> list[Duty]:
    """Of all that the plan orders, what a unit owes. Nothing opens before the plan is in force for it."""
    found = []
    for owed in (own for each in possible if (own := _own(standing, each)) is not None):
        since = _in_force_since(standing, owed)
        if since is not None:
            opens_on = max(owed.duty.opens_on, since, owed.duty.entry.since or since, *_designated_on(standing, owed))
            title = standing.title_on(owed.duty.decided_on, owed.titles)
            found.append(replace(owed.duty, opens_on=opens_on, title=title))
    return found


def owed_by_texts(standing: Standing, texts: Sequence[tuple[date, Sequence[Owed]]]) -> list[Duty]:
    """What a unit owes of a plan whose text was changed while it was in force: each text from its day on.

    What was decided before that day stays as the text before had it, and nobody is late because of a text that came
    after its own day.
    """
    (_, first), *later = texts
    found = owed_by(standing, first)
    for since, possible in later:
        before = {duty.key: duty for duty in found}
        stays = {key: duty for key, duty in before.items() if duty.decided_on < since}
        new = (duty for duty in owed_by(standing, possible) if duty.key not in stays)
        found = [*stays.values(), *(each for duty in new if (each := _from_then(duty, before.get(duty.key), since)))]
    return found


def _from_then(duty: Duty, before: Duty | None, since: date) -> Duty | None:
    """As it is by a text that holds since a day. What the text before did not know opens no earlier."""
    if duty.due_on < since:
        return before
    if before is None and duty.decided_on < since:
        return None
    return duty if before else replace(duty, opens_on=min(max(duty.opens_on, since), duty.due_on))


def _designated_on(standing: Standing, owed: Owed) -> list[date]:
    """What only who was designated owes opens with that."""
    year = owed.when.due_on.year
    day = standing.on("designated", year) if owed.duty.entry.if_designated else None
    return [] if day is None else [min(day, owed.duty.due_on)]


def _own(standing: Standing, owed: Owed) -> Owed | None:
    """With the unit's own day; None where what it depends on did not happen."""
    if not owed.is_on_event:
        return owed
    name = owed.due.parameters.get("event") or set_for(owed.duty.plan, owed.duty.entry.key)
    event = standing.on(str(name), int(owed.duty.period))
    return None if event is None else owed.on(event)


def set_for(plan: str, entry: str) -> str:
    """What the setting of a day is called among the events of a unit."""
    return f"{plan} {entry}"


def _in_force_since(standing: Standing, owed: Owed) -> date | None:
    """The first day of the span that owes it; None where none does."""
    entry = owed.duty.entry
    if entry.if_designated and owed.when.due_on.year not in standing.designated:
        return None
    if not standing.exists.holds(owed.duty.decided_on) or not all(map(entry.orders_on, owed.counted)):
        return None
    spans = (span for span in standing.in_force if all(map(span.holds, owed.counted)))
    return next((span.since for span in spans), None)


def decisive_days(possible: Sequence[Owed]) -> Span:
    """The days outside which it does not matter who stood where."""
    firsts = [min(owed.duty.first_day, *owed.counted, owed.duty.decided_on) for owed in possible]
    lasts = [max(owed.duty.falls_on, *owed.counted, owed.duty.decided_on) for owed in possible]
    return Span(min(firsts), max(lasts) + ONE_DAY) if possible else Span(ALWAYS.until, ALWAYS.until)


def duties_of(plan: Plan, *, standing: Standing, years: range, calendar: Calendar) -> list[Duty]:
    """Everything with a date about these years that a plan orders a unit, by due day."""
    return owed_by(standing, every(plan, years=years, calendar=calendar))


def in_force(stays: Iterable[tuple[Span, Iterable[int]]], put: Mapping[int, Sequence[Span]]) -> tuple[Span, ...]:
    """When a plan was in force for a unit that stood below these for these days, put in force at some of them.

    Where it is in force at several of them on the same day it is in force once.
    """
    return merged(
        part
        for stay, above in stays
        for place in above
        for span in put.get(place, ())
        if (part := span.within(stay)) is not None
    )


def state_of(duty: Duty, *, is_done: bool, is_exempt: bool, today: date, is_sent: bool = False) -> DutyState:
    """Done late is done: that it was late is for whoever looks at the day on which it was done."""
    if is_done:
        return DutyState.DONE
    if is_exempt:
        return DutyState.EXEMPT
    if is_sent:
        return DutyState.SENT
    if today > duty.due_on:
        return DutyState.OVERDUE
    return DutyState.DUE if today >= duty.opens_on else DutyState.AHEAD
