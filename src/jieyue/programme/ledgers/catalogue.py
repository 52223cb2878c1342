"""Which ledgers there are, by their keys."""

from collections.abc import Mapping
from functools import cache

from jieyue.rules.refusal import NotThere
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers import registers

__all__ = ["Ledger", "LedgerUnknown", "all_ledgers", "ledger_named", "ledger_of_sheet"]


class LedgerUnknown(NotThere):
    """No such ledger."""


@cache
def all_ledgers() -> Mapping[str, Ledger]:
    """Registers first, each in the order of its folders."""
    return {each.key: each for each in (*registers(), *ledgers())}


def ledger_of_sheet(kind: str) -> Ledger | None:
    """The ledger that a sheet brings rows of; None for organisations and their profiles."""
    return next((each for each in all_ledgers().values() if kind in [sheet.key for sheet in each.kinds]), None)


def ledger_named(key: str) -> Ledger:
    """Raises LedgerUnknown."""
    known = all_ledgers()
    if key not in known:
        raise LedgerUnknown("没有这本台账。", do="请从“台账”页打开。")
    return known[key]
