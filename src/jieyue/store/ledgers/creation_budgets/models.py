"""创建经费: what was asked for the creation of a year, what was granted, and what was spent."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit, figure

FIRST_YEAR, LAST_YEAR = 2000, 2100


class CreationBudget(OfUnit):
    year = models.IntegerField("年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    asked_yuan = figure("申请经费", places=2, unit="元")
    granted_yuan = figure("批复经费", places=2, unit="元", null=True, note="没有批复的留空")
    spent_yuan = figure("已用经费", places=2, unit="元", null=True)
    document = models.CharField("批复文件", max_length=200, blank=True, help_text="文件名称或文号")

    class Meta:
        verbose_name = "创建经费"
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_creation_budget_a_year"),)
