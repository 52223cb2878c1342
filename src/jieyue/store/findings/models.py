"""问题: what was found at a unit, of whichever ledger, patrol or inspection, and what became of it."""

from django.db import models

from jieyue.rules.findings import FindingState, Origin
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import Organisation, choices


class Finding(models.Model):
    """Raised once for a rule, what it is about, and a day.

    `about` names that within its organisation: a record of a ledger, or of what no single record shows a digest.
    `title` is what the rule is called, `figures` are JSON. `day` is the last of the days that it is about, `first_day`
    the first. `responsible` is a username; blank where whoever enters for the unit answers. `answer` and `decision`
    are the last ones; the log has them all.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="findings", db_index=False)
    origin = models.CharField(max_length=10, choices=choices(Origin))
    ledger = models.CharField(max_length=40, blank=True)
    table = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=100)
    rule = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=100)
    says = models.TextField()
    do = models.TextField(blank=True)
    figures = models.TextField(blank=True)
    first_day = models.DateField()
    day = models.DateField()
    place = models.CharField(max_length=100, blank=True)
    responsible = models.CharField(max_length=150, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=choices(FindingState))
    times = models.IntegerField(default=1, help_text="how often it was found, when it came back")
    raised_by = models.CharField(max_length=150)
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    recorded = True
    organisation_lookup = "organisation"
    follows_records = True
    takes_evidence = True
    evidence_rights = (Right.ENTER, Right.REVIEW)
    zh = "问题"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "rule", "about", "day"], name="one_finding_a_day"),
        )
        indexes = (
            models.Index(fields=["organisation", "state", "due_on"], name="findings_to_do"),
            models.Index(fields=["ledger", "record_id"], name="findings_of_record"),
        )
