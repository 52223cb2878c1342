"""Days as somebody types them in a command."""

from argparse import ArgumentTypeError
from datetime import date


def day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ArgumentTypeError(f"看不懂日期“{written}”，请写成 2024-03-01") from error
