"""A page that is asked for something that there is none of says so: it must not read as if all were well."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import timezone

from jieyue.rules.period import FIRST_KEPT
from walk.planted import Planted, client_of
from walk.reading import pages
from walk.visits import Visit

pytestmark = pytest.mark.one_database

UNKNOWN = "no-such-thing"
TOLD = ("没有“", "没有这", "地址里有这一页没有的条件", "field__error")
PLACES_OF_A_LIST = {"page", "per_page", "sort", "sheet"}
"""In what order, and which stretch of it, one sees: the same rows whatever is asked."""
WORDS = {"text", "title", "name", "search", "by"}
"""Anything may be looked for, and what was found for it is what the page says."""
BEGINNINGS = {("evidence:add", "organisation"), ("evidence:of", "fact_on"), ("findings:new", "organisation")} | {
    *{("organisations:new", "parent"), ("people:add", "organisation"), ("people:add", "role")},
    ("organisations:suggest", "organisation"),
}
"""What a form begins with, which is looked at when it is sent, and what is being typed."""
LEADING = {"next", "back", "csrfmiddlewaretoken"}
POSTED = ("reason", "ask", "explain")
LIVE = {"analysis:page", "analysis:days", "metering:use", "quotas:unit", "reporting:grid", "targets:list"}
YEARS = ("9999", "0001", f"{FIRST_KEPT - 1}", "2100", "x")
SENSELESS = {"year": YEARS, "period": YEARS[:-1]}


def asked_at(planted: Planted) -> Iterator[tuple[Visit, str]]:
    """Each page once with each name that it reads of its address."""
    known = set()
    for page in pages(planted):
        for name in page.names:
            if (page.visit.name, name) not in known:
                known.add((page.visit.name, name))
                yield page.visit, name


def answer(visit: Visit, **query: str) -> tuple[int, str]:
    client = client_of(visit.who)
    if visit.before:
        visit.before(client)
    answer = client.get(visit.url, {**visit.query, **query})
    return answer.status_code, answer.content.decode()


def is_a_choice(visit: Visit, name: str) -> bool:
    free = name in PLACES_OF_A_LIST | LEADING or name.partition("-")[0] in POSTED or (visit.name, name) in BEGINNINGS
    return not free and (name not in WORDS or (visit.name, name) in {("statistics:page", "by"), ("forms:page", "by")})


def test_a_value_that_names_nothing_is_told(planted):
    silent = set()
    for visit, name in asked_at(planted):
        if is_a_choice(visit, name):
            status, content = answer(visit, **{name: UNKNOWN})
            if status < 400 and not any(each in content for each in TOLD):
                silent.add(f"{visit} ?{name}=")
    assert silent == set()


def test_a_list_says_that_it_has_no_such_condition_and_knows_those_of_its_own(planted):
    says = "地址里有这一页没有的条件"
    searched = {visit.name: visit for visit, name in asked_at(planted) if name == "per_page"}
    lists = {name: visit for name, visit in searched.items() if 'class="filters-fold"' in answer(visit)[1]}
    assert len(lists) > 5
    assert [name for name, visit in lists.items() if says not in answer(visit, nonsense="x")[1]] == []
    own = [(visit, name) for visit, name in asked_at(planted) if visit.name in lists]
    assert [f"{visit} ?{name}=" for visit, name in own if says in answer(visit, **{name: "1"})[1]] == []


def test_a_page_of_a_list_beyond_the_last_one_is_the_last(planted):
    """The one for a hall turns its pages by itself, and begins anew after the last."""
    lists = {visit.name: visit for visit, name in asked_at(planted) if name == "page" and visit.name != "notices:hall"}
    assert [f"{visit}" for visit in lists.values() if answer(visit, page="999")[0] != 302] == []
    assert len(lists) > 10


def test_a_year_out_of_all_sense_is_told_in_one_sentence(planted):
    last = timezone.localdate().year + 1
    told = f"请选 {FIRST_KEPT} 年至 {last} 年。"
    asked = [each for each in asked_at(planted) if each[1] in SENSELESS and is_a_choice(*each)]
    tried = [(visit, name, year) for visit, name in asked for year in SENSELESS[name]]
    assert [
        f"{visit} ?{name}={year}" for visit, name, year in tried if told not in answer(visit, **{name: year})[1]
    ] == []
    assert len({visit.name for visit, _ in asked}) > 20


def test_an_address_that_names_a_year_out_of_all_sense_is_refused_in_the_same_sentence(planted):
    last = timezone.localdate().year + 1
    told, tried, silent = f"请选 {FIRST_KEPT} 年至 {last} 年。", set(), set()
    for page in pages(planted):
        for part in page.visit.path.keys() & {"year", "period"}:
            tried.add(page.visit.name)
            visit = replace(page.visit, path={**page.visit.path, part: 2099 if part == "year" else "9999Q1"})
            status, content = answer(visit)
            silent |= set() if status == 404 and told in content else {f"{visit}"}
    assert (silent, len(tried) > 5) == (set(), True)


def test_the_year_after_this_one_and_the_first_can_be_asked_about(planted):
    last = timezone.localdate().year + 1
    told = f"请选 {FIRST_KEPT} 年至 {last} 年。"
    years = [visit for visit, name in asked_at(planted) if name == "year" and visit.name in LIVE]
    for year in (FIRST_KEPT, last):
        assert [f"{visit} {year}" for visit in years if told in answer(visit, year=f"{year}")[1]] == []
