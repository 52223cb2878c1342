"""自评 of the units of a place: who has handed a score sheet in, and what it came to then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from jieyue.programme.organisations.naming import Named
from jieyue.rules.person import Person
from jieyue.rules.scoring import Result
from jieyue.rules.values import Level
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.scores.models import ScoreSheet
from jieyue.store.snapshots.keeping import content_of

OWN_STANDARD = "自带评价标准"


@dataclass(frozen=True)
class HandedInSheet:
    """A unit and its sheet as it was handed in last; all of it None or "" where it has handed in none."""

    organisation: Named
    standard: str = ""
    handed_in_at: datetime | None = None
    verified: Decimal | None = None
    decided: Decimal | None = None
    earned: Decimal | None = None
    result: Result | None = None


@dataclass(frozen=True)
class Sheets:
    """One page of the units of a place. `count` are all of them, `handed_in` how many have handed a sheet in."""

    rows: Sequence[HandedInSheet]
    count: int
    handed_in: int


def sheets_of_units(*, organisation: str, year: int, person: Person, first: int = 0, many: int = 50) -> Sheets:
    """By code, what was handed in: in as many queries however many units there are, since nothing is decided anew."""
    path = path_on(organisation_within(organisation, person).pk, person.on)
    placed = within(under(path, person.on), person, organisation="organisation")
    units = placed.filter(organisation__level=Level.UNIT)
    page = list(_named(units)[first : first + many])
    sheets = ScoreSheet.objects.filter(year=year, organisation__in=units.values("organisation_id"))
    kept = sheets.filter(organisation__in=any_of(id_ for id_, *_ in page)).select_related("snapshot")
    last = {sheet.organisation_id: sheet for sheet in kept.order_by("handed_in_at")}
    return Sheets(
        [_row(Named(code, name), last.get(id_)) for id_, code, name in page],
        units.count(),
        sheets.values("organisation_id").distinct().count(),
    )


def _named(units):
    return units.order_by("organisation__code").values_list("organisation_id", "organisation__code", "version__name")


def _row(unit: Named, sheet: ScoreSheet | None) -> HandedInSheet:
    if sheet is None:
        return HandedInSheet(unit)
    content = content_of(sheet.snapshot)
    standard = policy().standards.get(sheet.standard)
    points = (Decimal(str(content[f"verified_{name}"])) for name in ("points", "decided", "earned"))
    return HandedInSheet(
        unit,
        standard.title if standard else content.get("title", OWN_STANDARD),
        sheet.handed_in_at,
        *points,
        result_of(content),
    )


def result_of(content: Mapping[str, Any]) -> Result:
    """A sheet from before results were kept says whether its gate was lost."""
    if "result" in content:
        return Result(content["result"])
    return Result.FAILED if content["gate"] is False else Result.OPEN
