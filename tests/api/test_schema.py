"""The API keeps to what its OpenAPI document says, whatever is sent. Schemathesis draws the requests."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jieyue.site.wsgi import application

EXAMPLES = 20
CHECKED = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
REFUSALS = {"400", "401", "403", "404", "409", "413", "422"}


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def token(program) -> Iterator[str]:
    """Requests stay on the connection of the test's transaction, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield program("li").token
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_has_a_name_and_declares_what_it_may_refuse():
    operations = [operation for methods in schema.raw_schema["paths"].values() for operation in methods.values()]
    assert len({each["operationId"] for each in operations}) == len(operations) > 12
    for each in operations:
        assert set(each["responses"]) >= {"200", *REFUSALS}


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_declared(case, token):
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKED)
