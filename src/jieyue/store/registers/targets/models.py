"""年度目标: what an organisation's ratios of a year may be at most, as its superior set them."""

from django.db import models

from jieyue.store.machine.record import OfUnit


def _cap(zh: str, kept_in: str) -> models.DecimalField:
    """Its unit, which is printed where the column is told about."""
    return models.DecimalField(zh, max_digits=12, decimal_places=3, null=True, help_text=f"{kept_in}，不高于")


class Target(OfUnit):
    """A year. A ratio is None where the superior set none.

    What the organisation's own people enter is proposed until somebody of a level above confirms it (`is_confirmed`).
    """

    year = models.IntegerField("年度")
    energy_per_m2_kgce = _cap("单位建筑面积能耗目标", "kgce/m2")
    energy_per_person_kgce = _cap("人均综合能耗目标", "kgce/人")
    water_per_person_m3 = _cap("人均用水量目标", "m3/人")
    document = models.CharField("下达文件", max_length=200, blank=True)
    is_confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        db_table = "registers_target"  # as it was before registers were folders: the log names it so
        verbose_name = "年度目标"
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_target_a_year"),)
