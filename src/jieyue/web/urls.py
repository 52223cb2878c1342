"""The pages: one folder an area. Its `urls.py` says under which path it stands and what it adds to the menu."""

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.urls import include, path, register_converter

from jieyue.web.asking import NumberInPath, YearInPath


@cache
def areas() -> tuple[ModuleType, ...]:
    """Found by their folders: no list names them."""
    names = sorted(each.parent.name for each in Path(__file__).parent.glob("*/urls.py"))
    return tuple(import_module(f"jieyue.web.{name}.urls") for name in names)


register_converter(NumberInPath, "number")
register_converter(YearInPath, "year")
urlpatterns = [path(area.under, include(area)) for area in areas()]
