"""What the data checks find now, each with where it comes from and by what it is known again."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jieyue.programme.checking.comparing import comparisons
from jieyue.programme.checking.names import name_of
from jieyue.programme.checking.rooms import checks_of_rooms
from jieyue.rules.check import Finding
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.store.facts import reconciling
from jieyue.store.findings.keeping import Key, Raised
from jieyue.store.ledgers import ledgers
from jieyue.store.orgs import profiles
from jieyue.store.policies import policy

OF_PROFILES, OF_READINGS, COMPARED = "profiles", "readings", "statistics"


class Live(NamedTuple):
    """A finding of a check. `source` is the ledger's key, `profiles`, or `statistics` for what years and sizes say."""

    source: str
    organisation: int
    resource: str | None
    finding: Finding

    @property
    def mark(self) -> str:
        """What it is about, whatever its figures and words are today and whoever reads them."""
        found = self.finding
        about = (found.rule, self.resource or "", found.subject or found.column, found.start, found.period)
        return hashlib.sha256("\n".join(map(str, about)).encode()).hexdigest()[:32]

    @property
    def key(self) -> Key:
        """By which it is known among those that are kept."""
        return (self.organisation, self.finding.rule, self.mark, self.finding.end)

    @property
    def raised(self) -> Raised:
        """As it is kept."""
        found = self.finding
        return Raised(
            self.organisation, found.rule, name_of(found.rule), found.says, found.do, found.end,
            first_day=found.start, about=self.mark, figures=found.figures,
        )  # fmt: skip


def of_records(organisations: Iterable[int], period: Period, *, person: Person) -> Iterator[Live]:
    """From every ledger and the profiles, as the records are at this moment."""
    thresholds, organisations = policy().thresholds, list(organisations)
    for found in profiles.findings(organisations, period, thresholds):
        yield Live(OF_PROFILES, *found)
    for ledger in ledgers():
        if ledger.findings:
            for found in ledger.findings(organisations, period, thresholds, person=person):
                yield Live(ledger.key, *found)
    for found in reconciling.findings(organisations, period, thresholds):
        yield Live(OF_READINGS, *found)


def of_all(organisations: Iterable[int], period: Period, *, person: Person) -> Iterator[Live]:
    """Those, and what years and sizes say as soon as the records have been counted."""
    organisations = list(organisations)
    yield from of_records(organisations, period, person=person)
    compared = comparisons(organisations, period, policy().thresholds, person=person)
    yield from (Live(COMPARED, *found) for found in compared)
    for check in checks_of_rooms():
        yield from (Live(COMPARED, *found) for found in check(organisations, period, policy().thresholds))
