"""可疑的数据 of a place: what the data checks find at the units below it, by rule, each with who has it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.checking.queries import CheckFinding, checks
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of

MOST_UNITS = 500
"""More units' bills are not looked through while a page waits; the places below are opened one by one."""
MOST_LISTED = 200
OTHERS = "其他检查"
RULES: Mapping[str, str] = {
    "gap": "票据日期不连续",
    "month_not_covered": "票据没有覆盖整月",
    "period_length": "一张票据的天数过长或过短",
    "one_side_only": "只有数量或只有金额",
    "unit_price": "单价不在通常范围",
    "quantity_jump": "用量突增或突减",
    "same_quantity": "连续几期用量相同",
    "reading_as_use": "像是把表示数当作用量",
    "bought_on_one_day": "同一天多次购买",
    "invoice_used_again": "一张发票用了几次",
    "profile_change": "面积、人数比上年变化大",
    "electricity_change": "用电比上年变化大",
    "water_change": "用水比上年变化大",
    "energy_change": "能耗比上年变化大",
    "use_for_size": "用量与面积、人数不相称",
    "sum_of_others": "像是几个户号的合计",
    "account_at_two_units": "一个户号在两个单位",
}
"""What each rule is called where its findings are counted."""


@dataclass(frozen=True)
class OfRule:
    """How many findings a rule has, and at how many units."""

    rule: str
    name: str
    count: int
    units: int


@dataclass(frozen=True)
class Below:
    """`rules` with the most findings first; nothing is looked for where `is_large`."""

    year: int
    rules: Sequence[OfRule]
    is_large: bool = False


@dataclass(frozen=True)
class Listed:
    """Findings of one rule, the first so many, each with whom it concerns."""

    organisation: Named
    year: int
    name: str
    findings: Sequence[tuple[Named, CheckFinding]]
    count: int


def name_of(rule: str) -> str:
    """ "" stands for all."""
    return RULES.get(rule, OTHERS) if rule else "可疑的数据"


def findings_below(*, organisation: str, year: int, person: Person, today: date) -> Below:
    """Counted by rule, for a place."""
    if _is_large(organisation_within(organisation, person), today):
        return Below(year, [], is_large=True)
    found = checks(person=person, code=organisation, period=Period.parse(f"{year:04}"))
    counts = Counter(each.rule for each in found)
    who = {rule: {each.organisation for each in found if each.rule == rule} for rule in counts}
    return Below(year, [OfRule(rule, name_of(rule), count, len(who[rule])) for rule, count in counts.most_common()])


def findings_of(*, organisation: str, rule: str, year: int, person: Person, today: date) -> Listed:
    """By unit."""
    subject = organisation_within(organisation, person)
    is_large = _is_large(subject, today)
    asked = {"person": person, "code": organisation, "period": Period.parse(f"{year:04}")}
    found = [] if is_large else [each for each in checks(**asked) if rule in ("", each.rule)]
    codes = {each.organisation for each in found[:MOST_LISTED]}
    ids = dict(Organisation.objects.filter(code__in=any_of(codes)).values_list("code", "id"))
    names = named([subject.id, *ids.values()], on=today)
    told = [(names.get(ids[each.organisation], Named(each.organisation, "")), each) for each in found[:MOST_LISTED]]
    return Listed(names[subject.id], year, name_of(rule), told, len(found))


def _is_large(subject: Organisation, today: date) -> bool:
    units = under(path_on(subject.id, today), today).filter(organisation__level=Level.UNIT)
    return units[: MOST_UNITS + 1].count() > MOST_UNITS
