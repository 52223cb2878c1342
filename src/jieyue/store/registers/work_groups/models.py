"""创建工作机构: leading groups and task forces, their office, the office in charge of saving energy."""

from django.db import models

from jieyue.store.machine.held import first_day, last_day
from jieyue.store.machine.record import OfUnit, WordOfPolicy


class WorkGroup(OfUnit):
    """A group or an office with its duties in words. Its members are rows of another ledger."""

    name = models.CharField("机构名称", max_length=100, help_text="如 节约型机关创建工作领导小组")
    starts_on = first_day()
    ends_on = last_day()
    kind = WordOfPolicy("机构种类", "group_kinds")
    department = models.CharField("设在或承办处室", max_length=60, blank=True)
    duties = models.CharField("职责", max_length=1000, blank=True, help_text="写明负责哪些工作")
    document = models.CharField("成立或职责文件", max_length=200, blank=True, help_text="文件名和文号")

    class Meta:
        verbose_name = "创建工作机构"
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_work_group_a_name"),)
