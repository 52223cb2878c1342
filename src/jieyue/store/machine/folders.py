"""Ledgers and registers are found by their folders: no list names them."""

from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from jieyue.store.machine.ledger import Ledger


class Folders:
    """The folders beside a package's `__init__`, each with a `ledger.py` that declares a `LEDGER`."""

    def __init__(self, package: str, file: str, *, label: str) -> None:
        self._package = package
        self._place = Path(file).parent
        self._label = label

    def names(self) -> list[str]:
        return sorted(each.parent.name for each in self._place.glob("*/ledger.py"))

    def apps(self) -> list[AppConfig]:
        """What the settings install: an app a folder, labelled by it."""
        return [self._app(name) for name in self.names()]

    def ledgers(self) -> "tuple[Ledger, ...]":
        """Every declaration, in the order of the folders' names."""
        return self._ledgers

    @cached_property
    def _ledgers(self) -> "tuple[Ledger, ...]":
        """Looked for on the disk once: a page asks a hundred times."""
        return tuple(import_module(f"{self._package}.{name}.ledger").LEDGER for name in self.names())

    def _app(self, name: str) -> AppConfig:
        config = AppConfig(f"{self._package}.{name}", import_module(f"{self._package}.{name}"))
        config.label = f"{self._label}_{name}"
        return config
