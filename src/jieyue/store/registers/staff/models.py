"""干部职工名册: who belongs to a unit, by department, for pledges and the share that has signed; no more of him."""

from django.db import models

from jieyue.store.machine.held import first_day, last_day
from jieyue.store.machine.record import OfUnit


class StaffMember(OfUnit):
    """Two of one name in a department are told apart in the name: 王伟（大）."""

    department = models.CharField("处室", max_length=60)
    name = models.CharField("姓名", max_length=40)
    starts_on = first_day()
    ends_on = last_day()

    class Meta:
        verbose_name = "干部职工名册"
        constraints = (models.UniqueConstraint(fields=["organisation", "department", "name"], name="one_staff_member"),)
