"""引用的上级制度: rules of others that a plan cites, with the version that is followed."""

from django.db import models

from jieyue.store.machine.held import first_day, last_day
from jieyue.store.machine.record import OfUnit


class CitedRule(OfUnit):
    title = models.CharField("制度名称", max_length=200)
    version = models.CharField("版本或文号", max_length=60)
    issuer = models.CharField("发布机关", max_length=100)
    starts_on = first_day()
    ends_on = last_day()
    cited_by = models.CharField("引用它的方案和条款", max_length=200, blank=True)
    carried_out = models.CharField("落实情况", max_length=500, blank=True)

    class Meta:
        verbose_name = "引用的上级制度"
        constraints = (models.UniqueConstraint(fields=["organisation", "title", "version"], name="one_cited_rule"),)
