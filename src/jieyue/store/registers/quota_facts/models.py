"""定额资料: by what an institution's quota is chosen in a year, and the figures that only quotas ask for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy, figure

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_HOURS = 8784


class QuotaFacts(OfUnit):
    """The words hold for later years too, until another row says otherwise; the figures are the year's own."""

    year = models.IntegerField("年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    institution_class = WordOfPolicy("机构类别", "institution_classes", blank=True, note="留空的按统计分类和名称推定")
    heating_way = WordOfPolicy(
        "供暖方式", "heating_ways", blank=True, note="留空的按采暖用的能源判断；有几种的写对照哪一种"
    )
    zone = WordOfPolicy("定额分区", "quota_zones", blank=True, note="留空的按行政区划代码判断")
    building_class = WordOfPolicy("建筑类别", "building_classes", blank=True)
    operating_hours = figure("年使用小时", places=0, unit="h", null=True, least=1, most=MOST_HOURS)
    open_beds = figure("开放床位数", places=1, unit="床", null=True, note="医院填全年平均")
    inpatient_water_m3 = figure("住院部用水量", places=1, unit="m3", null=True)
    it_electricity_kwh = figure(
        "机房信息设备用电量", places=1, unit="kWh", null=True, note="留空的按“数据中心机房”各处的IT设备用电量相加"
    )
    special_electricity_kwh = figure(
        "其他特殊用能系统用电量", places=1, unit="kWh", null=True, note="厨房、洗衣房等；机房和采暖另按用途统计，不填"
    )

    class Meta:
        verbose_name = "定额资料"
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_row_of_quota_facts_a_year"),)
