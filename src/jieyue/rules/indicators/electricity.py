"""电耗."""

from ibis import Table

from jieyue.rules.indicators.amounts import per, quantity_of
from jieyue.rules.indicators.declaring import indicator
from jieyue.rules.values import Resource


@indicator(
    key="electricity_per_m2_kwh",
    zh="单位建筑面积电耗",
    unit="kWh/m2",
    source="公共机构能源资源消费统计调查制度：用电量÷建筑面积",
    order=60,
)
def electricity_per_m2(usage: Table, sizes: Table) -> Table:
    """P_a: electricity divided by floor area."""
    return per(quantity_of(usage, Resource.ELECTRICITY), sizes, "area_m2")


@indicator(
    key="electricity_per_person_kwh",
    zh="人均电耗",
    unit="kWh/人",
    source="公共机构能源资源消费统计调查制度：用电量÷用能人数（二手来源）",
    order=70,
)
def electricity_per_person(usage: Table, sizes: Table) -> Table:
    """P_p: electricity divided by the persons who use energy."""
    return per(quantity_of(usage, Resource.ELECTRICITY), sizes, "persons")
