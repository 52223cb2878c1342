"""Every page there is, in a real browser as who may see it: for eyes, ears and phones, with nothing from elsewhere."""

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browsing import scrolls_sideways, serious_faults
from soaking import IS_SOAKING
from walk.planted import Planted, client_of, plant
from walk.visits import Visit, visits

SHARES = 4
"""Each is a test of its own, so that several processes can share the pages."""
OF_CONTRAST = 4
"""One page in so many: all have their colours from the same sheet of styles, whose looks take half the time."""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
OVER = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
WIDEST = f"{OVER}.slice(0, 3).map(e => e.tagName + '.' + e.className).join(' ')"


@pytest.fixture
def planted(house) -> Planted:
    return house.begun(plant)


@pytest.fixture
def page_of(open_page, live_server):
    """A page with the session of somebody, the same for all that he visits; with what it complained of."""
    pages: dict[str | None, tuple[Page, list[str]]] = {}

    def page_of(who: str | None) -> tuple[Page, list[str]]:
        if who not in pages:
            page, said = open_page(), []
            page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
            page.on("request", lambda asked: said.extend(_elsewhere(asked.url, live_server.url)))
            if who:
                cookie = client_of(who).cookies["sessionid"]
                page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
            pages[who] = page, said
        return pages[who]

    return page_of


def _elsewhere(url: str, here: str) -> list[str]:
    known = urlsplit(url).netloc == urlsplit(here).netloc or urlsplit(url).scheme in ("blob", "data")
    return [] if known else [f"asks {url}"]


def all_pages(planted: Planted) -> list[Visit]:
    """Each address once, as whoever is named last sees it; in a soak as everybody does, and of every ledger."""
    found = [each for each in visits(planted) if each.method == "GET" and each.for_page and not each.is_of_api]
    return found if IS_SOAKING else list({each.name: each for each in found}.values())


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_for_everybody_who_may_see_it(planted, page_of, share):
    pages = all_pages(planted)
    own = pages[share::SHARES]
    faults = [
        f"{visit} {fault}"
        for nth, visit in enumerate(own)
        for fault in _faults(visit, *page_of(visit.who), with_contrast=IS_SOAKING or nth % OF_CONTRAST == 0)
    ]
    assert not faults, "\n".join(faults)


def _faults(visit: Visit, page: Page, said: list[str], *, with_contrast: bool) -> Iterator[str]:
    said.clear()
    answer = page.goto(f"{visit.url}?{urlencode(visit.query)}", wait_until="load")
    expect(page.locator(".htmx-request")).to_have_count(0)  # what a page fetches by itself has come
    if answer.status >= 400:
        yield f"answers {answer.status}"
    if not page.locator("html").get_attribute("lang"):
        yield "has no language"
    if (count := page.locator("h1").count()) != 1:
        yield f"has {count} first headings"
    if (count := page.locator("main").count()) != 1:
        yield f"has {count} main parts"
    if not page.title().strip():
        yield "has no title"
    for screen in (DESK, PHONE) if page.viewport_size == DESK else (PHONE, DESK):  # to change it lays all out anew
        if page.viewport_size != screen:
            page.set_viewport_size(screen)
        if screen == DESK:
            yield from serious_faults(page, with_contrast=with_contrast)
        elif scrolls_sideways(page):
            yield f"scrolls sideways on a phone: {page.evaluate(WIDEST)}"
    yield from said
