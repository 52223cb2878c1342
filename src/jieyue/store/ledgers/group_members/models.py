"""工作机构成员: who is in a leading group or task force, in which role, from when until when."""

from django.db import models

from jieyue.store.machine.held import first_day, last_day
from jieyue.store.machine.record import Record, WordOfPolicy
from jieyue.store.registers.work_groups.models import WorkGroup


class GroupMember(Record):
    group = models.ForeignKey(WorkGroup, on_delete=models.PROTECT, related_name="+", verbose_name="机构名称")
    role = WordOfPolicy("角色", "group_roles")
    member = models.CharField("姓名", max_length=40)
    title = models.CharField("单位及职务", max_length=100, blank=True)
    duties = models.CharField("分工", max_length=300, blank=True)
    starts_on = first_day()
    ends_on = last_day()

    class Meta:
        verbose_name = "工作机构成员"
        constraints = (models.UniqueConstraint(fields=["group", "role", "member"], name="one_group_member"),)
