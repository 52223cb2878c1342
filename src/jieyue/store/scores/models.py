"""自评: which standard holds, the unit's own points for its items, and score sheets that were handed in."""

from django.db import models

from jieyue.store.orgs.models import Organisation
from jieyue.store.snapshots.models import Snapshot


class ChosenStandard(models.Model):
    """评价标准: by which standard an organisation and all below it are evaluated from a year on."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="standards")
    year = models.IntegerField(help_text="the first year for which it holds")
    standard = models.CharField(max_length=60)

    recorded = True
    organisation_lookup = "organisation"
    zh = "评价标准"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_standard_from_a_year"),)


class ItemScore(models.Model):
    """自评分: what the unit gives itself for an item in a year, and why; evidence hangs on it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="item_scores", db_index=False)
    standard = models.CharField(max_length=60)
    year = models.IntegerField()
    item = models.CharField(max_length=30)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    reason = models.TextField(blank=True)

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "自评项"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "standard", "year", "item"], name="one_own_score_an_item"),
        )


class ScoreSheet(models.Model):
    """自评打分表 as it was handed in: its points, reasons and what stood behind them are in the snapshot."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="score_sheets")
    standard = models.CharField(max_length=60)
    year = models.IntegerField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    handed_in_by = models.CharField(max_length=150)
    handed_in_at = models.DateTimeField()

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "自评打分表"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "standard", "year"], name="one_score_sheet_a_year"),
        )


class Improvement(models.Model):
    """改进清单: by when a unit wants to have earned the points of an item, and who sees to it. `missing` is what was
    missing when it was planned. Whether it is done the records say, never this row.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    standard = models.CharField(max_length=60)
    year = models.IntegerField()
    item = models.CharField(max_length=30)
    missing = models.TextField(blank=True)
    due_on = models.DateField()
    responsible = models.CharField(max_length=60, blank=True)

    recorded = True
    organisation_lookup = "organisation"
    zh = "改进清单"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "standard", "year", "item"], name="one_improvement_of_an_item"
            ),
        )
