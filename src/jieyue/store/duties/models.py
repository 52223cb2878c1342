"""任务: which plan is in force where, and what discharges or lifts what it orders."""

from django.db import models

from jieyue.rules.receiving import PaperState, receipt_told
from jieyue.store.orgs.models import Organisation, choices
from jieyue.store.snapshots.models import Snapshot


class PlanInForce(models.Model):
    """A plan put in force for an organisation and those at and below it that it addresses, from a day on.

    Put in force again after it was ended, or by another text of its files, it has a row of its own: what it ordered
    before stays ordered. `digest` is that of the plan's files as they were then; blank where that was not noted yet.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    plan = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True, help_text="the first day on which it holds no longer")
    digest = models.CharField(max_length=64, blank=True)

    recorded = True
    organisation_lookup = "organisation"
    zh = "行动方案"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "plan", "since"], name="plan_begins_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")), name="plan_ends_after_start"
            ),
        )


class PlanText(models.Model):
    """What stood in a plan's files when it was put in force, by the plan's digest: by this it is judged what was due,
    whatever stands in them by now. Only added.
    """

    plan = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    files = models.TextField(help_text="JSON: by name of the file, what stood in it")

    recorded = True
    zh = "方案文本"


class Exemption(models.Model):
    """免办: an organisation, or with it all below it (`covers_below`), need not do something, for a reason.

    It holds for one period or, with the period "", ever.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="exemptions")
    plan = models.CharField(max_length=60)
    entry = models.CharField(max_length=60)
    period = models.CharField(max_length=8, blank=True)
    covers_below = models.BooleanField(default=False)
    reason = models.TextField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "免办"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "plan", "entry", "period", "covers_below"], name="exempt_once_in_a_reach"
            ),
        )


class DaySet(models.Model):
    """限期: the day by which an organisation and those below it have to do what a plan leaves to be set."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="days_set")
    plan = models.CharField(max_length=60)
    entry = models.CharField(max_length=60)
    day = models.DateField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "指定的期限"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "plan", "entry", "day"], name="one_day_set_for_an_entry"),
        )


class DayChanged(models.Model):
    """改期: a local change of a plan: another day for what it orders of one period, for an organisation and those below
    it, with the reason. The period is "" for what is ordered once.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="days_changed")
    plan = models.CharField(max_length=60)
    entry = models.CharField(max_length=60)
    period = models.CharField(max_length=8, blank=True)
    due_on = models.DateField()
    reason = models.TextField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "期限的更改"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "plan", "entry", "period"], name="one_changed_day_of_a_period"
            ),
        )


class HandedIn(models.Model):
    """报送材料: a document that was handed in, with its file as evidence. `what` is the word the plans use for it.

    It was handed in on the day on which that was noted here; `is_backdated` where the authority stated an earlier one.
    `sent_on` is the last day on which it went to the level above: another than the first where it was given back.
    `due_days` is JSON: by plan and entry, the day by which it was due when it was handed in first. `snapshot` is what
    the system filled in itself. Whoever received it did so for `receiver`, which numbers its receipts by year.
    Usernames, as in reports.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="handed_in")
    what = models.CharField(max_length=40)
    period = models.CharField(max_length=8, blank=True)
    handed_in_on = models.DateField()
    to = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200)
    is_backdated = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=choices(PaperState), default=PaperState.NOTED)
    sent_on = models.DateField(null=True)
    due_days = models.TextField(blank=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True, help_text="the reason of the last decision")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    receipt_year = models.IntegerField(null=True)
    receipt_number = models.IntegerField(null=True)

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "报送材料"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "what", "period"], name="handed_in_once_a_period"),
            models.UniqueConstraint(
                fields=["receiver", "receipt_year", "receipt_number"], name="one_receipt_of_a_number_a_year"
            ),
        )
        indexes = (models.Index(fields=["state"], name="papers_by_state"),)

    @property
    def receipt(self) -> str:
        return receipt_told(self.receiver.code, self.receipt_year, self.receipt_number) if self.receiver else ""


class Designation(models.Model):
    """被确定为创建单位: for a year, by whoever decides it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="designations")
    year = models.IntegerField()
    decided_on = models.DateField()
    document = models.CharField(max_length=200, blank=True)

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "创建单位"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="designated_once_a_year"),)
