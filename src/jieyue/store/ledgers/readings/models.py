"""抄表: what meters showed, as it was read. Nothing is worked out here, and nothing odd is lost."""

from django.db import models

from jieyue.store.machine.record import Record, figure
from jieyue.store.registers.meters.models import Meter


class ReadBy(models.TextChoices):
    HAND = "hand", "人工"
    PHONE = "phone", "手机"
    SYSTEM = "system", "系统采集"


class Reading(Record):
    """What a meter showed at a moment; of a book that tells its day alone, at the first of that day."""

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="readings", verbose_name="表号")
    read_at = models.DateTimeField("抄表时间", help_text="如 2025-07-01 09:00")
    shown = figure("示数", places=3)
    read_by = models.CharField("抄表方式", max_length=20, choices=ReadBy.choices, default=ReadBy.HAND)
    is_estimated = models.BooleanField("估读", default=False)
    reader = models.CharField("抄表人", max_length=40, blank=True)

    moments_by_day = ("read_at",)

    class Meta:
        verbose_name = "抄表记录"
        constraints = (models.UniqueConstraint(fields=["meter", "read_at"], name="one_reading_of_a_meter_at_a_time"),)
