"""How each refusal of the API comes about, for the test that every code has a sentence."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import RequestFactory

from gps.api import problems, reading
from gps.domain.errors import DomainError
from gps.domain.errors import ErrorCode as E
from gps.web import middleware
from tests.api.conftest import secret_for
from tests.api.machine import Machine
from tests.api.test_documents import MOVEMENT, ONE, PAPER
from tests.world import NOW, World

Provoke = Callable[[World], object]


def answered(exception: Exception) -> Provoke:
    """Refuse as an exception that Django raises is refused."""
    return lambda world: told(world, lambda machine: problems.answer(RequestFactory().get("/api/v1/x"), exception))


def sent(method: str, path: str, body: Any = None, *, kind: str = "application/json", who: str = "shipper") -> Provoke:
    """Send a request that is refused."""
    return lambda world: told(world, lambda machine: machine.call(method, path, body, content_type=kind), who)


def changed(**changes: Any) -> Provoke:
    return sent("POST", "/documents", MOVEMENT | changes)


def told(world: World, send: Callable[[Machine], object], *who: str) -> NoReturn:
    """Raise what the API turned into its answer."""
    seen: list[DomainError] = []
    real = problems.problem_of

    def noted(error: DomainError, within: str = "body") -> problems.Problem:
        seen.append(error)
        return real(error, within)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: NOW))
        patch.setattr(problems, "problem_of", noted)
        machine = Machine("x") if who == ("guess",) else Machine(secret_for(world, *who or ("nobody",)))
        send(machine)
    raise seen[-1]


def broken(exception: Exception) -> Provoke:
    """Fail in the middle of an operation."""

    def fail(*args: object) -> NoReturn:
        raise exception

    def provoke(world: World) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reading, "visible_to", fail)
            told(world, lambda machine: machine.get(f"/documents/{ONE}"), "shipper")

    return provoke


def too_often(world: World) -> None:
    def send(machine: Machine) -> None:
        for _ in range(40):
            machine.get("/documents")

    told(world, send)


def in_pieces(world: World) -> None:
    told(world, lambda machine: machine.post("/documents", Transfer_Encoding="chunked"), "shipper")


def without_scope(world: World) -> None:
    told(world, lambda machine: machine.post("/documents", MOVEMENT), "shipper", "documents:read")


PROVOKED: dict[E, Provoke] = {
    E.KEY_MISSING: sent("GET", "/documents", who="nobody"),
    E.KEY_WRONG: sent("GET", "/documents", who="guess"),
    E.SCOPE_MISSING: without_scope,
    E.TOO_MANY_REQUESTS: too_often,
    E.ADDRESS_UNKNOWN: sent("GET", "/x"),
    E.NOT_FOUND: sent("GET", f"/documents/{ONE}"),
    E.METHOD_NOT_ALLOWED: sent("DELETE", "/documents"),
    E.MEDIA_TYPE: sent("POST", "/documents", "{}", kind="text/plain"),
    E.BODY_TOO_LARGE: sent("POST", "/documents", "x" * 1_100_000),
    E.LENGTH_REQUIRED: in_pieces,
    E.JSON_MALFORMED: sent("POST", "/documents", "{"),
    E.REQUEST_MALFORMED: answered(SuspiciousOperation()),
    E.FAULT_OF_OURS: broken(RuntimeError()),
    E.UNAVAILABLE: broken(OperationalError()),
    E.FIELD_MISSING: sent("POST", "/documents", {}),
    E.FIELD_UNKNOWN: changed(x=1),
    E.FIELD_TYPE: changed(excise_number=1),
    E.FIELD_CHOICE: changed(document_type="DAE"),
    E.FIELD_FORM: sent("GET", "/documents?status="),
    E.FIELD_RANGE: sent("GET", "/documents?limit=0"),
    E.FIELD_DATE: changed(dispatch_date="20/11/2026"),
    E.FIELD_TIME: changed(dispatch_time="7:30"),
    E.FIELD_MOMENT: sent("POST", "/documents/a-posteriori", PAPER | {"told_at": "hier", "told_means": "mail"}),
    E.FIELD_CHARACTER: changed(excise_number="\x00"),
    E.FIELD_REPEATED: sent("GET", "/documents?limit=1&limit=2"),
}
