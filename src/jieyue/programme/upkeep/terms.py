"""用语解释: words on pages that somebody new to the work may not know, each explained in policy."""

from collections.abc import Mapping

from jieyue.store.policies import policy

LIST = "terms"


def terms() -> Mapping[str, str]:
    """By term what it means, in the order of policy."""
    return {word.name: word.note for word in policy().ledgers.words.get(LIST, ()) if word.note}
