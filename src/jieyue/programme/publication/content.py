"""What a quarterly energy notice says. A layout of our own: no official form has been found.

The quarters are those that were accepted; one that was not stands there as the ledger has it now, and that is said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from jieyue.programme.completeness.queries import incomplete_periods
from jieyue.programme.organisations.naming import named
from jieyue.programme.papers.layouts import plain_layout_for
from jieyue.programme.reporting.figures import Content, Line, digest_of, sizes_of_units
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.queries import name_of_factors
from jieyue.programme.statistics.used import Used, added, used_in
from jieyue.rules.period import Period
from jieyue.rules.values import Resource, Use
from jieyue.store.notices.models import Notice
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.registers.targets.models import Target
from jieyue.store.reporting.models import Report
from jieyue.store.snapshots.keeping import content_of

PERCENT = Decimal(100)
TENTH = Decimal("0.1")
LAYOUT = "energy-notice"
INDICATORS = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")
FOLDERS_BEHIND = ("/factors/", "/units/", "/papers/energy-notice", "/papers/forms/")
APART = (Resource.PETROL, Resource.DIESEL)
"""Of these, what vehicles used stands in a row of its own."""
VEHICLE, OTHER = "vehicle", "other"

Row = tuple[Resource, str]
"""A line of the table: a resource, and whether for vehicles or for other things where that is told apart."""
Sums = Mapping[Row, tuple[Decimal, Decimal | None]]


def notice_content(unit: Organisation, period: Period) -> Content:
    """Everything but the words that the unit writes itself. Figures are texts, so that none loses a digit."""
    accepted = accepted_of(unit, _told(period))
    quarters = _quarters(unit, period, accepted)
    factors = factors_of(period)
    own = Target.objects.filter(organisation=unit, year=period.year, is_confirmed=True)
    targets = own.values(*INDICATORS, "document").first() or {}
    used = {resource for quarter in quarters.values() for resource, _ in quarter.sums}
    content = {
        "organisation": unit.code,
        "name": named([unit.pk], on=period.last)[unit.pk].name,
        "period": str(period),
        "is_accepted": str(period) in accepted,
        "not_accepted": [str(each) for each in period.quarters() if str(each) not in accepted],
        "incomplete": [str(each) for each in incomplete_periods(unit.pk, _compared(period))],
        "sizes": sizes_of_units([unit.pk], period.year).get(unit.pk, {}),
        "rows": _rows(period, quarters),
        "energy": _energy(period, quarters),
        "indicators": {key: quarters[str(period)].ratios.get(key) for key in INDICATORS},
        "ratios": _ratios(targets, period, quarters),
        "target_document": targets.get("document", ""),
        "tce": _by_quarter(period, quarters, lambda quarter: quarter.tce),
        "water": _by_quarter(period, quarters, _water),
        "factors": factors.factor_set,
        "factors_name": name_of_factors(factors.factor_set),
        "switches": factors.switches.as_dict(),
        "layout": own_layout(unit),
        "unverified": [factor.as_dict() for factor in factors.to_check(used)],
        "policy": {
            name: sha256
            for name, sha256 in policy().documents.items()
            if any(folder in name for folder in FOLDERS_BEHIND)
        },
    }
    return orjson.loads(orjson.dumps(content, default=str))


def own_layout(unit: Organisation) -> dict[str, Any]:
    """The one in force, as it is pinned with a notice."""
    return plain_layout_for(unit.pk, LAYOUT)


def seen_of(notice: Notice | None, content: Content) -> str:
    """The digest of a draft as a page shows it: figures, words, number, and who asked for approval when."""
    names = ("number", "reasons", "place", "telephone", "days", "correction", "proposed_by", "proposed_at", "state")
    return digest_of({"content": content, "words": {name: getattr(notice, name, None) for name in names}})


def lines_of(content: Content) -> list[Line]:
    """The quarter's figures of a notice by resource."""
    found: dict[Resource, Line] = {}
    for row in content["rows"]:
        if row["quantity"] is None:
            continue
        resource, money = Resource(row["resource"]), row["amount_yuan"]
        before = found.get(resource, Line(resource, Decimal(0), None))
        amount = added(before.amount_yuan, None if money is None else Decimal(money))
        found[resource] = Line(resource, before.quantity + Decimal(row["quantity"]), amount)
    return list(found.values())


def accepted_of(unit: Organisation, quarters: Iterable[Period]) -> dict[str, Content]:
    """By period, of these quarters the ones that were accepted."""
    wanted = [str(each) for each in quarters]
    kept = Report.objects.filter(organisation=unit, period__in=wanted, accepted__isnull=False)
    return {each.period: content_of(each.accepted) for each in kept.select_related("accepted")}


def _told(period: Period) -> list[Period]:
    """A notice says nothing of quarters after its own; of the year before it tells all."""
    return [*_before(period), *period.quarters()]


def _compared(period: Period) -> list[Period]:
    """The quarters of the year so far, and the same ones of the year before."""
    return [*(_year_ago(each) for each in period.quarters()), *period.quarters()]


def _before(period: Period) -> list[Period]:
    return Period.parse(f"{period.year - 1:04}Q4").quarters()


def _quarters(unit: Organisation, period: Period, accepted: Mapping[str, Content]) -> dict[str, Used]:
    live = [each for each in _told(period) if str(each) not in accepted]
    found = used_in(unit, live) if live else {}
    return {**found, **{key: _as_accepted(content) for key, content in accepted.items()}}


