"""Which bill a file proves: what is sure, what is only likely, and what nothing tells."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jieyue.rules.proving import Face, Ground, Told, proposal

MARCH = date(2025, 3, 1)
POWER = Face(1, "25000001", "1001", Decimal("70.50"), MARCH, date(2025, 3, 31), ("电", "电费"))
WATER = Face(2, "25000002", "2001", Decimal("140.25"), MARCH, date(2025, 3, 28), ("水", "水费"))
SAME = Face(3, "", "2002", Decimal("140.25"), MARCH, date(2025, 3, 31), ("水", "水费"))
UNSAID = Face(4, "", "", None, MARCH, date(2025, 3, 31), ("天然气",))
FACES = [POWER, WATER, SAME, UNSAID]


def told(
    words: str = "", *, amounts: tuple[str, ...] = (), invoice: str = "", days=(), months=(), text: str = ""
) -> Told:
    about = {"amounts": frozenset(map(Decimal, amounts)), "days": frozenset(days), "months": frozenset(months)}
    return Told(invoice=invoice, words=frozenset(words.split()), text=text, **about)


@pytest.mark.parametrize(
    ("says", "bill", "grounds"),
    [
        (told(invoice="25000001"), 1, [Ground.INVOICE]),
        (told("25000002"), 2, [Ground.INVOICE]),
        (told("1001", amounts=("70.5",)), 1, [Ground.ACCOUNT, Ground.AMOUNT]),
        (told("2001", months=(MARCH,)), 2, [Ground.ACCOUNT, Ground.DAYS]),
        (told("2002", amounts=("140.25",)), 3, [Ground.ACCOUNT, Ground.AMOUNT]),
        (told(amounts=("70.50",), days=(date(2025, 3, 31),)), 1, [Ground.AMOUNT, Ground.DAYS]),
    ],
    ids=str,
)
def test_the_number_alone_or_two_things_of_weight_are_sure(says, bill, grounds):
    found = proposal(says, FACES)
    assert (found.candidates[0].id, list(found.candidates[0].grounds), found.sure) == (bill, grounds, (bill,))


@pytest.mark.parametrize(
    ("says", "bills"),
    [
        (told(amounts=("140.25",)), {2, 3}),
        (told(amounts=("70.50",)), {1}),
        (told("1001"), {1}),
        (told(text="三月天然气"), {4}),
        (told("1001", amounts=("70.50",), invoice="99999999"), {1}),
    ],
    ids=str,
)
def test_less_is_proposed_and_left_to_whoever_knows(says, bills):
    found = proposal(says, FACES)
    best = found.candidates[0].weight
    assert ({each.id for each in found.candidates if each.weight == best}, found.sure) == (bills, ())


def test_an_invoice_proves_all_bills_that_name_it():
    """Petrol and diesel on one invoice of the station."""
    diesel = replace(SAME, id=5, invoice=POWER.invoice)
    assert set(proposal(told(invoice="25000001"), [*FACES, diesel]).sure) == {1, 5}


def test_a_picture_that_says_nothing_is_of_no_bill():
    assert proposal(told("IMG 20250401"), FACES).candidates == ()
