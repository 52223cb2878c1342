"""Whether the heated areas of a year add up to that of the profile, and are no more than there is (H04)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.orgs.models import Profile
from jieyue.store.orgs.profiles import Profiles, UnitYear
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.form_facts.models import FormFacts

PARTS = ("own_heating_m2", "heating_by_area_m2", "heating_by_heat_m2")
Areas = tuple[Decimal, Decimal | None]
"""Floor area and heated area."""


def heated_areas(rows: Sequence[FormFacts], _limits: Limits) -> Iterator[tuple[FormFacts, Odd]]:
    """Of a row that says something of heating; a part that is not filled in is none."""
    for each, odd, _ in _compared(rows, _profiles(rows)):
        yield each, odd


def of_profiles(profiles: Profiles) -> Iterator[tuple[UnitYear, Odd]]:
    """The same of profiles on their way in, beside the heated areas that are kept."""
    units, years = {unit for unit, _ in profiles}, {year for _, year in profiles}
    kept = FormFacts.objects.filter(organisation__in=any_of(units), year__in=years).order_by("pk")
    typed = {key: (figures["floor_area_m2"], figures["heated_area_m2"]) for key, figures in profiles.items()}
    for each, odd, column in _compared(kept, typed):
        yield (each.organisation_id, each.year), replace(odd, column=column)


def _compared(rows: Iterable[FormFacts], profiles: Mapping[UnitYear, Areas]) -> Iterator[tuple[FormFacts, Odd, str]]:
    """With the column of the profile that it is about."""
    for each in rows:
        parts = [value for name in PARTS if (value := getattr(each, name)) is not None]
        floor, heated = profiles.get((each.organisation_id, each.year), (None, None))
        if not parts or floor is None:
            continue
        told = sum(parts, Decimal(0))
        if heated is not None and told != heated:
            says = f"{each.year} 年三种供暖面积合计 {told.normalize():f} m²，"
            says += f"年度基本信息的采暖面积是 {heated.normalize():f} m²。"
            do = "请核对三种供暖面积；采暖面积变了的，更正年度基本信息。"
            odd = Odd("heated_areas_unlike_profile", "供暖面积合不上", says, do, PARTS[0])
            yield each, odd, "heated_area_m2"
        if told > floor:
            says = f"{each.year} 年三种供暖面积合计 {told.normalize():f} m²，多于建筑面积 {floor.normalize():f} m²。"
            do = "请核对三种供暖面积，一处只算在一种里；建筑面积写错的，更正年度基本信息。"
            odd = Odd("heated_above_floor_area", "供暖面积多于建筑面积", says, do, PARTS[0])
            yield each, odd, "floor_area_m2"


def _profiles(rows: Sequence[FormFacts]) -> dict[UnitYear, Areas]:
    """Floor area and heated area by unit and year."""
    years = {each.year for each in rows}
    kept = Profile.objects.filter(organisation__in=any_of({each.organisation_id for each in rows}), year__in=years)
    columns = ("organisation_id", "year", "floor_area_m2", "heated_area_m2")
    return {(unit, year): (floor, heated) for unit, year, floor, heated in kept.values_list(*columns)}
