"""Persons from their parts: by the narrowest rules of policy that are for an institution and have a formula."""

from jieyue.rules.counting import CountingRule, Parts, PersonPart, PersonsCounted, counted, rules_for
from jieyue.store.policies import policy
from jieyue.store.registers.person_parts.models import PersonParts
from jieyue.store.registers.quota_facts.institutions import Described
from jieyue.store.registers.quota_facts.models import QuotaFacts


def parts_known(row: PersonParts | None, facts: QuotaFacts | None) -> Parts:
    """Each part from where it is kept: the row of the year, or the quota facts of the year."""
    return {part: getattr(facts if part is PersonPart.BEDS else row, part.value, None) for part in PersonPart}


def persons_counted(about: Described, row: PersonParts | None) -> list[PersonsCounted]:
    """Persons for energy before those for water; none where no rule for the institution is a formula."""
    parts = parts_known(row, about.facts)
    return [counted(rule, parts) for rule in rules_of(about) if rule.terms]


def rules_of(about: Described) -> list[CountingRule]:
    return rules_for(about.institution, policy().counting_rules)
