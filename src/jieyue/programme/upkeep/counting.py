"""Who brings the figures up to date with what was written: a worker what was much, else whoever asks first."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from jieyue.programme.upkeep.faults import fault_in, refusal_in
from jieyue.store.warehouse.refreshing import is_left_to_another, one_look, up_to_date
from jieyue.store.workers.leases import is_anybody_alive

SECONDS_AFTER_A_FAILURE = 60

log = logging.getLogger("jieyue.work")


@contextmanager
def left_to_a_worker(*, only_reads: bool = False) -> Iterator[None]:
    """Meanwhile nobody waits for a large import to be counted, provided that a worker lives to do it. Who `only_reads`
    is told everything as of one moment, which is looked up once.
    """
    before = is_left_to_another.set(is_anybody_alive)
    try:
        with one_look() if only_reads else nullcontext():
            yield
    finally:
        is_left_to_another.reset(before)


class Counting:
    """What a worker does between two tasks. Where it fails, tasks are carried out all the same."""

    def __init__(self) -> None:
        self.not_before = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self.not_before:
            return
        try:
            up_to_date()
        except Exception as error:
            said = refusal_in(error) or fault_in(error, doing="counting")
            log.warning("没有汇总成功：%s", said)
            self.not_before = time.monotonic() + SECONDS_AFTER_A_FAILURE
