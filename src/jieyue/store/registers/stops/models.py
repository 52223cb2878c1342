"""车辆停留记录: where a vehicle stood, from when to when, as a platform of receivers in the vehicles exports it."""

from datetime import date
from functools import cached_property

from django.db import models
from django.utils import timezone

from jieyue.rules.coordinates import Coordinates
from jieyue.store.machine.degrees import coordinates_of, degrees
from jieyue.store.machine.record import Record
from jieyue.store.registers.vehicles.models import Vehicle


class Stop(Record):
    """From the moment at which it arrived; it stands there still where it has no `left_at`. Where that was is told in
    words, in degrees, or both; without degrees nothing is compared with it.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+", verbose_name="号牌号码")
    arrived_at = models.DateTimeField("到达时间", help_text="如 2025-07-01 08:30:15")
    left_at = models.DateTimeField("离开时间", null=True, blank=True, help_text="还停在那里的留空")
    place = models.CharField("停留位置", max_length=200, blank=True, help_text="没有文字的留空，填经度和纬度")
    longitude = degrees("经度", null=True, note="平台上的经度，不用换算")
    latitude = degrees("纬度", null=True, note="平台上的纬度，不用换算")

    lasts_until = "left_at"

    class Meta:
        verbose_name = "车辆停留记录"
        constraints = (
            models.UniqueConstraint(fields=["vehicle", "arrived_at"], name="one_stop_of_a_vehicle_at_a_time"),
        )

    @property
    def coordinates(self) -> Coordinates | None:
        return coordinates_of(self.longitude, self.latitude)

    @cached_property
    def day(self) -> date:
        """On which it arrived."""
        return timezone.localdate(self.arrived_at)
