"""用语解释: whatever a page says that somebody new may not know is explained at its end."""

from lxml import html

from jieyue.programme.upkeep.terms import terms


def explained(client, address: str) -> tuple[str, dict[str, str]]:
    """What the main part of a page says without its explanations, and these."""
    page = html.document_fromstring(client.get(address).content)
    [main] = page.xpath("//main")
    found = {}
    for each in main.xpath(".//details[@class='terms']"):
        found = dict(zip(each.xpath(".//dt/text()"), each.xpath(".//dd/text()"), strict=True))
        each.drop_tree()
    return main.text_content(), found


def test_a_term_is_explained_on_every_page_that_has_it_and_on_no_other(office):
    clerk, authority = office.as_("wang"), office.as_("li")
    assert len(terms()) > 5
    pages = [
        explained(authority, f"/duties/{each}") for each in ("", "P/exempt/", "plans/sichuan-2020/?organisation=A")
    ]
    pages += [explained(clerk, address) for address in ("/duties/?organisation=A", "/ledgers/", "/account/")]
    for text, found in pages:
        assert found.keys() == {term for term in terms() if term in text}
    assert "免办" in pages[1][1]
    assert pages[-1][1] == {}


def test_where_parts_come_later_all_terms_are_explained_and_an_english_page_has_none(office):
    clerk = office.as_("wang")
    assert explained(clerk, "/")[1] == terms()
    clerk.cookies["django_language"] = "en"
    assert explained(clerk, "/")[1] == {}
