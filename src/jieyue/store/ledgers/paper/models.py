"""用纸与无纸化: what a unit bought, used and had left of paper in a month, and what it did without paper."""

from django.core.validators import MinValueValidator
from django.db import models

from jieyue.store.machine.record import MonthField, OfUnit, figure


def _count(zh: str, note: str = "") -> models.IntegerField:
    return models.IntegerField(zh, null=True, blank=True, validators=[MinValueValidator(0)], help_text=note)


class Paper(OfUnit):
    """A month. Reams are packs of 500 sheets of A4; what was not counted is blank, which is other than 0."""

    month = MonthField()
    bought_reams = figure("购入", places=1, unit="包", note="每包 500 张 A4，A3 一包按两包填")
    bought_yuan = figure("购入金额", places=2, unit="元", null=True)
    recycled_reams = figure("其中再生纸", places=1, unit="包", null=True)
    used_reams = figure("领用", places=1, unit="包")
    left_reams = figure("月末库存", places=1, unit="包", null=True)
    duplex_percent = figure("双面打印比例", places=1, unit="%", most=100, null=True)
    long_jobs = _count("超过 10 页的打印任务")
    central_jobs = _count("其中集中打印", "超过 10 页而送到文印室集中打印的任务")
    electronic_documents = _count("电子办理公文", "件")
    printed_documents = _count("纸质办理公文", "件")
    copies_issued = _count("印发文件资料", "份")
    reused_reams = figure("再利用单面纸", places=1, unit="包", null=True)
    reused_envelopes = _count("再利用信封", "个")
    tissue_packs = figure("抽纸领用", places=1, unit="包", null=True)

    class Meta:
        verbose_name = "用纸台账"
        constraints = (models.UniqueConstraint(fields=["organisation", "month"], name="one_paper_row_a_month"),)
