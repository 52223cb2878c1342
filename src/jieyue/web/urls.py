"""The pages: one line an area. An area's `urls.py` says under which path it stands and what it adds to the menu."""

from importlib import import_module
from types import ModuleType

from django.urls import include, path, register_converter

from jieyue.web.asking import NumberInPath, YearInPath

AREAS = (
    "start",
    "design",
    "account",
    "duties",
    "findings",
    "reporting",
    "notices",
    "evaluation",
    "bills",
    "ledgers",
    "metering",
    "organisations",
    "entry",
    "evidence",
    "delegations",
    "tokens",
    "people",
    "renewals",
    "audit",
    "upkeep",
)


def areas() -> list[ModuleType]:
    return [import_module(f"jieyue.web.{area}.urls") for area in AREAS]


register_converter(NumberInPath, "number")
register_converter(YearInPath, "year")
urlpatterns = [path(area.under, include(area)) for area in areas()]
