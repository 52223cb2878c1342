"""To which months a bill's quantity and money belong.

A bill of at most `LONGEST_WHOLE_DAYS` days counts in the month of its last day; a longer one (a heating season, a
prepaid half-year) is spread over its months by days. Rule: the project's own convention for bills that cross months,
rule DQ-6 of the data checks; the statutory notices retrieved name none.
"""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jieyue.rules.period import month_end, month_of, months_later

LONGEST_WHOLE_DAYS = 62


def days_covered(start: date, end: date) -> int:
    """Days from `start` to `end`, the last day included."""
    return (end - start).days + 1


def is_long(start: date, end: date) -> bool:
    return days_covered(start, end) > LONGEST_WHOLE_DAYS


def months_between(start: date, end: date) -> Iterator[date]:
    """Every month that holds a day from `start` to `end`."""
    month = month_of(start)
    while month <= end:
        yield month
        month = months_later(month, 1)


def months_touched(start: date, end: date) -> Iterator[date]:
    """The months whose facts a bill makes."""
    return months_between(start if is_long(start, end) else end, end)


def spread(amount: Decimal, *, start: date, end: date, places: int) -> list[tuple[date, Decimal]]:
    """Each month's share of `amount`. The shares add up to the amount exactly.

    Shares are by days, rounded half up to `places` decimals; the last month takes what remains.
    """
    months = list(months_touched(start, end))
    grain = Decimal(1).scaleb(-places)
    shares = [
        (amount * _days_in(month, start=start, end=end) / days_covered(start, end)).quantize(grain, ROUND_HALF_UP)
        for month in months[:-1]
    ]
    return list(zip(months, [*shares, amount - sum(shares)], strict=True))


def _days_in(month: date, *, start: date, end: date) -> int:
    return days_covered(max(start, month), min(end, month_end(month)))
