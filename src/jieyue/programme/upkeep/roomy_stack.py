"""Room for Python's calls in one piece.

Python keeps the frames of calls in pieces of 16 KB, each taken from the system when calls get deeper and given back
when they return. Where a loop calls from near the end of a piece, each turn takes one and gives it back: in requests,
whose calls lie a hundred deep, that was a quarter of all time. A call with one large frame takes a piece that has room
for all below it.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

WORDS_OF_THE_FRAME = 80_000
"""640 KB, for which Python takes 1 MB, the next power of two: 384 KB are left, for a thousand calls and more. What is
not used of either is never filled, and so costs no memory.
"""


def with_room(call: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
    return call(*given, **named)


with_room.__code__ = with_room.__code__.replace(co_stacksize=WORDS_OF_THE_FRAME)
