"""催办: the late units of a place are reminded with one press, each once a day; each recipient gets one message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jieyue.programme.duties.standing import ids_of
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.oversight.messages import ENTERING, put_messages, robots_at
from jieyue.programme.oversight.queries import UnitShown, board
from jieyue.programme.oversight.sending import send_waiting
from jieyue.rules.oversight import LATE, OF_REPORTS
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Meanwhile
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.people.models import Appointment
from jieyue.store.people.people import in_force
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import keep_all
from jieyue.store.records.writing import writing
from jieyue.store.reminders.models import HowTold, Message, Reminder, Robot

MOST_NAMED = 20
PRESS = "remind"


class NobodyLate(Meanwhile):
    """Nobody is late, or all who are have been reminded today."""


@dataclass(frozen=True)
class LateUnit:
    """A unit with what is late, and who answers for it: those who enter for it, or for the nearest place above."""

    id: int
    unit: UnitShown
    recipients: Sequence[int]

    @property
    def report(self) -> str:
        return late_report(self.unit)


@dataclass(frozen=True)
class Preview:
    """What a press would do. `done` are late units that were reminded today; `unanswered` of the others nobody enters
    for. `people` would get a message, `by_email` of them by e-mail; `robots` are the names of groups.
    """

    organisation: Named
    period: Period
    late: Sequence[LateUnit]
    done: int
    unanswered: int
    people: int
    by_email: int
    robots: Sequence[str]


@dataclass(frozen=True)
class Reminded:
    units: int
    people: int
    robots: int


def preview(*, organisation: str, period: Period, person: Person, today: date) -> Preview:
    """Raises OrganisationUnknown, PeriodNotReported."""
    place = organisation_within(organisation, person, Right.REVIEW)
    late = _late(place, period, person, today)
    done = _reminded([each.id for each in late], today)
    left = [each for each in late if each.id not in done]
    people = {who for each in left for who in each.recipients}
    emails = HowTold.objects.filter(user__in=any_of(people), by_email=True).count()
    robots = [each.name for each in _robots(place, left, today)]
    unanswered = sum(1 for each in left if not each.recipients)
    name = named([place.pk], on=person.on)[place.pk]
    return Preview(name, period, left, len(done), unanswered, len(people), emails, robots)


def remind(*, organisation: str, period: Period, address: str = "", by: Person, at: datetime) -> Reminded:
    """Of the late units those that were not yet reminded today; `address` is where the pages are. Raises NobodyLate."""
    today = timezone.localdate(at)
    place = organisation_within(organisation, by, Right.REVIEW)
    found = _late(place, period, by, today)
    with writing(operation=PRESS, by=by, at=at) as change:
        done = _reminded([each.id for each in found], today)
        late = [each for each in found if each.id not in done]
        if not late:
            raise NobodyLate("没有要催办的单位，或者今天都已催办过。", do="同一家单位一天只催办一次，请明天再看。")
        about = {"day": today, "period": str(period), "made_by": by.username, "made_at": at}
        keep_all(
            change,
            [
                Reminder(organisation_id=each.id, report=each.report, overdue=each.unit.overdue, **about)
                for each in late
            ],
        )
        press = _Press(place, late, period, address, at)
        people, robots = _tell_people(press), _tell_robots(press)
    send_waiting.enqueue()
    return Reminded(len(late), people, robots)


def _late(place: Organisation, period: Period, person: Person, today: date) -> list[LateUnit]:
    shown = board(organisation=place.code, period=period, person=person, today=today)
    late = [unit for unit in shown.units if unit.is_late]
    ids = dict(
        Organisation.objects.filter(code__in=any_of(unit.organisation.code for unit in late)).values_list("code", "pk")
    )
    paths = _paths(ids.values(), today)
    entering = _entering({id_ for path in paths.values() for id_ in path}, today)
    return [
        LateUnit(id_, unit, next((entering[each] for each in reversed(paths[id_]) if each in entering), ()))
        for unit in late
        if (id_ := ids[unit.organisation.code]) in paths
    ]


def _paths(units: Iterable[int], today: date) -> dict[int, tuple[int, ...]]:
    placed = Placement.objects.filter(organisation__in=any_of(units), since__lte=today, until__gt=today)
    return {id_: ids_of(path) for id_, path in placed.values_list("organisation_id", "path")}


def _entering(places: Iterable[int], today: date) -> dict[int, list[int]]:
    """By place, who enters there."""
    held = Appointment.objects.filter(in_force(today), organisation__in=any_of(places), role__in=ENTERING)
    found: dict[int, list[int]] = {}
    for place, user in held.order_by("user_id").values_list("organisation_id", "user_id"):
        found.setdefault(place, []).append(user)
    return found


def _reminded(units: Iterable[int], today: date) -> set[int]:
    rows = Reminder.objects.filter(organisation__in=any_of(units), day=today)
    return set(rows.values_list("organisation_id", flat=True))


def _robots(place: Organisation, late: Sequence[LateUnit], today: date) -> list[Robot]:
    """Of the place and of those between it and the units."""
    paths = _paths([each.id for each in late], today).values()
    places = {id_ for path in paths for id_ in path[path.index(place.pk) :]} if paths else set()
    return robots_at(places)


# --- what is sent


@dataclass(frozen=True)
class _Press:
    place: Organisation
    late: Sequence[LateUnit]
    period: Period
    address: str
    at: datetime

    def message(self, **about: object) -> Message:
        day = timezone.localdate(self.at)
        return Message(place=self.place, day=day, next_at=self.at, **about)


def _tell_people(press: _Press) -> int:
    """Whoever wants e-mail has a message with all his units; it is one a day. Gives to how many people it is told."""
    own: dict[int, list[LateUnit]] = {}
    for each in press.late:
        for who in each.recipients:
            own.setdefault(who, []).append(each)
    wants = HowTold.objects.filter(user__in=any_of(own), by_email=True).exclude(email="")
    subject = f"催办：{press.period.zh}报送和任务"
    people = wants.values_list("user_id", flat=True)
    put_messages([press.message(user_id=who, subject=subject, text=_words(own[who], press)) for who in people])
    return len(own)


def _tell_robots(press: _Press) -> int:
    """Without a unit's name or figure: these stay in the house."""
    robots = _robots(press.place, press.late, timezone.localdate(press.at))
    where = f"：{press.address}" if press.address else ""
    text = (
        f"【催办】{press.period.zh}报送和行动方案的任务，还有单位没有办好。"
        f"请登录节约系统，在首页查看本单位的事项{where}"
    )
    put_messages([press.message(robot=each, subject="催办", text=text) for each in robots])
    return len(robots)


def _words(late: Sequence[LateUnit], press: _Press) -> str:
    lines = [f"{each.unit.organisation.name}：{_late_in_words(each, press.period)}" for each in late[:MOST_NAMED]]
    if len(late) > MOST_NAMED:
        lines.append(f"……共 {len(late)} 家")
    where = f"（{press.address}）" if press.address else ""
    return "\n".join(["上级催办以下单位的事项：", "", *lines, "", f"请登录节约系统{where}，在首页和任务页办理。"])


def _late_in_words(each: LateUnit, period: Period) -> str:
    return late_in_words(each.report, each.unit.overdue, period)


def late_report(unit: UnitShown) -> str:
    """The state of its report where that is late; "" where it is not."""
    state = unit.report
    return state.value if state and OF_REPORTS[state] in LATE else ""


def late_in_words(report: str, overdue: int, period: Period) -> str:
    """What is late, in Chinese: of the report of a period, and how many duties."""
    named_states = {state.value: state for state in OF_REPORTS}
    parts = [f"{period.zh}能源资源消费{OF_REPORTS[named_states[report]].zh}"] if report else []
    return "；".join([*parts, *([f"逾期任务 {overdue} 项"] if overdue else [])])
