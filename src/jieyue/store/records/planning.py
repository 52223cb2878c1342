"""What an import would write, worked out without holding anybody up.

A plan takes what a kind's `settle` writes and keeps it. Thrown away, it was a rehearsal; carried out under the
writers' lock while the log still ends where it did, it is the import, and the lock is held for the writing alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models

from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing

Step = Callable[[Writing, "Plan"], None]


@dataclass
class Plan(Writing):
    """New rows have ids below zero until it is carried out; `ids` says which they got then."""

    steps: list[Step] = field(default_factory=list)
    given: int = 0
    ids: dict[int, int] = field(default_factory=dict)

    def add(self, model: type[models.Model], rows: Sequence[Row]) -> Sequence[int]:
        planned = range(-self.given - 1, -self.given - 1 - len(rows), -1)
        self.given += len(rows)
        self._note(model, planned, befores=[None] * len(rows), afters=rows)
        self.steps.append(lambda change, plan: plan._add(change, model, planned, rows))
        return planned

    def correct(self, model: type[models.Model], changes: Sequence[tuple[int, Row, Row]]) -> None:
        ids, befores, afters = ([change[n] for change in changes] for n in range(3))
        self._note(model, ids, befores=befores, afters=afters)
        self.steps.append(
            lambda change, plan: change.correct(
                model, list(zip(ids, befores, plan._with_real_ids(model, afters), strict=True))
            )
        )

    def remove(self, model: type[models.Model], rows: Sequence[tuple[int, Row]]) -> None:
        ids, befores = ([row[n] for row in rows] for n in range(2))
        self._note(model, ids, befores=befores, afters=[None] * len(rows))
        self.steps.append(lambda change, _plan: change.remove(model, rows))

    def carry_out(self, change: Writing) -> None:
        """Write everything as planned. The caller holds the lock and knows that nothing has changed since."""
        for step in self.steps:
            step(change, self)
        change.touch(self.parts)

    def _add(self, change: Writing, model: type[models.Model], planned: Sequence[int], rows: Sequence[Row]) -> None:
        ids = change.add(model, self._with_real_ids(model, rows))
        self.ids.update(zip(planned, ids, strict=True))

    def _with_real_ids(self, model: type[models.Model], rows: Sequence[Row]) -> Sequence[Row]:
        """Rows that refer to planned ones refer to what these have become."""
        if not self.ids:
            return rows
        columns = columns_of(model)
        foreign = {each.column for each in model._meta.concrete_fields if each.many_to_one}
        places = [place for place, column in enumerate(columns) if column in foreign]
        return [self._with_real(row, places) for row in rows]

    def _with_real(self, row: Row, places: Iterable[int]) -> Row:
        for place in places:
            if row[place] in self.ids:
                row = (*row[:place], self.ids[row[place]], *row[place + 1 :])
        return row
