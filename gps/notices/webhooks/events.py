"""What is told, and to whom: the words of an event for one endpoint (rules G2, R2 for whom it concerns)."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from gps.accounts.actors import Actor, actor_of
from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for
from gps.accounts.roles import Role
from gps.documents.models import HistoryEntry
from gps.notices.addresses import link
from gps.notices.labels import Event
from gps.notices.models import Delivery, Endpoint
from gps.outages.models import Change, Outage

_EVENTS_OF_OUTAGE = {
    "open": Event.OUTAGE_PUBLISHED,
    "change": Event.OUTAGE_CHANGED,
    "reopen": Event.OUTAGE_CHANGED,
    "end": Event.OUTAGE_ENDED,
    "cancel": Event.OUTAGE_ENDED,
}


def actor_of_endpoint(endpoint: Endpoint) -> Actor:
    """As whom an endpoint is told: its person, or its provider whichever users he has."""
    if endpoint.user is not None:
        return actor_of(endpoint.user)
    name = f"webhook:{endpoint.pk}"
    return Actor(Role.PROVIDER, name, endpoint.owner, provider_id=endpoint.provider_id)


def of_document(endpoint: Endpoint, line: HistoryEntry, now: datetime) -> Delivery:
    """A document was born or changed its status."""
    document = line.document
    data = {
        "reference": document.reference,
        "document_type": document.document_type,
        "excise_number": document.excise_number.number,
        "action": line.action,
        "from": line.from_status or None,
        "to": line.to_status,
        "reason": line.reason or None,
        "url": link("web:document", document.reference),
    }
    made = _delivery(endpoint, Event.DOCUMENT_STATUS, document.reference, line.at, data, now)
    made.entry = line
    return made


def of_outage(
    endpoints: QuerySet[Endpoint], change: Change, then: Outage, covered: QuerySet[ExciseNumber], now: datetime
) -> None:
    """Write one change of an outage for those whom it concerns; once each, whatever is tried again.

    Args:
        endpoints: those that are on.
        change: the dated line.
        then: the outage as the line published it.
        covered: the establishments that it concerns.
    """
    event = _EVENTS_OF_OUTAGE[change.action]
    rows = []
    for endpoint in endpoints.filter(since__lte=change.at):
        if event in endpoint.events and _concerns(endpoint, then, covered, now):
            made = _delivery(endpoint, event, then.identifier, change.at, _told(then, change), now)
            made.change = change
            rows.append(made)
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def test(endpoint: Endpoint, now: datetime) -> Delivery:
    """A message that tells nothing, to try the receiver."""
    data = {"message": "Essai demandé depuis GPS : cet événement n’annonce rien."}
    return _delivery(endpoint, Event.TEST, "essai", now, data, now)


def _concerns(endpoint: Endpoint, outage: Outage, covered: QuerySet[ExciseNumber], now: datetime) -> bool:
    """Whether it is an outage of the provider's own, or covers an establishment within reach."""
    if endpoint.provider_id is not None and endpoint.provider_id == outage.provider_id:
        return True
    reach = excise_numbers_for(actor_of_endpoint(endpoint), Permission.CONSULT, now)
    return covered.filter(pk__in=reach.values("pk")).exists()


def _told(outage: Outage, change: Change) -> dict[str, object]:
    """An outage as a line published it; the comment is the help desk's own."""
    return {
        "identifier": outage.identifier,
        "action": change.action,
        "failure": int(outage.failure),
        "service": outage.service or None,
        "severity": outage.severity or None,
        "planned": outage.planned,
        "provider": outage.provider.name if outage.provider else None,
        "excise_number": outage.excise_number.number if outage.excise_number else None,
        "starts_at": _iso(outage.starts_at),
        "expected_end_at": _iso(outage.expected_end_at),
        "ended_at": _iso(outage.ended_at),
        "cancelled": outage.cancelled,
        "message": outage.message or None,
    }


def _delivery(
    endpoint: Endpoint, event: Event, stream: str, at: datetime, data: Mapping[str, Any], now: datetime
) -> Delivery:
    identifier = f"evt_{uuid.uuid4().hex}"
    content = {"id": identifier, "type": event.value, "at": _iso(at), "data": data}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Delivery(
        endpoint=endpoint, identifier=identifier, kind=event.value, stream=stream, body=body, made_at=now, due_at=now
    )


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
