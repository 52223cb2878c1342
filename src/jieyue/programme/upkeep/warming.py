"""What a process that serves pages does before the first request: the first who asks need not wait for it."""

import gc

from jieyue.store.warehouse.answering import answer_many_at_once
from jieyue.store.warehouse.tables import compile_what_is_asked_every_day

FEW_COLLECTIONS = (20_000, 20, 10)
"""New objects, and collections of young and of middle-aged ones, after which Python looks for rubbish that holds
itself; by default after 700, 10 and 10. Requests leave little of it, and to look through all that is kept takes 65 ms,
which one request in forty had to wait for.
"""


def warm_up() -> None:
    """Compile what pages ask of the warehouse every day, as far as the pages are loaded, and expect many askers. What
    is loaded by now stays: to look through its 400,000 objects for rubbish takes a quarter of a second each time, which
    one request in some hundred would wait for.
    """
    answer_many_at_once()
    compile_what_is_asked_every_day()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*FEW_COLLECTIONS)
