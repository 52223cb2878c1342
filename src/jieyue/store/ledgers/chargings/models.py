"""充电记录: what a vehicle was charged with, and what its odometer showed then."""

from django.db import models

from jieyue.store.machine.record import Record, WordOfPolicy, figure
from jieyue.store.registers.vehicles.models import Vehicle


class Charging(Record):
    """One of a vehicle on a day; several of a day are told apart by their numbers. With no kWh at all it tells what the
    odometer showed: at the end of a month in which the vehicle was not charged, or did not move.

    What is charged at the unit's own pile is in its bill of electricity, and the invoice of a charging station comes in
    as a bill. The statistics count these; this is no energy beside them.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+", verbose_name="号牌号码")
    charged_on = models.DateField("充电日期", help_text="没有充电的月份填月末")
    receipt_number = models.CharField(
        "流水号", max_length=60, blank=True, help_text="充电订单号或小票号，一天充几次的靠它分开"
    )
    kwh = figure("充电量", places=2, unit="kWh", note="没有充电只抄里程的填 0；不另计入用电量")
    amount_yuan = figure("充电费用", places=2, unit="元", null=True, note="含服务费；不知道的留空")
    odometer_km = figure("里程表读数", places=0, unit="km", null=True, note="当时没有记的留空，不要估")
    place = WordOfPolicy("充电地点", "charging_places", blank=True, note="没有充电的留空")
    station = models.CharField("充电站", max_length=60, blank=True, help_text="社会充电站的名称，不知道的留空")
    driver = models.CharField("驾驶员", max_length=40, blank=True)
    handled_by = models.CharField("经手人", max_length=40, blank=True)

    class Meta:
        verbose_name = "充电记录"
        constraints = (
            models.UniqueConstraint(fields=["vehicle", "charged_on", "receipt_number"], name="one_charging"),
        )
