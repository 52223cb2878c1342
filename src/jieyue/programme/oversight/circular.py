"""通报: what the board of a place says, as the figures of a circular to those below it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from jieyue.programme.oversight.queries import Row, UnitShown, board
from jieyue.programme.oversight.reminding import late_in_words, late_report
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.rules.oversight import LATE, UnitState
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.store.orgs.reach import organisation_within

MOST_NAMED = 200
COUNTED = (
    UnitState.ACCEPTED, UnitState.IN_REVIEW, UnitState.RETURNED, UnitState.NOT_REPORTED, UnitState.OVERDUE,
    UnitState.NO_SHEET,
)  # fmt: skip


def circular_content(*, organisation: str, period: Period, person: Person, today: date) -> Mapping[str, Any]:
    """As it stands today. Raises OrganisationUnknown, PeriodNotReported."""
    found = board(organisation=organisation, period=period, person=person, today=today)
    late = [each for each in found.units if each.is_late]
    place = organisation_within(organisation, person)
    content = {
        "name": found.organisation.name,
        "organisation": found.organisation.code,
        "period": str(period),
        "on": today,
        "total": _row(found.total),
        "branches": [_row(each) for each in found.rows],
        "good": [each.organisation.name for each in found.rows if not _late(each)],
        "late": [_unit(each, period) for each in late[:MOST_NAMED]],
        "more": max(0, len(late) - MOST_NAMED),
        "layout": plain_layout_for(place.pk, "circular"),
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _late(row: Row) -> int:
    return sum(row.counts.get(state, 0) for state in LATE)


def _row(row: Row) -> dict[str, object]:
    counts = {state.value: row.counts.get(state, 0) for state in COUNTED}
    return {"name": row.organisation.name, "code": row.organisation.code, "units": row.units, **counts}


def _unit(unit: UnitShown, period: Period) -> dict[str, object]:
    says = late_in_words(late_report(unit), unit.overdue, period)
    return {"name": unit.organisation.name, "branch": unit.branch.name, "says": says}
