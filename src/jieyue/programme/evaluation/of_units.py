"""各单位系统评分: the sheets of all units of a place, as the ledgers decide them at this moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from typing import Any

from jieyue.files.sheet import collector_at_rest
from jieyue.programme.evaluation.asked import Asked
from jieyue.programme.evaluation.gathering import facts_of_each
from jieyue.programme.evaluation.kept_standards import standards_for
from jieyue.programme.evaluation.own_standards import refuse_of_elsewhere
from jieyue.programme.evaluation.queries import as_json
from jieyue.programme.evaluation.standards import standards_of
from jieyue.programme.organisations.naming import Named
from jieyue.rules.person import Person
from jieyue.rules.scoring import Sheet, Standard, score_sheet
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of

AT_A_TIME = 4_000
"""Units whose records are in memory at once: their facts take some hundred kilobytes each."""


@dataclass(frozen=True)
class SheetOfUnit:
    organisation: Named
    sheet: Sheet


def sheets_now(
    *, organisation: str, year: int, person: Person, today: date, standard: str | None = None
) -> Iterator[SheetOfUnit]:
    """By code, of every unit at or below an organisation that stands there on the day: by the standard named, or else
    by what holds for each. Everything is asked of many units at once.

    Raises OrganisationUnknown, StandardUnknown.
    """
    subject = organisation_within(organisation, person)
    if standard:
        refuse_of_elsewhere(standard, subject.pk, on=today)
    placed = within(under(path_on(subject.pk, person.on), person.on), person, organisation="organisation")
    units = placed.filter(organisation__level=Level.UNIT).order_by("organisation__code")
    rows = list(units.values_list("organisation_id", "organisation__code", "version__name", "path"))
    with collector_at_rest():
        for some in (rows[first : first + AT_A_TIME] for first in range(0, len(rows), AT_A_TIME)):
            yield from _of_these(some, year, person, today, standard)


def _of_these(
    rows: Sequence[tuple[int, str, str, str]], year: int, person: Person, today: date, standard: str | None
) -> Iterator[SheetOfUnit]:
    """Of units by id, code, name and path."""
    names = {id_: Named(code, name) for id_, code, name, _ in rows}
    paths = {id_: path for id_, *_, path in rows}
    in_force = standards_of(paths.values(), year)
    known = standards_for({id_: standard or in_force[path] for id_, path in paths.items()}, year)
    own = Organisation.objects.filter(pk__in=any_of(paths)).order_by("code")
    by_standard = _together(own, known)
    sheets = (_sheets(Asked(units, year, person, today), each) for each, units in by_standard)
    for unit, sheet in merge(*sheets, key=lambda found: found[0].code):
        yield SheetOfUnit(names[unit.pk], sheet)


def _together(
    units: Iterable[Organisation], standards: Mapping[int, Standard]
) -> list[tuple[Standard, list[Organisation]]]:
    """Those with the same standard, in their order."""
    found: dict[int, tuple[Standard, list[Organisation]]] = {}
    for unit in units:
        known = standards[unit.pk]
        found.setdefault(id(known), (known, []))[1].append(unit)
    return list(found.values())


def _sheets(asked: Asked, standard: Standard) -> Iterator[tuple[Organisation, Sheet]]:
    """One after the other, so that no more than one sheet with all its records is in memory."""
    for year, facts in facts_of_each(asked, standard):
        yield year.unit, score_sheet(standard, facts)


def is_place(organisation: str, *, person: Person) -> bool:
    """Whether it has units below it, which are asked one by one. Raises OrganisationUnknown."""
    return Level(organisation_within(organisation, person).level).is_place


def summary_as_json(each: SheetOfUnit) -> dict[str, Any]:
    """A sheet without its items, as other programs rely on it."""
    told = as_json(each.sheet)
    del told["items"]
    return {"organisation": each.organisation.code, "name": each.organisation.name, **told}
