"""The data checks of an organisation and all below it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from jieyue.programme.checking.comparing import comparisons
from jieyue.rules.check import Finding
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.store.ledgers import ledgers
from jieyue.store.orgs import profiles
from jieyue.store.orgs.reach import organisation_within, organisations_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class CheckFinding:
    """A finding as it is shown: `period` the year or month concerned, `resource` null where it is about the unit."""

    rule: str
    severity: str
    organisation: str
    resource: str | None
    period: str
    says: str
    figures: Mapping[str, object]
    do: str


def checks(
    *,
    person: Person,
    code: str,
    period: Period,
) -> list[CheckFinding]:
    """Everything improbable about the records of a period, by unit, resource and day."""
    subject = organisation_within(code, person)
    placements = under(path_on(subject.id, period.last), period.last)
    seen = within(placements, person, organisation="organisation")
    codes = dict(seen.values_list("organisation_id", "organisation__code"))
    found = _found(codes, period, person)
    ordered = sorted(found, key=lambda each: (codes[each[0]], each[1] or "", each[2].start, each[2].rule))
    return [
        CheckFinding(
            rule=finding.rule,
            severity="warning",
            organisation=codes[organisation_id],
            resource=resource,
            period=finding.period or (f"{finding.end:%Y-%m}" if resource else str(period.year)),
            says=finding.says,
            figures=finding.figures,
            do=finding.do,
        )
        for organisation_id, resource, finding in ordered
    ]


def counts(organisations: Iterable[int], *, period: Period, person: Person) -> Counter[int]:
    """How many findings each of these organisations has in the period, those that the person reaches, in as many
    queries as for one.
    """
    reached = organisations_within(person).filter(id__in=any_of(organisations)).values_list("id", flat=True)
    return Counter(organisation for organisation, *_ in _found(list(reached), period, person))


def _found(organisations: Iterable[int], period: Period, person: Person) -> Iterator[tuple[int, str | None, Finding]]:
    """Organisation, resource and finding, from every ledger and the profiles."""
    thresholds, organisations = policy().thresholds, list(organisations)
    of_ledgers = (
        ledger.findings(organisations, period, thresholds, person=person) for ledger in ledgers() if ledger.findings
    )
    compared = comparisons(organisations, period, thresholds)
    return chain(profiles.findings(organisations, period, thresholds), compared, *of_ledgers)
