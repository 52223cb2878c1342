"""加油记录: what was put into a vehicle, and what its odometer showed then."""

from django.db import models

from jieyue.store.machine.record import Record, figure
from jieyue.store.registers.vehicles.models import Vehicle


class Refuelling(Record):
    """One of a vehicle on a day; several of a day are told apart by their receipts. With no litres at all it tells what
    the odometer showed: at the end of a month in which the vehicle was not refuelled, or did not move.

    What is paid for comes in as bills of petrol and diesel, which the statistics count. This is no energy beside it.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+", verbose_name="号牌号码")
    refuelled_on = models.DateField("加油日期", help_text="没有加油的月份填月末")
    receipt_number = models.CharField("小票号", max_length=60, blank=True)
    litres = figure("加油量", places=2, unit="L", note="没有加油只抄里程的填 0")
    amount_yuan = figure("加油金额", places=2, unit="元", null=True)
    odometer_km = figure("里程表读数", places=0, unit="km", null=True, note="当时没有记的留空，不要估")
    card_number = models.CharField("所用加油卡号", max_length=40, blank=True)
    station = models.CharField("加油站", max_length=60, blank=True)
    driver = models.CharField("驾驶员", max_length=40, blank=True)
    handled_by = models.CharField("经手人", max_length=40, blank=True)

    class Meta:
        verbose_name = "加油记录"
        constraints = (
            models.UniqueConstraint(fields=["vehicle", "refuelled_on", "receipt_number"], name="one_refuelling"),
        )
