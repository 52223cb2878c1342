"""The register of accounts, which records of use refer to. A record may open one, so its sheet is its own."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.settling import ACCOUNTS

LEDGER = Ledger("accounts", Account, sheets=(ACCOUNTS,), group="energy")
