"""How much of what is to be metered apart is metered: by household (分户), by zone (分区), by end use (分项)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from jieyue.rules.meter_places import Place
from jieyue.rules.period import months_later
from jieyue.rules.values import Resource
from jieyue.store.ledgers.readings.points import Used
from jieyue.store.machine.ledger import Part, Share
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.meters.models import Meter

MAINS = (Resource.ELECTRICITY, Resource.WATER)
END_USES, PART_OF = "end_uses", "."
"""What is metered apart in turn (电梯) has the key of what it is part of (动力) before its own."""


def share_metered(months: Mapping[int, Sequence[date]]) -> dict[int, Share]:
    """Of the main meters of electricity and water, of a zone, and of each end use of policy: which are read so that
    every month is known. What has no meter at all may be nothing that the unit has: that nobody can decide from here.
    """
    every = sorted({month for own in months.values() for month in own})
    meters = Meter.objects.filter(organisation__in=any_of(months))
    used = Used.by_unit(meters, since=every[0], until=months_later(every[-1], 1)) if every else {}
    return {unit: _share(used.get(unit), own) for unit, own in months.items()}


def _share(used: Used | None, months: Sequence[date]) -> Share:
    if used is None or not months:
        return Share(doubt="计量器具台账里还没有登记表")
    parts = [_part(name, places, used, months) for name, places in _asked(used, months[-1])]
    absent = [part.name for part in parts if not part.records]
    doubt = f"计量器具台账里没有登记{'、'.join(absent)}的表，确实没有这类用能的请说明，由评价人核对" if absent else ""
    return Share(tuple(parts), doubt)


def _asked(used: Used, day: date) -> Iterator[tuple[str, list[Place]]]:
    for resource in MAINS:
        yield f"{resource.zh}总表", [each for each in used.places if _first(each, used).resource == resource]
    yield "分区", [each for each in used.each if _first(each, used).zone]
    of_electricity = [each for each in used.each if _first(each, used).resource == Resource.ELECTRICITY]
    for word in policy().ledgers.words_on(END_USES, day):
        if PART_OF not in word.key:
            own = [each for each in of_electricity if _first(each, used).end_use.split(PART_OF)[0] == word.key]
            yield word.name, own


def _first(place: Place, used: Used) -> Meter:
    return used.meters[place.now]


def _part(name: str, places: Iterable[Place], used: Used, months: Sequence[date]) -> Part:
    places = list(places)
    unread = [used.of_place(each).name for each in places if not _is_read(each, used, months)]
    says = f"{name}有表 {len(places)} 块" + (f"，{'、'.join(unread)} 没有按月抄全" if unread else "")
    table = Meter._meta.db_table
    records = tuple((table, each.now) for each in places)
    return Part(name, says if places else f"计量器具台账里没有登记{name}的表", bool(places) and not unread, records)


def _is_read(place: Place, used: Used, months: Sequence[date]) -> bool:
    use = used.of_place(place)
    return all(use.is_known(month) for month in months)
