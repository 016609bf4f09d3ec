"""What the tests of outages do again and again: publish, ask, answer, be refused without a trace."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from gps.accounts.models import ExciseNumber
from gps.domain import chain
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import Service, Severity, Side
from gps.jobs.models import Job
from gps.outages import operations
from gps.outages.grounds import ground_for
from gps.outages.models import Answer, AuthorisationRequest, Change, Identifier, Outage, Span
from gps.outages.operations import Asking
from tests.conftest import unguarded
from tests.documents import register
from tests.world import CLIENT, NOW, SHIPPER, World

INSTANT = timedelta(microseconds=1)
"""The least that a moment can differ by."""
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
"""The service's hour: ``asked_at + HOUR`` is the 3,600th second."""

DAY = timedelta(days=1)

WHAT_TO_DO = "Utilisez la procédure de secours."
BOX = "La box du chai est en panne."


def ungrounded(world: World) -> World:
    """Take away the endless authorisations with which the world is built: from then on a number needs a ground."""
    with unguarded():
        Answer.objects.all().delete()
        AuthorisationRequest.objects.all().delete()
    return world


def alert(
    world: World,
    service: Service = Service.GAMMA_DTI,
    severity: Severity = Severity.BLACK,
    *,
    now: datetime = NOW,
    who: str = "national",
    message: str = WHAT_TO_DO,
    **fields: Any,
) -> Outage:
    """Publish one national alert; ``fields`` are those of ``open_alerts``."""
    [outage] = operations.open_alerts(
        [service], actor=world.actor(who), now=now, severity=severity, message=message, **fields
    )
    return outage


def black(world: World, *services: Service, now: datetime = NOW, **fields: Any) -> list[Outage]:
    """Publish a black alert on each of some services; on GAMM@ DTI when none is named."""
    return [alert(world, service, now=now, **fields) for service in services or (Service.GAMMA_DTI,)]


def provider_down(world: World, *, now: datetime = NOW, who: str = "national", **fields: Any) -> Outage:
    """Confirm an incident of the world's provider (failure 3)."""
    fields.setdefault("message", WHAT_TO_DO)
    return operations.open_provider_incident(world.provider, actor=world.actor(who), now=now, **fields)


def operator_down(
    world: World, excise_number: ExciseNumber, *, now: datetime = NOW, who: str = "national", **fields: Any
) -> Outage:
    """Note the diagnosis of an operator's own failure (1 or 2)."""
    given = {"side": Side.OPERATOR, "message": WHAT_TO_DO} | fields
    return operations.open_operator_incident(excise_number, actor=world.actor(who), now=now, **given)


def change(world: World, outage: Outage, *, now: datetime, who: str = "national", **fields: Any) -> Outage:
    """Change what is published; what ``fields`` leave out stays as it is."""
    given = {
        "message": outage.message, "message_en": outage.message_en, "expected_end_at": outage.expected_end_at,
    } | fields  # fmt: skip
    return operations.change(outage.identifier, actor=world.actor(who), now=now, **given)


def end(world: World, outage: Outage, *, now: datetime, who: str = "national", **fields: Any) -> Outage:
    return operations.end(outage.identifier, actor=world.actor(who), now=now, **fields)


def cancel(world: World, outage: Outage, *, now: datetime, who: str = "national", comment: str = "Erreur.") -> Outage:
    """Withdraw an outage that was published by mistake."""
    return operations.cancel(outage.identifier, actor=world.actor(who), now=now, comment=comment)


def reopen(world: World, outage: Outage, *, now: datetime, who: str = "national", **fields: Any) -> Outage:
    return operations.reopen(outage.identifier, actor=world.actor(who), now=now, **fields)


def ask(
    world: World, who: str = "shipper", excise_number: str = SHIPPER, *, now: datetime = NOW, **fields: Any
) -> AuthorisationRequest:
    """Ask the service; ``fields`` are those of ``Asking``. For the EDI client the operator reintegrates by default."""
    given: dict[str, Any] = {
        "circumstances": BOX, "tried_other_access": True, "contact": "05 00 00 00 99",
        "reintegrated_by": Side.OPERATOR if excise_number == CLIENT else None,
    } | fields  # fmt: skip
    return operations.ask(Asking(excise_number, **given), actor=world.actor(who), now=now)


def answer(
    world: World,
    request: AuthorisationRequest,
    granted: bool = True,
    *,
    who: str = "officer",
    now: datetime = NOW,
    seen: int | None = None,
    **fields: Any,
) -> AuthorisationRequest:
    """Answer a request, having seen every answer that was given before unless ``seen`` says otherwise."""
    given = {"reason": "failure_admitted" if granted else "gamma_works"} | fields
    before = Answer.objects.filter(request=request).count() if seen is None else seen
    return operations.answer(request.identifier, granted=granted, seen=before, actor=world.actor(who), now=now, **given)


def grant(world: World, request: AuthorisationRequest, **fields: Any) -> AuthorisationRequest:
    return answer(world, request, True, **fields)


def refuse(world: World, request: AuthorisationRequest, **fields: Any) -> AuthorisationRequest:
    return answer(world, request, False, **fields)


def withdraw(
    world: World, request: AuthorisationRequest, *, who: str = "shipper", now: datetime
) -> AuthorisationRequest:
    return operations.withdraw(request.identifier, actor=world.actor(who), now=now)


def ground_of(excise_number: ExciseNumber, at: datetime) -> tuple[str, str] | None:
    """The ground in force at a moment, as the documents keep it: kind and reference."""
    found = ground_for(excise_number, at)
    return (found.kind.value, found.reference) if found else None


def lines(identifier: str) -> list[str]:
    """What was done to an outage or a request, in order."""
    return list(Change.objects.filter(subject=identifier).order_by("position").values_list("action", flat=True))


def last_change(identifier: str) -> Change:
    return Change.objects.filter(subject=identifier).latest("position")


def chain_of(identifier: str) -> bool:
    """Whether every dated line has its own hash and bears the hash of the line before it."""
    previous = chain.START
    for position, line in enumerate(Change.objects.filter(subject=identifier).order_by("position"), start=1):
        if (line.position, line.previous_hash, line.hash) != (position, previous, line.computed_hash()):
            return False
        previous = line.hash
    return previous != chain.START


def jobs(kind: str = "") -> list[tuple[str, str]]:
    """The work that was handed on: kind and key."""
    rows = Job.objects.filter(kind=kind) if kind else Job.objects.all()
    return list(rows.order_by("id").values_list("kind", "key"))


def census() -> dict[str, object]:
    """All that the room holds, what it handed on, and all that the register holds."""
    room = {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in (Outage, Span, AuthorisationRequest, Answer, Change)
    }
    identifiers = list(Identifier.objects.filter(last__gt=0).order_by("pk").values())
    return room | {"Identifier": identifiers, "jobs": jobs()} | register.census()


@contextmanager
def refused(*codes: ErrorCode) -> Generator[pytest.ExceptionInfo[DomainError]]:
    """Expect a refusal with these codes that leaves everything as it was: no identifier, no line, no job, no number."""
    before = census()
    with pytest.raises(DomainError) as caught:
        yield caught
    assert caught.value.codes == codes
    assert census() == before
