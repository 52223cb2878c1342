"""Meters whose readings are counted in statistics: the source of an account on the days that no bill covers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from jieyue.rules.meter_places import Place
from jieyue.rules.metering import Moments, Stretch, joined
from jieyue.store.ledgers.readings.points import Used
from jieyue.store.ledgers.readings.series import midnight, readings_of
from jieyue.store.machine.ledger import Behind
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.days import days_entered
from jieyue.store.registers.accounts.naming import Key, accounts_named
from jieyue.store.registers.meters.models import Meter

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """The meters of a place that is a source, and what is known of their account; `id` None where it is not registered.
    `billed` are the days that bills or notes cover, in order.
    """

    key: Key
    meters: Sequence[Meter]
    stretches: Sequence[Stretch]
    id: int | None = None
    billed: Sequence[Moments] = field(default=())


def source_places(places: Iterable[Place], meters: Mapping[int, Meter]) -> Iterator[Place]:
    """The topmost of them: what hangs under a source is part of it."""
    for place in places:
        if any(meters[id_].is_source for id_ in place.meters):
            yield place
        else:
            yield from source_places(place.subs, meters)


def sources(*, since: date, until: date, units: Iterable[int] | None = None) -> list[Source]:
    """Every one, or those of some units, with what its meters say of these days. A few questions, however many."""
    having = _units_with_sources(units)
    if not having:
        return []
    meters = Meter.objects.filter(organisation_id__in=any_of(having))
    found = [
        _source(place, used)
        for used in Used.by_unit(meters, since=since, until=until).values()
        for place in source_places(used.places, used.meters)
    ]
    ids = {key: account.id for key, account in accounts_named(each.key for each in found).items()}
    days = days_entered(ids.values(), first=since, last=until)
    return [_with_account(each, ids.get(each.key), days) for each in found]


def _units_with_sources(units: Iterable[int] | None) -> set[int]:
    having = Meter.objects.filter(is_source=True)
    chosen = having if units is None else having.filter(organisation_id__in=any_of(units))
    return set(chosen.values_list("organisation_id", flat=True))


def source_of(place: Place, meters: Mapping[int, Meter]) -> Meter:
    """The newest meter of the place that says of itself that it is a source."""
    return next(meters[id_] for id_ in reversed(place.meters) if meters[id_].is_source)


def _source(place: Place, used: Used) -> Source:
    own = [used.meters[id_] for id_ in place.meters]
    return Source(
        source_of(place, used.meters).account_key, own, [stretch for each in own for stretch in used.stretches[each.pk]]
    )


def _with_account(source: Source, id_: int | None, days: dict[int, list[tuple[date, date]]]) -> Source:
    billed = joined((midnight(first), midnight(last + ONE_DAY)) for first, last in days.get(id_, ()))
    return Source(source.key, source.meters, source.stretches, id_, billed)


def days_of(moments: Moments) -> tuple[date, date]:
    """First and last day; a reading at midnight is of the day that ended."""
    since, until = moments
    first = timezone.localdate(since)
    return first, max(first, timezone.localdate(until - timedelta(microseconds=1)))


def behind(organisations: Iterable[int], first: date, last: date) -> Iterator[Behind]:
    """The readings that figures of these days come from; one before or after them counts for the day it bounds."""
    since, until = midnight(first), midnight(last + ONE_DAY)
    found = sources(since=first, until=last + ONE_DAY, units=organisations)
    units = {meter.pk: source.key[0] for source in found for meter in source.meters}
    rows = readings_of(units, since=since, until=until).order_by("id").values_list("id", "meter_id", "read_at")
    for id_, meter, at in rows:
        yield Behind(id_, units[meter], min(max(timezone.localdate(at), first), last))
