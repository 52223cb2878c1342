"""公示: what a unit publishes to its own people, and what they object."""

from django.db import models

from jieyue.rules.publication import ENERGY, NoticeState
from jieyue.store.orgs.models import Organisation, choices
from jieyue.store.snapshots.models import Snapshot


class Notice(models.Model):
    """What an organisation publishes: of a quarter its energy use, or once a document of it is decided what that says
    (`what` is the word of policy). `number` counts the notices of the same: from 2 on each corrects the one before it.
    There is no row as long as nobody has touched the draft.

    Once published, `snapshot` holds its figures and texts; the other columns then only tell its way.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices", db_index=False)
    what = models.CharField(max_length=40, default=ENERGY)
    period = models.CharField(max_length=8, blank=True)
    number = models.IntegerField(default=1)
    state = models.CharField(max_length=20, choices=choices(NoticeState))
    reasons = models.TextField(blank=True, help_text="why use went up or down")
    place = models.CharField(max_length=100, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    days = models.IntegerField(help_text="for how many days it is shown")
    correction = models.TextField(blank=True, help_text="what was wrong with the notice that it corrects")
    proposed_by = models.CharField(max_length=150, blank=True)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_reason = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    shown_from = models.DateField(null=True)
    shown_until = models.DateField(null=True, help_text="the last day, included")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "公示"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "what", "period", "number"], name="one_notice_of_a_number"),
        )
        indexes = (models.Index(fields=["state", "shown_until"], name="notices_shown"),)


class PublicPage(models.Model):
    """公众页面: by its `secret` whoever has the QR code reads what a unit publishes, without an account, until it is
    closed.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    secret = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    recorded = True
    organisation_lookup = "organisation"
    zh = "公众页面"
    sealed = ("secret",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(closed_at=None), name="one_open_public_page"
            ),
        )


class Objection(models.Model):
    """异议: what somebody of the unit has to say about a notice, and what he was answered."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)

    recorded = True
    organisation_lookup = "notice__organisation"
    zh = "异议"
