"""Organisations from a file: new ones, and changes with the day from which they hold.

What a blank cell leaves open is not changed. Several rows of one code are its history, in order of their days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from jieyue.files.cells import code, day, text
from jieyue.files.sheet import Column
from jieyue.rules.credit_code import compact, fault_of
from jieyue.rules.tree import BEGINNING, TreeHasCircle
from jieyue.rules.values import Category, Level
from jieyue.rules.values import Kind as OrganKind
from jieyue.store.orgs.models import Organisation, OrganisationVersion, Succession
from jieyue.store.orgs.placing import place
from jieyue.store.orgs.tree import open_children
from jieyue.store.records.among import listed
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import word
from jieyue.store.records.writing import Writing

COLUMNS = (
    Column("code", "机构编码", code, required=True),
    Column("name", "机构名称", text, required=True),
    Column("parent", "上级编码", code),
    Column("level", "层级", word(Level), required=True),
    Column("system", "所属系统", text),
    Column("kind", "机关类别", word(OrganKind)),
    Column("category", "统计分类", word(Category)),
    Column("effective_on", "生效日期", day),
    Column("credit_code", "统一社会信用代码", code),
    Column("region_code", "行政区划代码", code),
    Column("opened_on", "成立日期", day),
    Column("closed_on", "撤销日期", day),
    Column("successors", "承继机构编码", text),
)
STEADY = ("level", "kind", "category", "credit_code", "region_code", "opened_on", "closed_on")
DATED = ("name", "parent", "system")


@dataclass(frozen=True)
class Line:
    """One row of the file."""

    row: int
    values: dict[str, object]

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
    """An organisation as it will be when the file is taken, beside what is kept of it now."""

    code: str
    id: int | None = None
    steady: dict[str, object] = field(default_factory=dict)
    history: list[Standing] = field(default_factory=list)
    kept_steady: dict[str, object] = field(default_factory=dict)
    kept_history: dict[Standing, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    successors: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        return self.id is None

    @property
    def level(self) -> Level:
        return Level(self.steady["level"])

    def on(self, since: date) -> Standing:
        return next(standing for standing in reversed(self.history) if standing.since <= since)


def settle(batch: Batch, change: Writing) -> None:
    lines = _lines(batch)
    subjects = _kept(_named(lines))
    for line in _parents_first(lines):
        _take(line, subjects, batch)
    _refuse_closing_over_children(subjects, batch)
    _write(subjects, batch, change)


def _lines(batch: Batch) -> list[Line]:
    keys = [column.key for column in COLUMNS]
    rows = zip(batch.rows, *(batch.column(key) for key in keys), strict=True)
    return [Line(row, dict(zip(keys, values, strict=True))) for row, *values in rows if row not in batch.refused]


def _parents_first(lines: list[Line]) -> Iterator[Line]:
    """Whoever is named as a parent comes before those who name him; histories in order of their days."""
    by_code: dict[str, list[Line]] = {}
    for line in lines:
        by_code.setdefault(line["code"], []).append(line)
    done: set[str] = set()

    def visit(code_: str) -> Iterator[Line]:
        if code_ in done or code_ not in by_code:
            return
        done.add(code_)
        own = sorted(by_code[code_], key=lambda line: line["effective_on"] or BEGINNING)
        for parent in {line["parent"] for line in own} - {None}:
            yield from visit(parent)
        yield from own

    for code_ in by_code:
        yield from visit(code_)


# --- what is kept ----------------------------------------------------------------------------------------------------


def _named(lines: list[Line]) -> set[str]:
    named = {line[key] for line in lines for key in ("code", "parent") if line[key]}
    return named | {successor for line in lines for successor in _codes(line["successors"])}


def _kept(codes: set[str]) -> dict[str, Subject]:
    """These organisations and whoever was ever their parent, as they are now."""
    codes = codes | set(
        OrganisationVersion.objects.filter(organisation__code__in=listed(codes))
        .exclude(parent=None)
        .values_list("parent__code", flat=True)
    )
    subjects = {
        code_: Subject(code_, id=id_, steady=dict(zip(STEADY, steady, strict=True)))
        for id_, code_, *steady in Organisation.objects.filter(code__in=listed(codes)).values_list(
            "id", "code", *STEADY
        )
    }
    by_id = {subject.id: subject for subject in subjects.values()}
    versions = OrganisationVersion.objects.filter(organisation_id__in=listed(by_id)).order_by("since")
    fields = ("organisation_id", "id", "since", "name", "parent__code", "system")
    for organisation_id, version_id, *standing in versions.values_list(*fields):
        by_id[organisation_id].kept_history[Standing(*standing)] = version_id
    for subject in subjects.values():
        subject.kept_steady, subject.history = dict(subject.steady), list(subject.kept_history)
    return subjects


# --- taking a row ----------------------------------------------------------------------------------------------------


def _take(line: Line, subjects: dict[str, Subject], batch: Batch) -> None:
    subject = subjects.get(line["code"])
    is_new = subject is None
    after = _begun(line) if is_new else _changed(line, subject, batch)
    if after is None or _is_impossible(line, after, subjects, batch):
        return
    if is_new:
        batch.outcomes[line.row] = "added"
    elif (after.steady, after.history, after.successors) == (subject.steady, subject.history, subject.successors):
        batch.outcomes[line.row] = "unchanged"
    elif subject.is_new or batch.may_change(line.row, f"机构 {after.code} 的登记有变化"):
        batch.outcomes[line.row] = "changed"
    else:
        return
    after.rows.append(line.row)
    subjects[after.code] = after


def _begun(line: Line) -> Subject:
    steady = {key: line[key] or ("" if key not in ("opened_on", "closed_on") else None) for key in STEADY}
    steady["opened_on"] = steady["opened_on"] or line["effective_on"]
    first = Standing(BEGINNING, line["name"], line["parent"], line["system"] or "")
    return Subject(line["code"], steady=_tidy(steady), history=[first], successors=set(_codes(line["successors"])))


def _changed(line: Line, subject: Subject, batch: Batch) -> Subject | None:
    """The organisation with the row's changes; None when they can't be dated."""
    steady = _tidy({**subject.steady, **line.stated(STEADY)})
    successors = subject.successors | set(_codes(line["successors"])) - _kept_successors(subject)
    history = _history_with(line, subject, batch)
    if history is None:
        return None
    return replace(subject, steady=steady, history=history, successors=successors, rows=list(subject.rows))


def _history_with(line: Line, subject: Subject, batch: Batch) -> list[Standing] | None:
    since = line["effective_on"] or subject.history[-1].since
    before = subject.on(since)
    after = replace(before, **line.stated(DATED))
    if after == before:
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
    return {**steady, "credit_code": compact(str(steady["credit_code"])) if steady["credit_code"] else ""}


def _codes(written: str | None) -> list[str]:
    separated = (written or "").replace("，", "、").replace(",", "、").replace(";", "、").replace("；", "、")
    return [code(part) or "" for part in separated.split("、") if part.strip()]


def _kept_successors(subject: Subject) -> set[str]:
    kept = Succession.objects.filter(organisation_id=subject.id).values_list("successor__code", flat=True)
    return set(kept) if subject.id else set()


# --- what can't be ---------------------------------------------------------------------------------------------------


def _is_impossible(line: Line, after: Subject, subjects: dict[str, Subject], batch: Batch) -> bool:
    for column, rule, says, do in _faults(line, after, subjects):
        batch.refuse(line.row, column, rule, says=says, do=do)
        return True
    return False


def _faults(line: Line, after: Subject, subjects: dict[str, Subject]) -> Iterator[tuple[str, str, str, str]]:
    yield from _repeated(line, after, subjects)
    yield from _parent_faults(after, subjects)
    credit_code = str(after.steady["credit_code"])
    if credit_code and (fault := fault_of(credit_code)):
        yield "credit_code", "credit_code", fault, "请对照统一社会信用代码证书改正。"
    yield from _shared_credit_code(after, credit_code, subjects)
    opened, closed = after.steady["opened_on"], after.steady["closed_on"]
    if opened and closed and closed <= opened:
        yield "closed_on", "closed_before_opened", f"撤销日期 {closed} 不在成立日期 {opened} 之后。", "请核对两个日期。"
    for successor in after.successors:
        if successor not in subjects and successor != after.code:
            yield (
                "successors",
                "unknown_organisation",
                f"承继机构“{successor}”没有登记。",
                "请先登记承继机构，或把它放在本文件靠前的行。",
            )


def _repeated(line: Line, after: Subject, subjects: dict[str, Subject]) -> Iterator[tuple[str, str, str, str]]:
    earlier = subjects[after.code].rows if after.code in subjects else []
    if earlier and line["effective_on"] is None:
        yield (
            "code",
            "duplicate_in_file",
            f"机构 {after.code} 在本文件第 {earlier[-1]} 行已经出现。",
            "请删去重复的行；要登记变更，请填写生效日期。",
        )


def _parent_faults(after: Subject, subjects: dict[str, Subject]) -> Iterator[tuple[str, str, str, str]]:
    parent_code = after.history[-1].parent
    if parent_code is None:
        return
    if parent_code == after.code:
        yield "parent", "own_parent", f"机构 {after.code} 的上级是它自己。", "请填写真正的上级；最高一级留空。"
        return
    parent = subjects.get(parent_code)
    if parent is None:
        yield (
            "parent",
            "unknown_parent",
            f"上级“{parent_code}”没有登记，本文件中也没有可用的这一行。",
            "请核对上级编码，或在本文件中补上这个上级。",
        )
    elif not parent.level.may_hold(after.level):
        yield (
            "parent",
            "level_turned_round",
            f"{after.level.zh}不能放在{parent.level.zh}（{parent_code}）之下。",
            "请核对层级和上级编码：层级从高到低为省、市、县、单位、部门，可以越级，不能倒置。",
        )


def _shared_credit_code(
    after: Subject, credit_code: str, subjects: dict[str, Subject]
) -> Iterator[tuple[str, str, str, str]]:
    if not credit_code or credit_code == after.kept_steady.get("credit_code"):
        return
    in_file = [other.code for other in subjects.values() if other.steady.get("credit_code") == credit_code]
    kept = Organisation.objects.filter(credit_code=credit_code).values_list("code", flat=True)
    for other in {*in_file, *kept} - {after.code}:
        yield (
            "credit_code",
            "credit_code_shared",
            f"统一社会信用代码 {credit_code} 已登记给机构 {other}。",
            "一个代码只属于一个机构，请核对是哪一行有误。",
        )


def _refuse_closing_over_children(subjects: dict[str, Subject], batch: Batch) -> None:
    for subject in subjects.values():
        closed_on = subject.steady["closed_on"]
        if not subject.rows or closed_on is None or closed_on == subject.kept_steady.get("closed_on"):
            continue
        left = _left_behind(subject, closed_on, subjects)
        if left:
            batch.refuse(
                subject.rows[-1],
                "closed_on",
                "closed_over_children",
                says=(
                    f"机构 {subject.code} 自 {closed_on} 撤销，"
                    f"其下仍有 {len(left)} 家机构：{'、'.join(sorted(left)[:3])}。"
                ),
                do="请先（或在同一文件中）撤销这些机构，或为它们填写新的上级和生效日期。",
            )
            subject.rows.clear()


def _left_behind(subject: Subject, closed_on: date, subjects: dict[str, Subject]) -> set[str]:
    kept = set() if subject.is_new else {child.organisation.code for child in open_children(subject.id, closed_on)}
    told = {code_ for code_, each in subjects.items() if each.rows}
    staying = {code_ for code_ in told if _stands_under(subjects[code_], subject.code, closed_on)}
    return (kept - told) | staying


def _stands_under(subject: Subject, parent: str, on: date) -> bool:
    closed_on = subject.steady["closed_on"]
    return subject.on(on).parent == parent and (closed_on is None or closed_on > on)


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(subjects: dict[str, Subject], batch: Batch, change: Writing) -> None:
    touched = [subject for subject in subjects.values() if subject.rows]
    _write_steady(touched, change)
    moved = _write_histories(touched, subjects, change)
    pairs = [(each.id, subjects[code_].id) for each in touched for code_ in sorted(each.successors)]
    change.add(Succession, pairs) if pairs else None
    try:
        place(moved)
    except TreeHasCircle as circle:
        codes = Organisation.objects.filter(id__in=circle.members).values_list("code", flat=True)
        for subject in touched:
            if subject.id in circle.members:
                batch.refuse(
                    subject.rows[-1],
                    "parent",
                    "circle",
                    says=f"这些机构互为上下级：{'、'.join(codes)}。",
                    do="请核对它们的上级编码。",
                )
        batch.is_refused_whole = True
    if change.versions:
        change.touch(["standing"])


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


ORGANISATIONS = Kind("organisations", "机构", COLUMNS, settle)
