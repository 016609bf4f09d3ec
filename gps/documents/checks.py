"""The trace of each verification, and what two of them reveal: one paper in two distant places (rules V1, V4).

Little is kept: no registration, no address. What is typed in vain is somebody's slip more often than a fraud.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from gps.accounts import limits
from gps.accounts.actors import Actor
from gps.accounts.models import CustomsOffice
from gps.documents.models import Anomaly, AnomalyKind, Check, CheckMethod, FallbackDocument
from gps.domain import chain
from gps.domain.departments import department_of_address, kilometres
from gps.domain.errors import DomainError, ErrorCode

PER = timedelta(minutes=10)
TRIES = {CheckMethod.NUMBER: 20, CheckMethod.PROOF: 120}
"""For somebody who is not signed in, from one place. Numbers are sequential: who tries many is guessing (V4)."""
TRIES_SIGNED_IN = 300


@dataclass(frozen=True)
class Asker:
    """Who verifies: from which address, as whom, and in which department if he said so."""

    client: str
    actor: Actor | None = None
    place: str = ""


def count(method: CheckMethod, asker: Asker, now: datetime) -> None:
    """Count one try.

    Raises:
        DomainError: TOO_MANY_TRIES.
    """
    if asker.actor is not None:
        bucket, most = f"verify:{asker.actor.account}", TRIES_SIGNED_IN
    else:
        bucket, most = f"verify-{method.value}:{asker.client}", TRIES[method]
    if not limits.take(bucket, most, PER, now):
        raise DomainError.of(ErrorCode.TOO_MANY_TRIES, minutes=PER // timedelta(minutes=1))


def keep(
    method: CheckMethod, reference: str, document: FallbackDocument | None, answer: str, asker: Asker, now: datetime
) -> Check:
    """Write the trace; ``document`` is given when the paper was shown to be its own. An officer's place is his
    office's department, unless he says another.
    """
    actor = asker.actor
    place = asker.place
    if not place and actor is not None and actor.office_id is not None:
        address = CustomsOffice.objects.values_list("address", flat=True).get(pk=actor.office_id)
        place = department_of_address(address) or ""
    made = Check.objects.create(
        at=now,
        method=method,
        reference=reference,
        document=document,
        answer=answer,
        place=place,
        client=_hashed(asker.client),
        actor_id=actor.account if actor else "",
        actor_label=actor.label if actor else "",
    )
    if document is not None and place:
        _compare_places(made, document)
    return made


def purge(payload: Mapping[str, Any], now: datetime) -> None:
    """Forget the traces that are too old to tell anything."""
    del payload
    Check.objects.filter(at__lt=now - settings.CHECKS_KEPT).delete()


def _compare_places(made: Check, document: FallbackDocument) -> None:
    """Tell the service of a paper that others saw elsewhere too short a while ago: a copy is on the road.

    Once for a document and two places: a paper that is shown again and again tells no more. Whoever looks twice and
    says another place has corrected himself.
    """
    since = made.at - settings.CHECKS_DISTANT_WITHIN
    others = Check.objects.filter(document=document, at__gte=since, at__lte=made.at).exclude(place__in=["", made.place])
    himself = {"actor_id": made.actor_id} if made.actor_id else {"actor_id": "", "client": made.client}
    others = others.exclude(**himself)
    last_by_place = {other.place: other for other in others.order_by("at")}
    for other in last_by_place.values():
        apart = kilometres(other.place, made.place)
        if apart >= settings.CHECKS_DISTANT_KM:
            _raise(document, other, made, apart)


def _raise(document: FallbackDocument, first: Check, second: Check, apart: int) -> None:
    places = sorted([first.place, second.place])
    local = document.dispatch_local
    entry = {
        "reference": document.reference,
        "document_type": document.document_type,
        "excise_number": document.excise_number.number,
        "transport_identity": document.transport_identity or "",
        "dispatch_date": local.date().isoformat() if local else "",
        "dispatch_time": local.time().isoformat() if local else "",
        "kilometres": apart,
        "checks": [
            {"at": one.at.isoformat(), "place": one.place, "by": one.actor_label, "method": one.method}
            for one in (first, second)
        ],
    }
    told = chain.canonical({"reference": document.reference, "places": places})
    with transaction.atomic():
        Anomaly.objects.get_or_create(
            kind=AnomalyKind.DISTANT_CHECKS,
            fingerprint=hashlib.sha256(told).hexdigest(),
            defaults={
                "excise_number": document.excise_number,
                "document": document,
                "entry": entry,
                "raised_at": second.at,
                "raised_by": "GPS",
            },
        )


def _hashed(client: str) -> str:
    """Tell two addresses apart without keeping either."""
    return hmac.new(settings.SECRET_KEY.encode(), f"check:{client}".encode(), hashlib.sha256).hexdigest()[:32]
