"""Difficulties raised and solved (row A2 of the requirements; shaanxi-2020: 推动解决创建工作中的困难和问题)."""

from jieyue.store.ledgers.difficulties.models import Difficulty
from jieyue.store.machine.ledger import Ledger, Measure

LEDGER = Ledger("difficulties", Difficulty, measures=(Measure("difficulties"),), group="organisation")
