"""What every page in a browser has to be, and pictures of it for whoever wants to look."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def look(page: Page, name: str) -> None:
    """A picture for the eye or the docs, when `pytest --screenshots FOLDER` asks for them."""
    if folder := os.environ.get("JIEYUE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


def find_fault(page: Page) -> None:
    """It does not scroll sideways, and nobody who sees, hears or moves otherwise is shut out."""
    assert not scrolls_sideways(page)
    assert serious_faults(page) == []


def scrolls_sideways(page: Page) -> bool:
    """Whether the page, once it has loaded, is wider than the screen. A click ends when the next page has begun to
    arrive, and of that there is nothing yet to measure.
    """
    page.wait_for_load_state()
    return page.evaluate(_SIDEWAYS)


def serious_faults(page: Page, *, with_contrast: bool = True) -> list[str]:
    """What shuts somebody out, and where."""
    rules = {} if with_contrast else {"rules": {"color-contrast": {"enabled": False}}}
    found = Axe().run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found if each["impact"] in SERIOUS]
