"""水耗."""

from ibis import Table

from jieyue.rules.indicators.amounts import per, quantity_of
from jieyue.rules.indicators.declaring import indicator
from jieyue.rules.values import Resource


@indicator(
    key="water_per_person_m3",
    zh="人均水耗",
    unit="m3/人",
    source="公共机构能源资源消费统计调查制度：用水量÷用水人数",
    order=40,
)
def water_per_person(usage: Table, sizes: Table) -> Table:
    """W_p: water divided by the persons who use water."""
    return per(quantity_of(usage, Resource.WATER), sizes, "persons_water")


@indicator(
    key="water_per_m2_m3",
    zh="单位建筑面积水耗",
    unit="m3/m2",
    source="公共机构能源资源消费统计调查制度：用水量÷建筑面积（二手来源）",
    order=50,
)
def water_per_m2(usage: Table, sizes: Table) -> Table:
    """W_a: water divided by floor area."""
    return per(quantity_of(usage, Resource.WATER), sizes, "area_m2")
