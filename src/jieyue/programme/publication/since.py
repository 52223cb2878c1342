"""What a notice says and the ledger does not say any more, with the records that this comes from."""

from collections.abc import Sequence

from jieyue.programme.publication.content import accepted_of, lines_of
from jieyue.programme.reporting.causes import seen_in, with_records
from jieyue.programme.reporting.figures import Changes, Content, Line, other_lines, records_of
from jieyue.programme.statistics.of_units import sums_of_units
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.store.orgs.models import Organisation


def records_behind(unit: Organisation, period: Period) -> Sequence[Sequence]:
    """The records that the notice's figures come from: those that were accepted, else those of now."""
    accepted = accepted_of(unit, [period]).get(str(period))
    return accepted["records"] if accepted else records_of(unit, period)


def since_said(content: Content, unit: Organisation, period: Period, *, person: Person) -> Changes:
    """The quarter's figures as the notice has them beside those of the ledger, also where they were accepted."""
    sums = sums_of_units([unit.pk], period).get(unit.pk, {})
    found = list(other_lines(lines_of(content), [Line(resource, *sum_) for resource, sum_ in sums.items()]))
    if not found:
        return Changes([], [])
    before = content.get("records") or records_behind(unit, period)
    return with_records(Changes(found, []), seen_in(before), seen_in(records_of(unit, period)), person=person)
