"""日常行为巡查: one item of the checklist in one place, as somebody found it on a day."""

from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy


class Patrol(OfUnit):
    """What was looked at. Where it `is_wrong` somebody has to put it right."""

    patrolled_on = models.DateField("巡查日期")
    place = models.CharField("地点", max_length=60, help_text="房间、楼层或投放点")
    item = WordOfPolicy("检查事项", "conduct")
    is_wrong = models.BooleanField("有问题", default=False)
    what = models.CharField("情况", max_length=200, blank=True)
    responsible = models.CharField("责任人", max_length=40, blank=True)
    patrolled_by = models.CharField("巡查人", max_length=40, blank=True)

    class Meta:
        verbose_name = "日常行为巡查"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "patrolled_on", "place", "item"], name="one_patrol_item"),
        )
