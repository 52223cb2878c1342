"""The walk finds what is put in its way."""

import pytest

from walk import addresses
from walk.visits import Visit
from walk.walking import Seen, Sent, Walk, told

pytestmark = pytest.mark.one_database


@pytest.fixture
def walk(planted, home, settings) -> Walk:
    settings.ROOT_URLCONF = "walk.leaking"
    return Walk(planted, home)


@pytest.fixture
def faults_of(walk):
    def faults_of(name: str, method: str = "GET", *, has_bill: bool = False, shows: str | None = None) -> str:
        path = {"bill": walk.planted.bill} if has_bill else {}
        return "\n".join(walk.faults(Visit(f"leaks:{name}", method, path=path, shows=shows)))

    return faults_of


def test_an_address_nobody_thought_of_is_among_those_to_visit(walk):
    assert {"leaks:shows", "leaks:writes", "ledgers:row"} <= set(addresses.names())


def test_a_page_that_asks_nobody_whose_the_record_is(faults_of):
    found = faults_of("shows", has_bill=True, shows="734019")
    for who in ("neighbour", "neighbour_authority", "former", "departed", "auditor", "security", "system"):
        assert f"shows ['734019'] to {who}: 200" in found
    assert "tells neighbour that it is there" in found
    assert "to None" not in found
    assert "is refused to clerk" not in found


def test_a_page_that_needs_no_signing_in(faults_of):
    found = faults_of("shows_nobody", shows="HP6632")
    assert "shows ['HP6632'] to None: 200" in found
    assert "answers nobody 200" in found


def test_a_page_that_writes_when_it_is_looked_at(faults_of):
    assert "lets reader change ['ledger_bills_bill']" in faults_of("writes")


def test_something_that_takes_whatever_is_sent(faults_of):
    found = faults_of("takes", "POST")
    assert "takes what reader sends: 200" in found
    assert "lets auditor change" in found


def test_an_answer_that_betrays_what_it_hides(faults_of):
    assert "tells former that it is there: 404, not 404" in faults_of("tells", has_bill=True)


def test_a_page_that_its_owner_does_not_get(faults_of):
    assert "is refused to clerk: 404" in faults_of("hides", has_bill=True)


LEAKS = [("shows", "GET", True), ("shows_nobody", "GET", False), ("writes", "GET", False), ("takes", "POST", False)]
LEAKS += [("tells", "GET", True), ("hides", "GET", True)]


@pytest.mark.parametrize("leak", LEAKS, ids=[name for name, *_ in LEAKS])
def test_one_of_each_sort_finds_each_of_these_too(planted, home, settings, leak):
    settings.ROOT_URLCONF = "walk.leaking"
    name, method, has_bill = leak
    path = {"bill": planted.bill} if has_bill else {}
    walk = Walk(planted, home, sent=Sent.ONE_OF_EACH_SORT)
    assert list(walk.faults(Visit(f"leaks:{name}", method, path=path, shows=None)))


def test_a_record_whose_number_stands_in_every_drawing_is_not_betrayed_by_it():
    page = '<svg viewBox="0 0 20 20"></svg><p>没有 {} 号代理。</p>'
    said = {
        told(Seen(404, "", 404, page.format(number).encode()), Visit("delegations:decide", path={"delegation": number}))
        for number in (20, 999_999_996)
    }
    assert len(said) == 1
