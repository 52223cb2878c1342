"""Days as somebody types them in a command."""

from argparse import ArgumentTypeError
from datetime import date

from jieyue.rules.days import FIRST_DAY, LAST_DAY


def day(written: str) -> date:
    try:
        found = date.fromisoformat(written)
    except ValueError as error:
        raise ArgumentTypeError(f"看不懂日期“{written}”，请写成 2024-03-01") from error
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ArgumentTypeError(f"日期 {written} 太早或太晚，请写 {FIRST_DAY} 至 {LAST_DAY} 之间的日期")
    return found
