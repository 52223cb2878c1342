"""What stands from a day on until another: posts, groups, regulations; and what of it a scoring standard may ask."""

from dataclasses import dataclass

from django.db import models


def first_day() -> models.DateField:
    """The column `starts_on`: the first day on which the row stands."""
    return models.DateField("起始日期")


def last_day() -> models.DateField:
    """The column `ends_on`: the last day, blank for as long as there is none."""
    return models.DateField("终止日期", null=True, blank=True, help_text="仍在任、仍有效的留空")


@dataclass(frozen=True)
class Held:
    """Which rows a standard counts of what is there on the last day of its year.

    `by` is the column of policy words that tell the rows apart: only those words count that policy lets count for the
    source (`counts_as`), each once. `asks` are columns that must be filled, and `proved` says that the text has to
    be there as evidence, not its title alone. A register kept by year names its column (`year`).
    """

    by: str = ""
    asks: tuple[str, ...] = ()
    proved: bool = True
    year: str = ""
