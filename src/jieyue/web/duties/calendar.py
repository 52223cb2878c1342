"""Duties as a calendar feed (RFC 5545), for the calendar of whoever has a token."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from jieyue.programme.duties.queries import Shown
from jieyue.rules.duties import DutyState

DAYS_BEFORE = 3


def as_calendar(duties: Iterable[Shown], *, at: datetime) -> bytes:
    """An event on the due day of each duty that is not done or lifted, with a reminder some days before."""
    calendar = Calendar()
    calendar.add("prodid", "-//jieyue//duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "节约型机关任务")
    for each in duties:
        if each.state not in (DutyState.DONE, DutyState.EXEMPT):
            calendar.add_component(_event(each, at))
    return calendar.to_ical()


def _event(each: Shown, at: datetime) -> Event:
    duty = each.duty
    about = f"（{duty.period}）" if duty.period else ""
    event = Event()
    event.add("uid", f"{each.organisation.code}.{duty.plan}.{duty.key}@jieyue")
    event.add("dtstamp", at)
    event.add("dtstart", duty.due_on)
    event.add("dtend", duty.due_on + timedelta(days=1))
    event.add("summary", f"{each.organisation.name}：{duty.what}{about}")
    event.add("description", f"{duty.entry.sentence.article}：{duty.entry.sentence.text}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", duty.what)
    alarm.add("trigger", timedelta(days=-DAYS_BEFORE))
    event.add_component(alarm)
    return event
