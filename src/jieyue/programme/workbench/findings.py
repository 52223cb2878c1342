"""可疑的数据 of a place: what the data checks find at the units below it, by rule, each with who has it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.checking.names import OTHERS, name_of
from jieyue.programme.checking.queries import CheckFinding, checks
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of

MOST_UNITS = 500
"""More units' records are not looked through while a page waits; the places below are opened one by one."""
MOST_LISTED = 200


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


def findings_below(*, organisation: str, year: int, person: Person, today: date) -> Below:
    """Counted by rule, for a place."""
    if _is_large(organisation_within(organisation, person), today):
        return Below(year, [], is_large=True)
    found = _unanswered(organisation, year, person)
    counts = Counter(each.rule for each in found)
    who = {rule: {each.organisation for each in found if each.rule == rule} for rule in counts}
    return Below(year, [OfRule(rule, name_of(rule), count, len(who[rule])) for rule, count in counts.most_common()])


class RuleUnknown(NotThere):
    pass


def findings_of(*, organisation: str, rule: str, year: int, person: Person, today: date) -> Listed:
    """By unit. Raises RuleUnknown."""
    subject = organisation_within(organisation, person)
    is_large = _is_large(subject, today)
    found = [] if is_large else [each for each in _unanswered(organisation, year, person) if rule in ("", each.rule)]
    if rule and not found and name_of(rule) == OTHERS:
        raise RuleUnknown("没有这一项数据核对。", do="请从首页的“可疑的数据”打开。")
    codes = {each.organisation for each in found[:MOST_LISTED]}
    ids = dict(Organisation.objects.filter(code__in=any_of(codes)).values_list("code", "id"))
    names = named([subject.id, *ids.values()], on=today)
    told = [(names.get(ids[each.organisation], Named(each.organisation, "")), each) for each in found[:MOST_LISTED]]
    return Listed(names[subject.id], year, name_of(rule), told, len(found))


def _unanswered(organisation: str, year: int, person: Person) -> list[CheckFinding]:
    found = checks(person=person, code=organisation, period=Period.parse(f"{year:04}"))
    return [each for each in found if not each.is_answered]


def _is_large(subject: Organisation, today: date) -> bool:
    units = under(path_on(subject.id, today), today).filter(organisation__level=Level.UNIT)
    return units[: MOST_UNITS + 1].count() > MOST_UNITS
