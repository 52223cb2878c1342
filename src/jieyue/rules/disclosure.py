"""When figures of several units may be told to somebody who may not see each one's.

Five is the project's own rule, not a plan's: docs/decisions/0034.
"""

FEWEST = 5


def hides_each(beyond: int) -> bool:
    """Whether a figure can be told into which so many units beyond a person's reach have gone.

    Units within his reach don't count: he knows their figures and can take them off again.
    """
    return beyond == 0 or beyond >= FEWEST
