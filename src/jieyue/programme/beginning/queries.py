"""What is still open before a deployment works: told to whoever can do it, and to who directs, until it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.roles import Right, Role
from jieyue.rules.values import Level, Word
from jieyue.store.duties.models import PlanInForce
from jieyue.store.orgs.models import Organisation, Placement, Profile
from jieyue.store.orgs.reach import organisations_within, within
from jieyue.store.people.models import Appointment, User
from jieyue.store.people.passwords import with_first_password
from jieyue.store.people.people import in_force
from jieyue.store.people.reach import people_to_grant
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account

MOST_NAMED = 5


class Step(Word):
    """The road, in its order."""

    ROOT = "root", "写明为谁建立：一个单位，或者一个县、市、省"
    OFFICER = "officer", "任命第一位经办人（主管部门）"
    UNITS = "units", "登记单位"
    CLERKS = "clerks", "给单位配统计员"
    SLIPS = "slips", "发放初始口令"
    SIZES = "sizes", "登记建筑面积和用能人数"
    ACCOUNTS = "accounts", "登记户号"
    PLAN = "plan", "执行行动方案"


DONE_BY = {
    Step.ROOT: (Right.RUN, "系统管理员"),
    Step.OFFICER: (Right.SECURE, "安全管理员"),
    Step.UNITS: (Right.SHAPE, "主管部门"),
    Step.CLERKS: (Right.GRANT, "安全管理员"),
    Step.SLIPS: (Right.GRANT, "安全管理员"),
    Step.SIZES: (Right.ENTER, "统计员"),
    Step.ACCOUNTS: (Right.ENTER, "统计员"),
    Step.PLAN: (Right.SHAPE, "主管部门"),
}


@dataclass(frozen=True)
class Open:
    """A step that is not done: of so many (`count`), the first of whom are `units`; `where` is the code that its page
    is asked with. Who only sees it is told by whom it is done.
    """

    step: Step
    is_mine: bool
    by: str
    count: int = 0
    units: Sequence[Named] = ()
    where: str = ""


def open_steps(*, person: Person, at: datetime) -> list[Open]:
    """In the order of the road. Who only reads sees none."""
    if not Organisation.objects.exists():
        first = _open(Step.ROOT, person)
        return [first] if first.is_mine or person.may(Right.SECURE) else []
    return [*_of_the_top(person), *_of_people(person, at), *_of_units(person), *_of_plans(person)]


def _open(step: Step, person: Person, **about: object) -> Open:
    right, by = DONE_BY[step]
    return Open(step, person.may(right), by, **about)


def _of_the_top(person: Person) -> Iterator[Open]:
    """Whoever directs the top, and what stands below it."""
    if person.may(Right.SECURE) or person.may(Right.RUN):
        held = Appointment.objects.filter(in_force(person.on), role=Role.AUTHORITY)
        if not held.exists():
            tops = Placement.objects.filter(version__parent=None, since__lte=person.on, until__gt=person.on)
            code = tops.order_by("organisation__code").values_list("organisation__code", flat=True).first()
            yield _open(Step.OFFICER, person, where=code or "")
    if person.may(Right.SHAPE):
        empty = _tops(person, Right.SHAPE)
        if empty and not _units(person, Right.SHAPE).exists():
            yield _open(Step.UNITS, person, where=empty[0].code)


def _of_people(person: Person, at: datetime) -> Iterator[Open]:
    """Units without anybody who enters for them, and people who cannot sign in yet."""
    if not (person.may(Right.GRANT) or person.may(Right.SHAPE)):
        return
    right = Right.GRANT if person.may(Right.GRANT) else Right.SHAPE
    without = _without_clerk(person, right)
    if without:
        units = _named(without[:MOST_NAMED], person.on)
        yield _open(Step.CLERKS, person, count=len(without), units=units)
    if person.may(Right.GRANT):
        waiting = User.objects.filter(Exists(Appointment.objects.filter(in_force(person.on), user=OuterRef("pk"))))
        waiting = people_to_grant(waiting.filter(password="", is_active=True), person)
        if count := waiting.exclude(pk__in=with_first_password(at)).count():
            yield _open(Step.SLIPS, person, count=count)


def _of_units(person: Person) -> Iterator[Open]:
    right = next((each for each in (Right.ENTER, Right.SHAPE) if person.may(each)), None)
    if right is None:
        return
    owing = _units(person, right)
    for step, model in ((Step.SIZES, Profile), (Step.ACCOUNTS, Account)):
        lacking = owing.filter(~Exists(model.objects.filter(organisation=OuterRef("pk")))).order_by("code")
        ids = list(lacking.values_list("id", flat=True)[: MOST_NAMED + 1])
        if ids:
            count = len(ids) if len(ids) <= MOST_NAMED else lacking.count()
            yield _open(step, person, count=count, units=_named(ids[:MOST_NAMED], person.on))


def _of_plans(person: Person) -> Iterator[Open]:
    if not person.may(Right.SHAPE):
        return
    for top in _tops(person, Right.SHAPE):
        above = Placement.objects.filter(organisation__code=top.code, since__lte=person.on, until__gt=person.on)
        ids = [int(part) for path in above.values_list("path", flat=True) for part in path.strip("/").split("/")]
        if not PlanInForce.objects.filter(organisation__in=any_of(ids), until=None).exists():
            yield _open(Step.PLAN, person, where=top.code)


def _units(person: Person, right: Right) -> QuerySet[Organisation]:
    """Those that are there and owe something by now."""
    there = organisations_within(person, right).filter(level=Level.UNIT).exclude(closed_on__lte=person.on)
    return there.exclude(Q(opened_on__gt=person.on) | Q(joined_on__gt=person.on))


def _without_clerk(person: Person, right: Right) -> list[int]:
    """By code, the units at and above which nobody enters anything."""
    held = Appointment.objects.filter(in_force(person.on), role=Role.CLERK)
    places = set(held.values_list("organisation_id", flat=True))
    placed = Placement.objects.filter(organisation__level=Level.UNIT, since__lte=person.on, until__gt=person.on)
    there = within(placed, person, organisation="organisation", right=right).exclude(
        organisation__closed_on__lte=person.on
    )
    rows = there.order_by("organisation__code").values_list("organisation_id", "path")
    return [id_ for id_, path in rows if places.isdisjoint(map(int, path.strip("/").split("/")))]


def _tops(person: Person, right: Right) -> list[Named]:
    paths = [path for path in person.paths(right) if path != EVERYWHERE]
    ids = [int(path.strip("/").rpartition("/")[2]) for path in paths]
    return _named(ids, person.on)


def _named(ids: Sequence[int], on: date) -> list[Named]:
    names = named(ids, on=on)
    return [names[id_] for id_ in ids if id_ in names]
