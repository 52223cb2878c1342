from dataclasses import dataclass

import pytest
from django.test import Client

from jieyue.programme.people.queries import person_signed_in
from jieyue.programme.tokens.operations import make_token
from jieyue.store.people.models import User
from offices import Office, open_office
from samples import NOW


@dataclass
class Program:
    """A program that comes with somebody's token."""

    client: Client
    token: str

    def asks(self, method: str, address: str, body: object = None, content_type: str = "application/json", **query):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        call = getattr(self.client, method.lower())
        if method.upper() == "GET":
            return call(f"/api/v1{address}", query, headers=headers)
        about = {"query_params": query, "headers": headers}
        return call(f"/api/v1{address}", data=body if body is not None else {}, content_type=content_type, **about)


@pytest.fixture
def office(house, now) -> Office:
    return house.begun(open_office, under="the moment of the requests")


@pytest.fixture
def program(office):
    def comes(username: str, **about) -> Program:
        user = User.objects.get(username=username)
        by = person_signed_in(user, on=NOW.date(), address="10.0.0.1")
        wanted = {"name": "财务系统", "last_day": NOW.date(), "may_enter": True, **about}
        return Program(Client(), make_token(**wanted, by=by, at=NOW)[1])

    return comes


@pytest.fixture(autouse=True)
def now(monkeypatch) -> None:
    """The moment at which requests come."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
