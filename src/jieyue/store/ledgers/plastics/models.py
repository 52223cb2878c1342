"""限塑自查: one kind of single-use plastics that does not degrade, as somebody looked for it in one place."""

from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy, figure


class PlasticCheck(OfUnit):
    """How much was found that was bought, in stock or in use; nothing found is 0."""

    checked_on = models.DateField("检查日期")
    place = models.CharField("地点", max_length=60, help_text="食堂、会议室、库房等")
    item = WordOfPolicy("检查事项", "plastics")
    found = figure("发现数量", places=0, unit="件", note="没有发现写 0")
    what = models.CharField("情况", max_length=200, blank=True)
    responsible = models.CharField("责任人", max_length=40, blank=True)
    checked_by = models.CharField("检查人", max_length=40, blank=True)

    class Meta:
        verbose_name = "限塑自查"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "checked_on", "place", "item"], name="one_plastic_check"),
        )
