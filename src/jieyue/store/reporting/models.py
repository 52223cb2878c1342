"""报送: a unit's quarter or year on its way from the unit to the authority."""

from django.db import models

from jieyue.rules.reporting import ReportState
from jieyue.store.orgs.models import Organisation, choices
from jieyue.store.pinned.models import Snapshot


class Report(models.Model):
    """There is a row from the first submission on. `submitted` and `accepted` are the figures of that moment.

    `moved_by` made the last move; `submitted_by` brought the figures. Both are usernames. The first day and the first
    day after the period stand beside it so that a locked day can be looked up.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports", db_index=False)
    period = models.CharField(max_length=8)
    first = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=20, choices=choices(ReportState))
    submitted = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")
    accepted = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_by = models.CharField(max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True)
    first_submitted_at = models.DateTimeField(null=True, help_text="whether it was on time goes by the first time")
    moved_by = models.CharField(max_length=150)
    moved_at = models.DateTimeField()
    reason = models.TextField(blank=True, help_text="of the last move")
    reopened_until = models.DateField(null=True, help_text="last day, included")

    recorded = True
    organisation_lookup = "organisation"
    zh = "报送"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "period"], name="one_report_a_period"),)
        indexes = (
            models.Index(fields=["period", "state"], name="reports_of_period"),
            models.Index(fields=["state", "until"], name="reports_by_state"),
        )
