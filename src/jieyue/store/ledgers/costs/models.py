"""经费支出: what a unit spent in a month on vehicles, supplies, materials, reception, of which plans want less."""

from django.db import models

from jieyue.store.machine.record import MonthField, OfUnit, WordOfPolicy, figure


class Cost(OfUnit):
    month = MonthField()
    kind = WordOfPolicy("费用种类", "cost_kinds")
    amount_yuan = figure("金额", places=2, unit="元", note="当月全部支出；没有支出的填 0")

    class Meta:
        verbose_name = "经费支出"
        constraints = (models.UniqueConstraint(fields=["organisation", "month", "kind"], name="one_cost_a_month"),)
