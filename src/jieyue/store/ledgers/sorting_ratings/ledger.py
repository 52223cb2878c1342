"""Comparison and awards among departments (row D1 of the requirements, sichuan-2020: 建立评比和奖励机制)."""

from jieyue.store.ledgers.sorting_ratings.models import SortingRating
from jieyue.store.machine.ledger import Ledger, Measure, Source

LEDGER = Ledger(
    "sorting_ratings",
    SortingRating,
    measures=(Measure("sorting_ratings"),),
    sources={"sorting_ratings": Source()},
    group="waste",
)
