"""A real browser for pages: Debian's Chromium, one for the whole run, with contexts for each test that hold nothing.

Without the pages of its own that nobody sees, as `chromium-headless-shell` is, it takes little more than half the time.
"""

import os
import shutil
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser_contexts import Contexts
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
    # One process for all pages of a context, and none begun for a page that might come: each takes 50 ms.
    "--renderer-process-limit=1",
    "--process-per-site",
]
# A date is typed in the order of the browser's own language, which is that of its machine: month, day, year here.
AMERICAN = {"LANGUAGE": "en_US", "LANG": "en_US.UTF-8"}
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


@pytest.fixture(scope="session")
def contexts(chromium: Browser, live_server) -> Contexts:
    return Contexts(chromium, live_server.url)


@pytest.fixture
def open_page(contexts: Contexts):
    """A page of this site in a context of its own. Whatever it complains of fails the test."""
    taken, complaints = [], []

    def opened(*, permissions: Sequence[str] = (), **about) -> Page:
        context = contexts.take(permissions, **about)
        taken.append(context)
        page = context.new_page()
        page.on("console", lambda said: _note(complaints, said))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in taken:
        contexts.give_back(context)
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
