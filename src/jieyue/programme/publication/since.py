"""What a notice says and the ledger does not say any more, with the records that this comes from."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from jieyue.programme.publication.content import accepted_of, lines_of
from jieyue.programme.reporting.causes import seen_in, with_records
from jieyue.programme.reporting.figures import Changes, Content, Difference, Line, other_lines, records_of
from jieyue.programme.statistics.of_units import sums_of_units
from jieyue.rules.paper_layout import from_plain
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


def since_told(content: Content, now: Sequence[Mapping[str, Any]]) -> Changes:
    """The lines of a ledger's month as the notice has them beside those of the ledger."""
    tables = from_plain(content["layout"]).tables.values()
    headings = {column.key: column.heading for table in tables for column in table}
    return Changes(list(_others(content["lines"], now, headings)), [])


ByName = dict[str, list[Mapping[str, Any]]]
"""Lines by what of each is no figure, as a vehicle and a day."""


def _others(
    before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], headings: Mapping[str, str]
) -> Iterator[Difference]:
    """Figures that are otherwise now, line by line of what has the same name."""
    for name, one, other in _beside(_by_name(before), _by_name(now)):
        for key, heading in headings.items():
            was, is_now = _figure(one.get(key)), _figure(other.get(key))
            if was != is_now:
                yield Difference(f"{name} {heading}", was, is_now)


def _beside(was: ByName, are: ByName) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    for name in dict.fromkeys([*was, *are]):
        for one, other in zip_longest(was.get(name, ()), are.get(name, ()), fillvalue={}):
            yield name, one, other


def _by_name(lines: Sequence[Mapping[str, Any]]) -> ByName:
    found: ByName = {}
    for line in lines:
        name = " ".join(str(value) for value in line.values() if isinstance(value, str) and value)
        found.setdefault(name, []).append(line)
    return found


def _figure(value: Any) -> str:
    return str(value["figure"]) if isinstance(value, Mapping) else ""
