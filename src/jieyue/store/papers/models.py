"""文书模板: in which words and letters an office has a paper, where these are not the product's."""

from django.db import models

from jieyue.store.orgs.models import Organisation


class PaperTemplate(models.Model):
    """Of an organisation, and of those below it that have none of their own. `content` are the lines and the page as
    JSON; blank where the office has gone back to what it had before it had its own.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    paper = models.CharField(max_length=40, help_text="the key of the document")
    content = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True, help_text="of the Word file that it was read from")

    recorded = True
    organisation_lookup = "organisation"
    zh = "文书模板"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "paper"], name="one_template_a_paper"),)
