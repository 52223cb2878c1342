"""空调温度检查: what it was in a room at a moment, read by hand or sent by a sensor."""

from django.db import models

from jieyue.store.machine.record import Record, figure
from jieyue.store.registers.rooms.models import Room


class Climate(models.TextChoices):
    COOLING = "cooling", "制冷"
    HEATING = "heating", "制热"
    OFF = "off", "未开"


class TemperatureCheck(Record):
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+", verbose_name="房间")
    measured_at = models.DateTimeField("检查时间", help_text="如 2025-07-01 10:30")
    celsius = figure("温度", places=1, unit="℃", least=-40, most=60)
    climate = models.CharField("空调", max_length=20, choices=Climate.choices)
    is_occupied = models.BooleanField("有人", default=True)
    window_open = models.BooleanField("门窗开着", default=False)
    checked_by = models.CharField("检查人", max_length=40, blank=True)

    class Meta:
        verbose_name = "空调温度检查"
        constraints = (models.UniqueConstraint(fields=["room", "measured_at"], name="one_check_of_a_room_at_a_time"),)
