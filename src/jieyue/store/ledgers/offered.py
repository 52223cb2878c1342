"""What plans and standards may name: policy is held against the catalogue when it is loaded."""

from functools import cache

from jieyue.policy.offered import Offered
from jieyue.rules.own_lists import OWN_CHECKS, OWN_LISTS
from jieyue.rules.scoring import OWN_SOURCES
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.record import words_in
from jieyue.store.machine.settling import when
from jieyue.store.registers import registers


@cache
def offered() -> Offered:
    """The folders do not change while a program runs."""
    every = (*registers(), *ledgers())
    sources = frozenset(source for each in every for source in each.sources)
    with_days = [each for each in every if when(each.model)]
    recorded = frozenset(name for each in with_days for name in (each.key, *each.sources))
    monthly = frozenset(each.key for each in every if each.every == "month" and not each.sheets)
    by_word = frozenset(
        name for each in every for name, source in each.sources.items() if source.held and source.held.by
    )
    keys = frozenset(each.key for each in every)
    worded = tuple((each.key, column.words) for each in every for column in words_in(each.model))
    return Offered(
        monthly=monthly,
        recorded=recorded,
        sources=sources | OWN_SOURCES,
        by_word=by_word,
        kept=keys | sources | frozenset(OWN_LISTS),
        worded=worded,
        checked=frozenset(each.key for each in every if each.checks) | OWN_CHECKS,
        measures=frozenset(
            measure.name for each in every if each.is_measured for measure in each.measures if not measure.ratio
        ),
        published=frozenset(each.key for each in every if each.published),
    )
