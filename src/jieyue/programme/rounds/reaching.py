"""The round that a person asked for, if it is one of those that he may know of or direct."""

from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.store.orgs.reach import within
from jieyue.store.rounds.models import Round


class RoundUnknown(NotThere):
    """No such round, or none that the person may know of."""


def round_to_shape(number: int, by: Person) -> Round:
    """Of a place that the person directs. Raises RoundUnknown."""
    rows = within(Round.objects.all(), by, organisation=Round.organisation_lookup, right=Right.SHAPE)
    kept = rows.filter(pk=number).first()
    if kept is None:
        raise RoundUnknown("没有这一轮评价，或者不归您办理。", do="请从评价轮次列表打开。")
    return kept
