"""Whoever presses twice has said it once: every form is sent twice with the same content."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from jieyue.store.notices.models import Objection
from jieyue.store.people.models import Press
from jieyue.web.pressing import PRESS
from walk.marks import REASON
from walk.planted import client_of
from walk.reading import pages
from walk.visits import Visit, visits

pytestmark = pytest.mark.one_database


def recorded() -> Counter[str]:
    """How many rows each recorded table has, asked at once."""
    kept = [model._meta.db_table for model in apps.get_models() if getattr(model, "recorded", False)]
    counts = (f"SELECT '{table}', count(*) FROM {connection.ops.quote_name(table)}" for table in kept)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        return Counter(dict(cursor.fetchall()))


def forms(planted) -> list[Visit]:
    return [visit for visit in visits(planted) if visit.method == "POST" and not visit.is_of_api]


def send(client: Client, visit: Visit, content: dict[str, object]):
    if visit.json is not None:
        return client.post(visit.url, visit.json, content_type="application/json", query_params=visit.query)
    for file in (each for each in content.values() if hasattr(each, "seek")):
        file.seek(0)
    return client.post(visit.url, content, query_params=visit.query)


def doubled(visit: Visit) -> set[str]:
    """The tables that grew by the second press as they had by the first."""
    client = client_of(visit.who)
    content = {**(visit.data(client) if callable(visit.data) else visit.data), PRESS: str(uuid4())}
    before = recorded()
    send(client, visit, content)
    once = recorded()
    send(client, visit, content)
    twice = recorded()
    return {table for table in twice if twice[table] > once[table] > before[table]}


def test_a_form_that_is_sent_twice_adds_nothing_twice(planted, caplog):
    caplog.set_level(logging.ERROR)  # refusals are what is asked for
    found = {}
    for visit in forms(planted):
        with transaction.atomic():
            if tables := doubled(visit):
                found[str(visit)] = tables
            transaction.set_rollback(True)
    assert found == {}


@dataclass
class Form:
    action: str
    has_mark: bool = False


class Forms(HTMLParser):
    """The forms of a page that send something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "form" and about.get("method") == "post":
            self.found.append(Form(unquote(urlsplit(about.get("action") or "").path)))
        elif tag == "input" and about.get("name") == PRESS:
            self.found[-1].has_mark = True


def is_taken_once(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "is_taken_once", False)
    except Resolver404:
        return False


def forms_taken_once(planted) -> Iterator[tuple[str, Form]]:
    """By the names of their addresses, on all pages that the walk knows."""
    for page in (each for each in pages(planted) if each.visit.for_page):
        for form in Forms(page.content.decode()).found:
            if is_taken_once(form.action or page.address):
                yield resolve(form.action or page.address).view_name, form


def test_every_form_that_is_taken_once_bears_its_mark_on_every_page_that_has_it(planted):
    found = list(forms_taken_once(planted))
    assert {name for name, form in found if not form.has_mark} == set()
    assert {name for name, _form in found} == {each.name for each in forms(planted) if is_taken_once(each.url)}


def object_to(planted, **more: str):
    client = client_of("reader")
    said = {"text": REASON, "back": "HUPO/2025Q1/1", **more}
    return client.post(f"/notices/{planted.notice}/object/", said)


def test_a_second_press_leads_where_the_first_one_led(planted):
    mark = str(uuid4())
    first, second = (object_to(planted, press=mark) for _ in range(2))
    assert first["Location"] == second["Location"] == "/notices/HUPO/2025Q1/1/"
    assert Objection.objects.filter(by="reader", text=REASON).count() == 1


def test_what_was_refused_may_be_sent_again(planted):
    mark = str(uuid4())
    assert object_to(planted, press=mark, text=" ").status_code == 400
    assert not Press.objects.exists()
    assert object_to(planted, press=mark).status_code == 302


def test_a_form_that_is_refused_on_its_page_is_told_so_and_leaves_no_press(planted, caplog):
    caplog.set_level(logging.ERROR)  # refusals are what is asked for
    refused = set()
    for visit in (each for each in forms(planted) if is_taken_once(each.url)):
        with transaction.atomic():
            answer = send(client_of(visit.who), visit, {PRESS: str(uuid4())})
            assert answer.status_code < 500, visit
            refused |= {visit.name} if answer.status_code == 422 else set()
            assert answer.status_code == 302 or not Press.objects.exists(), visit
            transaction.set_rollback(True)
    assert len(refused) > 1


def test_somebody_elses_mark_tells_nothing_of_where_it_led(planted):
    mark = str(uuid4())
    object_to(planted, press=mark)
    answer = client_of("neighbour").post("/notices/1/object/", {"text": REASON, "press": mark})
    assert (answer.status_code, answer.get("Location")) == (409, None)
