"""Whose documents and anomalies an actor reaches: the only way from pages and machines to the register (R2)."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, excise_numbers_for, may, within
from gps.documents.models import FOR_CUSTOMS, Anomaly, FallbackDocument
from gps.documents.outage_clock import with_outage_clock

_OPEN = Anomaly.objects.filter(resolved_at__isnull=True)


def visible_to(actor: Actor, now: datetime) -> QuerySet[FallbackDocument]:
    """Give the documents that concern an actor (R2): the only way for pages and machines to reach the register."""
    documents = with_outage_clock(FallbackDocument.objects.select_related("excise_number"))
    return within(documents, actor, Permission.CONSULT, now)


def anomalies_for(actor: Actor, permission: Permission, now: datetime) -> QuerySet[Anomaly]:
    """Give the anomalies of the excise numbers on which an actor has a permission, those that are his to see."""
    shown = _shown(Anomaly.objects.select_related("excise_number", "document"), actor)
    return within(shown, actor, permission, now)


def anomalies_of(document: FallbackDocument, actor: Actor) -> QuerySet[Anomaly]:
    """Give the anomalies of a document that the actor reaches, those that are his to see."""
    return _shown(document.anomalies.all(), actor)


def with_flags(documents: QuerySet[FallbackDocument], actor: Actor) -> QuerySet[FallbackDocument]:
    """Fetch with documents, as ``flags``, their open anomalies that are the actor's to see: one query for all."""
    return documents.prefetch_related(Prefetch("anomalies", _shown(_OPEN, actor), to_attr="flags"))


def flags_of(document: FallbackDocument, actor: Actor) -> list[Anomaly]:
    """Give the open anomalies of a document that are the actor's to see."""
    return list(_shown(_OPEN.filter(document=document), actor))


def _shown(anomalies: QuerySet[Anomaly], actor: Actor) -> QuerySet[Anomaly]:
    return anomalies if actor.is_customs else anomalies.exclude(kind__in=FOR_CUSTOMS)


def may_on(actor: Actor, permission: Permission, document: FallbackDocument, now: datetime) -> bool:
    """Tell whether an actor has a permission on a document, so that a page offers the action."""
    if not may(actor, permission):
        return False
    return excise_numbers_for(actor, permission, now).filter(pk=document.excise_number_id).exists()
