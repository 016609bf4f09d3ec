"""What the tests of the register do again and again: issue, register, bring to a status, be refused without a trace."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from gps.accounts.actors import SYSTEM
from gps.documents.models import Anomaly, FallbackDocument, HistoryEntry, SequenceCounter, Submission
from gps.documents.operations import Outcome, cancel, deactivate, generate_many, register_many, reintegrate
from gps.domain import chain
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import CancellationReason, Status
from gps.domain.reference import check_digit
from tests.world import NOW, World, report, request

LATE = NOW + timedelta(days=11)
"""Later than every delay that began at ``NOW``."""

ARC = "26FRG0C0XYZ0000000Q1" + check_digit("26FRG0C0XYZ0000000Q1")


def arc_of(number: int) -> str:
    """An ARC for each number."""
    first_20 = f"26FRG0C0XYZ{number:09d}"
    return first_20 + check_digit(first_20)


def issue(world: World, who: str = "shipper", now: datetime = NOW, key: str = "", **fields: Any) -> FallbackDocument:
    [document] = generate_many([request(**fields)], actor=world.actor(who), now=now, key=key)
    return document


def register(world: World, number: str, who: str = "shipper", now: datetime = NOW, **fields: Any) -> Outcome:
    [outcome] = register_many([report(number, **fields)], actor=world.actor(who), now=now)
    return outcome


def registered(world: World, number: str, who: str = "shipper", now: datetime = NOW, **fields: Any) -> FallbackDocument:
    outcome = register(world, number, who, now, **fields)
    assert outcome.document is not None, outcome.faults
    return outcome.document


def bring(world: World, document: FallbackDocument, status: Status) -> FallbackDocument:
    """Take an active document to a status as the procedure does."""
    number = document.reference
    match status:
        case Status.CANCELLED:
            reason = CancellationReason.DOCUMENT_ERROR
            return cancel(number, actor=world.actor("officer"), now=NOW, reason=reason)
        case Status.INACTIVE:
            return deactivate(number, actor=SYSTEM, now=LATE)
        case Status.REINTEGRATED:
            return reintegrate(number, actor=SYSTEM, now=NOW, document_type=document.document_type, arc=ARC)
        case _:
            return document


@contextmanager
def refused(*codes: ErrorCode) -> Generator[pytest.ExceptionInfo[DomainError]]:
    """Expect a refusal with these codes that leaves the register as it was: no number is burnt."""
    before = census()
    with pytest.raises(DomainError) as caught:
        yield caught
    assert caught.value.codes == codes
    assert census() == before


def census() -> dict[str, object]:
    """All that the register holds, and where its counters stand."""
    documents = FallbackDocument.objects.order_by("pk")
    return {
        "documents": list(documents.values_list("reference", "status", "dispatch_at", "transport_identity")),
        "history": HistoryEntry.objects.count(),
        "submissions": Submission.objects.count(),
        "anomalies": list(Anomaly.objects.order_by("pk").values_list("pk", "resolved_at")),
        "counters": counters(),
    }


def counters() -> dict[tuple[str, int], int]:
    """The counters that have moved."""
    moved = SequenceCounter.objects.filter(last_sequence__gt=0)
    return {
        (number, year): last
        for number, year, last in moved.values_list("excise_number__number", "year", "last_sequence")
    }


def told(document: FallbackDocument) -> list[tuple[str, str, str]]:
    """The history: action, from, to."""
    return list(document.history.order_by("position").values_list("action", "from_status", "to_status"))


def last_line(document: FallbackDocument) -> HistoryEntry:
    return document.history.order_by("position").get(position=document.history.count())


def chain_holds(document: FallbackDocument) -> bool:
    """Whether every line has its own hash and bears the hash of the line before it."""
    previous = chain.START
    for position, line in enumerate(document.history.select_related("document").order_by("position"), start=1):
        if (line.position, line.previous_hash, line.hash) != (position, previous, line.computed_hash()):
            return False
        previous = line.hash
    return previous != chain.START
