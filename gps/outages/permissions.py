"""Whose requests for authorisation an actor reaches (rules G2, R2, P4)."""

from datetime import datetime

from django.db.models import QuerySet

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, within
from gps.outages.models import AuthorisationRequest


def requests_for(actor: Actor, permission: Permission, now: datetime) -> QuerySet[AuthorisationRequest]:
    """Give the requests of the excise numbers on which an actor has a permission, with what their pages show."""
    rows = AuthorisationRequest.objects.select_related(
        "excise_number__operator", "excise_number__office", "excise_number__provider", "incident"
    ).prefetch_related("answers")
    return within(rows, actor, permission, now)
