"""What the records machine keeps: the log, the versions of rows, and which derived parts are behind."""

from django.db import models

FIRST_VERSION, HAS_SM3, PARTS, ON_BEHALF_OF = "first_version", "sm3", "parts", "on_behalf_of"
SIGNED = "signed"
"""What an entry's details say of itself: the id of its first row version, whether it is sealed with SM3 too, which
derived parts it touched, for whom else (username and role) whoever made it might act, and his name and posts. Entries
written before these were kept do not say.
"""


class LogEntry(models.Model):
    """One operation that changed something. Only appended; each entry's hash covers the one before it."""

    seq = models.BigIntegerField(primary_key=True)
    operation = models.CharField(max_length=60)
    by = models.CharField(max_length=150)
    login = models.CharField(max_length=150)
    at = models.DateTimeField(help_text="the moment the operation was said to happen")
    recorded_at = models.DateTimeField(help_text="the machine's clock when it was written")
    reason = models.TextField(blank=True)
    details = models.TextField(help_text="JSON: the file it came from, its digest, counts")
    row_count = models.IntegerField()
    rows_digest = models.CharField(max_length=64, help_text="SHA-256 of its row versions in their order")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64, default="", db_default="", help_text="as `hash`, by SM3; blank: not kept")


class RowVersion(models.Model):
    """A row before and after an operation, as JSON of its columns; null where there was or is no row."""

    # The log's digests vouch for the entry; a constraint would look it up once more for every row.
    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="versions", db_constraint=False)
    table = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    before = models.TextField(null=True)
    after = models.TextField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["table", "record_id"], name="version_of_record"),
            models.Index(fields=["table", "entry"], condition=models.Q(after=None), name="version_that_took_away"),
        )


class DerivedPart(models.Model):
    """A part of what is derived from records (`month 2024-03`, `standing`), and the last entry that touched it.

    Whoever keeps a derived copy notes the hash of the entry it was made from and makes it anew when this is another.
    """

    name = models.CharField(max_length=40, primary_key=True)
    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, db_index=False)

    derived = True
