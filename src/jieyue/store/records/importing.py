"""A file taken whole or not at all, or its good rows only; a rehearsal of either."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from jieyue.files.sheet import FileRefused, Sheet, collector_at_rest, read_sheet
from jieyue.rules.person import Person
from jieyue.rules.problem import Problem
from jieyue.store.policies import policy
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.log import Head, head
from jieyue.store.records.planning import Plan
from jieyue.store.records.previewing import Line, digest_of, lines_of
from jieyue.store.records.progress import Tell, silent
from jieyue.store.records.writing import Writing, writing

TO_BE_GIVEN = "（待填写）"
LARGE = 2000
"""From so many rows on, a sheet is settled before the lock is taken."""


@dataclass(frozen=True)
class ImportReport:
    """`refused` counts rows with an error; `held_back` good rows that were not taken because others were refused.

    `entry` is the log's number of it; `records` the record that each row, by its number, became or is. A rehearsal may
    have `lines`, what the rows would do, and the `digest` of it all; `is_otherwise` says that this is no longer what
    the rehearsal said.
    """

    kind: str
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    held_back: int
    problems: list[Problem]
    dry_run: bool
    lines: Sequence[Line] = ()
    digest: str = ""
    entry: int | None = None
    is_otherwise: bool = False
    records: Mapping[int, int] = field(default_factory=dict)

    @property
    def taken(self) -> bool:
        """Whether the file, or its good rows, found their place."""
        return self.added + self.changed + self.unchanged > 0

    def as_dict(self) -> dict[str, object]:
        counts = ("kind", "rows", "added", "changed", "unchanged", "refused", "held_back", "dry_run")
        return {
            **{name: getattr(self, name) for name in counts},
            "problems": [problem.as_dict() for problem in self.problems],
        }


def import_file(
    kind: Kind,
    path: Path,
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    accept_good: bool = False,
    dry_run: bool = False,
    adds_up: bool = False,
    new_accounts: bool = False,
    joined_on: date | None = None,
    tell: Tell = silent,
) -> ImportReport:
    """Read a sheet, settle its rows, and keep them as asked. The file is read before the transaction opens."""
    with collector_at_rest():
        try:
            tell("正在读取", 0, 0)
            sheet = read_sheet(path, columns=kind.columns, words=policy().words)
        except FileRefused as refusal:
            return ImportReport(kind.key, 0, 0, 0, 0, 0, 0, refusal.problems, dry_run)
        how = {"accept_good": accept_good, "adds_up": adds_up, "new_accounts": new_accounts, "joined_on": joined_on}
        about = ImportOptions(by=by, at=at, reason=reason, **how)
        if dry_run:
            return rehearse(kind, sheet, about, tell=tell)
        return take(kind, sheet, about, prepared=prepare(kind, sheet, about, tell=tell), tell=tell)


def nothing(*_args: object) -> None:
    """For sheets that nobody knows more of than they say."""


@dataclass(frozen=True)
class ImportOptions:
    """Who brings a sheet, when and why, and whether its good rows are wanted when others are refused.

    Where it `adds_up`, rows that are parts of one record become one with their sum.
    With `new_accounts` he says that account numbers which are not known are new, with `joined_on` since when new
    organisations owe anything.
    With `will_give_reason` rows are settled as if a reason had been given already. `verb` begins the operation's name.
    `before` is shown the rows before they are settled, to say which records they correct and to refuse what was
    changed meanwhile; `after` is told what became of them, in the same transaction.
    """

    by: Person
    at: datetime
    reason: str = ""
    accept_good: bool = False
    new_accounts: bool = False
    joined_on: date | None = None
    will_give_reason: bool = False
    adds_up: bool = False
    verb: str = "import"
    before: Callable[[Batch], None] = nothing
    after: Callable[[Mapping[int, int]], None] = nothing


def rehearse(
    kind: Kind, sheet: Sheet, about: ImportOptions, *, is_listed: bool = False, tell: Tell = silent
) -> ImportReport:
    """What would be, without writing anything; with `is_listed` also which rows do what. Holds nobody up."""
    batch = _batch(kind, sheet, about, tell)
    if kind.can_be_planned:
        plan = Plan()
        kind.settle(batch, plan)
        return _rehearsed(kind, batch, plan, about, is_listed=is_listed)
    with writing(operation=f"{about.verb} {kind.key}", by=about.by, at=about.at) as change:
        kind.settle(batch, change)
        transaction.set_rollback(True)
    return _rehearsed(kind, batch, change, about, is_listed=is_listed)


def _rehearsed(kind: Kind, batch: Batch, change: Writing, about: ImportOptions, *, is_listed: bool) -> ImportReport:
    report = _report(kind, batch, change, about, is_listed=is_listed, dry_run=True)
    return report if _is_refused(batch, about) else replace(report, records=_records(batch, change))


def take(
    kind: Kind,
    sheet: Sheet,
    about: ImportOptions,
    *,
    expecting: str = "",
    details: Mapping[str, object] | None = None,
    prepared: "Prepared | None" = None,
    tell: Tell = silent,
) -> ImportReport:
    """Keep the sheet, or its good rows. `expecting` is the digest of a rehearsal: nothing is kept when by now the
    sheet would do something else, and the report says what.

    What was prepared is written as planned if nobody has written anything since; else it is settled again.
    """
    with writing(operation=f"{about.verb} {kind.key}", by=about.by, at=about.at, reason=about.reason) as change:
        change.tell = tell
        change.details = {"file": sheet.name, "sha256": sheet.sha256, **(details or {})}
        if prepared and prepared.head == head():
            batch, told = prepared.batch, prepared.plan
        else:
            batch, told = _batch(kind, sheet, about, tell), change
            kind.settle(batch, change)
        is_otherwise = bool(expecting) and digest_of(batch, told) != expecting
        records: Mapping[int, int] = {}
        if is_otherwise or _is_refused(batch, about):
            transaction.set_rollback(True)
        else:
            if told is not change:
                told.carry_out(change)
            records = _records(batch, told)
            about.after(records)
    report = _report(kind, batch, told, about, is_listed=is_otherwise, dry_run=is_otherwise)
    entry = change.entry.seq if change.entry else None
    return replace(report, entry=entry, is_otherwise=is_otherwise, records=records)


@dataclass(frozen=True)
class Prepared:
    """What a sheet would do as long as the log ends at this head."""

    head: Head
    plan: Plan
    batch: Batch


def prepare(kind: Kind, sheet: Sheet, about: ImportOptions, *, tell: Tell = silent) -> Prepared | None:
    """Settle a large sheet before the lock is taken. The head is looked up first: who writes meanwhile moves it."""
    if len(sheet.row_numbers) < LARGE or not kind.can_be_planned:
        return None
    prepared = Prepared(head(), Plan(), _batch(kind, sheet, about, tell))
    kind.settle(prepared.batch, prepared.plan)
    return prepared


def _batch(kind: Kind, sheet: Sheet, about: ImportOptions, tell: Tell) -> Batch:
    found, refused = list(sheet.problems), set(sheet.refused_rows)
    reason = about.reason or (TO_BE_GIVEN if about.will_give_reason else "")
    told = {"problems": found, "refused": refused, "tell": tell}
    how = {"adds_up": about.adds_up, "new_accounts": about.new_accounts, "joined_on": about.joined_on}
    batch = Batch(sheet, by=about.by, at=about.at, reason=reason, **told, **how)
    kind.look_up(batch)
    about.before(batch)
    return batch


def _records(batch: Batch, told: Writing) -> dict[int, int]:
    """What each row became or is, as far as it has been written."""
    planned = told.ids if isinstance(told, Plan) else {}
    records = {row: planned.get(id_, id_) for row, id_ in batch.ids.items() if row not in batch.refused}
    return {row: id_ for row, id_ in records.items() if id_ > 0}


def _is_refused(batch: Batch, about: ImportOptions) -> bool:
    return batch.is_refused_whole or (bool(batch.refused) and not about.accept_good)


def _report(
    kind: Kind, batch: Batch, change: Writing, about: ImportOptions, *, is_listed: bool, dry_run: bool
) -> ImportReport:
    is_refused = _is_refused(batch, about)
    good = batch.count("added"), batch.count("changed"), batch.count("unchanged")
    added, changed, unchanged = (0, 0, 0) if is_refused else good
    problems = sorted(batch.problems, key=lambda problem: (problem.row or 0, problem.severity))
    return ImportReport(
        kind=kind.key,
        rows=len(batch.rows),
        added=added,
        changed=changed,
        unchanged=unchanged,
        refused=len(batch.refused),
        held_back=sum(good) if is_refused else 0,
        problems=problems,
        dry_run=dry_run,
        lines=lines_of(batch, change, kind) if is_listed else [],
        digest=digest_of(batch, change) if is_listed else "",
    )
