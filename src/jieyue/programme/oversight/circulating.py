"""印发通报: the circular of a place as it stands on the day, sent to all units below it, and which of them has read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from jieyue.programme.duties.standing import ids_of
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.oversight.circular import circular_content
from jieyue.programme.oversight.messages import ENTERING, put_messages, robots_at
from jieyue.programme.oversight.sending import send_waiting
from jieyue.programme.records.signing import names_of
from jieyue.programme.reporting.figures import digest_of
from jieyue.rules.period import Period
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.refusal import Meanwhile, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, organisations_within, reaches, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.people.models import Appointment
from jieyue.store.people.people import in_force
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import keep, keep_all
from jieyue.store.records.writing import writing
from jieyue.store.reminders.models import Circular, CircularRead, HowTold, Message
from jieyue.store.snapshots.keeping import content_of, pin

MOST_WORDS = 1000
ISSUED, READ, WHAT = "circular issue", "circular read", "circular"


class CircularUnknown(NotThere):
    """No such circular, or none that was sent to somebody whom the person reaches."""


class AlreadyIssued(Meanwhile):
    pass


class ChangedMeanwhile(Meanwhile):
    pass


class NoWords(Refused):
    """A circular says what is asked of the units."""


@dataclass(frozen=True)
class Draft:
    """What would be sent: the figures, a digest of them, and how many `units` it goes to."""

    content: Mapping[str, Any]
    seen: str
    units: int


@dataclass(frozen=True)
class Line:
    """A circular as a list shows it; `read` of `units` have read it. `is_new` to the person who asks."""

    id: int
    organisation: Named
    period: Period
    day: date
    by: str
    units: int
    read: int
    is_new: bool


@dataclass(frozen=True)
class Listed:
    lines: Sequence[Line]
    count: int


@dataclass(frozen=True)
class Reader:
    """A unit that a circular went to, and who of it has read it when."""

    organisation: Named
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Shown:
    """A circular as it was sent. `unread` are the units below it for which the person enters and nobody has read it;
    whether the person `directs` the place.
    """

    line: Line
    content: Mapping[str, Any]
    unread: int
    directs: bool


def draft(*, organisation: str, period: Period, person: Person, today: date) -> Draft:
    """Raises OrganisationUnknown, PeriodNotReported."""
    organisation_within(organisation, person, Right.SHAPE)
    content = circular_content(organisation=organisation, period=period, person=person, today=today)
    return Draft(content, digest_of(content), content["total"]["units"])


def issue(
    *, organisation: str, period: Period, seen: str, words: str, address: str = "", by: Person, at: datetime
) -> int:
    """What was looked at (`seen`) goes to the units as it is, with what is asked of them in `words`; gives its number.
    Whoever enters for one of them finds it on his first page, by e-mail where he wants that, and the robots say that
    there is one. Raises NoWords, AlreadyIssued, ChangedMeanwhile.
    """
    today, words = timezone.localdate(at), words.strip()
    if not words:
        raise NoWords("没有写有关要求。", do="请写明办理期限和要求，印在通报的最后一部分。", where="words")
    with writing(operation=ISSUED, by=by, at=at) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        if Circular.objects.filter(organisation=place, day=today).exists():
            raise AlreadyIssued("今天已经印发过通报。", do="一天只印发一份，请在通报列表中查看。")
        now = draft(organisation=organisation, period=period, person=by, today=today)
        if now.seen != seen:
            raise ChangedMeanwhile("您看过以后，单位的报送和任务又有变化。", do="请重新看过再印发。")
        content = {**now.content, "words": words[:MOST_WORDS]}
        pinned = pin(change, organisation=place.pk, what=WHAT, period=str(period), content=content, at=at)
        about = {"period": str(period), "day": today, "units": now.units, "issued_by": by.username, "issued_at": at}
        number = keep(change, Circular(organisation=place, snapshot_id=pinned, **about))
        _tell(place, period, address, at)
    send_waiting.enqueue()
    return number


def _tell(place: Organisation, period: Period, address: str, at: datetime) -> None:
    today = timezone.localdate(at)
    below = under(path_on(place.pk, today), today).values("organisation_id")
    entering = Appointment.objects.filter(in_force(today), organisation__in=below, role__in=ENTERING)
    wants = HowTold.objects.filter(user__in=entering.values("user_id"), by_email=True).exclude(email="")
    where = f"：{address}" if address else ""
    name = named([place.pk], on=today)[place.pk].name
    subject = f"通报：{period.zh}报送和任务办理情况"
    text = f"{name}印发了{subject}。请登录节约系统，在首页查看{where}"
    about = {"place": place, "day": today, "next_at": at, "subject": subject}
    people = [Message(user_id=who, text=text, **about) for who in wants.values_list("user_id", flat=True)]
    robots = robots_at(set(below.values_list("organisation_id", flat=True)))
    said = f"【通报】{subject}已印发。请登录节约系统，在首页查看{where}"
    put_messages([*people, *(Message(robot=each, text=said, **about) for each in robots)])


def circulars(*, organisation: str = "", person: Person, first: int = 0, many: int = 50) -> Listed:
    """Those that were sent to units that the person reaches, or by places that he reaches, the newest first; of an
    organisation those that it sent itself or that were sent to it. Raises OrganisationUnknown.
    """
    rows = _of(person)
    if organisation:
        above = ids_of(path_on(organisation_within(organisation, person).pk, person.on))
        rows = rows.filter(organisation__in=any_of(above))
    page = list(_counted(rows).order_by("-day", "-pk")[first : first + many])
    return Listed(_lines(page, person), rows.count())


def circular(number: int, *, person: Person) -> Shown:
    """Raises CircularUnknown."""
    kept = _counted(_of(person)).filter(pk=number).select_related("snapshot").first()
    if kept is None:
        raise _unknown()
    [line] = _lines([kept], person)
    directs = reaches(kept.organisation_id, person, Right.REVIEW)
    return Shown(line, content_of(kept.snapshot), _unread_units(kept, person).count(), directs)


def readers(number: int, *, person: Person) -> list[Reader]:
    """All units that it went to, with who read it, for whoever directs the place. Raises CircularUnknown."""
    own = within(Circular.objects.all(), person, organisation=Circular.organisation_lookup, right=Right.REVIEW)
    kept = own.filter(pk=number).first()
    if kept is None:
        raise _unknown()
    stood = under(path_on(kept.organisation_id, kept.day), kept.day).values("organisation_id")
    units = Organisation.objects.filter(level=Level.UNIT, pk__in=stood).order_by("code").values_list("pk", flat=True)
    fields = ("organisation_id", "read_by", "read_at")
    read = {unit: told for unit, *told in CircularRead.objects.filter(circular=kept).values_list(*fields)}
    names, people = named(set(units), on=kept.day), names_of({who for who, _ in read.values()})
    return [
        Reader(names[unit], people.get(read[unit][0], ""), read[unit][1]) if unit in read else Reader(names[unit])
        for unit in units
    ]


def unread(*, person: Person) -> int:
    """Of each place the newest circular, where no unit for which the person enters has read it."""
    return len(_new_to(person))


def acknowledge(number: int, *, by: Person, at: datetime) -> int:
    """已阅, for all units below it for which the person enters; gives how many. Raises CircularUnknown."""
    with writing(operation=READ, by=by, at=at) as change:
        kept = _of(by).filter(pk=number).first()
        units = list(_unread_units(kept, by).values_list("pk", flat=True)) if kept else []
        if not units:
            raise _unknown()
        about = {"circular": kept, "read_by": by.username, "read_at": at}
        keep_all(change, [CircularRead(organisation_id=unit, **about) for unit in units])
        return len(units)


def _unknown() -> CircularUnknown:
    return CircularUnknown("没有这份通报，或者没有等您阅知的单位。", do="请从通报列表打开。")


def _of(person: Person) -> QuerySet[Circular]:
    own = within(Circular.objects.all(), person, organisation=Circular.organisation_lookup)
    return own | Circular.objects.filter(organisation__in=any_of(_above(person, Right.READ)))


def _above(person: Person, right: Right) -> set[int]:
    """The places that the person's places are in or are."""
    return {id_ for path in person.paths(right) if path != EVERYWHERE for id_ in ids_of(path)}


