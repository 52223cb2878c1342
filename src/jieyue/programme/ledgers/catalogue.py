"""Which ledgers there are, by their keys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jieyue.rules.refusal import NotThere
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.ledger import Ledger
from jieyue.store.policies import policy
from jieyue.store.registers import registers

__all__ = [
    "Group",
    "Ledger",
    "LedgerUnknown",
    "all_ledgers",
    "in_groups",
    "ledger_named",
    "ledger_of_sheet",
    "ledgers_with_findings",
]

GROUPS = "ledger_groups"
"""The list of policy that names the groups, in their order."""
OTHERS = "其他"


class LedgerUnknown(NotThere):
    """No such ledger."""


@cache
def all_ledgers() -> Mapping[str, Ledger]:
    """Registers first, each in the order of its folders."""
    return {each.key: each for each in (*registers(), *ledgers())}


@dataclass(frozen=True)
class Group:
    """The ledgers that are for one thing; those that are filled in every month come first."""

    key: str
    zh: str
    ledgers: Sequence[Ledger]


def in_groups(ledgers: Iterable[Ledger]) -> list[Group]:
    """By what they are for, in the order of policy; those that name no group of it come last."""
    names = {word.key: word.name for word in policy().ledgers.words.get(GROUPS, ())}
    by_group: dict[str, list[Ledger]] = {key: [] for key in (*names, "")}
    for each in sorted(ledgers, key=lambda ledger: not ledger.every):
        by_group[each.group if each.group in names else ""].append(each)
    return [Group(key, names.get(key, OTHERS), own) for key, own in by_group.items() if own]


def ledger_of_sheet(kind: str) -> Ledger | None:
    """The ledger that a sheet brings rows of; None for organisations and their profiles."""
    return next((each for each in all_ledgers().values() if kind in [sheet.key for sheet in each.kinds]), None)


def ledgers_with_findings() -> list[Ledger]:
    """Those in whose rows something can be found."""
    return [each for each in all_ledgers().values() if each.keeps_findings or each.findings]


def ledger_named(key: str) -> Ledger:
    """Raises LedgerUnknown."""
    known = all_ledgers()
    if key not in known:
        raise LedgerUnknown("没有这本台账。", do="请从“台账”页打开。")
    return known[key]
