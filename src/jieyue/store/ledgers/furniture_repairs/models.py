"""办公家具维修: what a repair was of, and what it cost."""

from django.db import models

from jieyue.store.machine.record import OfUnit, figure


class FurnitureRepair(OfUnit):
    repaired_on = models.DateField("维修日期")
    what = models.CharField("维修物品", max_length=100)
    place = models.CharField("地点", max_length=60, blank=True)
    cost_yuan = figure("费用", places=2, unit="元")
    cause = models.CharField("损坏原因", max_length=100, blank=True)
    repaired_by = models.CharField("维修单位", max_length=100, blank=True)

    class Meta:
        verbose_name = "办公家具维修"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "repaired_on", "what", "place"], name="one_repair"),
        )
