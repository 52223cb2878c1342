"""The standard with which a round began."""

from jieyue.rules.scoring import Standard
from jieyue.rules.written_standard import read
from jieyue.store.rounds.models import Round
from jieyue.store.snapshots.keeping import content_of


def standard_of_round(kept: Round) -> Standard:
    return read(content_of(kept.snapshot)["standard"])
