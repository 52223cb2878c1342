"""How far long work has come, told to whoever waits for it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Tell = Callable[[str, int, int], None]
"""Stage, how many are done, how many there are in all; 0 of 0 where nobody knows."""

ROWS_BETWEEN = 2000
T = TypeVar("T")


def silent(_stage: str, _done: int, _total: int) -> None:
    """For work that nobody waits for."""


def counted(items: Sequence[T], stage: str, tell: Tell) -> Iterator[T]:
    """The items, told as they go by."""
    for stretch in stretches(items, stage, tell):
        yield from stretch


def stretches(items: Sequence[T], stage: str, tell: Tell) -> Iterator[Sequence[T]]:
    """The same, so many at once as go by between one telling and the next."""
    for start in range(0, len(items), ROWS_BETWEEN):
        tell(stage, start, len(items))
        yield items[start : start + ROWS_BETWEEN]
    tell(stage, len(items), len(items))