def _new_to(person: Person) -> set[int]:
    rows = Circular.objects.filter(organisation__in=any_of(_above(person, Right.ENTER)))
    newest = dict(rows.order_by("day", "pk").values_list("organisation_id", "pk"))
    own = within(CircularRead.objects.all(), person, organisation=CircularRead.organisation_lookup, right=Right.ENTER)
    read = own.filter(circular__in=any_of(newest.values())).values_list("circular_id", flat=True)
    return set(newest.values()) - set(read)


def _unread_units(kept: Circular, person: Person) -> QuerySet[Organisation]:
    """Who stood below it on its day and stands in the person's reach."""
    stood = under(path_on(kept.organisation_id, kept.day), kept.day).values("organisation_id")
    read = CircularRead.objects.filter(circular=kept).values("organisation_id")
    own = organisations_within(person, Right.ENTER).filter(level=Level.UNIT, pk__in=stood)
    return own.exclude(pk__in=read)


def _counted(rows: QuerySet[Circular]) -> QuerySet[Circular]:
    return rows.annotate(read=Count("reads"))


def _lines(page: Sequence[Circular], person: Person) -> list[Line]:
    names, new = named({each.organisation_id for each in page}, on=person.on), _new_to(person)
    people = names_of({each.issued_by for each in page})
    return [
        Line(
            each.pk,
            names[each.organisation_id],
            Period.parse(each.period),
            each.day,
            people.get(each.issued_by, ""),
            each.units,
            each.read,
            each.pk in new,
        )
        for each in page
    ]
