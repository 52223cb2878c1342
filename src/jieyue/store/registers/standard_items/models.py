"""自带评价标准: the items of a standard that an authority holds as a paper and brings as a sheet, for its place."""

from django.db import models

from jieyue.store.machine.record import OfUnit, figure

MOST_POINTS = 1000


class StandardItem(OfUnit):
    """An item by its number. `decided_as` is the number of an item of the national standard, or the whole key of one of
    another, by whose rule the system decides it; blank where somebody has to judge it. What says something of the whole
    standard (`document`, `passes_from`) may stand in any of its rows.
    """

    standard = models.CharField("标准名称", max_length=100)
    number = models.CharField("条目编号", max_length=20, help_text="如 2.2.1，照标准写")
    section = models.CharField("所属部分", max_length=60, help_text="如 完善制度体系")
    text = models.CharField("评价内容", max_length=500)
    points = figure("分值", places=2, unit="分", most=MOST_POINTS, null=True, note="不知道的留空")
    decided_as = models.CharField(
        "判定方式",
        max_length=30,
        blank=True,
        help_text="“人工”或留空，同国家标准某项的写其编号，如 2.2d1",
    )
    is_gate = models.BooleanField("必须完成", default=False)
    is_starred = models.BooleanField("★项", default=False, help_text="得0分即不合格的填“是”")
    evidence = models.CharField("佐证材料", max_length=300, blank=True, help_text="几样的用顿号隔开")
    document = models.CharField("标准文号", max_length=100, blank=True)
    passes_from = figure("合格分", places=2, unit="分", most=MOST_POINTS, null=True, note="写在任意一行")

    class Meta:
        verbose_name = "自带评价标准"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "standard", "number"], name="one_standard_item"),
        )
