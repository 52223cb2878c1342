"""A file that cannot be taken takes nothing with it, and nobody types again what he had typed: every form that has a
field for a file, on all pages that the walk knows, is sent a program that is called a picture's or a paper's name.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import resolve
from lxml import html

from jieyue.store.records.models import LogEntry
from jieyue.web.pressing import PRESS
from walk.planted import Planted, client_of
from walk.reading import Page, pages
from walk.test_pressing_twice import recorded
from walk.visits import Visit, visits

pytestmark = pytest.mark.one_database

NAME = "现场材料.pdf"
FILE_FIELDS = ".//input[@type='file']/@name"
UNNAMED = "does not name the file"


def program() -> SimpleUploadedFile:
    return SimpleUploadedFile(NAME, b"MZ\x90\x00\x03" + bytes(200) + b"PE\x00\x00" + bytes(200))


@dataclass(frozen=True)
class FileForm:
    """The first form with a field for a file that leads to an address."""

    address: str
    fields: tuple[str, ...]

    def of_each_kind(self, said: Collection[str]) -> set[str]:
        """Of fields that repeat for each item of a list the first, and those of items of which something is said."""
        parts = Counter(part for field in self.fields for part in field.split("_"))
        first: dict[str, str] = {}
        for field in self.fields:
            first.setdefault(max(field.split("_"), key=parts.__getitem__), field)
        items = {part for name in said for part in name.split("_") if parts[part] == 1}
        return {*first.values(), *(field for field in self.fields if items & set(field.split("_")))}


def forms_with_files(found: list[Page]) -> dict[str, FileForm]:
    """By the name of the address to which they lead."""
    seen: dict[str, FileForm] = {}
    for page in found:
        for form in page.tree.xpath("//form[.//input[@type='file']]"):
            address = unquote(urlsplit(form.get("action") or "").path) or page.address
            seen.setdefault(resolve(address).view_name, FileForm(address, tuple(form.xpath(FILE_FIELDS))))
    return seen


OFFERED_AGAIN = "//*[@data-drop][.//input[@name='{}']]//*[@data-again]"
"""Where a page puts back the file that was chosen, because something else was wrong."""


def sent(visit: Visit, field: str) -> dict[str, object]:
    """What is right with the address, but for the file in the field."""
    right = {name: value for name, value in visit.data.items() if not hasattr(value, "seek")}
    return {**right, field: program(), PRESS: str(uuid4())}


def typed_in(answer: bytes, field: str) -> dict[str, list[str]]:
    """What the fields of the form with that field hold, by name."""
    held: dict[str, list[str]] = {}
    for form in html.document_fromstring(answer).xpath(f"//form[.//input[@name='{field}']]"):
        for each in form.xpath(".//input | .//textarea | .//select"):
            held.setdefault(each.get("name"), []).extend(_values(each))
    return held


def _values(field: html.HtmlElement) -> Iterator[str]:
    if field.tag == "select":
        yield from field.xpath("./option[@selected]/@value")
    elif field.tag == "textarea":
        yield (field.text or "").strip()
    elif field.get("type") not in {"radio", "checkbox"} or field.get("checked") is not None:
        yield field.get("value") or ""


def lost(content: Mapping[str, object], held: Mapping[str, list[str]]) -> set[str]:
    """Fields of the form that do not hold what was sent in them."""
    told = {name: str(value) for name, value in content.items() if name != PRESS and not hasattr(value, "seek")}
    return {name for name, value in told.items() if name in held and not any(value in each for each in held[name])}


def faults(visit: Visit, field: str) -> Iterator[str]:
    before, entries, content = recorded(), LogEntry.objects.count(), sent(visit, field)
    answer = client_of(visit.who).post(visit.url, content, query_params=visit.query)
    page = answer.content.decode()
    if not 400 <= answer.status_code < 500:
        yield f"answers {answer.status_code}"
    if recorded() != before or LogEntry.objects.count() != entries:
        yield f"writes {sorted(recorded() - before)}"
    if NAME not in page:
        yield UNNAMED
    elif html.document_fromstring(answer.content).xpath(OFFERED_AGAIN.format(field)):
        yield "is chosen again by itself"
    if wrong := lost(content, typed_in(answer.content, field) if page else {}):
        yield f"loses {sorted(wrong)}"


def of_every_form(planted: Planted) -> Iterator[tuple[str, str]]:
    """By form and field, what is wrong with it; one of the visits at least is as right as to be told of the file."""
    posts = [visit for visit in visits(planted) if visit.method == "POST" and not visit.is_of_api]
    for name, form in forms_with_files(pages(planted)).items():
        own = [visit for visit in posts if visit.name == name]
        if not own:
            yield name, set() if takes_nothing(form) else {"is sent by no visit of the walk"}
        for field in form.of_each_kind({said for visit in own for said in visit.data}) if own else ():
            told = [of_one(visit, field) for visit in own]
            yield f"{name} {field}", {each for faults in told for each in faults - {UNNAMED}} | set.intersection(*told)


def takes_nothing(form: FileForm) -> bool:
    """As the style guide's, which is there to be looked at."""
    return client_of("clerk").post(form.address).status_code == 405


def of_one(visit: Visit, field: str) -> set[str]:
    with transaction.atomic():
        found = set(faults(visit, field))
        transaction.set_rollback(True)
    return found


def test_a_refused_file_leaves_nothing_written_and_everything_typed(planted: Planted, caplog):
    caplog.set_level(logging.ERROR)  # refusals are what is asked for
    found = dict(of_every_form(planted))
    assert {each: wrong for each, wrong in found.items() if wrong} == {}
    assert {"duties:hand-in file", "findings:new photo", "evaluation:own shared"} <= found.keys()  # and all there are