def _as_accepted(content: Content) -> Used:
    sums: dict[tuple[Resource, Use], tuple[Decimal, Decimal | None]] = {}
    for fact in content["facts"]:
        which, money = (Resource(fact["resource"]), Use(fact["use"])), fact["amount_yuan"]
        quantity, paid = sums.get(which, (Decimal(0), None))
        sums[which] = quantity + Decimal(fact["quantity"]), added(paid, None if money is None else Decimal(money))
    tce = content["totals"]["tce"]
    return Used(sums, None if tce is None else Decimal(tce), content["indicators"])


def _by_row(quarters: Iterable[Used]) -> Sums:
    """The sums of some quarters as they stand in the table."""
    found: dict[Row, tuple[Decimal, Decimal | None]] = {}
    for (resource, use), (quantity, money) in (each for quarter in quarters for each in quarter.sums.items()):
        apart = (VEHICLE if use is Use.VEHICLE else OTHER) if resource in APART else ""
        before, paid = found.get((resource, apart), (Decimal(0), None))
        found[resource, apart] = before + quantity, added(paid, money)
    return found


def _rows(period: Period, quarters: Mapping[str, Used]) -> list[dict[str, object]]:
    own, then = (_by_row([quarters[str(each)]]) for each in (period, _year_ago(period)))
    total = _by_row(quarters[str(each)] for each in period.quarters())
    total_then = _by_row(quarters[str(_year_ago(each))] for each in period.quarters())
    return [
        {
            "resource": resource,
            "use": use,
            "unit": resource.unit,
            **_figures(*(_first(sums, (resource, use)) for sums in (own, then, total, total_then))),
            "amount_yuan": own[resource, use][1] if (resource, use) in own else None,
        }
        for resource in Resource
        for use in ("", VEHICLE, OTHER)
        if (resource, use) in own or (resource, use) in total
    ]


def _energy(period: Period, quarters: Mapping[str, Used]) -> dict[str, object]:
    """Standard coal in tonnes, and what the quarter cost in all."""
    so_far = [quarters[str(each)] for each in period.quarters()]
    before = [quarters[str(_year_ago(each))] for each in period.quarters()]
    own = quarters[str(period)]
    money = [paid for _, paid in own.sums.values() if paid is not None]
    figures = _figures(own.tce, quarters[str(_year_ago(period))].tce, _whole_tce(so_far), _whole_tce(before))
    return {**figures, "amount_yuan": sum(money, Decimal(0)) if money else None}


def _whole_tce(quarters: Sequence[Used]) -> Decimal | None:
    """None where one of them used something and is not known."""
    used = [each.tce for each in quarters if each.sums]
    return sum((each for each in used if each is not None), Decimal(0)) if used and None not in used else None


def _figures(
    own: Decimal | None, then: Decimal | None, total: Decimal | None, total_then: Decimal | None
) -> dict[str, object]:
    return {
        "quantity": own,
        "then": then,
        "change": _change(own, then),
        "total": total,
        "total_change": _change(total, total_then),
    }


def _change(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    """In percent, to a tenth; None where there is nothing to compare with."""
    if now is None or not then:
        return None
    return ((now - then) / then * PERCENT).quantize(TENTH) + 0  # never a minus zero


def _ratios(targets: Mapping[str, Any], period: Period, quarters: Mapping[str, Used]) -> list[dict[str, object]]:
    """Of this quarter and the same one last year, of the year so far, and what of the year's target that is."""
    found = []
    for key in INDICATORS:
        total = _added_ratio(key, [quarters[str(each)] for each in period.quarters()])
        target = targets.get(key)
        found.append(
            {
                "key": key,
                "quantity": quarters[str(period)].ratios.get(key),
                "then": quarters[str(_year_ago(period))].ratios.get(key),
                "total": total,
                "target": target,
                "share": None if total is None or not target else _share(total, target),
            }
        )
    return found


def _added_ratio(key: str, quarters: Sequence[Used]) -> float | None:
    """Ratios of one year are to the same size, so that they add up; None where one of them is not known."""
    known = [each.ratios.get(key) for each in quarters if each.sums]
    return sum(each for each in known if each is not None) if known and None not in known else None


def _share(total: float, target: Decimal) -> Decimal:
    return (Decimal(str(total)) / target * PERCENT).quantize(TENTH)


def _by_quarter(
    period: Period, quarters: Mapping[str, Used], value: Callable[[Used], Decimal | None]
) -> dict[str, dict[str, Decimal | None]]:
    """For a chart: four quarters of this year, those to come without a figure, and of the last."""
    this = Period.parse(f"{period.year:04}Q4").quarters()
    return {
        name: {str(each): value(quarters[str(each)]) if str(each) in quarters else None for each in own}
        for name, own in (("this", this), ("last", _before(period)))
    }


def _water(quarter: Used) -> Decimal | None:
    """In cubic metres."""
    used = [quantity for (resource, _), (quantity, _) in quarter.sums.items() if resource is Resource.WATER]
    return sum(used, Decimal(0)) if used else None


def _year_ago(period: Period) -> Period:
    return period.in_year(period.year - 1)


def _first(sums: Sums, row: Row) -> Decimal | None:
    return sums[row][0] if row in sums else None
