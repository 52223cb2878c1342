"""报送: a unit's period on its way from the unit to the authority."""

import uuid
from datetime import date, datetime

from django.db import models

from jieyue.rules.reporting import MoveResult, Opened, ReportState, is_locked_on, state_on
from jieyue.store.orgs.models import Organisation, choices
from jieyue.store.snapshots.models import Snapshot

LOCK_IS_SET = models.Q(locked_at__isnull=False) | models.Q(state__in=[ReportState.LOCKED, ReportState.REOPENED])


class Report(models.Model):
    """There is a row from the first submission on. `submitted` and `accepted` are the figures of that moment.

    `moved_by` made the last move; `submitted_by` brought the figures. Both are usernames. The first day and the first
    day after the period stand beside it so that a locked day can be looked up.

    The lock is no state: `locked_at` and `reopened_until` are changed by locking, re-opening and closing and by nothing
    else. A report that was locked before there was `locked_at` is known by its state.
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
    reopened_until = models.DateField(null=True, help_text="last day, included, for which the lock is open")
    locked_at = models.DateTimeField(null=True, help_text="when the lock was set; none where it never was")

    recorded = True
    organisation_lookup = "organisation"
    zh = "报送"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "period"], name="one_report_a_period"),)
        indexes = (
            models.Index(fields=["period", "state"], name="reports_of_period"),
            models.Index(fields=["state", "until"], name="reports_by_state"),
        )

    @property
    def lock_set_at(self) -> datetime | None:
        """None where there is no lock. Who locked before there was `locked_at` made the last move."""
        is_known_by_state = self.state in (ReportState.LOCKED, ReportState.REOPENED)
        return self.locked_at or (self.moved_at if is_known_by_state else None)

    def state_on(self, today: date) -> ReportState:
        return state_on(ReportState(self.state), is_locked=self.is_locked_on(today))

    def is_locked_on(self, today: date) -> bool:
        return is_locked_on(today, is_lock_set=self.lock_set_at is not None, reopened_until=self.reopened_until)


class Opening(models.Model):
    """开报: a period is reported by the units at and below an organisation from a day on, by a day and, with
    `closes_on`, no later. The nearest one above a unit holds for it. A month or half year is reported only where there
    is one.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="openings", db_index=False)
    period = models.CharField(max_length=8)
    opens_on = models.DateField()
    due_on = models.DateField()
    closes_on = models.DateField(null=True, help_text="last day, included, on which it can be submitted")
    document = models.CharField(max_length=200, blank=True)

    recorded = True
    organisation_lookup = "organisation"
    zh = "开报"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "period"], name="one_opening_a_period"),)

    @property
    def opened(self) -> Opened:
        return Opened(self.opens_on, self.due_on, self.closes_on, self.document)


class NotReporting(models.Model):
    """免报: a unit need not report a period, for a reason."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="not_reporting", db_index=False
    )
    period = models.CharField(max_length=8)
    reason = models.TextField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "免报"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "period"], name="exempt_once_a_period"),)


class Question(models.Model):
    """What a reviewer wanted to know when he returned a report, and what the unit answered.

    `nth` counts the returns of the report: those of one return have the same. `mark` is what the finding of the checks
    is about that it was asked of, `about` what that said then; both are blank where it was asked of the whole.
    Usernames, as in the report.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="questions", db_index=False)
    nth = models.IntegerField()
    mark = models.CharField(max_length=64, blank=True)
    about = models.TextField(blank=True)
    text = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)

    recorded = True
    organisation_lookup = "report__organisation"
    zh = "审核提问"

    class Meta:
        indexes = (models.Index(fields=["report", "nth"], name="questions_of_report"),)


class Batch(models.Model):
    """One press on many reports of a period. Its id is the mark of the form, so that a second press finds the first.

    `user_id` None: whoever has the machine. `task_id` is the background task that works on it, if one does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user_id = models.BigIntegerField(null=True)
    username = models.CharField(max_length=150)
    login = models.CharField(max_length=150)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=8)
    move = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    task_id = models.UUIDField(null=True)

    passing = "which reports one press was about; each move is in the log, and this goes after some days"

    class Meta:
        indexes = (models.Index(fields=["asked_at"], name="batches_by_time"),)


class BatchItem(models.Model):
    """One report of a batch: what of it was seen, and what became of it; `result` blank as long as it waits."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    seen = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=20, choices=choices(MoveResult), blank=True)
    says = models.TextField(blank=True)
    do = models.TextField(blank=True)

    passing = "what became of a report in a batch; the move is in the log, and this goes with the batch"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "code"], name="report_once_a_batch"),)
