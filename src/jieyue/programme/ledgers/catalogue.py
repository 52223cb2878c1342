"""Which ledgers there are, by their keys."""

from collections.abc import Mapping

from jieyue.rules.refusal import NotThere
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers import registers

__all__ = ["Ledger", "LedgerUnknown", "all_ledgers", "ledger_named"]


class LedgerUnknown(NotThere):
    """No such ledger."""


def all_ledgers() -> Mapping[str, Ledger]:
    """Those that go by the common pages, registers first. One with sheets of its own has pages of its own."""
    return {each.key: each for each in (*registers(), *ledgers()) if not each.sheets}


def ledger_named(key: str) -> Ledger:
    """Raises LedgerUnknown."""
    known = all_ledgers()
    if key not in known:
        raise LedgerUnknown("没有这本台账。", do="请从“台账”页打开。")
    return known[key]
