"""Thousands of strange requests, made of the OpenAPI document: no fault of ours, nothing that it does not promise (P4).

Whatever operation is added to the API is tried too.
"""

import re
import zlib
from collections.abc import Generator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gps.documents.operations import save_ead
from tests.api.conftest import secret_for
from tests.api.test_documents import EIGHT, ONE
from tests.documents.register import issue, registered
from tests.domain.movements import WINE
from tests.exchange.files import file_of, numbered
from tests.exchange.sending import done
from tests.outages.crisis import alert, ask, ungrounded
from tests.world import CLIENT, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
]
THERE = {
    "reference": ("[0-9A-Z]{21}", {"documents": ONE}),
    "identifier": ("[ID][0-9]{2}-[0-9]{4,8}", {"imports": "I26-0001", "authorisation-requests": "D26-0001"}),
}
"""What the parameters of an address look like, and what exists, by the first word of the address."""

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@pytest.fixture(autouse=True)
def the_connection_stays_open() -> Generator[None]:
    """A request ends by closing its connection: the test's own transaction lives on it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def secrets(world: World) -> dict[str, str]:
    issue(world)
    registered(world, EIGHT)
    save_ead(ONE, WINE, actor=world.actor("shipper"), now=NOW, complete=True)
    done(world, file_of(numbered(1, 2)), "client")
    alert(ungrounded(world))
    ask(world, "client", CLIENT)
    return {who: secret_for(world, who) for who in ("shipper", "officer", "client", "gamma")}


@schema.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_its_promises(case: schemathesis.Case, secrets: dict[str, str], settings: Any) -> None:
    settings.API_PER_MINUTE = 100_000
    checks = CHECKS
    if case.operation.definition.raw["operationId"] == "send_import":
        checks = [check for check in CHECKS if check is not negative_data_rejection]  # the file is judged later
    lead_to_what_is_there(case)
    for who in callers(case.path):
        case.call_and_validate(headers={"Authorization": f"Bearer {secrets[who]}"}, checks=checks)


def callers(path: str) -> tuple[str, ...]:
    """Who can do something at an address."""
    if "reintegration" in path:
        return ("gamma",)
    return ("client",) if "imports" in path or "authorisation" in path else ("shipper", "officer")


def lead_to_what_is_there(case: schemathesis.Case) -> None:
    """Every other call whose address is well-formed is about a row that exists."""
    for name, (form, there) in THERE.items():
        asked = str(case.path_parameters.get(name, ""))
        if re.fullmatch(form, asked) and zlib.crc32(asked.encode()) % 2:
            case.path_parameters[name] = there[case.path.split("/")[3]]
