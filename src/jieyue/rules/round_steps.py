"""Round numbers, by which scales and classes are counted."""

from decimal import Decimal

ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def round_step(most: Decimal, times: int) -> Decimal:
    """The smallest round number that goes at most so many times into the most."""
    power = Decimal(10) ** (most / times).adjusted()
    return next(each * power for each in ROUND if each * power * times >= most)
