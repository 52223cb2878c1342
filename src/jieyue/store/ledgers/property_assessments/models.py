"""物业节能评估: how the one who manages the property kept what the contract says of saving energy."""

from django.db import models

from jieyue.store.machine.record import Record
from jieyue.store.registers.property_contracts.models import PropertyContract


class PropertyAssessment(Record):
    contract = models.ForeignKey(
        PropertyContract, on_delete=models.PROTECT, related_name="+", verbose_name="合同编号"
    )  # fmt: skip
    assessed_on = models.DateField("评估日期")
    result = models.CharField("评估结果", max_length=300)
    assessed_by = models.CharField("评估人", max_length=60, blank=True)
    to_mend = models.CharField("要求改进", max_length=300, blank=True)

    class Meta:
        verbose_name = "物业节能评估"
        constraints = (models.UniqueConstraint(fields=["contract", "assessed_on"], name="one_property_assessment"),)
