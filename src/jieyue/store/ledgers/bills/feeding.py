"""What bills say about a month: facts, and which days they cover."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import BigIntegerField, F, QuerySet, Sum
from django.db.models.functions import Cast, Round

from jieyue.rules.allocation import LONGEST_WHOLE_DAYS, spread
from jieyue.rules.period import month_end, month_of
from jieyue.rules.values import Resource
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.policies import policy

OF_ACCOUNT = ("account__organisation_id", "account__resource", "account__use")
# Sums are made of whole thousandths and cents: SQLite would add decimals as floats.
THOUSANDTHS = Sum(Cast(Round(F("quantity") * 1000), BigIntegerField()))
CENTS = Sum(Cast(Round(F("amount_yuan") * 100), BigIntegerField()))


def facts_of(month: date) -> Iterator[tuple[int, str, str, int, int | None]]:
    """Organisation, resource, use, thousandths of the reporting unit, cents; one or more rows for each of the three.

    A note of no use is a fact of nothing used. Cents are None where no bill tells the money.
    """
    yield from _sums(Bill.objects.filter(end_date__range=(month, month_end(month)), days__lte=LONGEST_WHOLE_DAYS))
    yield from _shares_of_long_bills(month)
    notes = NoUse.objects.filter(start_date__lte=month_end(month), end_date__gte=month)
    for of_account in notes.order_by().values_list(*OF_ACCOUNT).distinct():
        yield *of_account, 0, None


def coverage_of(month: date) -> Iterator[tuple[int, int, date, date]]:
    """Account, organisation, first and last day of each bill and note that ends in the month. Refunds cover nothing.

    What is bought on a day is there for its month: a purchase stands for all days of it.
    """
    fields = ("account_id", "account__organisation_id", "start_date", "end_date")
    ending = {"end_date__range": (month, month_end(month))}
    bought = [resource for resource in Resource if policy().thresholds.is_bought(resource)]
    bills = Bill.objects.filter(**ending, refund_of="")
    yield from bills.exclude(account__resource__in=bought).values_list(*fields).iterator(chunk_size=5000)
    purchases = bills.filter(account__resource__in=bought).values_list(*fields).iterator(chunk_size=5000)
    yield from ((account, unit, month_of(start), month_end(month)) for account, unit, start, _ in purchases)
    yield from NoUse.objects.filter(**ending).values_list(*fields).iterator(chunk_size=5000)


def _sums(bills: QuerySet[Bill]) -> Iterator[tuple[int, str, str, int, int | None]]:
    yield from bills.order_by().values_list(*OF_ACCOUNT).annotate(thousandths=THOUSANDTHS, cents=CENTS).iterator()


def _shares_of_long_bills(month: date) -> Iterator[tuple[int, str, str, int, int | None]]:
    touching = {"start_date__lte": month_end(month), "end_date__gte": month, "days__gt": LONGEST_WHOLE_DAYS}
    bills = Bill.objects.filter(**touching).values_list(
        *OF_ACCOUNT, "start_date", "end_date", "quantity", "amount_yuan"
    )
    for *of_account, start, end, quantity, amount in bills.iterator():
        thousandths = _share(quantity, month, start=start, end=end, places=3)
        cents = None if amount is None else _share(amount, month, start=start, end=end, places=2)
        yield *of_account, thousandths, cents


def _share(amount: Decimal, month: date, *, start: date, end: date, places: int) -> int:
    shares = dict(spread(amount, start=start, end=end, places=places))
    return int(shares[month].scaleb(places))
