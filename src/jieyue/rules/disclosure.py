"""When figures of several units may be told to somebody who may not see each one's.

Five is the project's own rule, not a plan's: docs/decisions/0034.
"""

FEWEST = 5
COARSE = 25
"""Percent by which a place among units is told to whom some of them are unknown."""


def hides_each(beyond: int) -> bool:
    """Whether a figure can be told into which so many units beyond a person's reach have gone.

    Units within his reach don't count: he knows their figures and can take them off again.
    """
    return beyond == 0 or beyond >= FEWEST


def place_told(below: int, others: int, *, is_known: bool) -> int:
    """Percent of the others that lie below a unit; told in quarters to whom not each of them is known, so that the
    order of those he knows says little of the rest.
    """
    percent = 100 * below // others
    return percent if is_known else percent // COARSE * COARSE
