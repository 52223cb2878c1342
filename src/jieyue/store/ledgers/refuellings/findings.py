"""The refuellings of a month beside the bills of petrol and diesel for vehicles: the bills count, these compare."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from jieyue.rules.allocation import is_long, spread
from jieyue.rules.check import Finding
from jieyue.rules.metering import said
from jieyue.rules.period import Period, month_end, month_of
from jieyue.rules.person import Person
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.machine.checking import Limits
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.days import dated_models
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.vehicles.burning import LITRES
from jieyue.store.registers.vehicles.models import PART_OF

GAP = "fuel_bill_gap_share"
BILLS_DIFFER = "fuel_bills_differ"
NAMES = {BILLS_DIFFER: "加油记录与计入统计的用油对不上"}
LONGEST = timedelta(days=400)
PLACES = 3
Which = tuple[int, str]
"""Organisation and resource."""
Found = Iterator[tuple[int, str, Finding]]
Sums = dict[tuple[int, str, date], Decimal]


def findings(organisations: Iterable[int], period: Period, _thresholds: Thresholds, **_whose: Person) -> Found:
    """Of units that keep refuellings at all. A month is told once something of a later day is there, or a bill of its
    own: bills come after what they are for.
    """
    limits = Limits(frozenset((GAP,)))
    filled, last = _filled(organisations, period)
    billed, last_billed = _billed({unit for unit, _ in last}, period)
    for (unit, resource, month), litres in sorted(filled.items()):
        limit = limits.on(GAP, month_end(month))
        on_bills = billed.get((unit, resource, month), Decimal(0))
        until = max(last[unit, resource], last_billed.get((unit, resource), date.min))
        is_told = on_bills or until > month_end(month)
        if limit and is_told and abs(litres - on_bills) > limit.value * max(litres, on_bills):
            yield unit, resource, _finding(Resource(resource), month, litres, on_bills)


def _filled(organisations: Iterable[int], period: Period) -> tuple[Sums, dict[Which, date]]:
    """Litres by month, and the last day of which anything is known."""
    whose, fuel, day = "vehicle__organisation_id", "vehicle__fuel", "refuelled_on"
    rows = Refuelling.objects.filter(vehicle__organisation_id__in=any_of(organisations), refuelled_on__gte=period.first)
    sums: Sums = {}
    last: dict[Which, date] = {}
    for unit, burns, on, litres in rows.order_by().values_list(whose, fuel, day, "litres"):
        resource = burns.split(PART_OF)[0]
        if resource not in LITRES:
            continue
        last[unit, resource] = max(on, last.get((unit, resource), on))
        if on < period.until:
            key = (unit, resource, month_of(on))
            sums[key] = sums.get(key, Decimal(0)) + litres
    return {key: litres for key, litres in sums.items() if litres}, last


def _billed(units: Iterable[int], period: Period) -> tuple[Sums, dict[Which, date]]:
    """By the months in which bills count, and the last day that any is about."""
    accounts = Account.objects.filter(
        organisation_id__in=any_of(units), resource__in=sorted(LITRES), use=Use.VEHICLE.value
    )
    of = {id_: (unit, resource) for id_, unit, resource in accounts.values_list("pk", "organisation_id", "resource")}
    sums: Sums = {}
    last: dict[Which, date] = {}
    for model, account in dated_models():
        if not any(each.name == "quantity" for each in model._meta.fields):
            continue
        begins, ends = model.day_columns
        near = {f"{account}__in": any_of(of), f"{ends}__gte": period.first, f"{begins}__lte": period.last + LONGEST}
        for id_, start, end, quantity in model._default_manager.filter(**near).values_list(
            account, begins, ends, "quantity"
        ):
            last[of[id_]] = max(end, last.get(of[id_], end))
            for month, share in _shares(start, end, quantity):
                key = (*of[id_], month)
                sums[key] = sums.get(key, Decimal(0)) + share
    return sums, last


def _shares(start: date, end: date, quantity: Decimal) -> Iterable[tuple[date, Decimal]]:
    """As the statistics count a bill."""
    return spread(quantity, start=start, end=end, places=PLACES) if is_long(start, end) else [(month_of(end), quantity)]


def _finding(resource: Resource, month: date, litres: Decimal, billed: Decimal) -> Finding:
    fuel = f"计入统计的车辆用{resource.zh}"
    told = f"{fuel}为 {said(billed)} L" if billed else f"没有{fuel}"
    return Finding(
        BILLS_DIFFER,
        "litres",
        f"{month:%Y-%m} 加油记录共 {said(litres)} L，{told}。",
        "请核对有没有漏登的加油、漏登的油费，油费的升数是否写错；充值后分月加油的，油费按实际加油登记。",
        month,
        month_end(month),
        figures={"refuelled": litres, "billed": billed},
        subject=f"{resource.value} {month:%Y-%m}",
    )
