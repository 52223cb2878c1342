"""数据中心机房: a data centre of a unit in a year, as its statutory form asks."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit, figure

FIRST_YEAR, LAST_YEAR = 2000, 2100


class DataCentre(OfUnit):
    """Power is that of the nameplates; electricity is of sub-meters, and all of it that of bills of the use 机房."""

    name = models.CharField("数据中心名称", max_length=80)
    year = models.IntegerField("年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    area_m2 = figure("机房建筑面积", places=2, unit="m2", null=True)
    racks = figure("机柜总数量", places=0, unit="个", null=True)
    racks_reserved = figure("预留机柜数量", places=0, unit="个", null=True)
    power_kw = figure("设备总功率", places=2, unit="kW", null=True, note="各项设备铭牌功率之和")
    power_it_kw = figure("IT设备功率", places=2, unit="kW", null=True)
    power_cooling_kw = figure("空气调节设备功率", places=2, unit="kW", null=True)
    power_other_kw = figure("配电及附属设备功率", places=2, unit="kW", null=True)
    ups_kva = figure("UPS装机容量", places=2, unit="kVA", null=True, note="2025年版报表已删去")
    electricity_it_kwh = figure("IT设备用电量", places=2, unit="kWh", null=True, note="分表计量的")
    electricity_cooling_kwh = figure("空气调节设备用电量", places=2, unit="kWh", null=True, note="分表计量的")
    electricity_other_kwh = figure("配电及附属设备用电量", places=2, unit="kWh", null=True, note="分表计量的")

    class Meta:
        verbose_name = "数据中心机房"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "name", "year"], name="one_row_a_data_centre_and_year"),
        )
