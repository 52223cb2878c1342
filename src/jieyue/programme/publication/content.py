"""What a quarterly energy notice says. A layout of our own: no official form has been found.

The quarters are those that were accepted; one that was not stands there as the ledger has it now, and that is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from jieyue.programme.reporting.figures import Content, digest_of, lines
from jieyue.programme.statistics.answer import Row
from jieyue.programme.statistics.queries import statistics, sums
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Resource
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.pinned.keeping import content_of
from jieyue.store.policies import policy
from jieyue.store.reporting.models import Report

PERCENT = Decimal(100)
TENTH = Decimal("0.1")
INDICATORS = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")

Quarter = Mapping[Resource, tuple[Decimal, Decimal | None]]
"""Quantity and money by resource."""


def notice_content(unit: Organisation, period: Period, *, person: Person) -> Content:
    """Everything but the words that the unit writes itself. Figures are texts, so that none loses a digit."""
    accepted = _accepted(unit, period)
    this, last = (_year(unit, year, accepted, person) for year in (period.year, period.year - 1))
    own = accepted.get(str(period)) or {}
    live = statistics(person=person, code=unit.code, period=period, is_compared=False)
    indicators = own.get("indicators") or live.indicators
    content = {
        "organisation": unit.code,
        "name": live.organisation_name,
        "period": str(period),
        "is_accepted": bool(own),
        "not_accepted": [str(each) for each in period.quarters() if str(each) not in accepted],
        "sizes": _sizes(unit, period.year),
        "rows": _rows(period, this["quarters"], last["quarters"]),
        "indicators": {key: indicators.get(key) for key in INDICATORS},
        "tce": {"this": _so_far(this["tce"], period), "last": last["tce"]},
        "factors": live.factors,
        "switches": dict(live.switches),
        "unverified": list(live.unverified),
        "policy": {
            name: sha256
            for name, sha256 in policy().documents.items()
            if any(folder in name for folder in ("/factors/", "/units/"))
        },
    }
    return orjson.loads(orjson.dumps(content, default=str))


def _so_far(tce: Mapping[str, object], period: Period) -> dict[str, object]:
    """A notice says nothing of quarters after its own."""
    told = {str(quarter) for quarter in period.quarters()}
    return {quarter: value if quarter in told else None for quarter, value in tce.items()}


def seen_of(notice: Notice | None, content: Content) -> str:
    """The digest of a draft as a page shows it: figures, words, number, and who asked for approval when."""
    names = ("number", "reasons", "place", "telephone", "days", "correction", "proposed_by", "proposed_at", "state")
    return digest_of({"content": content, "words": {name: getattr(notice, name, None) for name in names}})


def other_rows(pinned: Content, now: Content) -> list[tuple[str, str, str]]:
    """Resource, quantity as published, and as it would be now, where they differ."""
    before, after = ({row["resource"]: row["quantity"] for row in each["rows"]} for each in (pinned, now))
    return [
        (f"{resource.zh}（{resource.unit}）", before.get(resource, ""), after.get(resource, ""))
        for resource in Resource
        if before.get(resource) != after.get(resource)
    ]


def _accepted(unit: Organisation, period: Period) -> dict[str, Content]:
    """Accepted quarters of this year and the last, by period."""
    wanted = [str(each.in_year(year)) for each in _all_quarters(period) for year in (period.year, period.year - 1)]
    kept = Report.objects.filter(organisation=unit, period__in=wanted, accepted__isnull=False)
    return {each.period: content_of(each.accepted) for each in kept.select_related("accepted")}


def _all_quarters(period: Period) -> list[Period]:
    return Period.parse(f"{period.year:04}Q4").quarters()


def _year(unit: Organisation, year: int, accepted: Mapping[str, Content], person: Person) -> dict[str, Any]:
    """Each quarter's sums of a year, accepted where they were, with standard coal by quarter."""
    whole = Period.parse(f"{year:04}")
    rows = sums(person=person, code=unit.code, period=whole, by=["quarter", "resource"])
    found: dict[str, Quarter] = {str(each): _live(rows, str(each)) for each in _all_quarters(whole)}
    tce = {quarter: _live_tce(rows, quarter) for quarter in found}
    for quarter in found.keys() & accepted.keys():
        content = accepted[quarter]
        found[quarter] = {line.resource: (line.quantity, line.amount_yuan) for line in lines(content)}
        tce[quarter] = content["totals"]["tce"]
    return {"quarters": found, "tce": tce}


def _live(rows: Sequence[Row], quarter: str) -> Quarter:
    own = (row for row in rows if row.keys["quarter"] == quarter)
    return {Resource(row.resource): (row.quantity, row.amount_yuan) for row in own}


def _live_tce(rows: Sequence[Row], quarter: str) -> Decimal | None:
    known = [row.tce for row in rows if row.keys["quarter"] == quarter and row.tce is not None]
    return sum(known, Decimal(0)) if known else None


def _rows(period: Period, this: Mapping[str, Quarter], last: Mapping[str, Quarter]) -> list[dict[str, object]]:
    so_far = [str(each) for each in period.quarters()]
    before = [str(each.in_year(period.year - 1)) for each in period.quarters()]
    own, then = this[str(period)], last[str(period.in_year(period.year - 1))]
    total, total_then = _added(this[each] for each in so_far), _added(last[each] for each in before)
    return [
        {
            "resource": resource,
            "unit": resource.unit,
            "quantity": _first(own, resource),
            "then": _first(then, resource),
            "change": _change(own, then, resource),
            "total": _first(total, resource),
            "total_change": _change(total, total_then, resource),
            "amount_yuan": own[resource][1] if resource in own else None,
        }
        for resource in Resource
        if resource in own or resource in total
    ]


def _added(quarters: Iterable[Quarter]) -> Quarter:
    found: dict[Resource, tuple[Decimal, Decimal | None]] = {}
    for quarter in quarters:
        for resource, (quantity, money) in quarter.items():
            before, paid = found.get(resource, (Decimal(0), None))
            found[resource] = before + quantity, paid if money is None else money + (paid or 0)
    return found


def _first(quarter: Quarter, resource: Resource) -> Decimal | None:
    return quarter[resource][0] if resource in quarter else None


def _change(now: Quarter, then: Quarter, resource: Resource) -> Decimal | None:
    """In percent, to a tenth; None where there is nothing to compare with."""
    one, other = _first(now, resource), _first(then, resource)
    if one is None or not other:
        return None
    return ((one - other) / other * PERCENT).quantize(TENTH)


def _sizes(unit: Organisation, year: int) -> Mapping[str, object]:
    return Profile.objects.filter(organisation=unit, year=year).values("floor_area_m2", "persons").first() or {}
