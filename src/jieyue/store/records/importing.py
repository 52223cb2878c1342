"""A file taken whole or not at all, or its good rows only; a rehearsal of either."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from jieyue.files.sheet import FileRefused, collector_at_rest, read_sheet
from jieyue.rules.person import Person
from jieyue.rules.problem import Problem
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.writing import writing


@dataclass(frozen=True)
class ImportReport:
    """`refused` counts rows with an error; `held_back` good rows that were not taken because others were refused."""

    kind: str
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    held_back: int
    problems: list[Problem]
    dry_run: bool

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
) -> ImportReport:
    """Read a sheet, settle its rows, and keep them as asked. The file is read before the transaction opens."""
    with collector_at_rest():
        return _imported(kind, path, by=by, at=at, reason=reason, accept_good=accept_good, dry_run=dry_run)


def _imported(
    kind: Kind, path: Path, *, by: Person, at: datetime, reason: str, accept_good: bool, dry_run: bool
) -> ImportReport:
    try:
        sheet = read_sheet(path, columns=kind.columns)
    except FileRefused as refusal:
        return ImportReport(kind.key, 0, 0, 0, 0, 0, 0, refusal.problems, dry_run)
    batch = Batch(sheet, by=by, at=at, reason=reason, problems=list(sheet.problems), refused=set(sheet.refused_rows))
    with writing(operation=f"import {kind.key}", by=by, at=at, reason=reason) as change:
        kind.settle(batch, change)
        is_refused = batch.is_refused_whole or (bool(batch.refused) and not accept_good)
        change.details = {"file": sheet.name, "sha256": sheet.sha256}
        if dry_run or is_refused:
            transaction.set_rollback(True)
    return _report(kind, batch, is_refused=is_refused, dry_run=dry_run)


def _report(kind: Kind, batch: Batch, *, is_refused: bool, dry_run: bool) -> ImportReport:
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
    )
