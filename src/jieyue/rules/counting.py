"""怎么数: what counts as floor area, who uses energy and who uses water, by kind of institution and region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from jieyue.rules.factors import Source
from jieyue.rules.quotas import Institution
from jieyue.rules.values import Certainty, Word


class Counted(Word):
    """What a profile counts."""

    AREA = "floor_area_m2", "建筑面积"
    PERSONS = "persons", "用能人数"
    WATER = "persons_water", "用水人数"


class PersonPart(Word):
    """Of what persons are made up; in persons where the name says nothing else."""

    POST = "staff_in_post", "在编在岗人数"
    LONG = "staff_over_6_months", "在岗超过6个月的非在编人数"
    SHORT = "staff_up_to_6_months", "在岗不超过6个月的非在编人数"
    SUPPORT = "staff_support", "工勤保障人数"
    INTERNS = "interns", "实习人数"
    INTERN_MONTHS = "intern_months", "实习月数"
    BEDS = "open_beds", "开放床位数"
    BED_USE = "bed_use_percent", "床位使用率"
    OUTPATIENTS = "outpatient_visits", "年门诊人次"
    VISITORS = "visitors_a_day", "日均流动人数"
    STUDENTS = "students", "统招生人数"
    FOREIGN_STUDENTS = "foreign_students", "留学生人数"
    BOARDERS = "boarders", "住宿生人数"
    DAY_PUPILS = "day_pupils", "非住宿生人数"


@dataclass(frozen=True)
class Term:
    """What these parts add to the persons: their product times `weight`, over `per`."""

    parts: tuple[PersonPart, ...]
    weight: Decimal = Decimal(1)
    per: Decimal = Decimal(1)

    def told(self, names: Mapping[PersonPart, str]) -> str:
        times = "×".join(names[each] for each in self.parts)
        weight = "" if self.weight == 1 else f"×{self.weight:f}"
        return times + weight + ("" if self.per == 1 else f"÷{self.per:f}")


@dataclass(frozen=True)
class CountingRule:
    """As a document says it: of these classes and regions (beginnings of region codes), of all where none is named.
    `terms` are the same as a sum; there are none where the document gives none.
    """

    what: Counted
    text: str
    classes: tuple[str, ...]
    regions: tuple[str, ...]
    source: Source
    certainty: Certainty
    terms: tuple[Term, ...] = ()

    def fits(self, institution: Institution) -> bool:
        is_class = not self.classes or institution.class_ in self.classes
        return is_class and (not self.regions or institution.region.startswith(self.regions))

    @property
    def narrowness(self) -> tuple[bool, bool]:
        """What is said of a class goes before what is said of all, of these a region's own before the nation's."""
        return bool(self.classes), bool(self.regions)


def rules_for(institution: Institution, rules: Iterable[CountingRule]) -> list[CountingRule]:
    """In the order of what is counted, of each the narrowest."""
    fitting = [each for each in rules if each.fits(institution)]
    found = []
    for what in Counted:
        own = [each for each in fitting if each.what is what]
        narrowest = max((each.narrowness for each in own), default=None)
        found += [each for each in own if each.narrowness == narrowest]
    return found


# --- persons from their parts

PLACES = Decimal("0.01")
A_PERSON = Decimal(1)
"""Nearer than that, a figure of persons is the other one rounded."""
Parts = Mapping[PersonPart, Decimal | None]


@dataclass(frozen=True)
class PersonsCounted:
    """What a rule with terms makes of the parts: the formula in words, in figures, and its value to two places. Where
    parts are `missing` there are no figures and no value, for what is blank is no nought.
    """

    rule: CountingRule
    formula: str
    in_figures: str
    value: Decimal | None
    missing: Sequence[PersonPart]

    def differs(self, typed: Decimal | None) -> bool:
        """By a person or more."""
        return self.value is not None and typed is not None and abs(typed - self.value) >= A_PERSON


def counted(rule: CountingRule, parts: Parts) -> PersonsCounted:
    """By the terms of the rule, of which there are some."""
    asked = dict.fromkeys(part for term in rule.terms for part in term.parts)
    formula = "＋".join(term.told({part: part.zh for part in asked}) for term in rule.terms)
    known = {part: value for part in asked if (value := parts.get(part)) is not None}
    missing = [part for part in asked if part not in known]
    if missing:
        return PersonsCounted(rule, formula, "", None, missing)
    value = sum((prod(known[part] for part in term.parts) * term.weight / term.per for term in rule.terms), Decimal(0))
    figures = {part: plain(number) for part, number in known.items()}
    return PersonsCounted(
        rule, formula, "＋".join(term.told(figures) for term in rule.terms), value.quantize(PLACES), []
    )


def plain(number: Decimal) -> str:
    """Without noughts at its end."""
    return f"{number.normalize():f}"
