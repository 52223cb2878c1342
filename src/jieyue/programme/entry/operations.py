"""Bringing sheets into the store."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.store.ledgers import ledgers
from jieyue.store.orgs.importing import ORGANISATIONS
from jieyue.store.orgs.profiles import PROFILES
from jieyue.store.orgs.reach import refuse_without
from jieyue.store.records.importing import ImportReport, import_file
from jieyue.store.records.kinds import Kind
from jieyue.store.registers.accounts import ACCOUNTS


class KindUnknown(Refused):
    pass


def kinds() -> Mapping[str, Kind]:
    """Everything that can be imported, by key."""
    of_ledgers = [kind for ledger in ledgers() for kind in ledger.kinds]
    return {kind.key: kind for kind in (ORGANISATIONS, PROFILES, ACCOUNTS, *of_ledgers)}


def kind_named(key: str) -> Kind:
    known = kinds()
    if key not in known:
        named = "、".join(f"{each.key}（{each.zh}）" for each in known.values())
        raise KindUnknown(f"没有叫“{key}”的导入类别。", do=f"可用：{named}。")
    return known[key]


def import_sheet(
    kind: str,
    path: Path,
    *,
    by: Person,
    at: datetime,
    reason: str = "",
    accept_good: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Take a sheet whole or not at all; with `accept_good` its good rows; with `dry_run` only say what would be."""
    found = kind_named(kind)
    refuse_without(by, found.right)
    return import_file(found, path, by=by, at=at, reason=reason.strip(), accept_good=accept_good, dry_run=dry_run)
