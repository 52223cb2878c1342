"""What is still open before a deployment works: told to whoever can do it, and to who directs, until it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from jieyue.programme.organisations.naming import Named
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.roles import Right, Role
from jieyue.rules.values import Level, Word
from jieyue.store.duties.models import PlanInForce
from jieyue.store.orgs.models import Organisation, Placement, Profile
from jieyue.store.orgs.reach import within
from jieyue.store.orgs.tree import not_yet_owing
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
    tops = _tops(person, Right.SHAPE)
    return [*_of_the_top(person, tops), *_of_people(person, at), *_of_units(person), *_of_plans(person, tops)]


def _open(step: Step, person: Person, **about: object) -> Open:
    right, by = DONE_BY[step]
    return Open(step, person.may(right), by, **about)


def _of_the_top(person: Person, tops: Sequence[tuple[str, str]]) -> Iterator[Open]:
    """Whoever directs the top, and what stands below it."""
    if person.may(Right.SECURE) or person.may(Right.RUN):
        held = Appointment.objects.filter(in_force(person.on), role=Role.AUTHORITY)
        if not held.exists():
            top = Placement.objects.filter(version__parent=None, since__lte=person.on, until__gt=person.on)
            code = top.order_by("organisation__code").values_list("organisation__code", flat=True).first()
            yield _open(Step.OFFICER, person, where=code or "")
    if tops and not _units(person, Right.SHAPE).exists():
        yield _open(Step.UNITS, person, where=tops[0][1])


def _of_people(person: Person, at: datetime) -> Iterator[Open]:
    """Units without anybody who enters for them, and people who cannot sign in yet."""
    right = next((each for each in (Right.GRANT, Right.SHAPE) if person.may(each)), None)
    if right is None:
        return
    if without := _without_clerk(person, right):
        yield _open(Step.CLERKS, person, count=len(without), units=without[:MOST_NAMED])
    if person.may(Right.GRANT):
        waiting = User.objects.filter(Exists(Appointment.objects.filter(in_force(person.on), user=OuterRef("pk"))))
        waiting = people_to_grant(waiting.filter(password="", is_active=True), person)
        if count := waiting.exclude(pk__in=with_first_password(at)).count():
            yield _open(Step.SLIPS, person, count=count)


def _of_units(person: Person) -> Iterator[Open]:
    right = next((each for each in (Right.ENTER, Right.SHAPE) if person.may(each)), None)
    if right is None:
        return
    owing = _units(person, right).exclude(not_yet_owing("organisation", person.on))
    for step, model in ((Step.SIZES, Profile), (Step.ACCOUNTS, Account)):
        lacking = owing.filter(~Exists(model.objects.filter(organisation=OuterRef("organisation_id"))))
        found = [Named(*names) for names in lacking.values_list("organisation__code", "version__name")]
        if found:
            yield _open(step, person, count=len(found), units=found[:MOST_NAMED])


def _of_plans(person: Person, tops: Sequence[tuple[str, str]]) -> Iterator[Open]:
    """The places of whoever directs for which no plan is in force, there or above."""
    above = {path: {int(part) for part in path.strip("/").split("/")} for path, _ in tops}
    rows = PlanInForce.objects.filter(organisation__in=any_of(set().union(*above.values())), until=None)
    places = set(rows.values_list("organisation_id", flat=True))
    for path, code in tops:
        if places.isdisjoint(above[path]):
            yield _open(Step.PLAN, person, where=code)


def _units(person: Person, right: Right) -> QuerySet[Placement]:
    """Those that are there, by code."""
    placed = Placement.objects.filter(organisation__level=Level.UNIT, since__lte=person.on, until__gt=person.on)
    reached = within(placed, person, organisation="organisation", right=right)
    return reached.exclude(organisation__closed_on__lte=person.on).order_by("organisation__code")


def _without_clerk(person: Person, right: Right) -> list[Named]:
    """The units at and above which nobody enters anything."""
    held = Appointment.objects.filter(in_force(person.on), role=Role.CLERK)
    places = set(held.values_list("organisation_id", flat=True))
    rows = _units(person, right).values_list("path", "organisation__code", "version__name")
    return [Named(*names) for path, *names in rows if places.isdisjoint(map(int, path.strip("/").split("/")))]


def _tops(person: Person, right: Right) -> list[tuple[str, str]]:
    """Path and code of where the person's reach begins."""
    ids = [int(path.strip("/").rpartition("/")[2]) for path in person.paths(right) if path != EVERYWHERE]
    placed = Placement.objects.filter(organisation__in=any_of(ids), since__lte=person.on, until__gt=person.on)
    return list(placed.order_by("organisation__code").values_list("path", "organisation__code"))
