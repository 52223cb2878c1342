"""统计报表补充资料: figures of a year that statutory forms ask of a unit and that nothing else tells."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit, figure

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DAYS = 366
UNTIL_2025 = "2025年版报表已删去"


class FormFacts(OfUnit):
    """What is not filled in is not known, and no nought."""

    year = models.IntegerField("年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    site_area_m2 = figure("用地面积", places=2, unit="m2", null=True, note=UNTIL_2025)
    charging_points = figure("充电桩数量", places=0, unit="个", null=True, note=UNTIL_2025)
    solar_thermal_m2 = figure("太阳能集热器面积", places=2, unit="m2", null=True, note=UNTIL_2025)
    pv_capacity_kw = figure("光伏装机容量", places=2, unit="kW", null=True, note=UNTIL_2025)
    geothermal_capacity_kw = figure("浅层地热能装机容量", places=2, unit="kW", null=True, note=UNTIL_2025)
    own_heating_m2 = figure("独立供暖面积", places=2, unit="m2", null=True)
    heating_by_area_m2 = figure("按面积收费的集中供暖面积", places=2, unit="m2", null=True)
    heating_by_heat_m2 = figure("按热量收费的集中供暖面积", places=2, unit="m2", null=True)
    heating_days = figure("采暖天数", places=0, unit="天", null=True, most=MOST_DAYS)
    boiler_power_mw = figure("热水锅炉热功率", places=3, unit="MW", null=True)
    boiler_steam_t_h = figure("蒸汽锅炉蒸发量", places=3, unit="t/h", null=True)

    class Meta:
        verbose_name = "统计报表补充资料"
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_row_of_form_facts_a_year"),)
