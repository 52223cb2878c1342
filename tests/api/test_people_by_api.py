"""A county's own security administrator lets a program bring people; whoever does not grant is refused."""

import pytest

from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
from samples import NOW

PERSON = {"name": "陈一", "username": "chenyi", "role": "统计员", "organisation": "甲县一中"}


@pytest.fixture
def granting(office, house, program):
    """The program of whoever grants in C1."""
    with writing(operation="set up", by=house.person, at=NOW) as change:
        user = User(username="xu", name="许安", password="!", password_changed_at=NOW)  # noqa: S106
        keep(change, user)
        place = Organisation.objects.get(code="C1")
        keep(change, Appointment(user=user, role=Role.LOCAL_SECURITY, organisation=place, since=NOW.date()))
    return program("xu")


def bring(asking, *people: dict, **how):
    rows = [{"values": each, "external_id": each["username"]} for each in people]
    return asking.asks("POST", "/rows/people", {"source": "人事", "rows": rows, **how})


def test_people_and_first_passwords_come_by_the_api_within_the_county(granting):
    assert bring(granting, PERSON).json()["added"] == 1
    assert bring(granting, PERSON).json()["unchanged"] == 1
    beyond = bring(granting, {**PERSON, "username": "neu", "organisation": "X"})
    assert (beyond.status_code, beyond.json()["problems"][0]["rule"]) == (422, "unknown_organisation")
    [given] = granting.asks("POST", "/people/first-passwords", {"reason": "新入职"}).json()
    assert (given["username"], len(given["first_password"])) == ("chenyi", 19)
    assert granting.asks("POST", "/people/first-passwords", {"reason": "再来"}).json() == []
    assert granting.asks("GET", "/organisations").json()["count"] == 0


def test_a_row_that_stood_for_one_role_does_not_become_another(granting):
    bring(granting, PERSON)
    other = bring(granting, {**PERSON, "role": "审核员"}, reason="改任")
    assert (other.status_code, other.json()["problems"][0]["rule"]) == (422, "other_record")


@pytest.mark.parametrize("who", ["wang", "li", "feng"])
def test_whoever_does_not_grant_brings_nobody(program, office, who):
    asking = program(who)
    assert bring(asking, PERSON).status_code == 403
    assert asking.asks("POST", "/people/first-passwords", {"reason": "试"}).status_code == 403
    assert not User.objects.filter(username="chenyi").exists()
