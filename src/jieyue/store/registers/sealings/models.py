"""车辆封存: when a vehicle was locked away, as on holidays, and what its odometer showed before and after."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import models

from jieyue.store.machine.record import Record, figure
from jieyue.store.registers.vehicles.models import Vehicle

A_DAY = timedelta(days=1)


class Sealing(Record):
    """From `sealed_on` to `unsealed_on`, on both of which the vehicle may still be driven; not yet over where there is
    no second day. One that stays `on_duty` is named and not locked away.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+", verbose_name="号牌号码")
    sealed_on = models.DateField("封存日期")
    occasion = models.CharField("假期或事由", max_length=60, help_text="如 国庆节")
    place = models.CharField("停放地点", max_length=100)
    sealed_km = figure("封存时里程", places=0, unit="km", null=True)
    keys_kept_by = models.CharField("钥匙保管人", max_length=40, blank=True)
    on_duty = models.BooleanField("值班车", default=False, help_text="留作值班、应急的填“是”，不算封存")
    unsealed_on = models.DateField("启封日期", null=True, blank=True, help_text="还没有启封的留空")
    unsealed_km = figure("启封时里程", places=0, unit="km", null=True)

    class Meta:
        verbose_name = "车辆封存"
        constraints = (models.UniqueConstraint(fields=["vehicle", "sealed_on"], name="one_sealing_a_day"),)

    @property
    def driven_km(self) -> Decimal | None:
        """None where one of both was not read."""
        return None if self.sealed_km is None or self.unsealed_km is None else self.unsealed_km - self.sealed_km

    def holds_on(self, first: date, last: date) -> bool:
        """Whether it was locked away for all of a day of these, both included."""
        held = self.sealed_on + A_DAY, self.unsealed_on - A_DAY if self.unsealed_on else date.max
        return not self.on_duty and max(first, held[0]) <= min(last, held[1])
