"""责任人和岗位: who answers for the work, for energy, for statistics, and for each department."""

from django.db import models

from jieyue.store.machine.held import first_day, last_day
from jieyue.store.machine.record import OfUnit, WordOfPolicy


class PostHolder(OfUnit):
    """A person in a post; the department is blank where the post is the whole unit's."""

    post = WordOfPolicy("责任或岗位", "work_posts")
    department = models.CharField("处室", max_length=60, blank=True, help_text="部门责任人写明处室，其他可以留空")
    holder = models.CharField("姓名", max_length=40)
    starts_on = first_day()
    ends_on = last_day()
    title = models.CharField("职务", max_length=60, blank=True)
    duties = models.CharField("工作内容与职责", max_length=500, blank=True)
    document = models.CharField("依据文件", max_length=200, blank=True, help_text="文件名和文号")

    class Meta:
        verbose_name = "责任人和岗位"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "post", "department", "holder"], name="one_post_holder"),
        )
