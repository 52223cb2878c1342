"""Score sheets of all units of a place side by side, as they were handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from jieyue.programme.evaluation.listing import OWN_STANDARD, result_of
from jieyue.programme.organisations.naming import Named
from jieyue.programme.oversight.standing import below
from jieyue.rules.person import Person
from jieyue.rules.scoring import Result
from jieyue.rules.values import Kind
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.scores.models import ScoreSheet

AT_A_TIME = 200
"""Sheets that are in memory at once: one is some tens of kilobytes."""


@dataclass(frozen=True)
class HandedIn:
    """What a sheet came to when it was handed in. Points are of the items whose points are verified; `own` is what the
    unit gave itself over all items, None where it gave nothing; `gate` None where it was not decided.
    """

    standard: str
    at: datetime
    verified: Decimal
    decided: Decimal
    earned: Decimal
    own: Decimal | None
    gate: bool | None
    result: Result

    @property
    def lost(self) -> Decimal:
        return self.decided - self.earned

    @property
    def undecided(self) -> Decimal:
        return self.verified - self.decided


@dataclass(frozen=True)
class Score:
    """A unit under the one directly below the place that it stands under; `sheet` None where none was handed in."""

    organisation: Named
    region: Named
    kind: Kind | None
    sheet: HandedIn | None


@dataclass(frozen=True)
class Scores:
    """`regions` are all that the place has units in, and `kinds` all kinds of its units, to choose from."""

    organisation: Named
    year: int
    rows: Sequence[Score]
    regions: Sequence[Named]
    kinds: Sequence[Kind]

    @property
    def handed_in(self) -> int:
        return sum(1 for row in self.rows if row.sheet)


def scores_side_by_side(*, organisation: str, year: int, person: Person, region: str = "", kind: str = "") -> Scores:
    """By code, in as many queries however many units there are; of one `region` (a code) and `kind` where they are
    named. Raises OrganisationUnknown.
    """
    found = below(organisation=organisation, person=person)
    regions = sorted((own for id_, own in found.branches.items() if id_ in found.places), key=lambda own: own.code)
    wanted = [
        unit
        for unit in found.units
        if (not region or found.branches[unit.branch].code == region) and (not kind or unit.kind == kind)
    ]
    sheets = sheets_handed_in([unit.id for unit in wanted], year)
    rows = [Score(unit.organisation, found.branches[unit.branch], unit.kind, sheets.get(unit.id)) for unit in wanted]
    kinds = {unit.kind for unit in found.units if unit.kind}
    return Scores(found.subject, year, rows, regions, [each for each in Kind if each in kinds])


def sheets_handed_in(units: Iterable[int], year: int) -> dict[int, HandedIn]:
    """By unit, the sheet that was handed in last."""
    kept = ScoreSheet.objects.filter(organisation__in=any_of(units), year=year).order_by("handed_in_at", "pk")
    rows = kept.values_list("organisation_id", "standard", "handed_in_at", "snapshot__content")
    return {
        unit: _as_handed_in(standard, at, orjson.loads(content))
        for unit, standard, at, content in rows.iterator(chunk_size=AT_A_TIME)
    }


def _as_handed_in(key: str, at: datetime, content: Mapping[str, Any]) -> HandedIn:
    standard = policy().standards.get(key)
    points = (Decimal(str(content[f"verified_{name}"])) for name in ("points", "decided", "earned"))
    given = [each["own_points"] for each in content["items"] if each.get("own_points") is not None]
    own = sum((Decimal(str(each)) for each in given), Decimal(0)) if given else None
    title = standard.title if standard else content.get("title", OWN_STANDARD)
    return HandedIn(title, at, *points, own, content["gate"], result_of(content))
