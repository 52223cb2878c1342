"""The tree of organisations with its history, and the figures that describe an organisation in a year."""

from django.db import models

from jieyue.rules.span import Span, owing
from jieyue.rules.values import Category, Kind, Level


def choices(words) -> list[tuple[str, str]]:
    return [(word.value, word.zh) for word in words]


class Organisation(models.Model):
    """What does not change with a date. It exists from `opened_on` until the day before `closed_on`.

    It owes months, reports and duties from `joined_on`; None where it has owed them ever since it exists.
    """

    code = models.CharField(max_length=40, unique=True)
    level = models.CharField(max_length=20, choices=choices(Level))
    kind = models.CharField(max_length=40, choices=choices(Kind), blank=True)
    category = models.CharField(max_length=40, choices=choices(Category), blank=True)
    credit_code = models.CharField(max_length=18, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    joined_on = models.DateField(null=True)

    recorded = True
    organisation_lookup = "id"
    takes_evidence = True
    zh = "机构"
    known_by = ("code",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["credit_code"], condition=~models.Q(credit_code=""), name="credit_code_of_one"
            ),
        )

    @property
    def owing(self) -> Span:
        """The days on which something is owed."""
        return owing(self.opened_on, self.joined_on, self.closed_on)


class OrganisationVersion(models.Model):
    """Name, parent and department system from a day on, until the next version."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="versions")
    since = models.DateField()
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="child_versions")
    system = models.CharField(max_length=100, blank=True)

    recorded = True
    zh = "机构沿革"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "since"], name="one_version_a_day"),)


class Succession(models.Model):
    """What a closed organisation became: one successor is a merger, several a split."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="predecessions")

    recorded = True
    zh = "机构承继"
    sheet_names = (("successor", "successors"),)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "successor"], name="succeeds_once"),)


class Placement(models.Model):
    """Where an organisation stood from `since` until the day before `until`: derived from the versions.

    `path` holds the ids from the top down to itself, `/1/5/77/`; whoever stands under it has a longer one. By
    `initials` it is found whose name somebody knows.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="placements")
    version = models.ForeignKey(OrganisationVersion, on_delete=models.CASCADE)
    since = models.DateField()
    until = models.DateField()
    path = models.CharField(max_length=200)
    initials = models.CharField(max_length=200, default="", blank=True)

    derived = True
    passing_columns = (("id", "nothing refers to it"),)

    class Meta:
        indexes = (models.Index(fields=["path", "since"], name="placement_by_path"),)


class ExternalId(models.Model):
    """What another system calls a record of an organisation, so that what it sends again is known again.

    `table` and `record_id` lead to the record, which may have been withdrawn since. Which record will be corrected
    hangs on it, so the log keeps it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="external_ids")
    table = models.CharField(max_length=60)
    source = models.CharField(max_length=60, help_text="the other system")
    name = models.CharField(max_length=100)
    record_id = models.BigIntegerField()

    recorded = True
    zh = "外部编号"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["table", "source", "name", "organisation"], name="external_id_of_one"),
        )


class Profile(models.Model):
    """The size of an organisation in a year: what ratios are divided by."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="profiles")
    year = models.IntegerField()
    floor_area_m2 = models.DecimalField(max_digits=14, decimal_places=2)
    heated_area_m2 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    persons = models.DecimalField(max_digits=12, decimal_places=2)
    persons_water = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    staff = models.IntegerField(null=True)
    vehicles_petrol = models.IntegerField(null=True)
    vehicles_diesel = models.IntegerField(null=True)
    vehicles_new_energy = models.IntegerField(null=True)

    recorded = True
    organisation_lookup = "organisation"
    year_column = "year"
    takes_evidence = True
    zh = "年度基本信息"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_profile_a_year"),)
