"""创建目标: which title an organisation or a department aims at, by which day."""

from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy


class TitleAim(OfUnit):
    """A day of its own, by the plan or paper that sets it. That it is reached is read from the register of titles."""

    title = WordOfPolicy("争创的称号", "titles")
    document = models.CharField("依据", max_length=100, help_text="方案或文件的名称")
    due_on = models.DateField("完成期限")

    class Meta:
        verbose_name = "创建目标"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "title", "document"], name="one_aim_at_a_title"),
        )
