"""Bringing sheets into the store."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from jieyue.files.entered import sheet_of
from jieyue.files.sheet import FileRefused
from jieyue.programme.entry.stale_rows import EnteredRow, StaleRows
from jieyue.programme.records.kinds import KindUnknown, brought, kind_named, kinds
from jieyue.rules.person import Person
from jieyue.store.orgs.reach import refuse_without
from jieyue.store.policies import policy
from jieyue.store.records.importing import ImportOptions, ImportReport, import_file, prepare, rehearse, take

__all__ = ["EnteredRow", "ImportReport", "KindUnknown", "brought", "enter_rows", "import_sheet", "kind_named", "kinds"]


def import_sheet(
    kind: str,
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
) -> ImportReport:
    """Take a sheet whole or not at all; with `accept_good` its good rows; with `dry_run` only say what would be.

    Where it `adds_up`, rows that are parts of one record become one with their sum. `new_accounts` says that account
    numbers which are not known are new, also where they differ little from known ones; `joined_on` since when new
    organisations owe anything, where the sheet does not say it.
    """
    found = kind_named(kind)
    refuse_without(by, found.right)
    how = {"accept_good": accept_good, "dry_run": dry_run, "adds_up": adds_up, "new_accounts": new_accounts}
    how |= {"joined_on": joined_on}
    return import_file(found, path, by=by, at=at, reason=reason.strip(), **how)


def enter_rows(
    kind: str,
    rows: Sequence[EnteredRow],
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    accept_good: bool = False,
    dry_run: bool = False,
    new_accounts: bool = False,
    source: str = "",
    adds_up: bool = False,
    joined_on: date | None = None,
) -> ImportReport:
    """Rows from a page or another system, on the way of a file: the same columns, checks, outcomes and report.

    A row of an external id that `source` has sent before corrects what that became, or changes nothing. A row that
    says which version of its record was seen is refused (`changed_meanwhile`) when somebody has changed it since.
    """
    found = kind_named(kind)
    refuse_without(by, found.right)
    try:
        numbers = [each.row for each in rows]
        values, words = [each.values for each in rows], policy().words
        sheet = sheet_of(values, columns=found.columns, words=words, name=source, row_numbers=numbers)
    except FileRefused as refusal:
        return ImportReport(found.key, 0, 0, 0, 0, 0, 0, refusal.problems, dry_run)
    stale = StaleRows(found, rows, source, by, at)
    about = ImportOptions(
        by=by,
        at=at,
        reason=reason.strip(),
        accept_good=accept_good,
        adds_up=adds_up,
        new_accounts=new_accounts,
        joined_on=joined_on,
        verb="enter",
        before=stale.before,
        after=stale.after,
    )
    if dry_run:
        return rehearse(found, sheet, about)
    return take(found, sheet, about, prepared=prepare(found, sheet, about))
