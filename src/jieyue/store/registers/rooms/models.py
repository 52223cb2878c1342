"""房间: where temperatures are read and patrols go."""

from django.db import models

from jieyue.store.machine.record import OfUnit, figure


class Room(OfUnit):
    """A room by its number, and who answers for it. One for a special use keeps its own climate."""

    number = models.CharField("房间", max_length=40, help_text="门牌号或名称，如 305、一楼大厅")
    department = models.CharField("使用处室", max_length=60, blank=True)
    responsible = models.CharField("责任人", max_length=40, blank=True)
    area_m2 = figure("面积", places=1, unit="m2", null=True)
    is_special = models.BooleanField("特殊用途", default=False, help_text="机房、档案室等不按办公室温度管理的填“是”")

    class Meta:
        verbose_name = "房间"
        constraints = (models.UniqueConstraint(fields=["organisation", "number"], name="one_room_a_number"),)
