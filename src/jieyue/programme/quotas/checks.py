"""The checks of quotas (S02): years of units that are complete, beside the quotas that are for them."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from jieyue.programme.quotas.own_figures import Own, own_figures
from jieyue.programme.quotas.queries import SIZES, account_of
from jieyue.programme.statistics.of_units import complete_units, uses_of_units
from jieyue.rules.check import Finding
from jieyue.rules.period import YEAR, Period
from jieyue.rules.quotas import Account, YearOfUse, beside_quota, judge, may_judge
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Level, Resource, Use
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.whose import of_each
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.quota_facts.institutions import Described, descriptions

Used = dict[tuple[Resource, Use], Decimal]


def findings(
    units: Collection[int], period: Period, thresholds: Thresholds
) -> Iterator[tuple[int, Resource | None, Finding]]:
    """Nothing of shorter periods, of units without a profile of the year, and of years that are not complete."""
    if period.months != YEAR or not policy().quota_sets or not units:
        return
    sized = Profile.objects.filter(organisation__in=any_of(units), organisation__level=Level.UNIT, year=period.year)
    sizes = {row.pop("organisation_id"): row for row in sized.values("organisation_id", *SIZES.values())}
    asked = list(Organisation.objects.filter(pk__in=any_of(sizes)))
    about = descriptions(asked, year=period.year, on=period.last) if asked else {}
    accounts = _accounts(about, period)
    if not accounts:
        return
    own, figures = of_each(accounts, thresholds, on=period.last), own_figures(about, period.year)
    told: dict[int, list[Finding]] = {}
    for unit, used in uses_of_units(accounts.keys(), period).items():
        year = _year(used, sizes[unit], figures[unit])
        judged = (each for account in accounts[unit] for each in judge(about[unit].institution, year, account))
        odd = [found for each in judged for found in beside_quota(each, period=period, thresholds=own[unit])]
        told |= {unit: odd} if odd else {}
    if told:  # who owes nothing of the year is asked of those alone of whom there is something to tell
        whole = complete_units(told, period)
        yield from ((unit, None, found) for unit, odd in told.items() if unit in whole for found in odd)


def _accounts(about: Mapping[int, Described], period: Period) -> dict[int, list[Account]]:
    """By unit, where a set is for it; each set's is made once, and institutions that are alike are looked at once."""
    sets, on = policy().quota_sets, period.last
    for_each = {
        of: [n for n, one in enumerate(sets) if one.applies(of, on) and may_judge(of, one)]
        for of in {each.institution for each in about.values()}
    }
    made = {n: account_of(sets[n], period, {}) for n in {n for own in for_each.values() for n in own}}
    return {unit: [made[n] for n in own] for unit, each in about.items() if (own := for_each[each.institution])}


def _year(used: Used, sizes: dict[str, Decimal | None], figures: Own) -> YearOfUse:
    return YearOfUse(used=used, **{name: sizes[column] for name, column in SIZES.items()}, **figures)
