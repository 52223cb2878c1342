"""碳排放."""

from ibis import Table

from jieyue.rules.indicators.amounts import carbon_kg, per
from jieyue.rules.indicators.declaring import indicator


@indicator(
    key="co2_per_m2_kg",
    zh="单位建筑面积碳排放",
    unit="kgCO2/m2",
    source="“十四五”公共机构节约能源资源工作规划的指标：碳排放÷建筑面积",
    order=80,
)
def carbon_per_m2(usage: Table, sizes: Table, conversions: Table) -> Table:
    """C_a: CO2 divided by floor area."""
    return per(carbon_kg(usage, conversions), sizes, "area_m2")
