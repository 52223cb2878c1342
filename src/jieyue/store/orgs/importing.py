"""Organisations from a file: new ones, and changes with the day from which they hold.

What a blank cell leaves open is not changed. Several rows of one code are its history, in order of their days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from jieyue.files.cells import Cell, code, day, text
from jieyue.files.sheet import Column
from jieyue.rules.credit_code import compact, fault_of
from jieyue.rules.person import EVERYWHERE
from jieyue.rules.roles import Right
from jieyue.rules.tree import BEGINNING, FOREVER, TreeHasCircle
from jieyue.rules.values import Category, Level
from jieyue.rules.values import Kind as OrganKind
from jieyue.store.orgs.exporting import STEADY, rows
from jieyue.store.orgs.models import Organisation, OrganisationVersion, Succession
from jieyue.store.orgs.placing import TreeTooDeep, place
from jieyue.store.orgs.reach import organisation_ids
from jieyue.store.orgs.reversing import recheck_after_undo
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import at_most, word_column
from jieyue.store.records.writing import Writing

NEVER = "未撤销"
EVER = "一直应报"


def day_or_never(cell: Cell) -> date | None:
    """A day, or the word that takes a mistaken closing back."""
    return FOREVER if isinstance(cell, str) and cell.strip() == NEVER else day(cell)


def day_or_ever(cell: Cell) -> date | None:
    """A day, or the word that says that there is none before which nothing is owed."""
    return BEGINNING if isinstance(cell, str) and cell.strip() == EVER else day(cell)


COLUMNS = (
    Column("code", "机构编码", at_most(40, code), required=True),
    Column("name", "机构名称", at_most(200, text), required=True),
    Column("parent", "上级编码", code, note="最高一级留空"),
    word_column("level", "层级", Level, required=True),
    Column("system", "所属系统", at_most(100, text)),
    word_column("kind", "机关类别", OrganKind),
    word_column("category", "统计分类", Category),
    Column("effective_on", "生效日期", day, note="变更名称、上级、所属系统时，填写从哪天起生效；新登记的机构留空"),
    Column("credit_code", "统一社会信用代码", code),
    Column("region_code", "行政区划代码", at_most(12, code)),
    Column("opened_on", "成立日期", day),
    Column("closed_on", "撤销日期", day_or_never, note="从这一天起机构不再存在；误填撤销的，填“未撤销”更正"),
    Column(
        "joined_on",
        "起报日期",
        day_or_ever,
        note="从这一天所在的月份起才应填报、报送和办理任务；留空不改，填“一直应报”取消",
    ),
    Column("successors", "承继机构编码", text, note="撤销后由谁承继；合并填一个，分立填几个，用顿号隔开"),
)


class Fault(NamedTuple):
    """What is wrong with a row, at which column, and what to do."""

    column: str
    rule: str
    says: str
    do: str


DATED = ("name", "parent", "system")
DAYS = ("opened_on", "closed_on", "joined_on")


@dataclass(frozen=True)
class Line:
    """One row of the file. `has_later_rows` says that the file tells later changes of the same organisation."""

    row: int
    values: dict[str, object]
    has_later_rows: bool = False

    def __getitem__(self, key: str):
        return self.values[key]

    def stated(self, keys: Iterable[str]) -> dict[str, object]:
        return {key: self.values[key] for key in keys if self.values[key] is not None}


@dataclass(frozen=True)
class Standing:
    """Name, parent's code and system since a day."""

    since: date
    name: str
    parent: str | None
    system: str


@dataclass
class Subject:
    """An organisation as it will be when the file is taken, beside what is kept of it now.

    `told` holds the rows of the file that speak of it, by their effective days; `successors` those that are new.
    `is_within` says that whoever brings the file may shape it.
    """

    code: str
    id: int | None = None
    steady: dict[str, object] = field(default_factory=dict)
    history: list[Standing] = field(default_factory=list)
    kept_steady: dict[str, object] = field(default_factory=dict)
    kept_history: dict[Standing, int] = field(default_factory=dict)
    kept_successors: set[str] = field(default_factory=set)
    told: dict[date | None, int] = field(default_factory=dict)
    successors: set[str] = field(default_factory=set)
    is_within: bool = True

    @property
    def is_new(self) -> bool:
        return self.id is None

    @property
    def rows(self) -> list[int]:
        return list(self.told.values())

    @property
    def level(self) -> Level:
        return Level(self.steady["level"])

    def on(self, since: date) -> Standing:
        return next(standing for standing in reversed(self.history) if standing.since <= since)


