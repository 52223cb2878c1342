"""Of what is bought on a day: which purchase that is kept a row of a file speaks of.

A day may have several. The same file again changes nothing and a correction finds its purchase: a row speaks of the
one of its invoice; else of the one of the same figures; else, neither having an invoice, of the next in order.
"""

from collections.abc import Callable, Iterable, Mapping

from jieyue.store.ledgers.bills.kept_bills import Kept, KeptBills
from jieyue.store.ledgers.bills.reading import Reading
from jieyue.store.registers.accounts.naming import KeptAccount, Key


def spoken_of(found: Iterable[Reading], accounts: Mapping[Key, KeptAccount], kept_bills: KeptBills) -> dict[int, Kept]:
    """By row, the purchase that it speaks of. What is withdrawn chooses first."""
    if not kept_bills.bought:
        return {}
    kept = kept_bills.purchases()
    rows: dict[tuple, list[Reading]] = {}
    for reading in found if kept else ():
        account = accounts.get(reading.key)
        if account and (account.id, reading.start) in kept and is_purchase(reading, account.id, kept_bills):
            rows.setdefault((account.id, reading.start), []).append(reading)
    return {row: each for day, readings in rows.items() for row, each in _of_a_day(readings, kept[day]).items()}


def is_purchase(reading: Reading, account: int, kept_bills: KeptBills) -> bool:
    return not reading.refund_of and kept_bills.is_purchase(account, reading.start, reading.end)


def _of_a_day(readings: list[Reading], kept: list[Kept]) -> dict[int, Kept]:
    waiting, left = sorted(readings, key=lambda reading: not reading.is_withdrawn), list(kept)
    found: dict[int, Kept] = {}
    for is_same in (_same_invoice, _same_figures, _no_invoice):
        for reading in [reading for reading in waiting if reading.row not in found]:
            match = _first(reading, left, is_same)
            if match:
                found[reading.row] = match
                left.remove(match)
    return found


def _first(reading: Reading, kept: Iterable[Kept], is_same: Callable[[Reading, Kept], bool]) -> Kept | None:
    return next((each for each in kept if is_same(reading, each)), None)


def _same_invoice(reading: Reading, kept: Kept) -> bool:
    return bool(reading.invoice_number) and reading.invoice_number == kept.row[5]


def _same_figures(reading: Reading, kept: Kept) -> bool:
    _, _, _, quantity, amount, invoice, *_ = kept.row
    other_invoice = reading.invoice_number and invoice and reading.invoice_number != invoice
    other_money = None not in (reading.amount_yuan, amount) and reading.amount_yuan != amount
    return reading.quantity == quantity and not other_invoice and not other_money


def _no_invoice(reading: Reading, kept: Kept) -> bool:
    return not reading.invoice_number and not kept.row[5]
