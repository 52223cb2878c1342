"""Units on pages are those of papers: m³, kgce/m², 吨标准煤, wherever a page says one."""

from django.utils.translation import override
from lxml import etree

from jieyue.web.words import unit_words
from walk.reading import Page, pages
from walk.test_names import FOR_DEVELOPERS, words_in
from wording.kept_units import kept_units

TYPED = "//table[@data-grid]/tbody//td | //option | //textarea"
"""What somebody typed or chooses is sent as it reads."""


def kept_units_on(page: Page) -> set[str]:
    if not any(kept_units(page.content.decode())):
        return set()
    tree = page.tree
    for each in tree.xpath(TYPED):
        each.clear(keep_tail=True)
    return set(kept_units(words_in(etree.tostring(tree, method="html", encoding="utf-8"))))


def test_no_page_shows_a_unit_as_files_write_it(planted):
    own = [each for each in pages(planted) if not each.visit.name.startswith(FOR_DEVELOPERS)]
    assert {(each.visit.name, unit) for each in own for unit in kept_units_on(each)} == set()


def test_a_unit_is_in_the_language_of_the_page():
    assert [unit_words(each) for each in ("m3", "tce", "")] == ["m³", "吨标准煤", ""]
    with override("en"):
        assert [unit_words(each) for each in ("m3/人", "tce")] == ["m³/person", "tce"]
