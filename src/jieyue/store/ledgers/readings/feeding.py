"""What readings say about a month: facts of accounts that no bill tells of, and which days they cover."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from jieyue.rules.metering import Stretch, read_to_the_end, shared_out
from jieyue.rules.period import months_later
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.store.ledgers.readings.sources import Source, days_of, sources
from jieyue.store.policies import policy

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
    """Account, organisation, first and last day of what readings cover of the month; not what runs on after the last of
    them, for the month is not told before it has been read at its end.
    """
    slack = slack_of_month_end(month)
    for source in sources(since=month, until=months_later(month, 1)):
        done = read_to_the_end(source.stretches, month, slack)
        yield from ((source.id, source.key[0], *days_of(each)) for each in done if source.id is not None)


def slack_of_month_end(month: date, *, thresholds: Thresholds | None = None) -> timedelta:
    """How early the last reading of a month may come and still be of its end."""
    hours = (thresholds or policy().thresholds).number(Limit.MONTH_END_SLACK_HOURS, on=month)
    return timedelta(hours=int(hours or 0))


def _of_month(stretch: Stretch, month: date, source: Source) -> Iterator[Decimal]:
    return (part for of, part in shared_out(stretch, but_for=source.billed) if of == month)
