"""A unit's year beside the quotas that are for it, and beside what its region published of its like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from jieyue.programme.organisations.naming import Named, name_now, named
from jieyue.programme.quotas.baseline import BesideBaseline, beside_baseline
from jieyue.programme.quotas.own_figures import own_figures
from jieyue.programme.statistics.answer import Answer
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.factors import read_switches
from jieyue.rules.indicators.declaring import catalogue
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.quotas import (
    OWN_SWITCHES,
    Account,
    Correction,
    Judged,
    PublishedMean,
    QuotaSet,
    YearOfUse,
    judge,
    mean_for,
)
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Level, Resource, Use
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.registers.quota_facts.institutions import Described, described

SIZES = {
    "area_m2": "floor_area_m2",
    "heated_area_m2": "heated_area_m2",
    "persons": "persons",
    "persons_water": "persons_water",
}
BOUNDARY = {"electricity_basis": "calorific", "vehicle_fuel_in_area_indicator": "false"}
"""Of published means, as the standard of demonstration units compares with them."""


class NoUnit(Refused):
    """Quotas are for units."""


@dataclass(frozen=True)
class Beside:
    """A figure of the unit beside the mean that its region published of its like, of another year perhaps."""

    key: str
    zh: str
    unit: str
    value: float | None
    mean: Decimal


@dataclass(frozen=True)
class UnitQuotas:
    """`accounts` are the sets that are for the unit; `said` is what else is to be known, as sentences."""

    organisation: Named
    year: int
    about: Described
    accounts: Sequence[Account]
    judged: Sequence[Judged]
    mean: PublishedMean | None
    beside: Sequence[Beside]
    said: Sequence[str]
    baseline: BesideBaseline | None = None


def quotas(
    *, organisation: str, year: int, person: Person, today: date, switches: Mapping[str, str] | None = None
) -> UnitQuotas:
    """`switches` are asked otherwise than the sets have them. Raises OrganisationUnknown, NoUnit, SwitchRefused."""
    unit = organisation_within(organisation, person)
    if Level(unit.level) is not Level.UNIT:
        raise NoUnit(f"{name_now(unit)}不是单位，定额按单位对照。", do="请写一个单位的编码。")
    period, asked = Period.parse(f"{year:04}"), switches or {}
    _refuse_unknown(asked)
    about = described(unit, year=year, on=min(period.last, today))
    sets = [each for each in policy().quota_sets if each.applies(about.institution, period.last)]
    accounts = [account_of(each, period, asked) for each in sets]
    answer = statistics(person=person, code=organisation, period=period, by=["use"], is_compared=False)
    used = _year(unit, period, answer, about, today)
    mean = _mean(about, year)
    return UnitQuotas(
        organisation=named([unit.pk], on=person.on)[unit.pk],
        year=year,
        about=about,
        accounts=accounts,
        judged=[found for each in accounts for found in judge(about.institution, used, each)],
        mean=mean,
        beside=_beside(mean, organisation, period, person) if mean else [],
        said=_said(about, accounts, used),
        baseline=beside_baseline(organisation=organisation, region=about.institution.region, year=year, person=person),
    )


def _refuse_unknown(asked: Mapping[str, str]) -> None:
    """Also where no set is for the unit. Raises SwitchUnreadable."""
    read_switches({name: value for name, value in asked.items() if name not in {*OWN_SWITCHES, *Correction}})


def account_of(of: QuotaSet, period: Period, asked: Mapping[str, str]) -> Account:
    """Corrections that another set has are none of this one's."""
    corrections = {each.by.value for each in of.corrections}
    own = {name: value for name, value in asked.items() if name in corrections or name not in set(Correction)}
    switches = of.switched(own)
    others = {name: value for name, value in switches.items() if name not in {*OWN_SWITCHES, *corrections}}
    return Account(of, factors_of(period, None, others), switches)


def _year(unit: Organisation, period: Period, answer: Answer, about: Described, today: date) -> YearOfUse:
    used: dict[tuple[Resource, Use], Decimal] = {}
    for row in answer.rows:
        key = (Resource(row.resource), Use(row.keys["use"] or Use.BUILDING))
        used[key] = used.get(key, Decimal(0)) + row.quantity
    figures = own_figures({unit.pk: about}, period.year)[unit.pk]
    doubt = _doubt(answer, is_over=today >= period.until)
    return YearOfUse(used=used, **_sizes(unit, period), **figures, is_complete=not doubt, doubt=doubt)


def _doubt(answer: Answer, *, is_over: bool) -> str:
    """Why the year cannot be judged as a whole; blank where it can."""
    if not is_over:
        return "年度还没有结束。"
    if not answer.is_complete:
        return "票据不齐。"
    return "有一部分用量不能按用途分列。" if any(row.is_rest for row in answer.rows) else ""


def _sizes(unit: Organisation, period: Period) -> dict[str, Decimal | None]:
    """Of the unit and of those below it, for what they use is in its sums."""
    below = under(path_on(unit.pk, period.last), period.last).values("organisation_id")
    profiles = Profile.objects.filter(organisation_id__in=below, year=period.year)
    return profiles.aggregate(**{name: Sum(column) for name, column in SIZES.items()})


def _said(about: Described, accounts: Sequence[Account], used: YearOfUse) -> list[str]:
    found = []
    if not about.institution.class_:
        found.append("不知道是哪一类机构，请在“定额资料”登记机构类别。")
    elif not about.is_class_said:
        found.append(f"按统计分类和名称推定为{about.class_zh}；不对的，请在“定额资料”登记机构类别。")
    if about.institution.class_ and not accounts:
        found.append(f"没有适用于{about.class_zh}的定额；当地的定额标准可以写进部署自己的政策目录。")
    return [*found, used.doubt] if accounts and used.doubt else found


# --- means that a region published


def _mean(about: Described, year: int) -> PublishedMean | None:
    """Of the year, else of the last one before it."""
    means = policy().published_means
    years = sorted({each.year for each in means if each.year <= year}, reverse=True)
    found = (mean_for(about.institution, each, means) for each in years)
    return next((each for each in found if each), None)


def _beside(mean: PublishedMean, organisation: str, period: Period, person: Person) -> list[Beside]:
    answer = statistics(person=person, code=organisation, period=period, switches=BOUNDARY, is_compared=False)
    own = {each.key: each for each in catalogue()}
    return [
        Beside(key, own[key].zh, own[key].unit, answer.indicators[key], figure) for key, figure in mean.figures.items()
    ]
