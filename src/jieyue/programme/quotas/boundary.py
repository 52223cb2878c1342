"""In words, with which coefficients and boundary a year was judged by a set."""

from collections.abc import Iterator

from jieyue.programme.statistics.queries import name_of_factors
from jieyue.rules.quotas import IN_AREA, IN_TOTAL, Account, QuotaIndicator

OF_ENERGY = (QuotaIndicator.NON_HEATING, QuotaIndicator.HEATING, QuotaIndicator.PER_PERSON)
ELECTRICITY = {"calorific": "电按当量值折算", "equivalent": "电按等价值折算"}
TOTAL = {True: "人均综合能耗含车辆用油", False: "人均综合能耗不含车辆用油"}
AREA = {True: "单位面积能耗含车辆用油", False: "单位面积能耗不含车辆用油"}


def boundary(account: Account) -> tuple[str, list[str]]:
    """The name of the factor set, blank where nothing is converted, and a phrase for each switch."""
    converts = any(each.indicator in OF_ENERGY for each in account.set.quotas)
    name = name_of_factors(account.conversions.factor_set) if converts else ""
    return name, list(_phrases(account)) if converts else []


def _phrases(account: Account) -> Iterator[str]:
    yield ELECTRICITY[account.conversions.switches.electricity_basis]
    yield TOTAL[account.counts(IN_TOTAL)]
    yield AREA[account.counts(IN_AREA)]
