"""Numbers that an officer issued, sent to the operator by mail (rule G8)."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from gps.accounts.actors import Actor
from gps.documents.models import FallbackDocument
from gps.domain import reference
from gps.notices import mails, recipients
from gps.notices.mails import Recipient
from gps.notices.models import Mail


def send(documents: Sequence[FallbackDocument], to: str, *, actor: Actor, now: datetime) -> bool:
    """Send the numbers of one issue to an address, once, and tell whether it is new.

    Args:
        documents: issued together, for one establishment, in order.
        to: an address that the form has found well formed.
        actor: the officer who sends them.
    """
    first = documents[0]
    if sent(documents).filter(to__iexact=to).exists():
        return False
    context = {
        "numbers": [(reference.grouped(d.reference), d.reference) for d in documents],
        "first": first,
        "office": first.excise_number.office,
        "officer": actor.label,
        "site": settings.PUBLIC_URL,
    }
    count = f"{len(documents)} numéros" if len(documents) > 1 else "Numéro"
    subject = f"{count} de {first.document_type} de secours pour {first.excise_number.number}"
    message = mails.message(_event(documents), first.reference, subject, "numbers", context)
    foot = f"Message envoyé par {actor.label}, à la demande de l’opérateur."
    mails.write(message, [Recipient(to, foot)], now)
    return True


def sent(documents: Sequence[FallbackDocument]) -> QuerySet[Mail]:
    """Give the mails that have taken, or will take, the numbers of an issue to somebody."""
    return Mail.objects.filter(event=_event(documents)).order_by("made_at", "id")


def usual_addresses(documents: Sequence[FallbackDocument]) -> list[str]:
    """Give the addresses of those who declare for the establishment."""
    declaring = recipients.declarers(documents[0].excise_number).filter(is_active=True)
    return list(declaring.order_by("email").values_list("email", flat=True).distinct())


def _event(documents: Sequence[FallbackDocument]) -> str:
    return f"numbers:{documents[0].reference}:{len(documents)}"
