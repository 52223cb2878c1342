"""The register of what statutory forms ask beside bills, profiles and the list of institutions (row B3)."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.form_facts.checks import heated_areas, of_profiles
from jieyue.store.registers.form_facts.models import FormFacts

LEDGER = Ledger("form_facts", FormFacts, checks=(heated_areas,), beside_profiles=of_profiles, group="facts")
