"""同类机构均值: what a province published of a year for institutions of one kind, which standards compare with."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.rules.values import Category
from jieyue.store.machine.record import OfUnit, figure
from jieyue.store.orgs.models import choices

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Benchmark(OfUnit):
    """Of the province whose code stands in it. Where a kind is told apart further, `group_name` says how."""

    year = models.IntegerField("年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    category = models.CharField("统计分类", max_length=40, choices=choices(Category))
    group_name = models.CharField("细类", max_length=60, blank=True, help_text="如 高等学校、中小学校，没有分的留空")
    energy_per_m2_kgce = figure("单位建筑面积能耗均值", places=3, unit="kgce/m2", null=True)
    energy_per_person_kgce = figure("人均综合能耗均值", places=3, unit="kgce/人", null=True)
    water_per_person_m3 = figure("人均用水量均值", places=3, unit="m3/人", null=True)
    document = models.CharField("公布文件", max_length=200)

    class Meta:
        verbose_name = "同类机构均值"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "year", "category", "group_name"], name="one_benchmark"),
        )
