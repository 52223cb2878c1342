"""What is improbable about the bills a file brings, told at once to whoever brings them."""

from collections.abc import Mapping, Sequence
from datetime import date

from jieyue.rules.check import Limits, account_findings
from jieyue.rules.values import Resource
from jieyue.store.ledgers.bills.invoices import invoices_used_again, known_invoices
from jieyue.store.ledgers.bills.lines import SIGHT, lines_by_account
from jieyue.store.policies import policy
from jieyue.store.records.kinds import Batch


def warn(batch: Batch, brought: Sequence, accounts: Mapping) -> None:
    """`brought` are the readings that are new or changed, with their accounts' ids."""
    if not brought:
        return
    rows = {(account, each.start, each.end): each.row for each, account in brought if not each.is_refund}
    resources = {account.id: key[1] for key, account in accounts.items()}
    since = min(start for _, start, _ in rows) - SIGHT if rows else date.max
    until = max(end for _, _, end in rows) + SIGHT if rows else date.min
    limits: dict[str, Limits] = {}
    for account, lines in lines_by_account({account for account, _, _ in rows}, since=since, until=until, rows=rows):
        resource = resources[account]
        if resource not in limits:
            limits[resource] = Limits.of(Resource(resource), policy().thresholds, on=until)
        for finding in account_findings(lines, limits[resource]):
            if finding.rows:
                batch.warn(finding.rows[0], finding.column, finding.rule, says=finding.says, do=finding.do)
    _warn_of_invoices(batch, brought)
    _warn_of_days_to_come(batch, brought)


def _warn_of_invoices(batch: Batch, brought: Sequence) -> None:
    numbers = {each.invoice_number for each, _ in brought if each.invoice_number and not each.is_refund}
    used_again = invoices_used_again(numbers)
    for each, account in brought:
        others = [
            use for use in used_again.get(each.invoice_number, ()) if (use.account, use.start) != (account, each.start)
        ]
        if others and not each.is_refund:
            batch.warn(
                each.row,
                "invoice_number",
                "invoice_used_again",
                says=f"发票 {each.invoice_number} 还用于{others[0]}。",
                do="请核对发票号码；一张发票确实包含几个户号的，请注明。",
            )
    refunded = {each.refund_of for each, _ in brought if each.is_refund}
    unknown = refunded - known_invoices(refunded)
    for each, _ in brought:
        if each.refund_of in unknown:
            batch.warn(
                each.row,
                "refund_of",
                "unknown_invoice",
                says=f"被冲减的发票 {each.refund_of} 没有登记。",
                do="请核对号码；原票据还没有录入的，请补录。",
            )


def _warn_of_days_to_come(batch: Batch, brought: Sequence) -> None:
    today = batch.at.date()
    for each, _ in brought:
        if each.end > today:
            batch.warn(
                each.row,
                "end_date",
                "days_to_come",
                says=f"票据止于 {each.end}，还没有到（今天 {today}）。",
                do="请核对年月；预付的票据可不处理。",
            )
