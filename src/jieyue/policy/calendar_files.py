"""The calendar of working days: the official holidays as `chinesecalendar` has them, overlaid by our own table."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from chinese_calendar.constants import holidays, workdays

from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import Dated, Day, MonthDayText, Shape, Sourced, Text
from jieyue.rules.calendar import Calendar, YearlyDay

FOLDER = "calendar"


class DayShape(Sourced):
    """A day that is worked or off, whatever the package says."""

    day: Day
    is_workday: bool
    name: Text


class YearlyDayShape(Sourced, Dated):
    """A day off by law in every year, as 01-01."""

    day: MonthDayText
    name: Text


class CalendarShape(Shape):
    """`years` are those whose holidays are all in the table: from then on they are known. `yearly` are the days that
    are off in years that nobody knows yet.
    """

    kind: Literal["calendar"]
    years: tuple[int, ...] = ()
    days: tuple[DayShape, ...] = ()
    yearly: tuple[YearlyDayShape, ...] = ()


def calendar_of(files: Sequence[tuple[Document, CalendarShape]]) -> Calendar:
    """What comes later in `files` overrides what comes before: the deployment's own folder comes last."""
    known = {day.year for day in holidays}
    exceptions = {**dict.fromkeys(holidays, False), **dict.fromkeys(workdays, True)}
    for _, shape in files:
        known |= set(shape.years)
        exceptions |= {entry.day: entry.is_workday for entry in shape.days}
    yearly = tuple(_yearly(entry) for _, shape in files for entry in shape.yearly)
    return Calendar(exceptions, frozenset(known), yearly)


def _yearly(shape: YearlyDayShape) -> YearlyDay:
    month, _, day = shape.day.partition("-")
    return YearlyDay(int(month), int(day), shape.name, shape.since, shape.until)


def calendar_faults(files: Sequence[tuple[Document, CalendarShape]]) -> list[PolicyFault]:
    """A day that one file names twice."""
    found = []
    for document, shape in files:
        seen: set[date] = set()
        for nth, entry in enumerate(shape.days):
            if entry.day in seen:
                found.append(document.fault(("days", nth, "day"), f"{entry.day} 写了两次。", "请保留一条。"))
            seen.add(entry.day)
    return found
