"""Programs are told in one shape, whatever fails and whoever refuses."""

import pytest
from django.test import Client

from ailing import KINDS, SAYS, ailing

pytestmark = pytest.mark.one_database

ROWS = [
    {
        "values": {
            "organisation": "A",
            "resource": "电",
            "account": f"33{n}",
            "start_date": "2025-03-01",
            "end_date": "2025-03-31",
            "quantity": "5",
            "unit": "kWh",
            "invoice_number": f"{n:060}",
        }
    }
    for n in range(200)
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_what_ails_the_machine_is_told_apart(program, kind):
    asking = program("wang")
    asking.asks("GET", "/me")  # notes that the token was used
    asking.client.raise_request_exception = False
    with ailing(kind):
        answer = asking.asks("POST", "/rows/bills", {"rows": ROWS})
    assert answer.status_code == 503
    assert SAYS[kind] in answer.json()["says"]
    assert answer.json().keys() == {"says", "do", "where"}
    assert ("Retry-After" in answer) == (kind == "busy")


def test_a_fault_is_told_in_the_shape_of_a_refusal(program, monkeypatch, home):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("jieyue.api.reading.organisations_queries.organisations", fail)
    asking = program("wang")
    asking.client.raise_request_exception = False
    answer = asking.asks("GET", "/organisations")
    assert answer.status_code == 500
    assert "错误编号" in answer.json()["says"]
    assert "GET api/v1/organisations" in (home / "faults.log").read_text("utf-8")


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/nothing", "/api/v1/ledgers/bills/a%2Fb", "/api/v2/ledgers/bills/1", "/api/v1/me"]
)
def test_whatever_is_not_there_is_told_in_the_shape_of_a_refusal(db, method, address):
    answer = getattr(Client(enforce_csrf_checks=True, raise_request_exception=False), method)(address)
    assert answer.status_code in (401, 404, 405)
    assert answer["Content-Type"].startswith("application/json")
    if method != "head":
        assert answer.json().keys() == {"says", "do", "where"}
