"""The register of what quotas ask of an institution beside its sizes (row B5)."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.quota_facts.models import QuotaFacts

LEDGER = Ledger("quota_facts", QuotaFacts, group="facts")
