"""节约目标: what an organisation has to save, or may use at most, in a year, in whichever form it was set."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.rules.plan import Form
from jieyue.rules.targets import SPLIT
from jieyue.store.machine.record import OfUnit, WordOfPolicy, figure

SUPERIOR, OWN = "superior", "own"
YEARS = (MinValueValidator(1900), MaxValueValidator(9998))
FORMS = [(form.value, form.zh) for form in Form if form in SPLIT]


class SavingsTarget(OfUnit):
    """One for what is measured and a year. `because` says why it is another than was proposed for it."""

    measure = WordOfPolicy("目标内容", "target_measures")
    year = models.IntegerField("年度", validators=YEARS)
    form = models.CharField("目标形式", max_length=20, choices=FORMS)
    value = figure("目标值", places=3, null=True, note="节约、不超过填数量，下降、占比达到填百分数，不增长留空")
    base_year = models.IntegerField("基期年度", null=True, blank=True, validators=YEARS, help_text="留空为上年")
    origin = models.CharField(
        "目标来源", max_length=20, choices=[(SUPERIOR, "上级下达"), (OWN, "本单位自定")], default=OWN
    )
    due_on = models.DateField("完成期限", null=True, blank=True, help_text="留空为年底")
    document = models.CharField("下达文件", max_length=200, blank=True)
    because = models.CharField("分解调整原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "节约目标"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "measure", "year"], name="one_savings_target_a_year"),
        )
