"""节约制度汇编: regulations by kind, from when until when, and who owns them. Their text is evidence on the row."""

from django.db import models

from jieyue.store.machine.held import first_day, last_day
from jieyue.store.machine.record import OfUnit, WordOfPolicy


class Regulation(OfUnit):
    kind = WordOfPolicy("制度种类", "regulation_kinds")
    title = models.CharField("制度名称", max_length=120)
    starts_on = first_day()
    ends_on = last_day()
    document_number = models.CharField("文号", max_length=60, blank=True)
    owner = models.CharField("责任部门", max_length=60, blank=True)
    replaces = models.CharField("代替的制度", max_length=120, blank=True)

    class Meta:
        verbose_name = "节约制度汇编"
        constraints = (models.UniqueConstraint(fields=["organisation", "kind", "title"], name="one_regulation"),)
