"""Where the figures in a report's sentences lead: the bills behind a quantity, the pages that work out the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from jieyue.documents.paper.model import Led
from jieyue.rules.period import Period


@dataclass(frozen=True)
class Leads:
    """Of a report's organisation and its periods: its own, the same of the year before, and the one before it if it is
    told. A text that is blank leads nowhere.
    """

    organisation: str
    now: Period
    before: str

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        return cls(content["organisation"], Period.parse(content["period"]), content.get("before_period") or "")

    @property
    def then(self) -> str:
        return str(self.now.in_year(self.now.year - 1))

    @property
    def year(self) -> str:
        return f"{self.now.year:04}"

    def used(self, text: str, *, resource: str = "", period: str = "") -> str:
        """To the bills of a resource, or of all; of the report's own period where none is named."""
        return Led.to(text, "used", self.organisation, period or str(self.now), resource)

    def compared(self, text: str) -> str:
        """To the sums and ratios of the period beside others."""
        return Led.to(text, "statistics", self.organisation, str(self.now))

    def size(self, text: str, *, year: str = "") -> str:
        return Led.to(text, "sizes", self.organisation, year or self.year)

    def aimed(self, text: str) -> str:
        return Led.to(text, "aims", self.organisation, self.year)

    def analysed(self, text: str, *, organisation: str = "") -> str:
        """To the analysis of the year."""
        return Led.to(text, "analysis", organisation or self.organisation, self.year)
