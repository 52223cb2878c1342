"""困难和问题: what was raised in the work, with whom it lies, and how and when it was solved."""

from django.db import models

from jieyue.store.machine.record import OfUnit


class Difficulty(OfUnit):
    raised_on = models.DateField("提出日期")
    problem = models.CharField("困难或问题", max_length=200)
    raised_by = models.CharField("提出处室或单位", max_length=60, blank=True)
    raised_at = models.CharField("在哪次会议或检查提出", max_length=120, blank=True)
    responsible = models.CharField("负责解决的人", max_length=60, blank=True)
    solution = models.CharField("解决办法", max_length=500, blank=True)
    solved_on = models.DateField("解决日期", null=True, blank=True, help_text="还没有解决的留空")

    class Meta:
        verbose_name = "困难和问题台账"
        constraints = (models.UniqueConstraint(fields=["organisation", "raised_on", "problem"], name="one_difficulty"),)
