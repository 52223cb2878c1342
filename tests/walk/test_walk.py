"""Every address there is, visited by whoever may and by everybody who may not."""

import logging
from collections import Counter

import pytest

from walk import addresses
from walk.planted import Planted, client_of
from walk.visits import visits
from walk.walking import Walk


@pytest.fixture
def walk(planted: Planted, home) -> Walk:
    return Walk(planted, home)


def test_every_address_has_a_builder_for_each_method_it_allows_and_every_builder_an_address(planted):
    built = {(visit.name, visit.method): visit for visit in visits(planted)}
    named = {name: visit for (name, _method), visit in built.items()}
    operations = addresses.operations()
    known = {*addresses.names(), *(name for name, _method in operations)}
    assert sorted(known - named.keys()) == []
    assert sorted(named.keys() - known) == []
    clients = {who: client_of(who) for who in {visit.who for visit in named.values()}}
    allowed = {
        (name, method)
        for name, visit in named.items()
        if not visit.is_of_api
        for method in addresses.methods(name, visit.url, clients[visit.who])
    } | operations.keys()
    assert sorted(allowed - built.keys()) == []
    assert sorted(built.keys() - allowed) == []


def test_only_those_whom_it_concerns_see_or_change_anything(planted, walk, tell, caplog):
    caplog.set_level(logging.ERROR, logger="django.request")  # refusals are what is asked for
    asked = visits(planted)
    faults = [fault for visit in asked for fault in walk.faults(visit)]
    assert not faults, "\n".join(faults)
    methods = Counter(visit.method for visit in asked)
    told = ", ".join(f"{count} {method}" for method, count in methods.items())
    count = len({(visit.name, visit.method) for visit in asked})
    tell.append(f"the walk: {count} addresses with their methods, {len(asked)} ways ({told}), {walk.count} visits")
