"""评价标准: by which standard a unit is evaluated in a year, of those that the policy folders have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from jieyue.programme.evaluation.own_standards import ids_in, own_keys, own_standards, standard_named
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.scoring import Standard
from jieyue.store.orgs.reach import organisation_within, reaches
from jieyue.store.orgs.tree import path_on
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.scores.models import ChosenStandard

NATIONAL = "national-2020"
"""What holds where nobody above has chosen another."""


class NotChosen(Refused):
    """A standard that does not hold in the year, or one chosen anew without a reason."""


@dataclass(frozen=True)
class Choice:
    """The standard that holds for an organisation in a year, those to choose from, and whether the person may."""

    standard: Standard
    known: Mapping[str, Standard]
    may_choose: bool


def choice(*, organisation: str, year: int, person: Person) -> Choice:
    subject = organisation_within(organisation, person)
    above = own_standards(ids_in(path_on(subject.pk, person.on)))
    known = {key: each for key, each in {**policy().standards, **above}.items() if _holds(each, year)}
    may_choose = reaches(subject.pk, person, Right.SHAPE)
    return Choice(standard_named(standard_of(subject.pk, year, on=person.on)), known, may_choose)


def choose_standard(*, organisation: str, year: int, standard: str, by: Person, at: datetime, reason: str = "") -> None:
    """From a year on, for the organisation and all below it where nobody nearer chose another. Sheets that were handed
    in keep the standard by which they were made.
    """
    found = standard_named(standard)
    if not _holds(found, year):
        raise NotChosen(f"《{found.title}》在 {year} 年度不适用。", do="请选择这一年度适用的标准。", where="standard")
    with writing(operation="standard chosen", by=by, at=at, reason=reason.strip()) as change:
        place = organisation_within(organisation, by, Right.SHAPE)
        _refuse_of_elsewhere(standard, found, place.pk, by)
        kept = ChosenStandard.objects.filter(organisation=place, year=year).first()
        if kept is None:
            keep(change, ChosenStandard(organisation=place, year=year, standard=standard))
        elif kept.standard != standard:
            if not reason.strip():
                do = "请写明原因。"
                raise NotChosen("这一年度已经选过评价标准，改选须写明原因。", do=do, where="reason")
            correct(change, kept, standard=standard)


def _refuse_of_elsewhere(key: str, standard: Standard, place: int, by: Person) -> None:
    """What another place brought is its own."""
    if key not in policy().standards and key not in own_standards(ids_in(path_on(place, by.on))):
        do = "请在本机构名下导入它，再选定。"
        raise NotChosen(f"《{standard.title}》是别处自带的标准。", do=do, where="standard")


def standard_of(organisation: int, year: int, *, on: date) -> str:
    """The key of what the nearest at or above it chose for the year, or else for a year before."""
    path = path_on(organisation, on)
    return standards_of([path], year)[path]


def standards_of(paths: Iterable[str], year: int) -> dict[str, str]:
    """By path the standard that holds there, in one query however many they are."""
    every = list(paths)
    rows = ChosenStandard.objects.filter(
        organisation__in=any_of({id_ for path in every for id_ in ids_in(path)}), year__lte=year
    ).order_by("year")
    chosen = list(rows)
    there = {*policy().standards, *own_keys({row.standard for row in chosen})}
    at = {row.organisation_id: row.standard for row in chosen if row.standard in there}
    return {path: next((at[id_] for id_ in reversed(ids_in(path)) if id_ in at), NATIONAL) for path in every}


def _holds(standard: Standard, year: int) -> bool:
    return standard.since <= date(year, 12, 31) and (standard.until is None or standard.until > date(year, 1, 1))
