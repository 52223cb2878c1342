"""谁审批: whoever asks does not approve; where that leaves nobody at a place, the level above does."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True)
class Approver:
    """Somebody who may approve at `path` and below, by his own appointment or that of `appointee`."""

    user: int
    path: str
    appointee: int
    name: str = ""


def may_approve(approvers: Iterable[Approver], *, path: str, parties: AbstractSet[int]) -> list[Approver]:
    """Those at the place or above it who are no party to the request, nearest first.

    Whoever would approve on behalf of a party is out too: it would be the party's own approval.
    """
    free = (
        each
        for each in approvers
        if path.startswith(each.path) and each.user not in parties and each.appointee not in parties
    )
    return sorted(free, key=lambda each: (-len(each.path), each.name, each.user))


def nearest(approvers: Sequence[Approver]) -> list[Approver]:
    """Of those who may, the ones who stand nearest: in an office of one person, somebody of the level above."""
    return [each for each in approvers if each.path == approvers[0].path]
