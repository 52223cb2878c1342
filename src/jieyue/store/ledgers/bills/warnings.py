"""What is improbable about the bills a file brings, told at once to whoever brings them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.utils import timezone

from jieyue.rules.check import BillLine, Limits, account_findings
from jieyue.rules.values import Resource
from jieyue.store.ledgers.bills.invoices import InvoiceUse, known_invoices, others_named, uses_of_invoices
from jieyue.store.ledgers.bills.reading import Reading, subjects_by_row
from jieyue.store.ledgers.bills.shelf import Shelf, one_of_a_day
from jieyue.store.policies import policy
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.accounts import KeptAccount, Key

Brought = tuple[Reading, int]  # with its account's id


def warn(batch: Batch, brought: Sequence[Brought], accounts: Mapping[Key, KeptAccount], shelf: Shelf) -> None:
    """`brought` are the readings that are new or changed; `shelf` what stood around them."""
    if not brought:
        return
    resources = {account.id: key[1] for key, account in accounts.items()}
    today, limits = timezone.localdate(batch.at), {}
    in_part = _accounts_with_refused_rows(batch, accounts)
    for account, lines in _lines(batch, brought, shelf):
        resource = resources[account]
        if resource not in limits:
            limits[resource] = Limits.of(Resource(resource), policy().thresholds, on=today)
        for finding in account_findings(lines, limits[resource], is_whole=account not in in_part):
            if finding.rows:
                batch.warn(finding.rows[0], finding.column, finding.rule, says=finding.says, do=finding.do)
    _warn_of_invoices(batch, brought)
    _warn_of_days_to_come(batch, brought)


def _accounts_with_refused_rows(batch: Batch, accounts: Mapping[Key, KeptAccount]) -> set[int]:
    if not batch.refused:
        return set()
    keys = {subject[1] for row, subject in subjects_by_row(batch) if subject and row in batch.refused}
    return {accounts[key].id for key in keys & accounts.keys()}


def _lines(batch: Batch, brought: Sequence[Brought], shelf: Shelf) -> Iterator[tuple[int, list[BillLine]]]:
    """By account, in order of time, the bills as they are now; those brought carry their rows."""
    lines: dict[int, dict[tuple[date, date, str], BillLine]] = {}
    touched = {account for each, account in brought if not each.refund_of}
    for (account, *which), line in shelf.lines():
        if account in touched:
            lines.setdefault(account, {})[tuple(which)] = line
    for each, account in brought:
        if not each.refund_of:
            start, end = each.start, each.end
            line = BillLine(start, end, each.quantity, each.amount_yuan, each.estimated, row=each.row)
            is_one_of_several = account in shelf.bought and shelf.is_purchase(account, start, end)
            mark = one_of_a_day(batch.ids[each.row]) if is_one_of_several else ""
            lines.setdefault(account, {})[start, end, mark] = line
    for account, own in lines.items():
        yield account, [own[which] for which in sorted(own)]


def _warn_of_invoices(batch: Batch, brought: Sequence[Brought]) -> None:
    """Whether the rows have been written already or are only planned, each is compared with what is kept and with the
    other rows.
    """
    own: dict[str, list[Brought]] = {}
    for each, account in brought:
        if each.invoice_number and not each.refund_of:
            own.setdefault(each.invoice_number, []).append((each, account))
    kept = uses_of_invoices(own, besides={batch.ids[each.row] for each, _ in brought if each.row in batch.ids})
    for number, rows in own.items():
        for each, account in rows if len(rows) + len(kept.get(number, ())) > 1 else ():
            if other := _other_use(each, account, rows, kept.get(number, ()), batch):
                batch.warn(
                    each.row,
                    "invoice_number",
                    "invoice_used_again",
                    says=f"发票 {number} 还用于{other}。",
                    do="请核对发票号码；一张发票确实包含几个户号的，可不处理。",
                )
    _warn_of_unknown_invoices(batch, brought, in_file=own.keys())


def _other_use(
    reading: Reading, account: int, rows: Sequence[Brought], kept: Sequence[InvoiceUse], batch: Batch
) -> str:
    """Another bill of the invoice, in words; one of the same account and first day is the same bill."""
    mine = (account, reading.start)
    if others := [use for use in kept if (use.account, use.start) != mine]:
        return others_named(others[:1], batch.by)[0]
    others_here = [each for each, other in rows if (other, each.start) != mine]
    return f"第 {others_here[0].row} 行的票据" if others_here else ""


def _warn_of_unknown_invoices(batch: Batch, brought: Sequence[Brought], *, in_file: Collection[str]) -> None:
    refunded = {each.refund_of for each, _ in brought if each.refund_of} - set(in_file)
    unknown = refunded - known_invoices(refunded, batch.by)
    for each, _ in brought:
        if each.refund_of in unknown:
            batch.warn(
                each.row,
                "refund_of",
                "unknown_invoice",
                says=f"被冲减的发票 {each.refund_of} 没有登记。",
                do="请核对号码；原票据还没有录入的，请补录。",
            )


def _warn_of_days_to_come(batch: Batch, brought: Sequence[Brought]) -> None:
    today = timezone.localdate(batch.at)
    for each, _ in brought:
        if each.end > today:
            batch.warn(
                each.row,
                "end_date",
                "days_to_come",
                says=f"票据止于 {each.end}，还没有到（今天 {today}）。",
                do="请核对年月；预付的票据可不处理。",
            )
