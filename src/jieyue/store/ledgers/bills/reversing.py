"""Bills and notes as they were before: what shares a day with others that came since cannot stand."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from jieyue.rules.values import Resource
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.reversing import Reversal
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import label

Span = tuple[date, date, str, int]
"""First and last day, what it is, and its id."""


def recheck_after_undo(reversal: Reversal) -> Iterator[str]:
    """Once rows were put back: those that share a day with another, or lie behind their account's closing, in words."""
    nets = [net for net in reversal.nets if net.before is not None and net.model in (Bill, NoUse)]
    back = {(_what(net.model), net.id) for net in nets}
    ids = {int(net.before["account_id"]) for net in nets}
    if not ids:
        return
    fields = ("id", "organisation__code", "resource", "use", "number", "closed_on")
    accounts = {id_: row for id_, *row in Account.objects.filter(id__in=any_of(ids)).values_list(*fields)}
    for account, spans in _spans(ids).items():
        code, *key, closed_on = accounts[account]
        whose = f"机构 {code} {label(tuple(key))}"
        is_bought = policy().thresholds.is_bought(Resource(key[0]))
        for start, end, other in _overlaps(spans, back, is_bought=is_bought):
            yield f"{whose} {start} 至 {end} 与{other}重叠。"
        for start, end, what, id_ in spans:
            if closed_on and start >= closed_on and (what, id_) in back:
                yield f"{whose}自 {closed_on} 销户，{what} {start} 至 {end} 在其后。"


def _what(model: type) -> str:
    return "票据" if model is Bill else "“本月未使用”的登记"


def _spans(accounts: Iterable[int]) -> dict[int, list[Span]]:
    """What speaks of the days of each account, in order. Refunds speak of money only."""
    found: dict[int, list[Span]] = {}
    of_account = {"account_id__in": any_of(accounts)}
    fields = ("account_id", "start_date", "end_date", "id")
    for model, rows in (
        (Bill, Bill.objects.filter(**of_account, refund_of="")),
        (NoUse, NoUse.objects.filter(**of_account)),
    ):
        for account, start, end, id_ in rows.values_list(*fields).iterator(chunk_size=5000):
            found.setdefault(account, []).append((start, end, _what(model), id_))
    return {account: sorted(spans) for account, spans in found.items()}


def _overlaps(spans: list[Span], back: set[tuple[str, int]], *, is_bought: bool) -> Iterator[tuple[date, date, str]]:
    """Of what was put back, what shares a day with its neighbour, which is named; of what is bought, a day may have
    several purchases.
    """
    for (start, end, what, id_), (next_start, next_end, next_what, next_id) in pairwise(spans):
        is_one_day = start == end == next_start == next_end
        if next_start > end or (is_bought and is_one_day and what == next_what):
            continue
        if (what, id_) in back:
            yield start, end, f"{next_what} {next_start} 至 {next_end} "
        elif (next_what, next_id) in back:
            yield next_start, next_end, f"{what} {start} 至 {end} "
