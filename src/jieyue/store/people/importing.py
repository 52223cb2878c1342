"""People from a file: who signs in, and which roles they hold where. A row is a role; who holds several has several.

Nobody is let in who may not be by hand: the same username is the same person, the three administrators come by consent
alone, and whoever grants at a place grants there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from jieyue.files.cells import Cell, CellRefused, day, half_width, text
from jieyue.files.sheet import Column
from jieyue.rules.appointing import Tenure, as_name, barred_by, last_day, may_grant
from jieyue.rules.days import day_after
from jieyue.rules.person import Person
from jieyue.rules.roles import ADMINISTRATORS, Right, Role
from jieyue.rules.signing_in import MOST_USERNAME, as_username, fault_of_username
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.reach import within
from jieyue.store.people.models import Appointment, User
from jieyue.store.people.reach import appointments_to_grant, people_to_grant, unfinished
from jieyue.store.people.tenures import tenures_of_each
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct_each, keep_all
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import at_most, word
from jieyue.store.records.tables import Row
from jieyue.store.records.writing import Writing

GIVEN = tuple(role for role in Role if not role.is_administrator)
"""Roles that a file gives."""


def login(cell: Cell) -> str | None:
    found = text(cell)
    return None if found is None else as_username(found)


def role(cell: Cell) -> str | None:
    try:
        return word(Role)(cell)
    except CellRefused as refusal:
        names = "、".join(each.zh for each in GIVEN)
        raise CellRefused(refusal.rule, refusal.says, f"可填的有：{names}。") from refusal


COLUMNS = (
    Column("name", "姓名", at_most(MOST_USERNAME, text), required=True),
    Column("username", "用户名", login, required=True, note="登录时填写，如姓名全拼或工号；一人担任几个角色的写几行"),
    Column("role", "角色", role, required=True, choices=tuple(role.zh for role in GIVEN)),
    Column("organisation", "机构", text, required=True, note="机构编码，或者登记的全称；在该机构及其下属机构任职"),
    Column("since", "起", day, note="任职日期；留空为今天"),
    Column("last_day", "止", day, note="任职的最后一天；长期任职的留空"),
)


class Fault(NamedTuple):
    """What is wrong with a row, at which column, and what to do."""

    column: str
    rule: str
    says: str
    do: str


class Line(NamedTuple):
    """A row of the file."""

    row: int
    name: str
    username: str
    role: Role
    organisation: str
    since: date
    until: date | None


class Place(NamedTuple):
    id: int
    path: str


@dataclass
class Someone:
    """A person as he will be: `held` is all that he holds, held or will hold, what the file gives him included. `kept`
    are his appointments that are not over, by role and place.
    """

    user: User
    held: list[Tenure] = field(default_factory=list)
    kept: dict[tuple[Role, int | None], Appointment] = field(default_factory=dict)
    is_within: bool = True


def settle(batch: Batch, change: Writing) -> None:
    lines = list(_lines(batch))
    places = _places({line.organisation for line in lines}, batch.by)
    today = timezone.localdate(batch.at)
    people = _people({line.username for line in lines}, batch.by, today)
    given: dict[int, tuple[Someone, Appointment]] = {}
    ended: list[tuple[Appointment, date | None]] = []
    for line in lines:
        someone = people.get(line.username) or Someone(User(username=line.username, name=line.name))
        found = places.get(_plain(line.organisation), [])
        if fault := next(_faults(line, found, someone, batch.by, today), None):
            batch.refuse(line.row, fault.column, fault.rule, says=fault.says, do=fault.do)
            continue
        kept = someone.kept.get((line.role, found[0].id))
        if not batch.is_about_its_record(line.row, kept and kept.pk):
            continue
        people[line.username] = someone
        if kept is None:
            given[line.row] = someone, _appointment(line, found[0], someone)
        elif line.until is None or line.until == kept.until:
            batch.ids[line.row], batch.outcomes[line.row] = kept.pk, "unchanged"
        elif batch.may_change(line.row, f"{line.name}的任职期限有变化"):
            ended.append((kept, line.until))
            batch.ids[line.row], batch.outcomes[line.row] = kept.pk, "changed"
    _write(given, batch, change)
    correct_each(change, [(kept, {"until": until}) for kept, until in ended])


def _lines(batch: Batch) -> Iterator[Line]:
    today = timezone.localdate(batch.at)
    columns = zip(batch.rows, *(batch.column(column.key) for column in COLUMNS), strict=True)
    for row, name, username, role, organisation, since, last in columns:
        if row not in batch.refused:
            until = day_after(last) if last else None
            yield Line(row, name, username, Role(role), organisation, since or today, until)


def _places(written: set[str], person: Person) -> dict[str, list[Place]]:
    """Within reach, by code or by the name that they bear today."""
    wanted = {name for each in written for name in (each, _plain(each))}
    placed = Placement.objects.filter(since__lte=person.on, until__gt=person.on)
    reached = within(placed, person, organisation="organisation", right=Right.GRANT)
    fields = ("organisation_id", "path", "organisation__code", "version__name")
    by_code = reached.filter(organisation__code__in=any_of(wanted)).values_list(*fields)
    by_name = reached.filter(version__name__in=any_of(wanted)).values_list(*fields)
    found: dict[str, list[Place]] = {}
    for id_, path, _, name in by_name:
        found.setdefault(_plain(name), []).append(Place(id_, path))
    return found | {_plain(code): [Place(id_, path)] for id_, path, code, _ in by_code}


def _plain(name: str) -> str:
    return "".join(half_width(name).split())


def _people(usernames: set[str], by: Person, today: date) -> dict[str, Someone]:
    users = {user.pk: user for user in User.objects.filter(username__in=any_of(usernames))}
    within_reach = set(people_to_grant(User.objects.filter(pk__in=any_of(users)), by).values_list("pk", flat=True))
    held = tenures_of_each(users)
    found = {id_: Someone(user, held.get(id_, []), is_within=id_ in within_reach) for id_, user in users.items()}
    for each in Appointment.objects.filter(unfinished(today), user__in=any_of(users)):
        found[each.user_id].kept[Role(each.role), each.organisation_id] = each
    return {each.user.username: each for each in found.values()}


def _faults(line: Line, places: list[Place], someone: Someone, by: Person, today: date) -> Iterator[Fault]:
    if fault := fault_of_username(line.username):
        yield Fault("username", "username", fault, "用户名请用字母、数字、中文或 . _ - @，例如 zhangsan 或工号。")
    yield from _faults_of_person(line, someone, by)
    yield from _faults_of_place(line, places, by)
    if line.until is not None and line.until <= line.since:
        yield Fault("last_day", "ends_before_start", f"最后一天早于任职日期 {line.since}。", "请改正日期。")
    elif line.until is not None and line.until < today:
        do = "过去的任职不改写：请删去这一行，或者改正日期。"
        yield Fault("last_day", "ended_before_today", f"最后一天 {last_day(line.until)} 已经过去。", do)
    if places:
        yield from _faults_of_tenure(line, Tenure(0, line.role, places[0].id, line.since, line.until), someone)


def _faults_of_person(line: Line, someone: Someone, by: Person) -> Iterator[Fault]:
    if someone.user.pk is not None and someone.user.pk == by.id:
        do = "请删去这一行；确需变更的，由另一位安全管理员办理。"
        yield Fault("username", "oneself", "不能给自己授权。", do)
    elif not someone.is_within:
        says = f"用户名“{line.username}”已有人使用，此人不归您管理。"
        yield Fault("username", "username_taken", says, "请换一个用户名；确是同一个人的，请由上一级的安全管理员办理。")
    elif as_name(someone.user.name) != as_name(line.name):
        says = f"用户名“{line.username}”是“{someone.user.name}”的，这一行写的是“{line.name}”。"
        do = f"不是同一个人的，请换一个用户名；是同一个人的，请把姓名写成“{someone.user.name}”。"
        yield Fault("name", "other_name", says, do)


def _faults_of_place(line: Line, places: list[Place], by: Person) -> Iterator[Fault]:
    if line.role in ADMINISTRATORS:
        says = f"{line.role.zh}是三员之一，不能从文件授予。"
        do = "请删去这一行；任命三员的，由安全管理员先在“人员”页面添加此人，再在“三员互核”页面提出申请。"
        yield Fault("role", "needs_consent", says, do)
    elif not places:
        says = f"没有编码或名称为“{line.organisation}”的机构，或者不在您的管辖范围内。"
        do = "请写登记的机构编码或全称；不归您管辖的，由上一级的安全管理员办理。"
        yield Fault("organisation", "unknown_organisation", says, do)
    elif len(places) > 1:
        says = f"叫“{line.organisation}”的机构有 {len(places)} 家。"
        yield Fault("organisation", "name_of_several", says, "请改写机构编码。")
    elif not may_grant(line.role, places[0].path, tops=by.paths(Right.GRANT)):
        says = f"您不能在“{line.organisation}”授予{line.role.zh}。"
        yield Fault("role", "role_above", says, "请删去这一行，由上一级的安全管理员办理。")


def _faults_of_tenure(line: Line, new: Tenure, someone: Someone) -> Iterator[Fault]:
    if (new.role, new.place) in someone.kept:
        return
    if barred := barred_by(new, someone.held):
        says = f"{line.name}在同一时间担任{barred.role.zh}，不能再担任{line.role.zh}。"
        apart = "各级安全管理员、系统管理员、审计员由不同的人担任，不兼任其他角色。"
        do = f"{apart}请另选人员，或先结束原任职，新的任职日期写在其后。"
        yield Fault("role", "barred", says, do)
    elif any((each.role, each.place) == (new.role, new.place) and new.meets(each) for each in someone.held):
        says = f"{line.name}在“{line.organisation}”担任{line.role.zh}，同一时间已有登记，或者本文件前面已经写过。"
        do = "请删去重复的行；是前后两段任职的，请改正起止日期。"
        yield Fault("username", "duplicate_in_file", says, do)


def _appointment(line: Line, place: Place, someone: Someone) -> Appointment:
    someone.held.append(Tenure(0, line.role, place.id, line.since, line.until))
    return Appointment(role=line.role, organisation_id=place.id, since=line.since, until=line.until)


def _write(given: dict[int, tuple[Someone, Appointment]], batch: Batch, change: Writing) -> None:
    new = {id(someone): someone.user for someone, _ in given.values() if someone.user.pk is None}
    for user, id_ in zip(new.values(), keep_all(change, list(new.values())), strict=True):
        user.pk = id_
    for someone, appointment in given.values():
        appointment.user_id = someone.user.pk
    ids = keep_all(change, [appointment for _, appointment in given.values()])
    batch.ids.update(zip(given, ids, strict=True))
    batch.outcomes.update(dict.fromkeys(given, "added"))


def rows(person: Person) -> Iterable[Row]:
    """Every role that is not over within reach of whoever grants, as it would be brought; without the three."""
    reached = appointments_to_grant(person) if person.may(Right.GRANT) else Appointment.objects.none()
    now = reached.filter(unfinished(min(person.on, timezone.localdate())))
    kept = now.exclude(organisation=None).order_by("organisation__code", "user__username", "id")
    fields = ("user__name", "user__username", "role", "organisation__code", "since", "until")
    for name, username, role, code, since, until in kept.values_list(*fields).iterator(chunk_size=5000):
        yield name, username, Role(role).zh, code, since, last_day(until)


PEOPLE = Kind(
    "people",
    "人员",
    COLUMNS,
    settle,
    rows,
    Appointment,
    right=Right.GRANT,
    can_be_planned=False,
)
