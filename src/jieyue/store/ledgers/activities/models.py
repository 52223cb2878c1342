"""宣传教育培训: activities, lectures, training, documents read, signs, press reports."""

from django.core.validators import MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy, figure


class ActivityKind(models.TextChoices):
    CAMPAIGN = "campaign", "宣传实践活动"
    LECTURE = "lecture", "知识讲座"
    TRAINING = "training", "干部职工培训"
    OPERATORS = "operators", "节能管理和操作人员业务培训"
    READING = "reading", "文件学习"
    SIGNS = "signs", "提醒标识张贴"
    PRESS = "press", "宣传报道"
    CLEAN_PLATE = "clean_plate", "光盘行动"
    AWARD = "award", "评比奖励"


class Activity(OfUnit):
    held_on = models.DateField("日期")
    title = models.CharField("名称", max_length=120)
    kind = models.CharField("种类", max_length=20, choices=ActivityKind.choices)
    campaign = WordOfPolicy("宣传日", "campaigns", blank=True, note="节能宣传周等活动期间的填写")
    place = models.CharField("地点", max_length=100, blank=True, help_text="标识张贴写张贴的位置")
    participants = models.IntegerField("参加人数", null=True, blank=True, validators=[MinValueValidator(0)])
    hours = figure("学时", places=1, unit="小时", null=True, most=200)
    organiser = models.CharField("主办或授课单位", max_length=100, blank=True)
    is_professional = models.BooleanField("专业机构授课", default=False)
    summary = models.CharField("内容", max_length=500, blank=True)

    class Meta:
        verbose_name = "宣传教育培训台账"
        constraints = (models.UniqueConstraint(fields=["organisation", "held_on", "title"], name="one_activity"),)
