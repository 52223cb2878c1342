"""Units whose months are another unit's: one question, however many are asked for.

The other may be beyond the reader's reach: that there is one is told, and who it is only to who reaches it.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import ibis
from ibis import Table

from jieyue.programme.organisations.naming import named
from jieyue.rules.check import Finding
from jieyue.rules.comparing import Copied, copied_from_another
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.rollup import by_unit, placed
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.rules.values import Resource
from jieyue.store.orgs.reach import reached
from jieyue.store.warehouse.opening import Warehouse
from jieyue.store.warehouse.tables import TABLES, Compiled, asked_every_day, compiled, variable

ASKED = ibis.table({"asked": "int64"}, name="units_asked")
FIRST, UNTIL = (variable(name, "date") for name in ("first", "until"))
LEAST, DIGITS = (variable(name, "float64") for name in ("least", "digits"))


def copies(opened: Warehouse, period: Period, thresholds: Thresholds) -> list[dict]:
    """Of the units asked for, those with another one's figures; `opened` looks at the period and holds them."""
    limits = (Limit.COPIED_LEAST_QUANTITY, Limit.COPIED_UNIT_DIGITS)
    least, digits = (thresholds.number(limit, on=period.last) for limit in limits)
    if least is None or digits is None:
        return []
    asked = {"first": period.first, "until": period.until, "least": float(least), "digits": float(digits)}
    opened.look_at_unit_sums(period.first, period.until)
    return opened.ask(_copies(), **asked).to_pylist()


def told_copies(
    rows: list[dict], period: Period, thresholds: Thresholds, *, names: Mapping[int, str]
) -> Iterator[tuple[int, Resource, Finding]]:
    """One finding a unit and resource, of the unit with which it shares the most, by a name that may be told."""
    others: dict[tuple[int, str], list[dict]] = {}
    for row in rows:
        others.setdefault((row["unit"], row["resource"]), []).append(row)
    for (unit, resource), own in others.items():
        most = min(own, key=lambda row: (-row["months"], row["other"]))
        found = Copied(
            most["months"], most["first"], most["last"], most["digits"], len(own), names.get(most["other"], "")
        )
        kind = Resource(resource)
        told = copied_from_another(found, kind, period=period, thresholds=thresholds)
        yield from ((unit, of, finding) for of, finding in told)


def names_within(units: Collection[int], *, person: Person, on: date) -> Mapping[int, str]:
    """Of these units, the names of those whom the person reaches."""
    if not units:
        return {}
    return {id_: each.name for id_, each in named(sorted(reached(units, person)), on=on).items()}


@asked_every_day
def _copies() -> Compiled:
    """unit, other, resource, months, first, last, digits: the pairs with enough figures in common."""
    facts = placed(TABLES["facts"], TABLES["standing"])
    mine, theirs = _telling(by_unit(facts.semi_join(ASKED, facts.unit == ASKED.asked))), _telling(TABLES["unit_sums"])
    both = mine.inner_join(theirs.rename(other="unit"), ["resource", "month", "quantity"])
    both = both.filter(both.unit != both.other)
    pairs = both.group_by(["unit", "other", "resource"]).agg(
        months=both.count(),
        first=both.month.min(),
        last=both.month.max(),
        digits=both.quantity.cast("float64").log10().sum(),
    )
    return compiled(pairs.filter(pairs.digits >= DIGITS))


def _telling(sums: Table) -> Table:
    """Of the period, where it is a figure that is hardly anybody else's."""
    return sums.filter((sums.month >= FIRST) & (sums.month < UNTIL) & (sums.quantity.cast("float64") >= LEAST))
