"""生活垃圾清运: what was taken away from a point, of which class, how much, by whom."""

from django.db import models

from jieyue.store.machine.record import Record, figure
from jieyue.store.machine.words import WasteClass
from jieyue.store.registers.waste_points.models import WastePoint


class Collection(Record):
    """One class at one point on one day. Several of a day are told apart by their receipts."""

    point = models.ForeignKey(WastePoint, on_delete=models.PROTECT, related_name="+", verbose_name="投放点")
    collected_on = models.DateField("清运日期")
    waste_class = models.CharField("垃圾种类", max_length=20, choices=WasteClass.choices)
    receipt_number = models.CharField("联单号", max_length=60, blank=True)
    weight_kg = figure("重量", places=1, unit="kg")
    receiver = models.CharField("收运单位", max_length=100)
    handed_over_by = models.CharField("交出人", max_length=40, blank=True)
    destination = models.CharField("去向", max_length=100, blank=True)

    class Meta:
        verbose_name = "垃圾清运台账"
        constraints = (
            models.UniqueConstraint(
                fields=["point", "collected_on", "waste_class", "receipt_number"], name="one_collection"
            ),
        )
