"""督导检查: one item of the checklist, in one place on a day: planned, unannounced, or a department's own."""

from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy

OWN = "own"
"""The kind that the unit makes itself; the others are made by whoever reviews it."""
UNANNOUNCED = "unannounced"
"""The kind of which a unit is told nothing before."""


class Inspection(OfUnit):
    """Where it `is_wrong`, `responsible` puts it right by `due_on`, or it was put right at once (`is_put_right`)."""

    inspected_on = models.DateField("检查日期")
    place = models.CharField("地点", max_length=60, help_text="处室、房间或楼层")
    item = WordOfPolicy("检查事项", "inspection")
    kind = WordOfPolicy("检查方式", "inspection_kinds", note="定期检查、不定期抽查由审核员或主管部门登记")
    is_wrong = models.BooleanField("有问题", default=False)
    what = models.CharField("情况", max_length=200, blank=True)
    is_put_right = models.BooleanField("当场整改", default=False)
    department = models.CharField("责任处室", max_length=60, blank=True)
    responsible = models.CharField("责任人", max_length=40, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True, help_text="不填的，按通常的天数")
    inspected_by = models.CharField("检查人", max_length=40, blank=True)

    class Meta:
        verbose_name = "督导检查"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "inspected_on", "place", "item"], name="one_inspection_item"
            ),
        )
