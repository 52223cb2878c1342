"""节能实施方案: a unit's own plan of a year, and the saving that it sets itself. Its text is evidence on the row."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit

FIRST_YEAR, LAST_YEAR = 2000, 2100


class SavingPlan(OfUnit):
    year = models.IntegerField("年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    title = models.CharField("方案名称", max_length=120)
    document_number = models.CharField("文号", max_length=60, blank=True)
    approved_on = models.DateField("印发日期", null=True, blank=True)
    yearly_target = models.CharField("年度节约目标", max_length=300, blank=True, help_text="如 用电比上年下降2%")
    responsible = models.CharField("责任部门", max_length=60, blank=True)

    class Meta:
        verbose_name = "节能实施方案"
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_saving_plan_a_year"),)
