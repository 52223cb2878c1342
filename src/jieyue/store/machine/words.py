"""Words of the field that columns of several ledgers and registers may hold."""

from django.db import models


class WasteClass(models.TextChoices):
    """The four classes of GB/T 19095—2019 生活垃圾分类标志."""

    RECYCLABLE = "recyclable", "可回收物"
    HAZARDOUS = "hazardous", "有害垃圾"
    FOOD = "food", "厨余垃圾"
    OTHER = "other", "其他垃圾"
