"""What a process that serves pages does before the first request: the first who asks need not wait for it."""

from jieyue.programme.completeness import questions


def warm_up() -> None:
    """Compile what pages ask of the warehouse."""
    questions.units()
    questions.accounts()
