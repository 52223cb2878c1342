"""A unit's year of building energy beside its baseline, where its region has a rule for one."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from jieyue.policy.loading import NoFactorSetInForce
from jieyue.programme.quotas.boundary import ELECTRICITY
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.queries import statistics
from jieyue.programme.statistics.used import tce_of
from jieyue.rules.energy_baseline import BaselineRule, EnergyBaseline, baseline_of, rule_for
from jieyue.rules.factors import Conversions, FactorUnknown
from jieyue.rules.period import FIRST_YEAR, Period
from jieyue.rules.person import Person
from jieyue.rules.values import Resource, Use
from jieyue.store.policies import policy


@dataclass(frozen=True)
class BesideBaseline:
    """In tonnes of standard coal, vehicles left out, all years by the factors of the last: the year itself (`now`),
    those before it, and what the rule makes of them. `electricity_basis` is a switch.
    """

    rule: BaselineRule
    now: Decimal | None
    before: Mapping[int, Decimal | None]
    baseline: EnergyBaseline
    electricity_basis: str

    @property
    def electricity(self) -> str:
        """How electricity is converted, in words."""
        return ELECTRICITY[self.electricity_basis]

    @property
    def percent(self) -> Decimal | None:
        """By how much of the baseline the year is more."""
        value = self.baseline.value
        return None if self.now is None or not value else (self.now - value) / value * 100


def beside_baseline(*, organisation: str, region: str, year: int, person: Person) -> BesideBaseline | None:
    """None where the region has no rule, or no factors are in force in the year."""
    period = Period.parse(f"{year:04}")
    rule = rule_for(region, policy().energy_baselines, on=period.last)
    if rule is None or year - rule.years < FIRST_YEAR:
        return None
    try:
        factors = factors_of(period)
    except (NoFactorSetInForce, FactorUnknown):
        return None
    asked = {"organisation": organisation, "person": person, "factors": factors}
    before = {each: _energy(each, **asked) for each in range(year - rule.years, year)}
    return BesideBaseline(
        rule, _energy(year, **asked), before, baseline_of(before, rule), factors.switches.electricity_basis
    )


def _energy(year: int, *, organisation: str, person: Person, factors: Conversions) -> Decimal | None:
    """Of a year of which the bills are there; None of any other."""
    period = Period.parse(f"{year:04}")
    answer = statistics(person=person, code=organisation, period=period, by=["use"], is_compared=False)
    if not answer.is_complete or not answer.rows:
        return None
    sums = {
        (Resource(row.resource), Use(row.keys["use"] or Use.BUILDING)): (row.quantity, row.amount_yuan)
        for row in answer.rows
    }
    return tce_of({which: used for which, used in sums.items() if which[1] is not Use.VEHICLE}, factors)
