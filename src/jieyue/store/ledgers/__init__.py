"""The catalogue of ledgers: each folder with a `ledger.py` is one, a Django app labelled `ledger_<folder>`."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import AppConfig


def ledger_folders() -> list[str]:
    return sorted(found.parent.name for found in Path(__file__).parent.glob("*/ledger.py"))


def ledger_apps() -> list[AppConfig]:
    """What the settings install."""
    return [_app(folder) for folder in ledger_folders()]


def ledgers() -> list[ModuleType]:
    """Every ledger's declaration: its `kinds` to import and the facts it feeds."""
    return [import_module(f"{__name__}.{folder}.ledger") for folder in ledger_folders()]


def _app(folder: str) -> AppConfig:
    name = f"{__name__}.{folder}"
    config = AppConfig(name, import_module(name))
    config.label = f"ledger_{folder}"
    return config
