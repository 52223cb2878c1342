"""公务用车: the vehicles of a unit, what they burn or are charged with, and the card that they are refuelled with."""

from datetime import date

from django.db import models

from jieyue.store.machine.record import OfUnit, PlateField, WordOfPolicy, figure

FUELS = "vehicle_fuels"
"""The list of policy that says what a vehicle runs on."""
PART_OF = "."
"""What burns the same as another kind of fuel has the key of that before its own: petrol.hybrid."""


class Vehicle(OfUnit):
    """A vehicle by its plate. Its fuel card is its own (一车一卡).

    It is in use from `used_since` until the day before `used_until`; `first_km` is what its odometer showed at first.
    """

    plate = PlateField("号牌号码", max_length=20, help_text="空格、圆点、短横和小写字母可以照写，不影响认车")
    kind = WordOfPolicy("车辆类别", "vehicle_kinds")
    fuel = WordOfPolicy("使用燃料", FUELS)
    model = models.CharField("品牌型号", max_length=60, blank=True)
    tank_litres = figure("油箱容积", places=1, unit="L", null=True, note="随车说明书上的数，纯电动的留空")
    battery_kwh = figure("电池容量", places=1, unit="kWh", null=True, note="随车说明书上的数，不外接充电的留空")
    card_number = models.CharField("加油卡号", max_length=40, blank=True, help_text="一车一卡，没有加油卡的留空")
    stations = models.CharField("定点加油站", max_length=200, blank=True, help_text="多个用顿号分开，没有定点的留空")
    norm_l_per_100km = figure("百公里油耗定额", places=1, unit="L", null=True, note="本单位定的，没有定额的留空")
    department = models.CharField("使用处室", max_length=60, blank=True)
    used_since = models.DateField("启用日期", null=True, blank=True)
    first_km = figure("启用时里程", places=0, unit="km", null=True, note="新车填 0")
    used_until = models.DateField("停用日期", null=True, blank=True, help_text="从这一天起不再使用，在用的留空")

    begins_on, ends_on = "used_since", "used_until"

    def is_used_on(self, day: date) -> bool:
        """One without a first day has always been there."""
        is_begun = self.used_since is None or self.used_since <= day
        return is_begun and (self.used_until is None or day < self.used_until)

    @property
    def burns(self) -> str:
        """The resource that it is refuelled with; electricity of one that burns nothing."""
        return str(self.fuel).split(PART_OF)[0]

    class Meta:
        verbose_name = "公务用车"
        constraints = (models.UniqueConstraint(fields=["organisation", "plate"], name="one_vehicle_a_plate"),)
