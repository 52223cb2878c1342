"""Whether the heated areas of a year add up to that of the profile, and are no more than there is (H04)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.orgs.models import Profile
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.form_facts.models import FormFacts

PARTS = ("own_heating_m2", "heating_by_area_m2", "heating_by_heat_m2")


def heated_areas(rows: Sequence[FormFacts], _limits: Limits) -> Iterator[tuple[FormFacts, Odd]]:
    """Of a row that says something of heating; a part that is not filled in is none."""
    profiles = _profiles(rows)
    for each in rows:
        parts = [value for name in PARTS if (value := getattr(each, name)) is not None]
        floor, heated = profiles.get((each.organisation_id, each.year), (None, None))
        if not parts or floor is None:
            continue
        told = sum(parts, Decimal(0))
        if heated is not None and told != heated:
            says = f"{each.year} 年三种供暖面积合计 {told.normalize():f} m2，"
            says += f"年度基本信息的采暖面积是 {heated.normalize():f} m2。"
            do = "请核对三种供暖面积；采暖面积变了的，更正年度基本信息。"
            yield each, Odd("heated_areas_unlike_profile", "供暖面积合不上", says, do, PARTS[0])
        if told > floor:
            says = f"{each.year} 年三种供暖面积合计 {told.normalize():f} m2，多于建筑面积 {floor.normalize():f} m2。"
            do = "请核对三种供暖面积，一处只算在一种里。"
            yield each, Odd("heated_above_floor_area", "供暖面积多于建筑面积", says, do, PARTS[0])


def _profiles(rows: Sequence[FormFacts]) -> dict[tuple[int, int], tuple[Decimal, Decimal | None]]:
    """Floor area and heated area by unit and year."""
    years = {each.year for each in rows}
    kept = Profile.objects.filter(organisation__in=any_of({each.organisation_id for each in rows}), year__in=years)
    columns = ("organisation_id", "year", "floor_area_m2", "heated_area_m2")
    return {(unit, year): (floor, heated) for unit, year, floor, heated in kept.values_list(*columns)}
