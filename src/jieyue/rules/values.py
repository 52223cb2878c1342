"""The words of the statistical system, each with the key programs use and the name officers use.

The lists are those of the import files; the categories are columns S001 to S010 of the classified summary
(NY301_2020), the kinds of organ those of the action plans.
"""

from enum import StrEnum
from functools import cache
from typing import Self

from jieyue.rules.signs import as_printed


class Word(StrEnum):
    """A key with its Chinese name: `Resource("electricity").zh == "电"`."""

    zh: str

    def __new__(cls, key: str, zh: str) -> Self:
        word = str.__new__(cls, key)
        word._value_ = key
        word.zh = zh
        return word

    @classmethod
    def named(cls, text: str) -> Self | None:
        """The word a person wrote, as a key or as its Chinese name; None when there is no such word."""
        return cls._by_name().get(text)

    @classmethod
    @cache
    def _by_name(cls) -> dict[str, Self]:
        return {name: word for word in cls for name in (word.value, word.zh)}

    @classmethod
    def names(cls) -> str:
        """All names, for a message that says what could have been written."""
        return "、".join(word.zh for word in cls)


class Resource(Word):
    """能源资源. A quantity is kept in the resource's own unit, `Resource.unit`."""

    ELECTRICITY = "electricity", "电"
    WATER = "water", "水"
    COAL = "coal", "煤炭"
    NATURAL_GAS = "natural_gas", "天然气"
    LPG = "lpg", "液化石油气"
    PETROL = "petrol", "汽油"
    DIESEL = "diesel", "柴油"
    HEAT = "heat", "热力"
    HEAT_BY_AREA = "heat_by_area", "按面积供热"
    PV_GENERATION = "pv_generation", "光伏发电"
    OTHER = "other", "其他"

    @property
    def unit(self) -> str:
        """The unit it is reported in."""
        return REPORTING_UNITS[self]

    @property
    def sign(self) -> str:
        """The same unit as it is printed."""
        return as_printed(self.unit)


REPORTING_UNITS: dict[Resource, str] = {
    Resource.ELECTRICITY: "kWh",
    Resource.WATER: "m3",
    Resource.COAL: "kg",
    Resource.NATURAL_GAS: "m3",
    Resource.LPG: "kg",
    Resource.PETROL: "L",
    Resource.DIESEL: "L",
    Resource.HEAT: "GJ",
    Resource.HEAT_BY_AREA: "m2",
    Resource.PV_GENERATION: "kWh",
    Resource.OTHER: "tce",
}


class Use(Word):
    """用途."""

    BUILDING = "building", "建筑"
    VEHICLE = "vehicle", "车辆"
    DATA_CENTRE = "data_centre", "机房"
    HEATING = "heating", "采暖"

    @classmethod
    def usual(cls, resource: Resource) -> "Use":
        """What a blank use means: petrol and diesel drive vehicles, everything else serves the building."""
        return cls.VEHICLE if resource in (Resource.PETROL, Resource.DIESEL) else cls.BUILDING


class Level(Word):
    """层级, from the top down. Province, city and county are places; a unit reports; a department is part of one."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    UNIT = "unit", "单位"
    DEPARTMENT = "department", "部门"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def is_place(self) -> bool:
        return self.rank < Level.UNIT.rank

    def may_hold(self, child: "Level") -> bool:
        """Whether a child of that level may stand under this one. Levels may be skipped, never turned round."""
        return self.rank < child.rank or (self is child and not self.is_place)


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Category(Word):
    """统计分类, the columns of the classified summary."""

    STATE_ORGAN = "state_organ", "机关"
    EDUCATION = "education", "教育"
    SCIENCE = "science", "科技"
    CULTURE = "culture", "文化"
    HEALTH = "health", "卫生"
    SPORT = "sport", "体育"
    OTHER_INSTITUTION = "other_institution", "其他事业"
    SOCIAL_ORGANISATION = "social_organisation", "团体"


class Kind(Word):
    """机关类别, the kinds of organ that the action plans address."""

    PARTY = "party", "党的机关"
    CONGRESS = "congress", "人大"
    ADMINISTRATION = "administration", "行政"
    CPPCC = "cppcc", "政协"
    SUPERVISION = "supervision", "监察"
    COURT = "court", "审判"
    PROCURATORATE = "procuratorate", "检察"
    MASS_ORGANISATION = "mass_organisation", "人民团体"
    CIVIL_SERVICE_INSTITUTION = "civil_service_institution", "参公事业单位"


class Certainty(Word):
    """How sure a policy value is."""

    VERIFIED = "verified", "已核实"
    SECONDARY = "secondary", "二手来源"
    UNVERIFIED = "unverified", "未核实"
    PLACEHOLDER = "placeholder", "占位"

    @property
    def needs_checking(self) -> bool:
        """Whether whatever shows the value must say 待核对."""
        return self in (Certainty.UNVERIFIED, Certainty.PLACEHOLDER)