def settle(batch: Batch, change: Writing) -> None:
    lines = _lines(batch)
    subjects = _kept(_named(lines))
    _mark_reach(subjects, batch)
    owners = _owners_of_credit_codes(lines)
    for line in _parents_first(lines):
        _take(line, subjects, owners, batch)
    _refuse_what_does_not_stand_together(subjects, batch)
    _write(subjects, batch, change)


def _lines(batch: Batch) -> list[Line]:
    keys = [column.key for column in COLUMNS]
    rows = zip(batch.rows, *(batch.column(key) for key in keys), strict=True)
    values = [(row, dict(zip(keys, values, strict=True))) for row, *values in rows if row not in batch.refused]
    dated = {each["code"] for _, each in values if each["effective_on"]}
    return [Line(row, each, has_later_rows=each["code"] in dated and not each["effective_on"]) for row, each in values]


def _parents_first(lines: list[Line]) -> Iterator[Line]:
    """Whoever is named as a parent comes before those who name him; histories in order of their days."""
    by_code: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line["effective_on"] or BEGINNING):
        by_code.setdefault(line["code"], []).append(line)
    seen: set[str] = set()
    for line in lines:
        waiting = [] if line["code"] in seen else [line["code"]]
        while waiting:
            seen.add(waiting[-1])
            parents = (each["parent"] for each in by_code[waiting[-1]])
            above = next((parent for parent in parents if parent in by_code and parent not in seen), None)
            if above is None:
                yield from by_code[waiting.pop()]
            else:
                waiting.append(above)


def _mark_reach(subjects: dict[str, Subject], batch: Batch) -> None:
    within = organisation_ids(subjects, batch.by, Right.SHAPE)
    for subject in subjects.values():
        subject.is_within = subject.code in within


# --- what is kept ----------------------------------------------------------------------------------------------------


def _named(lines: list[Line]) -> set[str]:
    named = {line[key] for line in lines for key in ("code", "parent") if line[key]}
    return named | {successor for line in lines for successor in _codes(line["successors"])}


def _kept(codes: set[str]) -> dict[str, Subject]:
    """These organisations and whoever was ever their parent, as they are now, by code."""
    return _kept_of(Organisation.objects.filter(code__in=any_of(codes)).values_list("id", flat=True))


def _kept_of(ids: Iterable[int]) -> dict[str, Subject]:
    """The same by id. One table at a time: just after a large import PostgreSQL joins as if its tables were empty."""
    ids = set(ids)
    above = OrganisationVersion.objects.filter(organisation_id__in=any_of(ids)).exclude(parent=None)
    ids |= set(above.values_list("parent_id", flat=True))
    kept = Organisation.objects.filter(id__in=any_of(ids)).values_list("id", "code", *STEADY)
    by_id = {id_: Subject(code_, id=id_, steady=dict(zip(STEADY, steady, strict=True))) for id_, code_, *steady in kept}
    subjects = {subject.code: subject for subject in by_id.values()}
    fields = ("organisation_id", "id", "since", "name", "parent_id", "system")
    versions = OrganisationVersion.objects.filter(organisation_id__in=any_of(ids)).order_by("since")
    rows = list(versions.values_list(*fields))
    parents = Organisation.objects.filter(id__in=any_of({row[4] for row in rows} - {None}))
    codes = dict(parents.values_list("id", "code"))
    for organisation_id, version_id, since, name, parent_id, system in rows:
        standing = Standing(since, name, codes.get(parent_id), system)
        by_id[organisation_id].kept_history[standing] = version_id
    became = Succession.objects.filter(organisation_id__in=any_of(by_id))
    for organisation_id, successor in became.values_list("organisation_id", "successor__code"):
        by_id[organisation_id].kept_successors.add(successor)
    for subject in subjects.values():
        subject.kept_steady, subject.history = dict(subject.steady), list(subject.kept_history)
    return subjects


def _owners_of_credit_codes(lines: list[Line]) -> dict[str, str]:
    """The organisations that already have one of the file's credit codes, by that code."""
    named = {compact(str(line["credit_code"])) for line in lines if line["credit_code"]}
    owners = Organisation.objects.filter(credit_code__in=any_of(named)).values_list("credit_code", "code")
    return dict(owners) if named else {}


