"""Tokens with which another program comes in a person's name."""

from django.db import models

from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import User


class Token(models.Model):
    """接入凭证: good up to and including `last_day`, for what its owner may do today and no more.

    Only the digest is kept of what the program sends. One `is_for_calendar` opens the calendar and nothing else: it
    stands in an address, which programs keep and pass on. Without `may_enter` it reads; with `organisation` it reaches
    what stands at and below that, as far as the owner does.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    last_day = models.DateField()
    may_enter = models.BooleanField(default=False)
    is_for_calendar = models.BooleanField(default=False, db_default=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="tokens")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default="", db_default="")
    last_used_at = models.DateTimeField(null=True)

    recorded = True
    zh = "接入凭证"
    sealed = ("digest",)
    passing_columns = (("last_used_at", "moves with each use"),)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["digest"], condition=~models.Q(digest=""), name="token_of_one"),)
