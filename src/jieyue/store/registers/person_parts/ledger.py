"""The register of what persons are made up of (row B3): from it they are computed by the rule of the unit's class."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.person_parts.checks import of_profiles, persons_of_profile
from jieyue.store.registers.person_parts.models import PersonParts

LEDGER = Ledger("person_parts", PersonParts, checks=(persons_of_profile,), beside_profiles=of_profiles, group="facts")
