"""The first steps of a deployment, after its three administrators are there.

The system administrator says for whom it is and names the top of the tree; he gets no figures by it. Whoever is then
put at the top by the security administrator does the rest. So nobody lets himself in, and nobody from outside can.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from jieyue.files.cells import CellRefused, code
from jieyue.programme.organisations.operations import Change, reorganise
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.refusal import Meanwhile, NotAllowed, Refused
from jieyue.rules.roles import Right
from jieyue.rules.tree import BEGINNING
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation, OrganisationVersion
from jieyue.store.orgs.placing import place
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.records.importing import ImportReport
from jieyue.store.records.keeping import keep
from jieyue.store.records.parsing import at_most
from jieyue.store.records.writing import writing

FOR_WHOM = (Level.UNIT, Level.COUNTY, Level.CITY, Level.PROVINCE)
LONGEST_CODE, LONGEST_NAME = 40, 200


class BegunAlready(Meanwhile):
    """There is a top of the tree."""


class CannotBegin(Refused):
    pass


@dataclass(frozen=True)
class NewUnit:
    """A unit as it is written in a small table; without a code it gets the next one below the place."""

    name: str
    code: str = ""
    kind: str = ""
    category: str = ""


def begin(
    *, level: Level, code_: str, name: str, kind: str = "", joined_on: date | None = None, by: Person, at: datetime
) -> None:
    """The top of the tree: one office, or a county, city or province. Once; of two at once one is told so."""
    if EVERYWHERE not in by.paths(Right.RUN):
        raise NotAllowed("首个机构由系统管理员登记。", do="请系统管理员登录后办理。")
    written, called = _code(code_), name.strip()
    if not called or len(called) > LONGEST_NAME:
        raise CannotBegin("请填写名称，最多 200 个字。", do="写单位全称，或者县、市、省的名称。", where="name")
    with writing(operation="enter organisations", by=by, at=at, reason="首次设置") as change:
        if Organisation.objects.exists():
            raise BegunAlready("已经登记过机构。", do="新增机构请由主管部门在“机构”页面办理。")
        top = Organisation(code=written, level=level, kind=kind, joined_on=joined_on)
        keep(change, top)
        keep(change, OrganisationVersion(organisation=top, since=BEGINNING, name=called))
        place([top.pk])
        change.touch(["standing"])


def add_units(
    units: Sequence[NewUnit], *, parent: str, joined_on: date | None, by: Person, at: datetime
) -> ImportReport:
    """Units right below a place, all or none."""
    above = organisation_within(parent, by, Right.SHAPE)
    if not units:
        raise CannotBegin("还没有填写单位。", do="请至少填写一家单位的名称。")
    free = _free_codes(above, {each.code for each in units})
    rows = [
        {
            "code": each.code or next(free),
            "name": each.name,
            "parent": above.code,
            "level": Level.UNIT.zh,
            "kind": each.kind,
            "category": each.category,
            "joined_on": joined_on.isoformat() if joined_on else "",
        }
        for each in units
    ]
    return reorganise(Change(rows, None), by=by, at=at, reason="登记单位")


def _code(written: str) -> str:
    try:
        found = at_most(LONGEST_CODE, code)(written)
    except CellRefused as refusal:
        raise CannotBegin(refusal.says, do=refusal.do, where="code") from refusal
    if not found:
        raise CannotBegin("请填写编码。", do="例如行政区划代码或统一的机构编码。", where="code")
    return found


def _free_codes(above: Organisation, taken: set[str]):
    known = set(Organisation.objects.filter(code__startswith=above.code).values_list("code", flat=True)) | taken
    numbered = (f"{above.code}{number:03}" for number in count(1))
    return (each for each in numbered if each not in known)