# --- taking a row ----------------------------------------------------------------------------------------------------


def _take(line: Line, subjects: dict[str, Subject], owners: dict[str, str], batch: Batch) -> None:
    subject = subjects.get(line["code"])
    if subject is not None and not subject.is_within:
        return _refuse_out_of_reach(line, batch)
    is_new = subject is None
    if not batch.is_about_its_record(line.row, None if is_new else subject.id):
        return None
    after = _begun(line, batch) if is_new else _changed(line, subject, batch)
    if after is None or _is_impossible(line, after, subjects, owners, batch):
        return None
    if is_new:
        batch.outcomes[line.row] = "added"
    elif (after.steady, after.history, after.successors) == (subject.steady, subject.history, subject.successors):
        batch.outcomes[line.row] = "unchanged"
    elif subject.is_new or batch.may_change(line.row, f"机构 {after.code} 的登记有变化"):
        batch.outcomes[line.row] = "changed"
    else:
        return None
    after.told[line["effective_on"]] = line.row
    subjects[after.code] = after
    if after.steady["credit_code"]:
        owners[str(after.steady["credit_code"])] = after.code
    return None


def _refuse_out_of_reach(line: Line, batch: Batch) -> None:
    batch.refuse(
        line.row,
        "code",
        "out_of_reach",
        says=f"机构编码“{line['code']}”不归您维护，不能登记或变更。",
        do="请核对编码；跨地区的变更请由共同的上级主管部门办理。",
    )


def _begun(line: Line, batch: Batch) -> Subject:
    steady = {key: line[key] or ("" if key not in DAYS else None) for key in STEADY}
    steady["opened_on"] = steady["opened_on"] or line["effective_on"]
    steady["joined_on"] = steady["joined_on"] or batch.joined_on
    first = Standing(BEGINNING, line["name"], line["parent"], line["system"] or "")
    return Subject(line["code"], steady=_tidy(steady), history=[first], successors=set(_codes(line["successors"])))


def _changed(line: Line, subject: Subject, batch: Batch) -> Subject | None:
    """The organisation with the row's changes; None when they can't be dated."""
    steady = _tidy({**subject.steady, **line.stated(STEADY)})
    successors = subject.successors | set(_codes(line["successors"])) - subject.kept_successors
    history = _history_with(line, subject, batch)
    if history is None:
        return None
    return replace(subject, steady=steady, history=history, successors=successors, told=dict(subject.told))


def _history_with(line: Line, subject: Subject, batch: Batch) -> list[Standing] | None:
    since = line["effective_on"] or subject.history[-1].since
    before = subject.on(since)
    after = replace(before, **line.stated(DATED))
    first = subject.history[0]
    if after == before or (line.has_later_rows and replace(first, **line.stated(DATED)) == first):
        return subject.history
    if line["effective_on"] is None:
        batch.refuse(
            line.row,
            "effective_on",
            "effective_date_needed",
            says=f"机构 {subject.code} 的名称、上级或所属系统与现有登记不同，但没有写从哪天起。",
            do="请在“生效日期”列填写变更生效的日期；此前的统计仍按原登记。",
        )
        return None
    if since < subject.history[-1].since:
        batch.refuse(
            line.row,
            "effective_on",
            "later_change_exists",
            says=f"机构 {subject.code} 在 {subject.history[-1].since} 已有更晚的变更，不能再插入 {since} 的变更。",
            do="请核对生效日期；要更正已有的变更，请填写与它相同的生效日期。",
        )
        return None
    return [*(standing for standing in subject.history if standing.since < since), replace(after, since=since)]


def _tidy(steady: dict[str, object]) -> dict[str, object]:
    closed_on = None if steady["closed_on"] == FOREVER else steady["closed_on"]
    credit_code = compact(str(steady["credit_code"])) if steady["credit_code"] else ""
    joined_on = None if steady["joined_on"] == BEGINNING else steady["joined_on"]
    return {**steady, "credit_code": credit_code, "closed_on": closed_on, "joined_on": joined_on}


def _codes(written: str | None) -> list[str]:
    separated = (written or "").replace("，", "、").replace(",", "、").replace(";", "、").replace("；", "、")
    return [code(part) or "" for part in separated.split("、") if part.strip()]


