"""What cannot be of a station: a place outside China."""

from collections.abc import Sequence

from jieyue.store.machine.degrees import faults
from jieyue.store.machine.settling import Coming
from jieyue.store.records.kinds import Batch


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    for row in coming:
        for each in faults(row.values):
            batch.refuse(row.row, each.column, each.rule, says=each.says, do=each.do)
