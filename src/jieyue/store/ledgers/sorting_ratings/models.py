"""垃圾分类评比: how a department sorted its waste in a month, and what it was awarded."""

from django.db import models

from jieyue.store.machine.record import MonthField, OfUnit, figure


class SortingRating(OfUnit):
    """Points of a hundred. The award is blank where there was none."""

    month = MonthField()
    department = models.CharField("处室", max_length=60)
    points = figure("得分", places=1, unit="分", most=100)
    award = models.CharField("奖励", max_length=100, blank=True, help_text="如 流动红旗、通报表扬")
    remark = models.CharField("评语", max_length=200, blank=True)
    rated_by = models.CharField("评比人", max_length=40, blank=True)

    class Meta:
        verbose_name = "垃圾分类评比"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "month", "department"], name="one_rating_a_month"),
        )