# --- what can't be ---------------------------------------------------------------------------------------------------


def _is_impossible(
    line: Line, after: Subject, subjects: dict[str, Subject], owners: dict[str, str], batch: Batch
) -> bool:
    for fault in (*_faults(line, after, subjects, owners), *_reach_faults(after, subjects, batch)):
        batch.refuse(line.row, fault.column, fault.rule, says=fault.says, do=fault.do)
        return True
    return False


def _faults(line: Line, after: Subject, subjects: dict[str, Subject], owners: dict[str, str]) -> Iterator[Fault]:
    yield from _repeated(line, after, subjects)
    yield from _parent_faults(after, subjects)
    credit_code = str(after.steady["credit_code"])
    if credit_code and (fault := fault_of(credit_code)):
        yield Fault("credit_code", "credit_code", fault, "请对照统一社会信用代码证书改正。")
    yield from _shared_credit_code(after, credit_code, owners, subjects)
    opened, closed = after.steady["opened_on"], after.steady["closed_on"]
    if opened and closed and closed <= opened:
        yield Fault(
            "closed_on", "closed_before_opened", f"撤销日期 {closed} 不在成立日期 {opened} 之后。", "请核对两个日期。"
        )
    if after.code in after.successors:
        yield Fault("successors", "own_successor", f"机构 {after.code} 的承继机构是它自己。", "请填写真正的承继机构。")


def _repeated(line: Line, after: Subject, subjects: dict[str, Subject]) -> Iterator[Fault]:
    earlier = subjects[after.code].told if after.code in subjects else {}
    if line["effective_on"] in earlier:
        yield Fault(
            "code",
            "duplicate_in_file",
            f"机构 {after.code} 在本文件第 {earlier[line['effective_on']]} 行已经出现。",
            "请删去重复的行；要登记变更，请填写各自的生效日期。",
        )


def _parent_faults(after: Subject, subjects: dict[str, Subject]) -> Iterator[Fault]:
    parent_code = after.history[-1].parent
    if parent_code is None:
        return
    if parent_code == after.code:
        yield Fault("parent", "own_parent", f"机构 {after.code} 的上级是它自己。", "请填写真正的上级；最高一级留空。")
        return
    parent = subjects.get(parent_code)
    if parent is None or not _may_hold(parent, after, subjects):
        yield Fault(
            "parent",
            "unknown_parent",
            f"上级“{parent_code}”没有登记（或者不归您维护），本文件中也没有可用的这一行。",
            "请核对上级编码，或在本文件中补上这个上级；跨地区的变更请由共同的上级主管部门办理。",
        )
    elif not parent.level.may_hold(after.level):
        yield Fault(
            "parent",
            "level_turned_round",
            f"{after.level.zh}不能放在{parent.level.zh}（{parent_code}）之下。",
            "请核对层级和上级编码：层级从高到低为省、市、县、单位、部门，可以越级，不能倒置。",
        )
    else:
        yield from _faults_of_earlier_parents(after, subjects)


def _faults_of_earlier_parents(after: Subject, subjects: dict[str, Subject]) -> Iterator[Fault]:
    """A level has no day from which it holds: it has to be possible under whoever was ever above."""
    for standing in after.history[:-1]:
        parent = subjects.get(standing.parent or "")
        if parent is not None and not parent.level.may_hold(after.level):
            yield Fault(
                "level",
                "level_turned_round",
                f"机构 {after.code} 此前在{parent.level.zh}（{parent.code}）之下，层级不能是{after.level.zh}。",
                "请核对层级；层级从高到低为省、市、县、单位、部门，可以越级，不能倒置。",
            )


def _may_hold(parent: Subject, after: Subject, subjects: dict[str, Subject]) -> bool:
    """Whether the parent is the person's to put somebody under; where it stands already it may stay."""
    kept = subjects.get(after.code)
    return parent.is_within or (kept is not None and not kept.is_new and kept.history[-1].parent == parent.code)


