"""The catalogue of ledgers: each folder with a `ledger.py` is one, a Django app labelled `ledger_<folder>`."""

from jieyue.store.machine.folders import Folders

FOLDERS = Folders(__name__, __file__, label="ledger")
ledgers = FOLDERS.ledgers
ledger_apps = FOLDERS.apps
