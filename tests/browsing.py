"""What every page in a browser has to be, and pictures of it for whoever wants to look."""

import os
from pathlib import Path
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

from soaking import IS_SOAKING

SERIOUS = ("serious", "critical")
_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_LOOKS = "[...new Set([...document.querySelectorAll('body *')].map(each => `${each.tagName}.${each.className}`))]"
_seen: set[str] = set()
"""The looks that this process has held against their background. All pages have their colours from the same sheet of
styles: on a page without a look that is new there is nothing to be found, and it takes half of the time.
"""
_tools: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
_FIND_SERIOUS = """async ({impacts, withContrast}) => {
    const isUsual = rule => rule.enabled && !rule.tags.some(tag => axe._audit.tagExclude.includes(tag));
    const mayMatter = rule => isUsual(rule) && (!rule.impact || impacts.includes(rule.impact));
    const rules = axe._audit.rules.filter(mayMatter).map(rule => rule.id);
    const asked = rules.filter(id => withContrast || id !== "color-contrast");
    const found = await axe.run({resultTypes: ["violations"], runOnly: {type: "rule", values: asked}});
    const serious = found.violations.filter(each => impacts.includes(each.impact));
    return serious.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(" ")}`);
}"""
"""A rule that says how grave its faults are is asked only where that is grave enough; the others take a quarter of the
time.
"""


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
    _load_axe(page)
    asked = {"impacts": SERIOUS, "withContrast": with_contrast and _looks_new(page)}
    return page.evaluate(_FIND_SERIOUS, asked)


def _load_axe(page: Page) -> None:
    """As the developers' tools would: to hand half a megabyte over as an argument takes twice as long."""
    if page not in _tools:
        _tools[page] = page.context.new_cdp_session(page)
    _tools[page].send("Runtime.evaluate", {"expression": Axe().axe_script})


def _looks_new(page: Page) -> bool:
    looks = set(page.evaluate(_LOOKS))
    is_new = IS_SOAKING or not looks <= _seen
    _seen.update(looks)
    return is_new
