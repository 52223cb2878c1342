"""奖惩: reward, praise, criticism and admonition of a person, a department or a whole unit, as it was decided."""

from django.db import models

from jieyue.store.machine.record import OfUnit, WordOfPolicy


class Merit(OfUnit):
    """Of `name` in a department; of the department where no name, of the unit where neither is said."""

    decided_on = models.DateField("决定日期")
    department = models.CharField("处室", max_length=60, blank=True, help_text="对整个单位的，处室和姓名都不填")
    name = models.CharField("姓名", max_length=40, blank=True, help_text="对处室的不填，写法与干部职工名册一致")
    kind = WordOfPolicy("种类", "merit_kinds")
    why = models.CharField("事由", max_length=300)
    document = models.CharField("文号", max_length=100, blank=True)
    decided_by = models.CharField("决定机构", max_length=100, blank=True, help_text="如 领导小组、工作专班")

    class Meta:
        verbose_name = "表扬奖励和诫勉"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "decided_on", "department", "name", "kind"], name="one_merit_a_day"
            ),
        )
