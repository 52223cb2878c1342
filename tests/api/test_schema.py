"""The API keeps to what its OpenAPI document says, whatever is sent. Schemathesis draws the requests."""

import json
from collections.abc import Iterator
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jieyue.api.urls import api
from jieyue.site.wsgi import application
from soaking import IS_SOAKING, rounds

PARTS = 6
"""Each is a test of its own, so that several processes can share the work."""
CHECKED = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
REFUSALS = {"400", "401", "403", "404", "409", "413", "422"}


EDGES = st.sampled_from([10**20, 2**63, -(2**63), -1, 1.5, 1e30, True, None, "\ud800", "\x00", "²", [], {}, [[]]])
"""What no column and no number of a record is."""


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def lines() -> st.SearchStrategy[bytes]:
    """Rows as they are sent by the thousand, with something wrong here and there."""
    wrong = st.dictionaries(st.sampled_from(["record", "seen", "external_id", "values"]), EDGES, max_size=2)
    values = st.fixed_dictionaries({"organisation": st.just("A")}, optional={"quantity": EDGES, "account": EDGES})
    row = st.builds(lambda values, wrong: {"values": values, **wrong}, values, wrong)
    broken = st.sampled_from([b"", b"{", b"1e400", b"[" * 2000, b"\xff", b'{"values":{"quantity":1e400}}'])
    line = st.one_of(row.map(lambda row: json.dumps(row).encode()), broken)
    return st.lists(line, min_size=1, max_size=3).map(b"\n".join)


schemathesis.openapi.media_type("application/x-ndjson", lines())


@schemathesis.hook
def flatmap_body(_context, body: object) -> st.SearchStrategy:
    """Now and then an edge in the place of one of the values."""
    return st.one_of(st.just(body), with_edges(body)) if isinstance(body, dict) and body else st.just(body)


def with_edges(body: dict) -> st.SearchStrategy[dict]:
    place = st.sampled_from(sorted(body))
    return st.builds(lambda key, edge: {**body, key: _within(body[key], edge)}, place, EDGES)


def _within(value: object, edge: object) -> object:
    """As deep inside as there is a first place."""
    if isinstance(value, dict) and value:
        key = min(value)
        return {**value, key: _within(value[key], edge)}
    if isinstance(value, list) and value:
        return [_within(value[0], edge), *value[1:]]
    return edge


@cache
def schema():
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def token(program) -> Iterator[str]:
    """Requests stay on the connection of the test's transaction, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield program("li").token
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
def test_every_operation_has_a_name_and_declares_what_it_may_refuse():
    operations = [operation for methods in schema().raw_schema["paths"].values() for operation in methods.values()]
    assert len({each["operationId"] for each in operations}) == len(operations) > 12
    for each in operations:
        assert set(each["responses"]) >= {"200", *REFUSALS}


DRAWN = settings(
    max_examples=rounds(short=3, long=200),  # others each time
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_sent_is_answered_as_declared(part, token):
    """Requests that keep to the document and such as do not, drawn for each operation."""
    for found in list(schema().get_all_operations())[part::PARTS]:
        operation = found.ok()
        cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

        @DRAWN
        @given(cases)
        def is_answered(case):
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKED)

        is_answered()


if IS_SOAKING:  # else each process would take five seconds to think up cases that it leaves out

    @schema().parametrize()
    @DRAWN
    def test_every_bound_of_every_value_is_answered_as_declared(case, token):
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKED)


def test_the_description_is_made_once_for_it_takes_long_and_anybody_may_ask():
    assert api.get_openapi_schema() is api.get_openapi_schema()
