"""监督考核: which units are to be inspected, and what a person says to the record kept of him for his appraisal."""

from django.db import models

from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import User


class InspectionPlan(models.Model):
    """检查安排 of a place. `kind` and `items`, one key a line, are policy's; `cancelled` says why it fell away."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inspection_plans")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField()
    items = models.TextField()
    inspectors = models.CharField(max_length=200)
    planned_by = models.CharField(max_length=150)
    planned_at = models.DateTimeField()
    cancelled = models.CharField(max_length=200, blank=True)

    recorded = True
    organisation_lookup = "organisation"
    zh = "检查安排"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "name", "first_day"], name="one_inspection_plan_of_a_name"),
        )


class PlannedUnit(models.Model):
    """被检查单位. That it was inspected the ledger of inspections says."""

    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="units", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="planned_inspections")

    recorded = True
    organisation_lookup = "plan__organisation"
    zh = "被检查单位"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "organisation"], name="in_an_inspection_plan_once"),)


class AppraisalAnswer(models.Model):
    """本人说明: what somebody says to the record of his year at a unit; `seen` is the record that he saw."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appraisal_answers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appraisal_answers")
    year = models.IntegerField()
    text = models.TextField()
    seen = models.CharField(max_length=64)
    answered_at = models.DateTimeField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "考核记录的本人说明"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "user", "year"], name="one_appraisal_answer_a_year"),
        )
