"""室外气温: the mean of a day, kept by a place for all below it, or by a unit for itself."""

from django.db import models

from jieyue.store.machine.record import OfUnit, figure


class Weather(OfUnit):
    """By the house's clock, from midnight to midnight."""

    day = models.DateField("日期")
    mean_celsius = figure("日平均气温", places=1, unit="℃", least=-70, most=60, note="摄氏度，零点到零点的平均")

    class Meta:
        verbose_name = "室外气温"
        constraints = (models.UniqueConstraint(fields=["organisation", "day"], name="one_mean_temperature_a_day"),)
