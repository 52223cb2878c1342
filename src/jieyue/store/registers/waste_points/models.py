"""垃圾投放点: where waste is put, apart by class, and by which department."""

from django.core.validators import MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit


def _containers(zh: str) -> models.IntegerField:
    return models.IntegerField(zh, default=0, validators=[MinValueValidator(0)], help_text="容器个数")


class WastePoint(OfUnit):
    """A point with its containers of the four classes of GB/T 19095—2019, and whether its signs stand."""

    name = models.CharField("投放点", max_length=60)
    department = models.CharField("责任处室", max_length=60, blank=True)
    recyclable = _containers("可回收物容器")
    hazardous = _containers("有害垃圾容器")
    food = _containers("厨余垃圾容器")
    other = _containers("其他垃圾容器")
    has_signs = models.BooleanField("有分类标识", default=False)
    electronics = models.BooleanField("回收废旧电子产品", default=False)

    class Meta:
        verbose_name = "垃圾投放点"
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_waste_point_a_name"),)
