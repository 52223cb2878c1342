"""Every address there is, visited by whoever may and by everybody who may not."""

import logging
from collections import Counter

import pytest

from soaking import IS_SOAKING
from walk import addresses
from walk.planted import Planted, client_of
from walk.reading import pages_known
from walk.visits import visits
from walk.walking import Sent, Walk

SHARES = 6
"""Each is a test of its own, so that several processes can share the walk."""


@pytest.fixture
def walk(planted: Planted, home, on_postgresql) -> Walk:
    """A soak sends everybody. Before a change one of each sort is sent, and to the second database one of all, in turn:
    whoever forgets to ask for the reach, the right or the sign-in at an address lets in all of that sort."""
    short = Sent.ONE if on_postgresql else Sent.ONE_OF_EACH_SORT
    return Walk(planted, home, sent=Sent.EVERYBODY if IS_SOAKING else short, read=pages_known(planted))


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


@pytest.mark.parametrize("share", range(SHARES))
def test_only_those_whom_it_concerns_see_or_change_anything(planted, walk, share, tell, caplog):
    caplog.set_level(logging.ERROR, logger="django.request")  # refusals are what is asked for
    asked = visits(planted)[share::SHARES]
    faults = [fault for visit in asked for fault in walk.faults(visit)]
    assert not faults, "\n".join(faults)
    tell({**Counter(f"ways to {visit.method}" for visit in asked), "visits": walk.count})
