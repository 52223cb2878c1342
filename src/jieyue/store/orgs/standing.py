"""The tree and the profiles as columns, for the warehouse."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyarrow as pa

from jieyue.rules import rollup
from jieyue.rules.period import month_of, months_later
from jieyue.rules.span import owing
from jieyue.rules.tree import BEGINNING, FOREVER
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation, Placement, Profile
from jieyue.store.orgs.tree import ever_at_or_below
from jieyue.store.records.any_of import any_of

STANDING, PROFILES = rollup.STANDING.to_pyarrow(), rollup.PROFILES.to_pyarrow()
PLACES = (Level.PROVINCE, Level.CITY, Level.COUNTY)


@dataclass(frozen=True)
class Stay:
    """The months, from the first of `since` to before that of `until`, in which an organisation's use counts under all
    those `above` it, itself included.
    """

    organisation: int
    above: frozenset[int]
    since: date
    until: date

    def within(self, first: date, until: date) -> "Stay | None":
        """What of it lies in these months."""
        since, ending = max(self.since, first), min(self.until, until)
        return replace(self, since=since, until=ending) if since < ending else None


def months_counted(since: date, until: date, *, closed_on: date | None) -> tuple[date, date] | None:
    """The months, first and first after, that belong to a place held from `since` until the day before `until`.

    A month belongs to where the organisation stood on the month's last day, or on its own last day if that was before;
    that place keeps whatever comes later. None where there is no such month.
    """
    last_day = closed_on - timedelta(days=1) if closed_on else None
    if last_day and since > last_day:
        return None
    until_month = FOREVER if last_day and until > last_day else month_of(until)
    return (month_of(since), until_month) if month_of(since) < until_month else None


def stays_of(organisations: Iterable[int]) -> Iterator[Stay]:
    """Where the organisations' months count."""
    placements = Placement.objects.filter(organisation_id__in=any_of(organisations))
    yield from stays(placements.values_list("organisation_id", "path", "since", "until", "organisation__closed_on"))


def stays_under(unit: int, first: date, until: date) -> Iterator[Stay]:
    """Whose use counts under a unit in these months, the unit's own included, wherever they stand by now."""
    members = set(ever_at_or_below(unit))
    counted = (stay.within(first, until) for stay in stays_of(members) if unit in stay.above)
    yield from (stay for stay in counted if stay)


def members_of(units: Iterable[int], first: date, until: date) -> dict[int, set[int]]:
    """By organisation, those of these units under which its use counts in a month of these, a unit under itself."""
    asked = list(dict.fromkeys(units))
    if len(asked) == 1:
        return {stay.organisation: set(asked) for stay in stays_under(*asked, first, until)}
    wanted = set(asked)
    rows = Placement.objects.filter(since__lt=until, until__gt=first)
    found: dict[int, set[int]] = {}
    for stay in stays(rows.values_list("organisation_id", "path", "since", "until", "organisation__closed_on")):
        if (own := wanted & stay.above) and stay.within(first, until):
            found.setdefault(stay.organisation, set()).update(own)
    return found


def stays(rows: Iterable[tuple[int, str, date, date, date | None]]) -> Iterator[Stay]:
    """Of organisations by id, with path, first day, first day after, and the day of closing."""
    for organisation, path, since, until, closed_on in rows:
        if months := months_counted(since, until, closed_on=closed_on):
            yield Stay(organisation, frozenset(map(int, path.strip("/").split("/"))), *months)


def standing() -> pa.Table:
    """One row for each stretch of months in which nothing about an organisation's place changed.

    A month belongs to where the organisation stood on the month's last day, or on its own last day if that was before.
    """
    levels = {id_: (Level(level), code) for id_, level, code in Organisation.objects.values_list("id", "level", "code")}
    columns = zip(*_stretches(levels), strict=True)
    return _table(STANDING, columns)


def profiles() -> pa.Table:
    names = [field.name if field.name != "organisation" else "organisation_id" for field in PROFILES]
    return _table(PROFILES, zip(*Profile.objects.values_list(*names).iterator(chunk_size=5000), strict=True))


def _stretches(levels: dict[int, tuple[Level, str]]) -> Iterator[tuple]:
    fields = ("organisation_id", "organisation__code", "version__name", "organisation__level", "organisation__kind")
    more = ("organisation__category", "version__system", "path")
    dates = ("since", "until", "organisation__opened_on", "organisation__closed_on")
    joined = "organisation__joined_on"
    for *about, path, since, until, opened_on, closed_on, joined_on in Placement.objects.values_list(
        *fields, *more, *dates, joined
    ):
        if months := months_counted(since, until, closed_on=closed_on):
            owes_from = month_of(owing(opened_on, joined_on, closed_on).since)
            yield (*about, path, *_above(path, levels), *months, *_existence(opened_on, closed_on), owes_from)


def _existence(opened_on: date | None, closed_on: date | None) -> tuple[date, date]:
    exists_from = month_of(opened_on) if opened_on else BEGINNING
    return exists_from, months_later(month_of(closed_on - timedelta(days=1)), 1) if closed_on else FOREVER


def _above(path: str, levels: dict[int, tuple[Level, str]]) -> tuple[str | int | None, ...]:
    """The codes of the province, city and county on a path, and the id of its unit."""
    ids = [int(part) for part in path.strip("/").split("/")]
    codes = {levels[id_][0]: levels[id_][1] for id_ in ids}
    units = [id_ for id_ in ids if levels[id_][0] is Level.UNIT]
    return (*(codes.get(place) for place in PLACES), units[-1] if units else ids[-1])


def _table(schema: pa.Schema, columns) -> pa.Table:
    found = list(columns) or [[]] * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(found, schema, strict=True)], schema=schema
    )
