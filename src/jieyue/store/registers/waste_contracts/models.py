"""垃圾收运合同: who takes which class away, from when until when."""

from django.db import models

from jieyue.store.machine.record import OfUnit, ValidUntil
from jieyue.store.machine.words import WasteClass


class WasteContract(OfUnit):
    """A contract with a receiver that is registered for the class (备案)."""

    receiver = models.CharField("收运单位", max_length=100)
    waste_class = models.CharField("垃圾种类", max_length=20, choices=WasteClass.choices)
    contract_number = models.CharField("合同编号", max_length=60, blank=True)
    is_registered = models.BooleanField("已备案", default=False, help_text="收运单位已在主管部门备案的填“是”")
    starts_on = models.DateField("合同起")
    ends_on = ValidUntil("合同止", renewed_by=("organisation", "receiver", "waste_class"))

    class Meta:
        verbose_name = "垃圾收运合同"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "receiver", "waste_class", "contract_number"], name="one_waste_contract"
            ),
        )
