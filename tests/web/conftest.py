"""A real browser for pages: Debian's Chromium, one for the whole run, with a fresh context for each test.

Without the pages of its own that nobody sees, as `chromium-headless-shell` is, it takes little more than half the time.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from offices import Office, open_office

# Playwright keeps an event loop running in this thread, and Django would refuse the database because of it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A date is typed in the order of the browser's own language, which is that of its machine: month, day, year here.
AMERICAN = {"LANGUAGE": "en_US", "LANG": "en_US.UTF-8"}
WATCH = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""
# What the browser says of refused answers and of a connection that tests cut; both are asked for here.
ASKED_FOR = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_FAILED",
)


# A loaded machine answers late; what never comes is told all the same.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or "/usr/bin/chromium",
            args=FLAGS,
            env={**os.environ, **AMERICAN},
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server):
    """A page of this site in a context of its own. Whatever it complains of fails the test."""
    contexts, complaints = [], []

    def opened(*, width: int = 1280, height: int = 900, **about) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": width, "height": height}, **about
        )
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: _note(complaints, said))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        for page in context.pages:  # a part that is still being asked for would hold the database that is to be emptied
            page.wait_for_load_state("networkidle")
        context.close()
    assert complaints == []


def _note(complaints: list[str], said) -> None:
    if said.type == "error" and not said.text.startswith(ASKED_FOR):
        complaints.append(said.text)


@pytest.fixture
def page(open_page) -> Page:
    return open_page(permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def office(house) -> Office:
    return house.begun(open_office)


@pytest.fixture
def sign_in(office, live_server):
    """Gives a page the session of somebody of the office."""

    def sign_in(page: Page, who: str = "wang") -> Page:
        cookie = office.as_(who).cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        return page

    return sign_in
