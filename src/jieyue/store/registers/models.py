"""What several ledgers refer to. For now: the accounts with those who supply energy and water."""

from django.db import models

from jieyue.rules.values import Resource, Use
from jieyue.store.orgs.models import Organisation, choices


class Account(models.Model):
    """An account of an organisation with a supplier. A blank number is the one nameless account of its kind.

    `billing_months` is how many months one bill covers; None until somebody says so, then the bills tell.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="accounts")
    resource = models.CharField(max_length=20, choices=choices(Resource))
    use = models.CharField(max_length=20, choices=choices(Use))
    number = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True, help_text="the first day without the account")
    billing_months = models.IntegerField(null=True)

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "户号"
    known_by = ("organisation_id", "resource", "use", "number")
    sheet_names = (("number", "account"),)
    # An account that says no more than its name was opened because a bill named it.
    opened_by_being_named = ("opened_on", "closed_on", "billing_months")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "resource", "use", "number"], name="one_account_a_number"),
        )


class Target(models.Model):
    """年度目标: what an organisation's ratios of a year may be at most, as its superior set them. None: it set none.

    What the organisation's own people enter is proposed until somebody of a level above confirms it (`is_confirmed`).
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="targets")
    year = models.IntegerField()
    energy_per_m2_kgce = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    energy_per_person_kgce = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    water_per_person_m3 = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    document = models.CharField(max_length=200, blank=True)
    is_confirmed = models.BooleanField(default=False)

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "年度目标"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_target_a_year"),)
