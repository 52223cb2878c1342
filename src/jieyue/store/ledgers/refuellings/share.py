"""单车油耗核算: of how many vehicles each month has its refuellings and what the odometer showed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import F

from jieyue.rules.period import month_end, month_of
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.machine.ledger import Part, Share
from jieyue.store.orgs.models import Profile
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.vehicles.burning import burns_fuel
from jieyue.store.registers.vehicles.models import Vehicle

Kept = Mapping[int, Mapping[date, list[int]]]
"""By vehicle and month, the rows that say what the odometer showed."""


def share_accounted(months: Mapping[int, Sequence[date]]) -> dict[int, Share]:
    every = sorted({month for own in months.values() for month in own})
    vehicles: dict[int, list[Vehicle]] = {unit: [] for unit in months}
    for each in Vehicle.objects.filter(organisation__in=any_of(months)).order_by("plate"):
        if burns_fuel(each):
            vehicles[each.organisation_id].append(each)
    kept = _kept([each.pk for own in vehicles.values() for each in own], every) if every else {}
    said = _said_of(months, every)
    return {unit: _share(own, vehicles[unit], kept, said.get(unit, {})) for unit, own in months.items()}


def _kept(vehicles: Sequence[int], months: Sequence[date]) -> Kept:
    days = (months[0], month_end(months[-1]))
    rows = Refuelling.objects.filter(vehicle__in=any_of(vehicles), refuelled_on__range=days).exclude(odometer_km=None)
    found: dict[int, dict[date, list[int]]] = {}
    for vehicle, day, id_ in rows.order_by("refuelled_on", "pk").values_list("vehicle_id", "refuelled_on", "pk"):
        found.setdefault(vehicle, {}).setdefault(month_of(day), []).append(id_)
    return found


def _said_of(units: Mapping[int, Sequence[date]], months: Sequence[date]) -> dict[int, dict[int, int]]:
    """How many petrol and diesel vehicles the profile of a year counts, by unit and year; those that do not say are
    left out.
    """
    years = {month.year for month in months}
    rows = Profile.objects.filter(organisation__in=any_of(units), year__in=years)
    counted = rows.annotate(count=F("vehicles_petrol") + F("vehicles_diesel")).exclude(count=None)
    found: dict[int, dict[int, int]] = {}
    for unit, year, count in counted.values_list("organisation_id", "year", "count"):
        found.setdefault(unit, {})[year] = count
    return found


def _share(months: Sequence[date], vehicles: Sequence[Vehicle], kept: Kept, said: Mapping[int, int]) -> Share:
    if not months:
        return Share(doubt="还没有过完的月份")
    asked = {each: [month for month in months if _owes(each, month)] for each in vehicles}
    parts = [_part(each, own, kept.get(each.pk, {})) for each, own in asked.items() if own]
    if not parts:
        return Share(doubt="没有登记用油的公务用车")
    counted = said.get(months[-1].year, 0)
    if counted > len(parts):
        doubt = f"年度基本信息有汽油车、柴油车 {counted} 辆，公务用车登记了 {len(parts)} 辆"
        return Share(tuple(parts), doubt)
    return Share(tuple(parts))


def _owes(vehicle: Vehicle, month: date) -> bool:
    """As the missing months count it: not the month in which it came to its end."""
    has_begun = vehicle.used_since is None or month_of(vehicle.used_since) <= month
    return has_begun and (vehicle.used_until is None or month < month_of(vehicle.used_until))


def _part(vehicle: Vehicle, months: Sequence[date], kept: Mapping[date, list[int]]) -> Part:
    lacks = [month for month in months if month not in kept]
    table = Refuelling._meta.db_table
    records = tuple((table, id_) for month in months for id_ in kept.get(month, ()))
    if lacks:
        named = "、".join(str(month.month) for month in lacks)
        return Part(vehicle.plate, f"{vehicle.plate} {named}月没有加油记录或没有里程", is_there=False, records=records)
    return Part(vehicle.plate, f"{vehicle.plate} {len(months)} 个月都有加油和里程", is_there=True, records=records)
