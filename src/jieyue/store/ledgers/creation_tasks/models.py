"""创建任务: what a level or a unit has to do in a year of its creation plan, itself or with those below it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy

FIRST_YEAR, LAST_YEAR = 2000, 2100


class CreationTask(OfUnit):
    year = models.IntegerField("年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)])
    number = models.CharField("任务序号", max_length=10, help_text="如 1、2.3，同一年内不重复")
    task = models.CharField("任务", max_length=300)
    covers = WordOfPolicy("任务范围", "task_scopes")
    wanted_count = models.IntegerField(
        "要建成的机关数", null=True, blank=True, validators=[MinValueValidator(0)], help_text="没有数量的留空"
    )
    responsible = models.CharField("责任部门", max_length=60, blank=True)
    due_on = models.DateField("完成期限", null=True, blank=True)
    reached_count = models.IntegerField("已建成的机关数", null=True, blank=True, validators=[MinValueValidator(0)])
    done_on = models.DateField("完成日期", null=True, blank=True, help_text="没有完成的留空")
    progress = models.CharField("进展情况", max_length=300, blank=True)

    class Meta:
        verbose_name = "创建任务"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="one_creation_task_a_number"),
        )
