"""催办 that were made: whom they are for, who has read them, and how the messages stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.oversight.reminding import late_in_words
from jieyue.programme.oversight.sending import send_waiting
from jieyue.programme.records.signing import names_of
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.reminders import MessageState
from jieyue.rules.roles import Right
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.keeping import correct_each
from jieyue.store.records.writing import writing
from jieyue.store.reminders.models import Message, Reminder

READ = "reminder read"


class ReminderUnknown(NotThere):
    pass


@dataclass(frozen=True)
class Line:
    """A reminder as a list shows it, newest first; `read_by` "" while nobody of the unit has said that he knows."""

    id: int
    organisation: Named
    day: date
    period: Period
    says: str
    by: str
    read_by: str
    read_at: datetime | None


@dataclass(frozen=True)
class Sent:
    """How a message stands, by the name of whom it is for."""

    id: int
    to: str
    is_robot: bool
    day: date
    state: MessageState
    attempts: int
    next_at: datetime
    wrong: str


@dataclass(frozen=True)
class Listed:
    lines: Sequence[Line]
    count: int


def reminders(*, organisation: str = "", person: Person, today: date, first: int = 0, many: int = 50) -> Listed:
    """Those of units in reach, at or below an organisation; unread ones first. Raises OrganisationUnknown."""
    rows = within(Reminder.objects.all(), person, organisation=Reminder.organisation_lookup)
    if organisation:
        place = organisation_within(organisation, person)
        placed = under(path_on(place.pk, today), today)
        rows = rows.filter(organisation__in=placed.values("organisation_id"))
    page = list(rows.order_by("-day", "organisation__code")[first : first + many])
    return Listed(_lines(page, today), rows.count())


def unread(*, person: Person) -> int:
    """How many reminders of units for which the person enters nobody has acknowledged."""
    return _unread(person).count()


def _unread(person: Person) -> QuerySet[Reminder]:
    rows = within(Reminder.objects.all(), person, organisation=Reminder.organisation_lookup, right=Right.ENTER)
    return rows.filter(read_at=None)


def acknowledge(*, by: Person, at: datetime) -> int:
    """已知悉: all that were sent to units for which the person enters; gives how many. Raises ReminderUnknown."""
    with writing(operation=READ, by=by, at=at) as change:
        rows = list(_unread(by))
        if not rows:
            raise ReminderUnknown("没有等您知悉的催办，可能刚被同事办理过。", do="请刷新页面查看。")
        correct_each(change, [(each, {"read_by": by.username, "read_at": at}) for each in rows])
        return len(rows)


def messages_of(*, organisation: str, person: Person, today: date, many: int = 50) -> list[Sent]:
    """What was sent or waits by a press at or below an organisation, the newest day first, failures before others."""
    place = organisation_within(organisation, person, Right.REVIEW)
    placed = under(path_on(place.pk, today), today).values("organisation_id")
    rows = Message.objects.filter(place__in=placed).select_related("user", "robot").order_by("-day", "state", "pk")
    return [_sent(each) for each in rows[:many]]


def send_again(*, organisation: str, by: Person, at: datetime) -> int:
    """重发 of what was given up by a press at or below an organisation; gives how many. Raises ReminderUnknown."""
    place = organisation_within(organisation, by, Right.REVIEW)
    placed = under(path_on(place.pk, by.on), by.on).values("organisation_id")
    failed = Message.objects.filter(place__in=placed, state=MessageState.FAILED)
    count = failed.update(state=MessageState.WAITING, attempts=0, next_at=at)
    if not count:
        raise ReminderUnknown("没有发不出去的消息。", do="请刷新页面查看。")
    send_waiting.enqueue()
    return count


def _sent(each: Message) -> Sent:
    to = each.robot.name if each.robot else each.user.name if each.user else ""
    state = MessageState(each.state)
    return Sent(each.pk, to, each.robot is not None, each.day, state, each.attempts, each.next_at, each.wrong)


def _lines(page: Sequence[Reminder], today: date) -> list[Line]:
    names = named({each.organisation_id for each in page}, on=today)
    people = names_of({name for each in page for name in (each.made_by, each.read_by) if name})
    return [
        Line(
            each.pk,
            names[each.organisation_id],
            each.day,
            (period := Period.parse(each.period)),
            late_in_words(each.report, each.overdue, period),
            people.get(each.made_by, ""),
            people.get(each.read_by, "") if each.read_by else "",
            each.read_at,
        )
        for each in page
        if each.organisation_id in names
    ]
