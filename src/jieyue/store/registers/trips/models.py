"""用车记录: each use of a vehicle, when it left and came back, why, where to, who, how far, and who approved of it."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils import timezone

from jieyue.store.machine.record import Record, figure
from jieyue.store.registers.vehicles.models import Vehicle


class Trip(Record):
    """One use, from the moment at which it left; it is still out where it has no `back_at`. How far it went is told by
    the odometer, or by `distance_km` where nobody read that. Nobody has approved of it where no name stands there.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+", verbose_name="号牌号码")
    left_at = models.DateTimeField("出车时间", help_text="如 2025-07-01 08:30")
    back_at = models.DateTimeField("回场时间", null=True, blank=True, help_text="还没有回来的留空")
    purpose = models.CharField("用车事由", max_length=200)
    destination = models.CharField("目的地", max_length=200)
    used_by = models.CharField("用车人", max_length=60, help_text="用车的人或者处室")
    driver = models.CharField("驾驶员", max_length=40, blank=True)
    odometer_out_km = figure("出车时里程", places=0, unit="km", null=True, note="当时没有抄的留空，不要估")
    odometer_back_km = figure("回场时里程", places=0, unit="km", null=True, note="当时没有抄的留空，不要估")
    distance_km = figure("行驶里程", places=0, unit="km", null=True, note="抄了出车和回场里程的留空")
    approved_by = models.CharField("审批人", max_length=40, blank=True, help_text="没有审批的留空")
    approved_on = models.DateField("审批日期", null=True, blank=True)
    order_number = models.CharField("派车单号", max_length=60, blank=True, help_text="没有派车单的留空")

    lasts_until = "back_at"

    class Meta:
        verbose_name = "用车记录"
        constraints = (models.UniqueConstraint(fields=["vehicle", "left_at"], name="one_trip_of_a_vehicle_at_a_time"),)

    @property
    def km(self) -> Decimal | None:
        """None where nobody knows."""
        if self.odometer_out_km is None or self.odometer_back_km is None:
            return self.distance_km
        return self.odometer_back_km - self.odometer_out_km

    @property
    def first_day(self) -> date:
        return timezone.localdate(self.left_at)

    @property
    def last_day(self) -> date:
        """Until now the first, of one that is still out."""
        return timezone.localdate(self.back_at or self.left_at)
