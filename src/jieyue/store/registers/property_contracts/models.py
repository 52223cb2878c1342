"""物业服务合同: what it says of saving energy, and until when it runs."""

from django.db import models

from jieyue.store.machine.record import OfUnit, ValidUntil


class PropertyContract(OfUnit):
    provider = models.CharField("物业公司", max_length=100)
    contract_number = models.CharField("合同编号", max_length=60)
    starts_on = models.DateField("合同起")
    ends_on = ValidUntil("合同止", renewed_by=("organisation", "provider"))
    energy_goal = models.CharField("节能管理目标", max_length=300, blank=True, help_text="没有写明的留空")
    service_requirements = models.CharField("节能服务要求", max_length=500, blank=True, help_text="没有写明的留空")

    class Meta:
        verbose_name = "物业服务合同"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "provider", "contract_number"], name="one_property_contract"
            ),
        )
