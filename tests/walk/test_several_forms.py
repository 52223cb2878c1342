"""Pages on which one button could throw away what was typed for another: found by walking all pages there are."""

import pytest
from lxml import html

from walk.planted import Planted
from walk.reading import pages

pytestmark = pytest.mark.one_database

TYPED = ".//textarea | .//select | .//input[not(@type='hidden') and not(@type='submit')]"
SEND = "//main//form[translate(@method, 'POST', 'post') = 'post']"


def test_every_page_with_something_to_type_and_another_button_asks_before_it_is_lost(planted: Planted):
    trees = {each.visit.name: each.tree for each in pages(planted) if each.visit.for_page}
    several = {name: page for name, page in trees.items() if _could_lose(page)}
    assert {"reporting:report", "notices:notice", "notices:numbered"} <= several.keys()  # and whatever else there is
    assert sorted(name for name, page in several.items() if not _asks(page)) == []


def _could_lose(page: html.HtmlElement) -> bool:
    """Two forms or more that send something, and something to type in one of them."""
    forms = page.xpath(SEND)
    return len(forms) > 1 and any(form.xpath(TYPED) for form in forms)


def _asks(page: html.HtmlElement) -> bool:
    return bool(page.xpath("//body/@data-unsaved") and page.xpath("//script[contains(@src, 'unsaved')]"))
