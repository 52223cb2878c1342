"""A bill as a plain model: the columns of the file, quantities in the reporting unit, no account register, no log."""

from django.db import models

from jieyue.store.orgs.models import Organisation


class PlainBill(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    resource = models.CharField(max_length=20)
    use = models.CharField(max_length=20)
    account = models.CharField(max_length=60, blank=True)
    start_date = models.DateField()
    end_date = models.DateField()
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit = models.CharField(max_length=20)
    amount_yuan = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    invoice_number = models.CharField(max_length=60, blank=True)
    estimated = models.BooleanField(default=False)
    refund_of = models.CharField(max_length=60, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        app_label = "peer"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "resource", "use", "account", "start_date", "end_date", "refund_of"],
                name="one_plain_bill_of_these_days",
            ),
        )
