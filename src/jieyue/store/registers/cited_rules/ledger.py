"""The register of rules of others (row A4 of the requirements; sichuan-2020: 落实……管理制度)."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.cited_rules.models import CitedRule

LEDGER = Ledger("cited_rules", CitedRule, group="organisation")
