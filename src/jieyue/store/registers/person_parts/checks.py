"""Whether the persons of a profile are those that their parts make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from jieyue.rules.counting import Counted, PersonsCounted, plain
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.profiles import Profiles, UnitYear
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.person_parts.counting import persons_counted
from jieyue.store.registers.person_parts.models import PersonParts
from jieyue.store.registers.quota_facts.institutions import Described, descriptions

Typed = Mapping[Counted, Decimal]


def persons_of_profile(rows: Sequence[PersonParts], _limits: Limits) -> Iterator[tuple[PersonParts, Odd]]:
    """Nothing where a part is blank or the year has no profile. A unit is what it was at the year's end."""
    yield from _compared(rows, _profiles(rows))


def of_profiles(profiles: Profiles) -> Iterator[tuple[UnitYear, Odd]]:
    """The same of profiles on their way in, beside the parts that are kept; what is told is of the typed persons."""
    units, years = {unit for unit, _ in profiles}, {year for _, year in profiles}
    kept = PersonParts.objects.filter(organisation__in=any_of(units), year__in=years).select_related("organisation")
    rows = [each for each in kept.order_by("pk") if (each.organisation_id, each.year) in profiles]
    typed = {key: _typed(figures["persons"], figures["persons_water"]) for key, figures in profiles.items()}
    for each, odd in _compared(rows, typed):
        yield (each.organisation_id, each.year), replace(odd, column=odd.place)


def _compared(rows: Sequence[PersonParts], profiles: Mapping[UnitYear, Typed]) -> Iterator[tuple[PersonParts, Odd]]:
    about = _descriptions(rows)
    for each in rows:
        typed, described = profiles.get((each.organisation_id, each.year)), about.get((each.organisation_id, each.year))
        if typed is None or described is None:
            continue
        for found in persons_counted(described, each):
            if found.differs(typed[found.rule.what]):
                yield each, _unlike(found, typed[found.rule.what], described, each.year)


def _unlike(found: PersonsCounted, typed: Decimal, described: Described, year: int) -> Odd:
    rule = found.rule
    unsure = "（口径待核对）" if rule.certainty.needs_checking else ""
    says = f"{year} 年年度基本信息的{rule.what.zh}是 {plain(typed)} 人，按{described.class_zh}的口径{unsure}由组成算得 "
    says += f"{plain(found.value)} 人：{found.formula} = {found.in_figures}（{rule.source}）。"
    do = f"请核对人数组成；组成无误的，把年度基本信息的{rule.what.zh}更正为 {plain(found.value)}。"
    figures = {"typed": typed, "computed": found.value}
    column = next(part.value for term in rule.terms for part in term.parts)
    return Odd("persons_unlike_parts", "人数与组成不符", says, do, column, place=rule.what.value, figures=figures)


def _profiles(rows: Sequence[PersonParts]) -> dict[UnitYear, Typed]:
    """Both counts by unit and year."""
    years = {each.year for each in rows}
    kept = Profile.objects.filter(organisation__in=any_of({each.organisation_id for each in rows}), year__in=years)
    columns = ("organisation_id", "year", "persons", "persons_water")
    return {(unit, year): _typed(persons, water) for unit, year, persons, water in kept.values_list(*columns)}


def _typed(persons: Decimal, water: Decimal | None) -> Typed:
    """Water is used by the same persons where nothing else is said."""
    return {Counted.PERSONS: persons, Counted.WATER: persons if water is None else water}


def _descriptions(rows: Sequence[PersonParts]) -> dict[UnitYear, Described]:
    units: dict[int, dict[int, Organisation]] = {}
    for each in rows:
        units.setdefault(each.year, {})[each.organisation_id] = each.organisation
    return {
        (unit, year): found
        for year, own in units.items()
        for unit, found in descriptions(list(own.values()), year=year, on=date(year, 12, 31)).items()
    }
