"""The tree changed on purpose: renamed, moved, merged, split, closed, each from a day on; and since when units owe.

All go the way of the import, as rows of one sheet and one entry of the log: what was looked at before is what is done,
and it is undone as a whole. Records stay where they are: what counts before the day counts for who stood there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jieyue.files.entered import sheet_of
from jieyue.files.sheet import FileRefused
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.orgs.importing import EVER, ORGANISATIONS
from jieyue.store.orgs.models import Organisation, OrganisationVersion
from jieyue.store.orgs.reach import organisation_within, organisations_called, refuse_without
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.people.models import Appointment
from jieyue.store.people.people import in_force
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.importing import ImportOptions, ImportReport, take
from jieyue.store.registers.accounts.models import Account

Rows = list[dict[str, str]]
SAME = ("level", "kind", "category", "region_code")


class NotReorganised(Refused):
    """The tree cannot be changed as asked for."""


@dataclass(frozen=True)
class Newcomer:
    """An organisation that is to be."""

    code: str
    name: str


@dataclass(frozen=True)
class Change:
    """What is to be done, as rows of the import; `ending` are the codes of those that end with it."""

    rows: Rows
    since: date | None
    ending: Sequence[str] = ()


@dataclass(frozen=True)
class Meaning:
    """What a change would do: so many organisations `new` and `changed`, so many below those that move or end, so many
    accounts and people of theirs; `ending` are those that would be no more.
    """

    new: int
    changed: int
    below: int
    accounts: int
    people: Sequence[str]
    ending: Sequence[str]


def to_rename(*, organisation: str, name: str, since: date, person: Person) -> Change:
    own = _known(organisation, person)
    return Change([{**own, "name": name, "effective_on": f"{since}"}], since)


def to_move(*, organisation: str, parent: str, since: date, person: Person) -> Change:
    own = _known(organisation, person)
    return Change([{**own, "parent": parent, "effective_on": f"{since}"}], since)


def to_close(*, organisation: str, since: date, person: Person) -> Change:
    """With all below it: on the day none of them is there any more."""
    every = _with_below([organisation], since, person)
    return Change([{**own, "closed_on": f"{since}"} for own in every], since, [own["code"] for own in every])


def to_merge(*, organisations: Sequence[str], into: str, new_name: str = "", since: date, person: Person) -> Change:
    """Several go into one, which is one of them, another, or a new one of that name. What stood right below those that
    end stands below it from then on.
    """
    if len(set(organisations)) < 2 and into in organisations:
        raise NotReorganised("合并至少要有两家机构。", do="请写明并入的机构。", where="others")
    ending = [code for code in dict.fromkeys(organisations) if code != into]
    begun = _newcomers([Newcomer(into, new_name)], ending[0], since, person) if new_name else []
    return _succeeded(ending, [into], begun, since, person)


def to_split(*, organisation: str, into: Sequence[Newcomer], since: date, person: Person) -> Change:
    """One ends, and several new ones come into being where it stood. What stood right below it goes to the first."""
    if len(into) < 2:
        raise NotReorganised("分立至少要有两家新机构。", do="请写明各家新机构的编码和名称。", where="into")
    begun = _newcomers(into, organisation, since, person)
    return _succeeded([organisation], [each.code for each in into], begun, since, person)


def to_join(*, organisation: str, joined_on: date | None, only_new: bool, person: Person) -> Change:
    """Since when the organisation and all below it owe anything (起报); None: ever since they exist. `only_new`: those
    that do not say it yet.
    """
    top = organisation_within(organisation, person, Right.SHAPE)
    below = under(path_on(top.pk, person.on), person.on).values("organisation_id")
    kept = Organisation.objects.filter(id__in=below)
    codes = (kept.filter(joined_on=None) if only_new else kept).values_list("code", flat=True)
    written = joined_on.isoformat() if joined_on else EVER
    rows = [{**own, "joined_on": written} for own in _all_known(codes, person)]
    if not rows:
        raise NotReorganised("都已经写明起报日期，没有要改的。", do="要改已写明的，请不选“只改没有写明的”。")
    return Change(rows, None)


def meaning(change: Change, *, by: Person, at: datetime, reason: str) -> Meaning:
    """What it would do: it is done and taken back, so that whatever would refuse it refuses here. Raises Refused."""
    with transaction.atomic():
        report = _carried_out(change, by=by, at=at, reason=reason or "预览")
        transaction.set_rollback(True)
    moving = [row["code"] for row in change.rows if row.get("closed_on") or row.get("parent")]
    ids = dict(Organisation.objects.filter(code__in=any_of(moving)).values_list("code", "id"))
    on = change.since or by.on
    below = {id_ for own in ids.values() for id_ in _ids_below(own, on)} - set(ids.values())
    ending = [ids[code] for code in change.ending if code in ids]
    return Meaning(
        new=report.added,
        changed=report.changed,
        below=len(below),
        accounts=Account.objects.filter(organisation__in=any_of(ending), closed_on=None).count(),
        people=_people_at(ending, on),
        ending=change.ending,
    )


def reorganise(change: Change, *, by: Person, at: datetime, reason: str) -> ImportReport:
    """Done as it was looked at, in one entry of the log. Raises Refused."""
    if not reason.strip():
        raise NotReorganised("请写明原因。", do="例如机构改革的文件名称或文号。", where="reason")
    return _carried_out(change, by=by, at=at, reason=reason)


def _carried_out(change: Change, *, by: Person, at: datetime, reason: str) -> ImportReport:
    refuse_without(by, Right.SHAPE)
    try:
        sheet = sheet_of(change.rows, columns=ORGANISATIONS.columns, words=policy().words, name="")
    except FileRefused as refusal:
        raise _refused(refusal.problems[0].says, refusal.problems[0].do) from refusal
    report = take(ORGANISATIONS, sheet, ImportOptions(by=by, at=at, reason=reason.strip(), verb="enter"))
    errors = [problem for problem in report.problems if problem.severity == "error"]
    for problem in errors:
        raise _refused(problem.says, problem.do)
    return report


def _refused(says: str, do: str) -> NotReorganised:
    return NotReorganised(says, do=do)


def _succeeded(ending: Sequence[str], successors: Sequence[str], begun: Rows, since: date, person: Person) -> Change:
    children = [
        {**own, "parent": successors[0], "effective_on": f"{since}"}
        for code in ending
        for own in _children(code, since, person)
        if own["code"] not in ending
    ]
    closed = [{**_known(code, person), "closed_on": f"{since}", "successors": "、".join(successors)} for code in ending]
    return Change([*begun, *children, *closed], since, ending)


def _newcomers(new: Sequence[Newcomer], like: str, since: date, person: Person) -> Rows:
    """They stand where one like them stands, and are of its sort."""
    subject = organisation_within(like, person, Right.SHAPE)
    now = _latest([subject.pk])[subject.pk]
    same = {name: getattr(subject, name) for name in SAME}
    about = {**same, "parent": now.parent.code if now.parent else "", "system": now.system}
    days = {"opened_on": f"{since}", "joined_on": f"{since}"}
    return [{"code": each.code, "name": each.name, **about, **days} for each in new]


def _children(code: str, on: date, person: Person) -> Rows:
    own = organisation_within(code, person, Right.SHAPE)
    placed = under(path_on(own.pk, on), on).filter(version__parent=own)
    there = placed.exclude(organisation__closed_on__lte=on)
    return _all_known(there.values_list("organisation__code", flat=True), person)


def _with_below(codes: Iterable[str], on: date, person: Person) -> Rows:
    """Those that are still there on the day, whoever stands below before whom it stands under."""
    found: Rows = []
    for code in codes:
        own = organisation_within(code, person, Right.SHAPE)
        there = under(path_on(own.pk, on), on).exclude(organisation__closed_on__lte=on).order_by("-path")
        found += _all_known(there.values_list("organisation__code", flat=True), person)
    return found


def _ids_below(organisation: int, on: date) -> set[int]:
    there = under(path_on(organisation, on), on).exclude(organisation__closed_on__lte=on)
    return set(there.values_list("organisation_id", flat=True))


def _known(code: str, person: Person) -> dict[str, str]:
    own = organisation_within(code, person, Right.SHAPE)
    return _as_row(own, _latest([own.pk])[own.pk])


def _all_known(codes: Iterable[str], person: Person) -> Rows:
    """In the order of the codes given."""
    wanted = list(codes)
    kept = {each.code: each for each in organisations_called(wanted, person, Right.SHAPE)}
    latest = _latest(each.pk for each in kept.values())
    return [_as_row(kept[code], latest[kept[code].pk]) for code in wanted if code in kept]


def _as_row(own: Organisation, now: OrganisationVersion) -> dict[str, str]:
    return {"code": own.code, "name": now.name, "level": Level(own.level).zh}


def _latest(ids: Iterable[int]) -> Mapping[int, OrganisationVersion]:
    versions = OrganisationVersion.objects.filter(organisation__in=any_of(ids)).select_related("parent")
    return {each.organisation_id: each for each in versions.order_by("since")}


def _people_at(organisations: Iterable[int], on: date) -> list[str]:
    """Who holds a role right there, in words."""
    held = Appointment.objects.filter(in_force(on), organisation__in=any_of(organisations)).select_related("user")
    return [f"{each.user.name}（{each.get_role_display()}）" for each in held.order_by("user__name", "id")]
