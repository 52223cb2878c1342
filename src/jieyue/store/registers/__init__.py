"""The catalogue of registers, which several ledgers refer to: each folder with a `ledger.py` is one."""

from jieyue.store.machine.folders import Folders

FOLDERS = Folders(__name__, __file__, label="register")
registers = FOLDERS.ledgers
register_apps = FOLDERS.apps
