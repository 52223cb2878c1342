"""承诺书签署: who of a unit's people signed the pledge of a year, when and how."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from jieyue.store.machine.record import OfUnit

ONLINE, ON_PAPER = "online", "paper"
YEARS = (MinValueValidator(1900), MaxValueValidator(9998))


class Pledge(OfUnit):
    """Online only whoever signs makes it; what was signed on paper is entered, with the sheet as evidence."""

    year = models.IntegerField("年度", validators=YEARS)
    department = models.CharField("处室", max_length=60)
    name = models.CharField("姓名", max_length=40)
    signed_on = models.DateField("签署日期")
    way = models.CharField(
        "签署方式", max_length=10, choices=[(ON_PAPER, "纸质签署"), (ONLINE, "网上签署")], default=ON_PAPER
    )

    class Meta:
        verbose_name = "承诺书签署"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "year", "department", "name"], name="one_pledge_a_year"),
        )
