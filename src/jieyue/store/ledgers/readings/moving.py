"""Which months' figures change with what an operation wrote: readings, meters that are sources, and the bills of their
accounts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson
from django.db.models import Max, Min
from django.utils import timezone

from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.ledgers.readings.points import places_of
from jieyue.store.ledgers.readings.series import shown_of
from jieyue.store.ledgers.readings.sources import source_places
from jieyue.store.machine.ledger import Moved
from jieyue.store.records.any_of import any_of
from jieyue.store.records.log import Version
from jieyue.store.registers.accounts.days import dated_models
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import Key, accounts_named
from jieyue.store.registers.meters.models import Meter

COUNTING = (
    "organisation_id", "resource", "multiplier", "digits", "main_id", "replaces_id", "account", "use", "is_source",
    "installed_on", "first_shown", "removed_on", "last_shown",
)  # fmt: skip
"""Columns of a meter on which figures depend."""
MOMENT = timedelta(microseconds=1)
Days = tuple[date, date]


def moved(versions: Sequence[Version]) -> Iterator[Moved]:
    """Nothing, and after one question, where no meter is a source."""
    once = _sources_before(versions)
    if not once and not Meter.objects.filter(is_source=True).exists():
        return
    counting = Counting.now(once)
    yield from _by_readings(versions, counting)
    yield from _by_meters(versions, counting)
    yield from _by_accounts(versions, counting)


@dataclass(frozen=True)
class Counting:
    """The meters that stand in places that are sources, or were before this operation, by id; and their accounts."""

    meters: Mapping[int, Meter]
    accounts: Mapping[Key, list[int]]

    @classmethod
    def now(cls, once: Iterable[int]) -> "Counting":
        units = Meter.objects.filter(is_source=True).values("organisation_id")
        kept = {each.pk: each for each in Meter.objects.filter(organisation_id__in=units)}
        by_unit: dict[int, list[Meter]] = {}
        for each in kept.values():
            by_unit.setdefault(each.organisation_id, []).append(each)
        found: dict[int, Meter] = {}
        for own in by_unit.values():
            for place in source_places(places_of(own), kept):
                found |= {id_: kept[id_] for id_ in place.meters}
        found |= {each.pk: each for each in Meter.objects.filter(pk__in=any_of(once))}
        accounts: dict[Key, list[int]] = {}
        for id_, each in found.items():
            accounts.setdefault(each.account_key, []).append(id_)
        return cls(found, accounts)

    def life(self, meters: Iterable[int]) -> Iterator[Moved]:
        """All months of which these meters tell."""
        own = [self.meters[each] for each in meters if each in self.meters]
        ends = Reading.objects.filter(meter_id__in=any_of(each.pk for each in own)).order_by().values("meter_id")
        rows = ends.annotate(first=Min("read_at"), last=Max("read_at")).values_list("meter_id", "first", "last")
        read = {meter: (_day(first), _day(last)) for meter, first, last in rows}
        for each in own:
            days = [*read.get(each.pk, ()), *(day for day in (each.installed_on, each.removed_on) if day)]
            if days:
                yield Moved(each.organisation_id, min(days), max(days))


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _sources_before(versions: Sequence[Version]) -> set[int]:
    """Meters that were sources before the operation or are since, also those that are gone."""
    written = ((id_, each) for id_, *both in _of(versions, Meter) for each in both if each)
    return {id_ for id_, each in written if each["is_source"]}


def _of(versions: Sequence[Version], model: type) -> Iterator[tuple[int, dict | None, dict | None]]:
    table = model._meta.db_table
    for own, id_, before, after in versions:
        if own == table:
            yield id_, before and orjson.loads(before), after and orjson.loads(after)


def _by_readings(versions: Sequence[Version], counting: Counting) -> Iterator[Moved]:
    """From the reading before those that were written until the one after them."""
    moments: dict[int, list[datetime]] = {}
    for _, *both in _of(versions, Reading):
        for row in (each for each in both if each and each["meter_id"] in counting.meters):
            moments.setdefault(row["meter_id"], []).append(_moment(row["read_at"]))
    if not moments:
        return
    every = [at for own in moments.values() for at in own]
    shown = shown_of((counting.meters[each] for each in moments), since=min(every), until=max(every) + MOMENT)
    for meter, own in moments.items():
        first, last = min(own), max(own)
        begin = max((each.at for each in shown[meter] if each.at < first), default=first)
        end = min((each.at for each in shown[meter] if each.at > last), default=last)
        yield Moved(counting.meters[meter].organisation_id, _day(begin), _day(end))


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _by_meters(versions: Sequence[Version], counting: Counting) -> Iterator[Moved]:
    """A meter that is or was a source, where what is counted by changed."""
    changed = [id_ for id_, before, after in _of(versions, Meter) if _counting(before) != _counting(after)]
    concerned = {id_ for id_ in changed if id_ in counting.meters}
    if concerned:
        units = {counting.meters[id_].organisation_id for id_ in concerned}
        yield from counting.life(id_ for id_, each in counting.meters.items() if each.organisation_id in units)


def _counting(row: dict | None) -> tuple | None:
    return row and tuple(row[name] for name in COUNTING)


def _by_accounts(versions: Sequence[Version], counting: Counting) -> Iterator[Moved]:
    """A bill takes its days from the meter, and gives them back when it goes; so does an account that is registered."""
    organisations = {kept.id: key[0] for key, kept in accounts_named(counting.accounts).items()}
    for model, account in dated_models():
        begins, ends = model.day_columns
        for _, *both in _of(versions, model):
            for row in (each for each in both if each and each[account] in organisations):
                days = (date.fromisoformat(row[name]) for name in (begins, ends))
                yield Moved(organisations[row[account]], *days)
    names = ("organisation_id", "resource", "use", "number")
    for _, before, after in _of(versions, Account):
        if before is None or after is None:
            key = tuple((after or before or {})[name] for name in names)
            yield from counting.life(counting.accounts.get(key, ()))
