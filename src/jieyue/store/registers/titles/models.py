"""称号: what an organisation was recognised as, from when until when."""

from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy


class Title(OfUnit):
    """A title as the authority gave it. Plans may exempt whoever holds it."""

    title = WordOfPolicy("称号", "titles")
    given_on = models.DateField("授予日期")
    taken_on = models.DateField("取消日期", null=True, blank=True, help_text="取消称号或退出的填写")
    given_by = models.CharField("授予机关", max_length=100, blank=True)
    document = models.CharField("文件", max_length=200, blank=True, help_text="文件名称或文号")

    class Meta:
        verbose_name = "称号"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "title", "given_on"], name="one_title_on_a_day"),
        )
