"""户号: the accounts of organisations with those who supply energy and water."""

from django.db import models

from jieyue.rules.values import Resource, Use
from jieyue.store.machine.record import OfUnit
from jieyue.store.orgs.models import choices


class Account(OfUnit):
    """An account of an organisation with a supplier. A blank number is the one nameless account of its kind.

    `billing_months` is how many months one record covers; None until somebody says so, then the records tell.
    """

    resource = models.CharField("能源资源", max_length=20, choices=choices(Resource))
    use = models.CharField("用途", max_length=20, choices=choices(Use))
    number = models.CharField("户号", max_length=60, blank=True)
    opened_on = models.DateField("开户日期", null=True)
    closed_on = models.DateField("销户日期", null=True, help_text="从这一天起户号不再使用")
    billing_months = models.IntegerField("几个月一张票据", null=True)

    begins_on, ends_on = "opened_on", "closed_on"
    sheet_names = (("number", "account"),)
    # An account that says no more than its name was opened because a record named it.
    opened_by_being_named = ("opened_on", "closed_on", "billing_months")

    class Meta:
        db_table = "registers_account"  # as it was before registers were folders: the log names it so
        verbose_name = "户号"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "resource", "use", "number"], name="one_account_a_number"),
        )
