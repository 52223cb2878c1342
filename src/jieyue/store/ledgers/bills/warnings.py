"""What is improbable about the bills a file brings, told at once to whoever brings them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter

from django.utils import timezone

from jieyue.rules.check import Finding
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.billed import BillLine, Limits
from jieyue.store.ledgers.bills.checks import account_findings
from jieyue.store.ledgers.bills.invoices import InvoiceUse, known_invoices, others_named, uses_of_invoices
from jieyue.store.ledgers.bills.kept_bills import KeptBills, one_of_a_day
from jieyue.store.ledgers.bills.reading import Reading, subjects_by_row
from jieyue.store.ledgers.bills.units import Accounts, Rates
from jieyue.store.orgs.whose import of_each
from jieyue.store.policies import policy
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.accounts.naming import Key

Brought = tuple[Reading, int]  # with its account's id
Which = tuple[date, date, str]


def warn(batch: Batch, brought: Sequence[Brought], kept_bills: KeptBills, beside: Accounts) -> None:
    """`brought` are the readings that are new or changed; `kept_bills` what stood around them; `beside` the accounts of
    the file and those beside which they are seen.
    """
    if not brought:
        return
    keys, refused = beside.keys, _keys_with_refused_rows(batch)
    rates = Rates(keys, {key[:2] for key in refused})
    today = timezone.localdate(batch.at)
    own = of_each((organisation for organisation, *_ in keys.values()), policy().thresholds, on=today)
    for account, lines in _lines(batch, brought, kept_bills, beside):
        organisation, resource, use, _ = keys[account]
        beside.take_in(account, lines)
        rates.take_in(account, lines)
        limits = Limits.of(Resource(resource), own[organisation], on=today, use=Use(use))
        _warn_of(batch, account_findings(lines, limits, is_whole=keys[account] not in refused))
    _warn_of(batch, (finding for *_, finding in beside.findings(batch.by)))
    _warn_of_sizes(batch, brought, rates)
    _warn_of_invoices(batch, brought)
    _warn_of_days_to_come(batch, brought)


def _warn_of(batch: Batch, found: Iterable[Finding]) -> None:
    """At the first row that takes part; what is about kept bills alone has been told before."""
    for finding in found:
        if finding.rows:
            batch.warn(finding.rows[0], finding.column, finding.rule, says=finding.says, do=finding.do)


def _warn_of_sizes(batch: Batch, brought: Sequence[Brought], rates: Rates) -> None:
    days = {"since": min(each.start for each, _ in brought), "until": max(each.end for each, _ in brought)}
    found = list(rates.findings(**days))
    rows: dict[tuple[int, str], int] = {}
    for each, _ in brought if found else ():
        rows.setdefault((each.key[0], each.key[1]), each.row)
    for *whose, finding in found:
        batch.warn(rows[tuple(whose)], finding.column, finding.rule, says=finding.says, do=finding.do)


def _keys_with_refused_rows(batch: Batch) -> set[Key]:
    if not batch.refused:
        return set()
    return {subject[1] for row, subject in subjects_by_row(batch) if subject and row in batch.refused}


def _lines(
    batch: Batch, brought: Sequence[Brought], kept_bills: KeptBills, beside: Accounts
) -> Iterator[tuple[int, list[BillLine]]]:
    """By account, in order of time, the bills as they are now; those brought carry their rows. Bills of other accounts
    are handed on to those beside which the file's are seen.
    """
    of_file: dict[int, list[Reading]] = {}
    for each, account in brought:
        if not each.refund_of:
            of_file.setdefault(account, []).append(each)
    kept: dict[int, dict[Which, BillLine]] = {}
    for (account, *which), line in kept_bills.lines():
        kept.setdefault(account, {})[tuple(which)] = line
    for account in kept.keys() - of_file.keys():
        beside.take_in(account, list(kept[account].values()))
    for account, own in of_file.items():
        lines = [
            BillLine(each.start, each.end, each.quantity, each.amount_yuan, each.estimated, row=each.row)
            for each in own
        ]
        if account in kept or account in kept_bills.bought:
            marks = _marks(own, account, batch, kept_bills)
            days = ((each.start, each.end, mark) for each, mark in zip(own, marks, strict=True))
            by_days = kept.get(account, {}) | dict(zip(days, lines, strict=True))
            lines = [by_days[which] for which in sorted(by_days)]
        yield account, sorted(lines, key=itemgetter(0))


def _marks(own: Sequence[Reading], account: int, batch: Batch, kept_bills: KeptBills) -> list[str]:
    """What tells each from others of the same days: of purchases, which it is."""
    if account not in kept_bills.bought:
        return [""] * len(own)
    are_purchases = (kept_bills.is_purchase(account, each.start, each.end) for each in own)
    return [one_of_a_day(batch.ids[each.row]) if is_ else "" for each, is_ in zip(own, are_purchases, strict=True)]


def _warn_of_invoices(batch: Batch, brought: Sequence[Brought]) -> None:
    """Whether the rows have been written already or are only planned, each is compared with what is kept and with the
    other rows.
    """
    numbers = Counter(each.invoice_number for each, _ in brought if not each.refund_of)
    del numbers[""]
    kept = uses_of_invoices(numbers, besides={batch.ids[each.row] for each, _ in brought if each.row in batch.ids})
    own: dict[str, list[Brought]] = {number: [] for number, rows in numbers.items() if rows > 1 or number in kept}
    for each, account in brought if own else ():
        if each.invoice_number in own and not each.refund_of:
            own[each.invoice_number].append((each, account))
    for number, rows in own.items():
        for each, account in rows:
            if other := _other_use(each, account, rows, kept.get(number, ()), batch):
                batch.warn(
                    each.row,
                    "invoice_number",
                    "invoice_used_again",
                    says=f"发票 {number} 还用于{other}。",
                    do="请核对发票号码；一张发票确实包含几个户号的，可不处理。",
                )
    _warn_of_unknown_invoices(batch, brought, in_file=numbers.keys())


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
