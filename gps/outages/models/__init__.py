"""The tables of outages and requests. Only ``gps.outages.operations`` writes them."""

from gps.outages.models.changes import Change
from gps.outages.models.outages import ALERTS, MESSAGE_LENGTH, Identifier, Outage, Span
from gps.outages.models.requests import GPS, TEXT_LENGTH, Answer, AuthorisationRequest

__all__ = [
    "ALERTS",
    "GPS",
    "MESSAGE_LENGTH",
    "TEXT_LENGTH",
    "Answer",
    "AuthorisationRequest",
    "Change",
    "Identifier",
    "Outage",
    "Span",
]
