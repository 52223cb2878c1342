"""Ledgers and registers are found by their folders: no list names them."""

from collections.abc import Sequence
from functools import cached_property
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.db.models import Model

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
        """Every declaration, in the order of the folders' names, but what others refer to before them."""
        return self._ledgers

    @cached_property
    def _ledgers(self) -> "tuple[Ledger, ...]":
        """Looked for on the disk once: a page asks a hundred times."""
        return _referred_to_first([import_module(f"{self._package}.{name}.ledger").LEDGER for name in self.names()])

    def _app(self, name: str) -> AppConfig:
        config = AppConfig(f"{self._package}.{name}", import_module(f"{self._package}.{name}"))
        config.label = f"{self._label}_{name}"
        return config


def _referred_to_first(found: "Sequence[Ledger]") -> "tuple[Ledger, ...]":
    by_model = {each.model: each for each in found}
    graph = {each.key: sorted(by_model[other].key for other in _referred(each) if other in by_model) for each in found}
    by_key = {each.key: each for each in found}
    return tuple(by_key[key] for key in TopologicalSorter(graph).static_order())


def _referred(ledger: "Ledger") -> "set[type[Model]]":
    """To what its rows lead, but for rows of its own."""
    fields = ledger.model._meta.concrete_fields
    return {field.related_model for field in fields if field.related_model not in (None, ledger.model)}
