"""What this program's ledgers can answer, for policy to be held against: it stands below them and names them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Offered:
    """Keys of the ledgers that owe a row each month; everything of which there can be a record in a period: ledgers
    with days, and sources; what a scoring standard may ask; of that what words of policy can answer; and every ledger,
    register and source, and what else something is `kept` in. `worded` are the ledgers whose rows hold a word of
    policy, with its list: they may be named with the word, as `activities/low-carbon-day`. `measures` are the figures
    that are summed, which a target can be about; `checked` are the ledgers whose rows a rule judges, `published` those
    of which a month can be made public.
    """

    monthly: frozenset[str]
    recorded: frozenset[str]
    sources: frozenset[str]
    by_word: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    worded: tuple[tuple[str, str], ...] = ()
    measures: frozenset[str] = frozenset()
    checked: frozenset[str] = frozenset()
    published: frozenset[str] = frozenset()
