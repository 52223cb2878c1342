"""创建工作会议: mobilisation and regular meetings, what was decided. The minutes are evidence on the row."""

from django.core.validators import MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy


class Meeting(OfUnit):
    held_on = models.DateField("日期")
    title = models.CharField("会议名称", max_length=120)
    kind = WordOfPolicy("会议种类", "meeting_kinds")
    of_group = models.CharField("召集机构", max_length=100, blank=True, help_text="如 领导小组、工作专班")
    chaired_by = models.CharField("主持人", max_length=40, blank=True)
    participants = models.IntegerField("参加人数", null=True, blank=True, validators=[MinValueValidator(0)])
    decisions = models.CharField("议定事项", max_length=1000, blank=True)

    class Meta:
        verbose_name = "创建工作会议"
        constraints = (models.UniqueConstraint(fields=["organisation", "held_on", "title"], name="one_work_meeting"),)
