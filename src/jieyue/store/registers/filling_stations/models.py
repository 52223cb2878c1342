"""加油（充电）站点: where the stations lie at which a unit's vehicles are filled or charged."""

from django.db import models

from jieyue.files.cells import half_width
from jieyue.rules.coordinates import Coordinates
from jieyue.store.machine.degrees import degrees
from jieyue.store.machine.record import OfUnit


class FillingStation(OfUnit):
    """A station by its name, as refuellings and chargings tell it."""

    name = models.CharField("站名", max_length=60, help_text="与加油记录、充电记录里写的一致")
    address = models.CharField("地址", max_length=200, blank=True)
    longitude = degrees("经度", note="从登记停留所用的同一个地图或平台上取，不同地图的坐标最多相差半公里")
    latitude = degrees("纬度")

    @property
    def coordinates(self) -> Coordinates:
        return Coordinates(float(self.longitude), float(self.latitude))

    class Meta:
        verbose_name = "加油（充电）站点"
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_filling_station_a_name"),)


def name_kept(written: str) -> str:
    """The name of a station as the register keeps it, of one that a refuelling or a charging tells."""
    return "".join(half_width(written).split())
