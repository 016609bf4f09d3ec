"""A request for authorisation is made, answered, taken back, or left without an answer (rules F4, F5, F9)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from gps.domain import grounds
from gps.domain.dates import with_offset
from gps.domain.grounds import Failure, Standing
from gps.notices import recipients
from gps.notices.addresses import DESK, PORTAL, link, page
from gps.notices.labels import Kind
from gps.notices.mails import Recipient, message, write
from gps.outages import labels
from gps.outages.models import AuthorisationRequest, Change

TACIT = "tacit"
SAID = {
    "ask": "demande d’autorisation",
    "withdraw": "demande retirée",
    "grant": "autorisation accordée",
    "refuse": "autorisation refusée",
    TACIT: "autorisation tacite",
}
TOLD_TO_OFFICE = {"ask", "withdraw", TACIT}
"""What the service said it knows; what it did not say, it is told."""


def tell(payload: Mapping[str, Any], now: datetime) -> None:
    """Tell one change of a request to the operator, to the service, and for failure 2 to the provider (F4)."""
    change = Change.objects.get(subject=payload["subject"], position=payload["position"])
    if change.action not in SAID:
        return
    request = _fetch(change.subject)
    _tell_each(request, change.action, change.position, change, now)


def tell_tacit(payload: Mapping[str, Any], now: datetime) -> None:
    """When the hour has passed: tell that silence has opened the right, if it has (F5)."""
    request = _fetch(payload["subject"])
    if grounds.standing(request.facts, now) is Standing.TACIT:
        _tell_each(request, TACIT, 0, None, now)


def _fetch(identifier: str) -> AuthorisationRequest:
    rows = AuthorisationRequest.objects.select_related(
        "excise_number__operator", "excise_number__office", "excise_number__provider", "incident"
    )
    return rows.prefetch_related("answers").get(identifier=identifier)


def _tell_each(request: AuthorisationRequest, action: str, position: int, change: Change | None, now: datetime) -> None:
    """Each side reads its own words, at its own clock."""
    site = request.excise_number
    for side, zone, people in _sides(request, action):
        context = _facts(request, action, change, ZoneInfo(zone))
        subject = f"{request.identifier} : {SAID[action]}, {site.establishment} ({site.number})"
        event = f"request:{request.identifier}:{action}:{position}:{side}"
        write(message(event, request.identifier, subject, f"request_{side}", context), people, now)


def _sides(request: AuthorisationRequest, action: str) -> Iterator[tuple[str, str, Iterator[Recipient]]]:
    site = request.excise_number
    declarers = recipients.declarers(site)
    yield "operator", site.time_zone, recipients.accounts(declarers, Kind.REQUESTS)
    if action in TOLD_TO_OFFICE:
        yield "office", site.office.time_zone, recipients.office(site.office)
    if request.failure == Failure.OPERATOR_EDI:
        yield "provider", site.time_zone, chain(recipients.provider(site.provider))


def _facts(request: AuthorisationRequest, action: str, change: Change | None, zone: ZoneInfo) -> dict[str, object]:
    tacit_at = grounds.tacit_at(request.asked_at)
    said = change.data if change else {}
    ends_at = said.get("ends_at")
    return {
        "request": request,
        "site": request.excise_number,
        "office": request.excise_number.office,
        "action": action,
        "by": change.actor_label if change else "",
        "asked": with_offset(request.asked_at, zone, seconds=True),
        "tacit_at": with_offset(tacit_at, zone, seconds=True),
        "hour_has_run": change is not None and change.at >= tacit_at,
        "tacit_ends": with_offset(request.tacit_ends_at, zone),
        "counts": with_offset(datetime.fromisoformat(said["counts_at"]), zone) if "counts_at" in said else "",
        "ends": with_offset(datetime.fromisoformat(ends_at), zone) if ends_at else "",
        "reason": labels.REASON.get(said.get("reason", ""), ""),
        "comment": said.get("comment", ""),
        "desk_url": page(DESK),
        "portal_url": page(PORTAL),
        "request_url": link("web:authorisation", request.identifier),
    }
