"""What readings say about a month: facts of accounts that no bill tells of, and which days they cover."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jieyue.rules.metering import joined, shared_out
from jieyue.rules.period import months_later
from jieyue.store.ledgers.readings.sources import Source, days_of, in_month, sources

THOUSANDTH = Decimal("0.001")


def facts_of(month: date) -> Iterator[tuple[int, str, str, int, None]]:
    """Organisation, resource, use, thousandths of the reporting unit, no money. What was used on days that a bill or a
    note covers is the bill's to tell, so that nothing is counted twice.
    """
    for source in sources(since=month, until=months_later(month, 1)):
        parts = [part for each in source.stretches for part in _of_month(each, month, source)]
        if parts:
            organisation, resource, use, _ = source.key
            quantity = sum(parts, Decimal(0)).quantize(THOUSANDTH, ROUND_HALF_UP)
            yield organisation, resource, use, int(quantity.scaleb(3)), None


def coverage_of(month: date) -> Iterator[tuple[int, int, date, date]]:
    """Account, organisation, first and last day of what readings that end in the month cover."""
    for source in sources(since=month, until=months_later(month, 1)):
        known = (each for each in source.stretches if each.quantity is not None and in_month(each.until, month))
        for moments in joined((each.since, each.until) for each in known) if source.id is not None else ():
            yield source.id, source.key[0], *days_of(moments)


def _of_month(stretch, month: date, source: Source) -> Iterator[Decimal]:
    return (part for of, part in shared_out(stretch, but_for=source.billed) if of == month)