def _reach_faults(after: Subject, subjects: dict[str, Subject], batch: Batch) -> Iterator[Fault]:
    """A new top of the tree, and successors elsewhere, are for whoever has the whole tree."""
    is_new_top = after.is_new and after.history[-1].parent is None
    if is_new_top and EVERYWHERE not in batch.by.paths(Right.SHAPE):
        yield Fault("parent", "top_not_allowed", f"机构 {after.code} 没有写上级。", "请填写您管辖范围内的上级编码。")
    elsewhere = [each for each in sorted(after.successors) if each in subjects and not subjects[each].is_within]
    if elsewhere:
        says = f"承继机构“{elsewhere[0]}”没有登记，或者不归您维护。"
        yield Fault(
            "successors", "unknown_organisation", says, "请核对编码；跨地区的合并、分立请由共同的上级主管部门办理。"
        )


def _shared_credit_code(
    after: Subject, credit_code: str, owners: dict[str, str], subjects: dict[str, Subject]
) -> Iterator[Fault]:
    owner = owners.get(credit_code, after.code)
    if credit_code and owner != after.code:
        named = f"机构 {owner}" if owner in subjects and subjects[owner].is_within else "其他机构"
        yield Fault(
            "credit_code",
            "credit_code_shared",
            f"统一社会信用代码 {credit_code} 已登记给{named}。",
            "一个代码只属于一个机构，请核对是哪一行有误。",
        )


# --- what can't stand together ---------------------------------------------------------------------------------------


def _refuse_what_does_not_stand_together(subjects: dict[str, Subject], batch: Batch) -> None:
    """Each refusal may leave others without a parent or successor, so look again until nothing more falls."""
    below = _children_of_changed(subjects)
    while falling := [
        (subject, fault)
        for subject in subjects.values()
        if subject.told and (fault := next(_faults_together(subject, subjects, below), None))
    ]:
        for subject, fault in falling:
            for row in subject.rows:
                batch.refuse(row, fault.column, fault.rule, says=fault.says, do=fault.do)
            subject.told.clear()


def _children_of_changed(subjects: dict[str, Subject]) -> dict[str, list[Subject]]:
    """Everyone kept who ever stood under an organisation that the file closes or puts on another level."""
    changed = [
        subject.id
        for subject in subjects.values()
        if subject.told
        and not subject.is_new
        and any(subject.steady[key] != subject.kept_steady[key] for key in ("closed_on", "level"))
    ]
    if not changed:
        return {}
    versions = OrganisationVersion.objects.filter(parent_id__in=any_of(changed))
    children = _kept_of(versions.values_list("organisation_id", flat=True))
    below: dict[str, list[Subject]] = {}
    for child in children.values():
        for parent in {standing.parent for standing in child.history} - {None}:
            below.setdefault(str(parent), []).append(child)
    return below


def _faults_together(
    subject: Subject, subjects: dict[str, Subject], below: dict[str, list[Subject]]
) -> Iterator[Fault]:
    yield from _missing_persons(subject, subjects)
    parent = subjects.get(subject.history[-1].parent or "")
    if parent and _outlives(subject, parent):
        yield Fault(
            "parent",
            "parent_closed",
            f"上级 {parent.code} 自 {parent.steady['closed_on']} 撤销，机构 {subject.code} 不能再在其下。",
            "请填写承继的上级和生效日期，或填写本机构的撤销日期。",
        )
    children = [subjects[each.code] if _is_told(each, subjects) else each for each in below.get(subject.code, ())]
    for child in children:
        if any(standing.parent == subject.code for standing in child.history) and not subject.level.may_hold(
            child.level
        ):
            yield Fault(
                "level",
                "level_turned_round",
                f"机构 {subject.code} 之下有{child.level.zh}（{child.code}），不能改为{subject.level.zh}。",
                "请核对层级；层级从高到低为省、市、县、单位、部门，可以越级，不能倒置。",
            )
    left = sorted(child.code for child in children if _stays_under(child, subject))
    if left:
        yield Fault(
            "closed_on",
            "closed_over_children",
            f"机构 {subject.code} 自 {subject.steady['closed_on']} 撤销，"
            f"其下仍有 {len(left)} 家机构：{'、'.join(left[:3])}。",
            "请先（或在同一文件中）撤销这些机构，或为它们填写新的上级和生效日期。",
        )


def _is_told(kept: Subject, subjects: dict[str, Subject]) -> bool:
    return kept.code in subjects and bool(subjects[kept.code].told)


