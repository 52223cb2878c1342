"""Bills as the checks see them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.rules.values import Resource
from jieyue.store.ledgers.bills.billed import BillLine
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.naming import KeptAccount, Key


def sight(*, on: date, thresholds: Thresholds | None = None) -> timedelta:
    """How far away neighbours help to judge a bill."""
    days = (thresholds or policy().thresholds).number(Limit.SIGHT_DAYS, on=on)
    return timedelta(days=int(days or 0))


def lines_by_account(accounts: Iterable[int], *, since: date, until: date) -> Iterator[tuple[int, list[BillLine]]]:
    """The bills and notes of each account in order of time, refunds left out."""
    near = {"account_id__in": any_of(accounts), "end_date__gte": since, "start_date__lte": until}
    bills = Bill.objects.filter(**near, refund_of="").values_list(
        "account_id", "start_date", "end_date", "quantity", "amount_yuan", "estimated"
    )
    notes = NoUse.objects.filter(**near).values_list("account_id", "start_date", "end_date")
    found = [
        *bills.iterator(chunk_size=5000),
        *((*note, Decimal(0), None, False, True) for note in notes.iterator(chunk_size=5000)),
    ]
    found.sort(key=itemgetter(0, 1))
    for account, own in groupby(found, key=itemgetter(0)):
        yield account, [BillLine(*line) for _, *line in own]


def bought_among(accounts: Mapping[Key, KeptAccount]) -> set[int]:
    """The accounts of what is bought on a day and not metered."""
    thresholds = policy().thresholds
    bought = {resource.value for resource in Resource if thresholds.is_bought(resource)}
    return {account.id for (_, resource, *_), account in accounts.items() if resource in bought}
