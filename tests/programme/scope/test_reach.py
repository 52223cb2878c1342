"""Whom somebody reaches is the same whether it is listed or looked up."""

from datetime import date

import pytest

from jieyue.rules.roles import Right
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisations_within, reached, reaches, within
from offices import PEOPLE, open_office, person_named

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("username", PEOPLE)
def test_what_is_looked_up_for_few_is_what_is_listed_for_all(house, username):
    house.begun(open_office)
    person, every = person_named(username, on=date(2026, 2, 10)), set(Organisation.objects.values_list("id", flat=True))
    for right in Right:
        listed = set(organisations_within(person, right).values_list("id", flat=True))
        assert reached(every, person, right) == listed
        assert {each for each in every if reaches(each, person, right)} == listed
        about = {"organisation": "account__organisation", "right": right}
        few, all_listed = (within(Bill.objects.all(), person, are_few=are_few, **about) for are_few in (True, False))
        assert set(few) == set(all_listed)
