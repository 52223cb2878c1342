"""Calls that lie deep cost no more than others: their frames have room in one piece."""

import resource
from collections.abc import Callable
from threading import Thread

import pytest
from django.test import RequestFactory
from django.utils.module_loading import import_string

from jieyue.programme.upkeep.roomy_stack import with_room

DEEPEST, TURNS = 120, 50


def pieces_taken_by_going(depths: range) -> int:
    """How often memory had to be filled anew while a loop called from each depth."""

    def go(depth: int) -> None:
        if depth:
            go(depth - 1)
            return
        for _ in range(TURNS):
            step(6)

    def step(more: int) -> None:
        if more:
            step(more - 1)

    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for depth in depths:
        go(depth)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def in_a_thread_of_its_own(work: Callable[[], int]) -> int:
    """Its calls begin in a piece of 16 KB, wherever the test stands."""
    found: list[int] = []
    thread = Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.skipif(not hasattr(resource, "RUSAGE_THREAD"), reason="counted on Linux only")
def test_a_loop_that_calls_from_any_depth_takes_memory_once():
    """Without room it is once in each turn, at some depths."""
    assert in_a_thread_of_its_own(lambda: with_room(pieces_taken_by_going, range(DEEPEST))) < TURNS


def test_what_is_called_with_room_answers_and_fails_as_without():
    assert with_room(divmod, 7, 2) == (3, 1)
    assert with_room(int, "ff", base=16) == 255
    with pytest.raises(ZeroDivisionError):
        with_room(divmod, 7, 0)


@pytest.mark.skipif(not hasattr(resource, "RUSAGE_THREAD"), reason="counted on Linux only")
def test_a_request_has_room_before_anything_else_looks_at_it(settings):
    first = import_string(settings.MIDDLEWARE[0])(lambda _request: pieces_taken_by_going(range(DEEPEST)))
    assert in_a_thread_of_its_own(lambda: first(RequestFactory().get("/"))) < TURNS
