"""佐证材料: what proves a record. An item has versions, is linked to records, and freezes once it is cited."""

from django.db import models

from jieyue.files.evidence.kinds import KINDS
from jieyue.store.orgs.models import Organisation


class Item(models.Model):
    """A piece of evidence of an organisation. `fact_on` is the day of what it proves, not of the upload.

    `number` is its own in the organisation for as long as it is there, whatever else comes and goes; None of one from
    before numbers were kept: then its id is its number.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    name = models.CharField(max_length=200)
    fact_on = models.DateField()
    number = models.IntegerField(null=True)

    recorded = True
    organisation_lookup = "organisation"
    zh = "佐证材料"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "number"], name="one_number_an_item"),)
        indexes = (models.Index(fields=["organisation", "fact_on"], name="evidence_by_organisation"),)


class Version(models.Model):
    """One file of an item. A newer one takes its place and leaves it as it is; `number` counts from 1."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200, help_text="as it was brought, without paths and tricks")
    kind = models.CharField(max_length=10, choices=[(kind.key, kind.zh.strip()) for kind in KINDS.values()])
    size_bytes = models.BigIntegerField()
    pages = models.IntegerField(null=True)
    uploaded_by = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()

    recorded = True
    organisation_lookup = "item__organisation"
    zh = "佐证材料的文件"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "number"], name="one_version_a_number"),)
        indexes = (models.Index(fields=["sha256"], name="evidence_by_content"),)


class Link(models.Model):
    """An item proves a record: several items to a record, several records to an item."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="links", db_index=False)
    table = models.CharField(max_length=60)
    record_id = models.BigIntegerField()

    recorded = True
    organisation_lookup = "item__organisation"
    zh = "佐证材料的关联"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "table", "record_id"], name="linked_once"),)
        indexes = (models.Index(fields=["table", "record_id"], name="evidence_of_record"),)


class Citation(models.Model):
    """Something submitted relies on a version as the proof of a record. From then on neither can be taken away."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="citations")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="citations", db_index=False)
    citing_table = models.CharField(max_length=60)
    citing_id = models.BigIntegerField()
    cited_by = models.CharField(max_length=200, help_text="what relies on it, as a person calls it")

    recorded = True
    organisation_lookup = "version__item__organisation"
    zh = "佐证材料的引用"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["link", "version", "citing_table", "citing_id"], name="cited_once"),
        )


class Quarantined(models.Model):
    """A file that the virus scanner refused: kept apart for the system administrator, never served."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    found = models.CharField(max_length=300, help_text="what the scanner said")
    uploaded_by = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()

    recorded = True
    organisation_lookup = "organisation"
    zh = "隔离的文件"