def _missing_persons(subject: Subject, subjects: dict[str, Subject]) -> Iterator[Fault]:
    """Parents and successors that are not registered and that this file does not register either."""

    def is_there(code_: str) -> bool:
        return code_ in subjects and (not subjects[code_].is_new or bool(subjects[code_].told))

    for parent in (standing.parent for standing in subject.history):
        if parent and not is_there(parent):
            yield Fault("parent", "unknown_parent", f"上级“{parent}”没有登记，它的行有误。", "请先改正上级所在的行。")
    for successor in sorted(subject.successors):
        if not is_there(successor):
            says = f"承继机构“{successor}”没有登记，本文件中也没有可用的这一行。"
            yield Fault("successors", "unknown_organisation", says, "请核对编码，或在本文件中补上承继机构。")


def _outlives(subject: Subject, parent: Subject) -> bool:
    ends, parent_ends = subject.steady["closed_on"], parent.steady["closed_on"]
    return parent_ends is not None and (ends is None or ends > parent_ends)


def _stays_under(child: Subject, parent: Subject) -> bool:
    """Whether a child still stands under a parent on the day it closes."""
    closed_on = parent.steady["closed_on"]
    return closed_on is not None and child.on(closed_on).parent == parent.code and _outlives(child, parent)


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(subjects: dict[str, Subject], batch: Batch, change: Writing) -> None:
    touched = [subject for subject in subjects.values() if subject.told]
    _write_steady(touched, change)
    batch.ids.update({row: subject.id for subject in touched for row in subject.rows})
    moved = _write_histories(touched, subjects, change)
    pairs = [(each.id, subjects[code_].id) for each in touched for code_ in sorted(each.successors)]
    change.add(Succession, pairs) if pairs else None
    try:
        place(moved)
    except TreeHasCircle as circle:
        codes = Organisation.objects.filter(id__in=circle.members).order_by("code").values_list("code", flat=True)
        says = f"这些机构互为上下级：{'、'.join(codes)}。"
        wrong = [subject for subject in touched if subject.id in circle.members]
        _refuse_whole(wrong, "circle", batch, says=says, do="请核对它们的上级编码。")
    except TreeTooDeep as deep:
        wrong = [subject for subject in touched if subject.id in deep.members] or touched
        _refuse_whole(wrong, "too_deep", batch, says="上下级的层数太多。", do="请核对上级编码，是否连成了一串。")
    if change.versions:
        change.touch(["standing"])


def _refuse_whole(wrong: Iterable[Subject], rule: str, batch: Batch, *, says: str, do: str) -> None:
    for subject in wrong:
        batch.refuse(subject.rows[-1], "parent", rule, says=says, do=do)
    batch.is_refused_whole = True


def _write_steady(touched: list[Subject], change: Writing) -> None:
    new = [subject for subject in touched if subject.is_new]
    ids = change.add(Organisation, [(subject.code, *subject.steady.values()) for subject in new])
    for subject, id_ in zip(new, ids, strict=True):
        subject.id = id_
    corrected = [
        (subject.id, (subject.code, *subject.kept_steady.values()), (subject.code, *subject.steady.values()))
        for subject in touched
        if subject.kept_steady and subject.steady != subject.kept_steady
    ]
    change.correct(Organisation, corrected)


def _write_histories(touched: list[Subject], subjects: dict[str, Subject], change: Writing) -> list[int]:
    """Write what changed in the histories and give the organisations whose place must be worked out anew."""

    def as_row(subject: Subject, standing: Standing):
        parent = subjects[standing.parent].id if standing.parent else None
        return (subject.id, standing.since, standing.name, parent, standing.system)

    moved, new, corrected = [], [], []
    for subject in touched:
        kept_by_day = {standing.since: (id_, standing) for standing, id_ in subject.kept_history.items()}
        fresh = [standing for standing in subject.history if standing not in subject.kept_history]
        for standing in fresh:
            if standing.since in kept_by_day:
                id_, before = kept_by_day[standing.since]
                corrected.append((id_, as_row(subject, before), as_row(subject, standing)))
            else:
                new.append(as_row(subject, standing))
        moved += [subject.id] if fresh else []
    change.add(OrganisationVersion, new)
    change.correct(OrganisationVersion, corrected)
    return moved


ORGANISATIONS = Kind(
    "organisations",
    "机构",
    COLUMNS,
    settle,
    rows,
    Organisation,
    right=Right.SHAPE,
    recheck_after_undo=recheck_after_undo,
    can_be_planned=False,
)
