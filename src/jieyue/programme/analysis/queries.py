"""用能分析 of whatever is asked for: of a unit, or of a place."""

from datetime import date

from jieyue.programme.analysis.place import PlaceAnalysis, analysis_of_place
from jieyue.programme.analysis.unit import UnitAnalysis, analysis_of_unit
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Category, Level
from jieyue.store.orgs.reach import organisation_within


class CategoryUnknown(Refused):
    """A category that there is none of, or one that is asked of a unit."""


def analysis(
    *, organisation: str, year: int, person: Person, today: date, category: str = ""
) -> UnitAnalysis | PlaceAnalysis:
    """`category` narrows how the units of a place lie. Raises OrganisationUnknown, CategoryUnknown."""
    is_place = Level(organisation_within(organisation, person).level).is_place
    known = [each.value for each in Category] if is_place else []
    if category and category not in known:
        offered = f"可用：{'、'.join(known)}。" if known else "单位不按统计分类看，请不写统计分类。"
        raise CategoryUnknown(f"不能按统计分类“{category}”看。", do=offered)
    about = {"organisation": organisation, "year": year, "person": person, "today": today}
    return analysis_of_place(**about, category=category) if is_place else analysis_of_unit(**about)
