"""催办: how a message to a recipient stands, and when one that failed is tried again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from jieyue.rules.values import Word


class MessageState(Word):
    """消息状态."""

    WAITING = "waiting", "待发"
    SENT = "sent", "已发"
    FAILED = "failed", "没有发出"


WAITS: Sequence[timedelta] = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
"""Before each further try; after the last it is given up."""


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again what failed for the so-manieth time; None where it is given up."""
    return at + WAITS[attempts - 1] if attempts <= len(WAITS) else None
