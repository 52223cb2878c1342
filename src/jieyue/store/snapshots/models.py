"""快照: what was submitted, published or scored, as it was then, with everything it was worked out from."""

from django.db import models

from jieyue.store.orgs.models import Organisation

SCORE_SHEET = "score_sheet"
STANDARD = "standard"
CONCLUSION = "conclusion"
DRAW = "draw"


class Snapshot(models.Model):
    """Figures of an organisation pinned at a moment. Only added.

    `content` is JSON: figures, factor set, the policy files' digests, where the organisation stood, the records and
    evidence behind it. `log_seq` is the last entry of the log that it knows.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="snapshots")
    what = models.CharField(max_length=20, help_text="what it was made for: report, notice, score_sheet")
    period = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    log_seq = models.BigIntegerField()
    content = models.TextField()

    recorded = True
    zh = "快照"
    organisation_lookup = "organisation"

    class Meta:
        indexes = (models.Index(fields=["organisation", "what", "period"], name="snapshot_of_organisation"),)


class AppliedPolicy(models.Model):
    """A policy file as it was when something was pinned with it, by the digest of its bytes. Only added."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    content = models.TextField()

    recorded = True
    zh = "所用政策文件"
