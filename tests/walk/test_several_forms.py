"""Pages on which one button could throw away what was typed for another: found by walking all pages there are."""

import pytest
from lxml import html

from walk.planted import Planted, client_of
from walk.visits import Visit, visits

pytestmark = pytest.mark.one_database

TYPED = ".//textarea | .//select | .//input[not(@type='hidden') and not(@type='submit')]"
SEND = "//main//form[translate(@method, 'POST', 'post') = 'post']"


def test_every_page_with_something_to_type_and_another_button_asks_before_it_is_lost(planted: Planted):
    pages = {visit.name: _read(visit) for visit in visits(planted) if _is_page(visit)}
    several = {name: page for name, page in pages.items() if page is not None and _could_lose(page)}
    assert {"reporting:report", "notices:notice", "notices:numbered"} <= several.keys()  # and whatever else there is
    assert sorted(name for name, page in several.items() if not _asks(page)) == []


def _is_page(visit: Visit) -> bool:
    return visit.method == "GET" and visit.for_page and not visit.is_of_api


def _read(visit: Visit) -> html.HtmlElement | None:
    client = client_of(visit.who)
    if visit.before:
        visit.before(client)
    answer = client.get(visit.url, visit.query, follow=True)
    is_page = answer.status_code == 200 and not answer.streaming and answer["Content-Type"].startswith("text/html")
    return html.document_fromstring(answer.content) if is_page and answer.content.strip() else None


def _could_lose(page: html.HtmlElement) -> bool:
    """Two forms or more that send something, and something to type in one of them."""
    forms = page.xpath(SEND)
    return len(forms) > 1 and any(form.xpath(TYPED) for form in forms)


def _asks(page: html.HtmlElement) -> bool:
    return bool(page.xpath("//body/@data-unsaved") and page.xpath("//script[contains(@src, 'unsaved')]"))
