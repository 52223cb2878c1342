"""Duties as a calendar feed (RFC 5545), for the calendar of whoever has a token."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from jieyue.programme.duties.documents import CLAIMED
from jieyue.programme.duties.queries import Feed, Shown, Tally
from jieyue.programme.duties.together import together
from jieyue.rules.duties import Duty, DutyState

DAYS_BEFORE = 3


def as_calendar(feed: Feed, *, at: datetime) -> bytes:
    """An event on the due day of each duty that is not done or lifted, with a reminder some days before."""
    calendar = Calendar()
    calendar.add("prodid", "-//jieyue//duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{feed.organisation.name}节约型机关任务")
    for each in (ordered.first for ordered in together(feed.duties)):
        if each.state not in (DutyState.DONE, DutyState.EXEMPT):
            own = each.organisation
            calendar.add_component(_event(each.duty, at, code=own.code, summary=f"{own.name}：{_called(each)}"))
    for each in (ordered.first for ordered in together(feed.tallies)):
        if each.undone:
            calendar.add_component(_event(each.duty, at, code=feed.organisation.code, summary=_counted(feed, each)))
    return calendar.to_ical()


def _called(each: Shown | Tally) -> str:
    called = f"{each.duty.what}（{each.duty.period}）" if each.duty.period else each.duty.what
    return f"{called}（{CLAIMED}）" if isinstance(each, Shown) and each.claimed else called


def _counted(feed: Feed, each: Tally) -> str:
    late = f"，逾期 {each.late_count} 家" if each.late_count else ""
    claimed = f"，{CLAIMED} {each.claimed} 家" if each.claimed else ""
    done = f"已办 {each.done} 家" + (f"（其中逾期后办结 {each.done_late} 家）" if each.done_late else "")
    return f"{feed.organisation.name}：{_called(each)}，应办 {each.owed} 家，{done}{late}{claimed}"


def _event(duty: Duty, at: datetime, *, code: str, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{code}.{duty.plan}.{duty.mark}@jieyue")
    event.add("dtstamp", at)
    event.add("dtstart", duty.due_on)
    event.add("dtend", duty.due_on + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", f"{duty.entry.sentence.article}：{duty.entry.sentence.text}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", duty.what)
    alarm.add("trigger", timedelta(days=-DAYS_BEFORE))
    event.add_component(alarm)
    return event
