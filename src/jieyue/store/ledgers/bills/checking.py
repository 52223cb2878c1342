"""What is improbable about the bills that are kept."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from jieyue.rules.check import Finding
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.billed import Limits
from jieyue.store.ledgers.bills.checks import account_findings
from jieyue.store.ledgers.bills.invoices import invoices_used_again, others_named
from jieyue.store.ledgers.bills.lines import lines_by_account, sight
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.ledgers.bills.units import Accounts
from jieyue.store.orgs.whose import of_each
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import label

OF_ACCOUNT = ("id", "organisation_id", "resource", "use", "number")


class Days(NamedTuple):
    """What a period is to the checks: its first and its last day."""

    first: date
    last: date


def findings(
    organisations: Iterable[int], period: Period | Days, thresholds: Thresholds, *, person: Person
) -> Iterator[tuple[int, str, Finding]]:
    """Organisation, resource and finding, for what touches the period."""
    accounts = Account.objects.filter(organisation_id__in=any_of(organisations))
    yield from _findings(accounts, Days(period.first, period.last), thresholds, person, is_beside=True)


def findings_of_account(account: int, days: Days, thresholds: Thresholds, *, person: Person) -> list[Finding]:
    """What touches these days of one account."""
    return [each for *_, each in _findings(Account.objects.filter(id=account), days, thresholds, person)]


def _findings(
    kept: QuerySet[Account], days: Days, thresholds: Thresholds, person: Person, *, is_beside: bool = False
) -> Iterator[tuple[int, str, Finding]]:
    accounts = {row[0]: row[1:] for row in kept.values_list(*OF_ACCOUNT)}
    own = of_each((organisation for organisation, *_ in accounts.values()), thresholds, on=days.last)
    since, until = days.first - sight(on=days.last), days.last + sight(on=days.last)
    beside = Accounts.around(accounts) if is_beside else Accounts({})
    for account, lines in lines_by_account(accounts, since=since, until=until):
        organisation, resource, use, number = accounts[account]
        beside.take_in(account, [line for line in lines if days.first <= line.end <= days.last])
        limits = Limits.of(Resource(resource), own[organisation], on=days.last, use=Use(use))
        for finding in account_findings(lines, limits):
            if finding.start <= days.last and finding.end >= days.first:
                yield organisation, resource, finding.about(label((resource, use, number)))
    beside.look_up(since=days.first, until=days.last)
    yield from beside.findings(person)
    yield from _invoices(accounts, days, person)


def _invoices(accounts: dict[int, tuple], period: Days, person: Person) -> Iterator[tuple[int, str, Finding]]:
    own = Bill.objects.filter(
        account_id__in=any_of(accounts), end_date__range=(period.first, period.last), refund_of=""
    ).exclude(invoice_number="")
    used_again = invoices_used_again(own.values_list("invoice_number", flat=True))
    for number, uses in used_again.items():
        for use in uses:
            others = others_named((other for other in uses if other is not use), person)
            if use.account in accounts and period.first <= use.end <= period.last:
                organisation, resource, *_ = accounts[use.account]
                yield (
                    organisation,
                    resource,
                    Finding(
                        "invoice_used_again",
                        "invoice_number",
                        f"{use.account_label} {use.start} 至 {use.end} 的发票 {number} 还用于{'；'.join(others)}。",
                        "请核对发票号码；一张发票确实包含几个户号的，可不处理。",
                        use.start,
                        use.end,
                        figures={"invoice_number": number, "bills": len(uses)},
                        subject=f"{use.account_label} {number}",
                    ),
                )
