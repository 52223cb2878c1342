"""A clerk of one county, his neighbour, and who else may come by."""

from datetime import date

import pytest
from django.test import Client

from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User

TREE = """code | name | parent | level
          61 | 某省 | | 省
          610101 | 甲县 | 61 | 县
          610102 | 乙县 | 61 | 县
          A | 甲局 | 610101 | 单位
          B | 乙局 | 610102 | 单位"""


@pytest.fixture
def tree(house):
    house.have("organisations", TREE)


@pytest.fixture
def user(tree):
    def made(username: str, role: Role, code: str | None) -> User:
        found = User.objects.create(username=username, name=username)
        place = Organisation.objects.get(code=code) if code else None
        Appointment.objects.create(user=found, role=role, organisation=place, since=date(2020, 1, 1))
        return found

    return made


@pytest.fixture
def signed_in(user):
    def client(username: str, role: Role, code: str | None = None) -> Client:
        found = Client()
        found.force_login(user(username, role, code))
        return found

    return client


@pytest.fixture
def clerk(signed_in) -> Client:
    return signed_in("wang", Role.CLERK, "610101")


@pytest.fixture
def neighbour(signed_in) -> Client:
    return signed_in("li", Role.CLERK, "610102")
