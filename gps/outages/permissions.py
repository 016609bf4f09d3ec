"""Whose requests for authorisation and which outages an actor reaches (rules F3, G2, R2, P4)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, Scope, excise_numbers_for, scope_of, within
from gps.outages.models import ALERTS, AuthorisationRequest, Outage


def requests_for(actor: Actor, permission: Permission, now: datetime) -> QuerySet[AuthorisationRequest]:
    """Give the requests of the excise numbers on which an actor has a permission, with what their pages show."""
    rows = AuthorisationRequest.objects.select_related(
        "excise_number__operator", "excise_number__office", "excise_number__provider", "incident"
    ).prefetch_related("answers")
    return within(rows, actor, permission, now)


def outages_for(actor: Actor, now: datetime) -> QuerySet[Outage]:
    """Give the outages that an actor may read of: the national alerts, which are published to everybody, and the
    incidents of the excise numbers that he consults and of their providers.
    """
    rows = Outage.objects.select_related("provider", "excise_number")
    if scope_of(actor, Permission.CONSULT) is Scope.ALL:
        return rows
    reach = excise_numbers_for(actor, Permission.CONSULT, now)
    seen = Q(failure__in=ALERTS) | Q(excise_number__in=reach) | Q(provider__in=reach.values("provider"))
    if actor.provider_id is not None:
        seen |= Q(provider_id=actor.provider_id)
    return rows.filter(seen)
