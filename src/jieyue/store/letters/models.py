"""责任书和承诺书: what two levels sign with each other, and the link by which a unit's people sign their pledge."""

from django.db import models

from jieyue.rules.letters import LetterState
from jieyue.store.orgs.models import Organisation, choices
from jieyue.store.snapshots.models import Snapshot


class Letter(models.Model):
    """目标责任书 of a year between an organisation and the `issuer` directly above it. `number` counts those of a year:
    from 2 on each takes the place of one that was taken back. `snapshot` holds what it says, and never changes.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    number = models.IntegerField(default=1)
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=choices(LetterState))
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    sent_by = models.CharField(max_length=150)
    sent_signature = models.CharField(max_length=300, help_text="name and posts, as of then")
    sent_at = models.DateTimeField()
    signed_by = models.CharField(max_length=150, blank=True)
    signed_signature = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True)
    taken_back_reason = models.CharField(max_length=200, blank=True)

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "目标责任书"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "year", "number"], name="one_letter_a_number"),)


class PledgeLink(models.Model):
    """承诺书签署链接: for whoever of the unit has no account. What is signed is pinned when it is opened (`text`, a
    JSON list of paragraphs). It is of use until the end of `last_day`, or until it is closed.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    secret = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    opened_at = models.DateTimeField()
    last_day = models.DateField()
    closed_at = models.DateTimeField(null=True)

    recorded = True
    organisation_lookup = "organisation"
    zh = "承诺书签署链接"
    sealed = ("secret",)


class WrongTry(models.Model):
    """A name typed at a link that the unit's roster does not have: too many in a while, and the link waits."""

    link = models.ForeignKey(PledgeLink, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)

    passing = "counts of names that were not found; they end by themselves"
