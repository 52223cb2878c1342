"""What a ledger has of its own on the common pages: a folder `<key>` beside this module, with templates and `pages.py`.

A template of the folder is taken instead of the common one of its name (`views.template`). `pages.py` may have any of
- `about_row(request, row)` and `about_grid(request, asked)`: what its templates need beside the common;
- `about_list(request)`: what the template of its list needs beside the common;
- `about_column(heading)`: what the sheet on a page is told of a column beside the common;
- `about_beside(period)`: what the table of a month is told beside what there was before;
- `renewed(request, asked)`: parts of the sheet's page that are different once it was saved, by their places;
- `rows_of_subjects(key, person, code, year, today)`: its own rows of a unit's missing months;
- `PLACE`: where it stands in the menu beside the page of all ledgers;
- `urlpatterns`: further pages, under the ledger's address.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from django.urls import URLPattern, include, path

from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.rules.roles import Right, Role
from jieyue.web.navigation import DATA, Entry, daily


@cache
def _pages(ledger: str) -> ModuleType | None:
    name = f"{__package__}.{ledger}.pages"
    is_there = (Path(__file__).parent / ledger / "pages.py").is_file() and find_spec(name)
    return import_module(name) if is_there else None


def own(ledger: str, what: str, *args: Any) -> dict[str, Any]:
    """What the ledger adds; nothing where it has none."""
    return getattr(_pages(ledger), what, lambda *_: {})(*args)


def own_page(ledger: str, what: str) -> Any:
    """Its own page instead of a common one; None where it has none."""
    return getattr(_pages(ledger), what, None)


def own_urls() -> list[URLPattern]:
    """The further pages of all ledgers."""
    return [path(f"{key}/", include(getattr(_pages(key), "urlpatterns", []))) for key in with_own_pages()]


def own_entries() -> list[Entry]:
    """The ledgers that stand in the menu themselves."""
    found = ((ledger_named(key), place) for key in _with_a_module() if (place := getattr(_pages(key), "PLACE", None)))
    about = {"daily": daily(Role.CLERK), "group": DATA}
    return [Entry(ledger.zh, "ledgers:list", (Right.READ,), place, (ledger.key,), **about) for ledger, place in found]


@cache
def with_own_pages() -> tuple[str, ...]:
    """The keys of the ledgers that have pages of their own beside the common ones. Their modules are not imported for
    that: addresses are read once the site is set up.
    """
    return tuple(key for key in _with_a_module() if "urlpatterns" in _module(key).read_text("utf-8"))


@cache
def _with_a_module() -> tuple[str, ...]:
    return tuple(sorted(each.parent.name for each in Path(__file__).parent.glob("*/pages.py")))


def _module(key: str) -> Path:
    return Path(__file__).parent / key / "pages.py"
