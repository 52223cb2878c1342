"""Nobody knows codes by heart: every page that asks for an organisation finds it by its name too, while one types."""

from collections.abc import Iterator

import pytest
from django import forms
from django.http import QueryDict
from lxml import html

from jieyue.store.evidence.models import Item
from jieyue.store.orgs.models import OrganisationVersion
from jieyue.web.asking import OrganisationField
from walk.marks import PLACE
from walk.planted import UNIT, client_of
from walk.reading import Page, pages
from walk.visits import Visit, visits

pytestmark = pytest.mark.one_database


def that_ask(planted) -> list[Visit]:
    """Pages with an organisation in their address, of whoever reaches it; a form to be filled in begins with any."""
    asked = [each for each in visits(planted) if each.method == "GET" and "organisation" in each.query]
    return [each for each in asked if each.for_page and not each.is_of_api and each.name != "evidence:add"]


def name_of(code: str) -> str:
    return OrganisationVersion.objects.filter(organisation__code=code).latest("since").name


def test_a_part_of_a_code_means_nobody_in_an_address(planted):
    """Or the figures of one would stand there for those of another, who is beyond reach."""
    for visit in that_ask(planted):
        code = str(visit.query["organisation"])
        if code.isdigit():
            answer = client_of(visit.who).get(visit.url, {**visit.query, "organisation": code[:-1]})
            assert answer.status_code in (302, 404), str(visit)
            assert answer.status_code == 404 or f"organisation={code}" not in answer["Location"]


def test_every_page_finds_an_organisation_by_its_name_and_by_name_with_code(planted):
    pages = that_ask(planted)
    assert len({each.name for each in pages}) > 6
    for visit in pages:
        code = str(visit.query["organisation"])
        for written in (name_of(code), f"{name_of(code)}（{code}）"):
            answer = client_of(visit.who).get(visit.url, {**visit.query, "organisation": written})
            assert answer.status_code == 302, str(visit)
            assert QueryDict(answer["Location"].partition("?")[2])["organisation"] == code


def test_a_part_of_a_name_is_enough_one_that_fits_several_is_asked_and_nobody_is_found_beyond_reach(planted):
    clerk = client_of("clerk")
    for address in ("/ledgers/bills/", "/ledgers/bills/missing/", "/reporting/", "/evidence/", "/duties/"):
        found = clerk.get(address, {"organisation": "财政"})
        assert (found.status_code, QueryDict(found["Location"].partition("?")[2])["organisation"]) == (302, "B")
        assert "organisation=C1" in clerk.get(address, {"organisation": "甲县"})["Location"], "it is called just so"
        several = clerk.get(address, {"organisation": "县", "year": "2025"})
        shown = several.content.decode()
        assert several.status_code == 300
        assert f"{address}?organisation=C1&amp;year=2025" in shown
        assert "甲县财政局（B）" in shown
        assert clerk.get(address, {"organisation": "乙县医院"}).status_code == 404
    assert "乙县" not in clerk.get("/organisations/suggest/", {"organisation": "县"}).content.decode()


def test_a_file_is_handed_in_for_an_organisation_by_its_name(planted):
    visit = next(each for each in visits(planted) if each.name == "evidence:add" and each.method == "POST")
    clerk, file = client_of("clerk"), visit.data["file"]
    asked = clerk.post(visit.url, {**visit.data, "organisation": PLACE})
    assert (asked.status_code, "不止一个" in asked.content.decode()) == (422, True)
    file.seek(0)
    assert clerk.post(visit.url, {**visit.data, "organisation": name_of(UNIT)}).status_code == 302
    assert Item.objects.latest("id").organisation.code == UNIT


ASKS = ("organisation", "parent")
"""What fields are called that ask for one."""


def fields_on(page: Page) -> list[html.HtmlElement]:
    """Those into which somebody writes an organisation, or from which he takes one."""
    named = " or ".join(f"@name='{name}'" for name in ASKS)
    return page.tree.xpath(f"//*[self::input[not(@type='hidden')] or self::select][{named}]")


def test_every_field_that_asks_for_an_organisation_finds_it_while_one_types(planted):
    found = {str(each.visit): fields_on(each) for each in pages(planted) if each.visit.for_page}
    asking = {name for name, fields in found.items() if fields}
    assert len(asking) > 12
    assert sorted(name for name in asking if not all(each.get("data-find") for each in found[name])) == []


def all_forms(kind: type = forms.Form) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from all_forms(each)


def test_no_form_asks_for_an_organisation_in_another_way():
    """Whether a page shows it or not."""
    ours = [
        each for each in all_forms() if each.__module__.startswith("jieyue.web") and "design" not in each.__module__
    ]
    asking = {
        f"{each.__module__}.{each.__name__}": each.base_fields[name]
        for each in ours
        for name in ASKS
        if name in each.base_fields
    }
    assert len(asking) > 5
    assert sorted(name for name, field in asking.items() if not isinstance(field, OrganisationField)) == []
