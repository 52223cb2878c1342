"""After a large import nobody waits while it is counted: a worker counts, and whoever asks meanwhile is told so."""

from contextlib import ExitStack

import pytest

from jieyue.programme.upkeep.counting import Counting, left_to_a_worker
from jieyue.store.warehouse import refreshing
from jieyue.store.workers.leases import is_anybody_alive, lease

pytestmark = pytest.mark.django_db


@pytest.fixture
def much_is_written(house, monkeypatch):
    monkeypatch.setattr(refreshing, "ROWS_THAT_NOBODY_WAITS_FOR", 2)
    house.have("organisations", "code | name | level\n610101 | 甲局 | unit")
    months = [f"610101 | 电 | 1 | 2024-{month:02}-01 | 2024-{month:02}-28 | 10 | kWh" for month in (3, 4, 5)]
    house.have(
        "bills", "\n".join(["organisation | resource | account | start_date | end_date | quantity | unit", *months])
    )
    return house


@pytest.fixture
def a_worker():
    with ExitStack() as alive:
        yield lambda: alive.enter_context(lease("jieyue-counting"))


def test_who_asks_while_a_worker_counts_is_told_what_is_being_counted(much_is_written, a_worker):
    a_worker()
    with left_to_a_worker(), pytest.raises(refreshing.BeingCounted, match="2024-03 至 2024-05"):
        much_is_written.quantity("610101", "2024")
    Counting()()
    with left_to_a_worker():
        assert much_is_written.quantity("610101", "2024") == 30


def test_without_a_worker_whoever_asks_first_counts(much_is_written):
    assert not is_anybody_alive()
    with left_to_a_worker():
        assert much_is_written.quantity("610101", "2024") == 30


def test_a_command_waits_for_its_answer(much_is_written, a_worker):
    a_worker()
    assert much_is_written.quantity("610101", "2024") == 30


def test_what_is_little_is_counted_by_whoever_asks(much_is_written, a_worker):
    Counting()()
    a_worker()
    much_is_written.have(
        "bills",
        """organisation | resource | account | start_date | end_date | quantity | unit
           610101 | 电 | 1 | 2024-06-01 | 2024-06-30 | 10 | kWh""",
    )
    with left_to_a_worker():
        assert much_is_written.quantity("610101", "2024") == 40


def test_a_worker_that_cannot_count_goes_on_with_its_tasks(much_is_written, monkeypatch, caplog):
    def fail() -> None:
        raise OSError("disk")

    monkeypatch.setattr("jieyue.programme.upkeep.counting.up_to_date", fail)
    counting = Counting()
    counting()
    counting()
    assert len([each for each in caplog.records if "没有汇总成功" in each.getMessage()]) == 1
