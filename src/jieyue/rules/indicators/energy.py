"""综合能耗 and what it is per person and per square metre."""

from ibis import Table

from jieyue.rules.indicators.amounts import per, standard_coal_kg
from jieyue.rules.indicators.declaring import KEYS, indicator


@indicator(
    key="energy_tce",
    zh="综合能耗",
    unit="tce",
    source="GB/T 2589 综合能耗计算通则；水不计入（公共机构通行做法）",
    order=10,
    decimals=3,
)
def energy(usage: Table, conversions: Table) -> Table:
    """E: every counted resource's quantity times its factor, in tonnes of standard coal. Water is not included."""
    coal = standard_coal_kg(usage, conversions)
    return coal.select(*KEYS, value=coal.amount.cast("float64") / 1000)


@indicator(
    key="energy_per_person_kgce",
    zh="人均综合能耗",
    unit="kgce/人",
    source="公共机构能源资源消费统计调查制度：综合能耗÷用能人数",
    order=30,
)
def energy_per_person(usage: Table, sizes: Table, conversions: Table) -> Table:
    """E_p: standard coal, vehicle fuel included, divided by the persons who use energy."""
    return per(standard_coal_kg(usage, conversions), sizes, "persons")


@indicator(
    key="energy_per_m2_kgce",
    zh="单位建筑面积能耗",
    unit="kgce/m2",
    source="公共机构能源资源消费统计调查制度：综合能耗÷建筑面积；车辆用油是否计入由定额或报表规定",
    order=20,
)
def energy_per_m2(usage: Table, sizes: Table, conversions: Table, *, with_vehicles: bool = True) -> Table:
    """E_a: standard coal divided by floor area, with vehicle use or without it as the switch says."""
    return per(standard_coal_kg(usage, conversions, with_vehicles=with_vehicles), sizes, "area_m2")
