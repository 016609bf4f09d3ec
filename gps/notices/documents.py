"""Documents that are soon due, and documents that have become inactive: one mail an establishment (rule T5).

What was told is kept document by document, with its moment: a due moment is told once, and anew when it has changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from gps.accounts.actors import SYSTEM
from gps.accounts.models import ExciseNumber
from gps.documents.followup import Need, with_needs
from gps.documents.models import FallbackDocument, HistoryEntry
from gps.documents.permissions import visible_to
from gps.domain import reference
from gps.domain.dates import with_offset
from gps.domain.lifecycle import Action, Status
from gps.notices import recipients
from gps.notices.addresses import FOLLOW, page
from gps.notices.labels import Kind
from gps.notices.mails import Message, message, write
from gps.notices.models import DocumentTold, Mail

MORNING = time(7)
"""A reminder waits for the establishment's morning: it is of that day, and read on that day."""

SHOWN = 200
"""How many numbers a mail lists."""

Dated = list[tuple[FallbackDocument, datetime]]


def remind(payload: Mapping[str, Any], now: datetime) -> None:
    """Remind every establishment of what is soon due. Repeatable: a transaction for each."""
    del payload
    waiting = _due_soon(now).order_by("excise_number_id")
    for pk in waiting.values_list("excise_number_id", flat=True).distinct():
        with transaction.atomic():
            remind_establishment(_held(pk=pk), now)


def remind_establishment(site: ExciseNumber, now: datetime) -> None:
    """Write the day's reminder of an establishment, if there is something new to say and none was written today."""
    local = now.astimezone(site.zone)
    event = f"due:{site.number}:{local:%Y-%m-%d}"
    if local.time() < MORNING or Mail.objects.filter(event=event).exists():
        return
    soon = _due_soon(now).filter(excise_number=site)
    dated = sorted(((d, d.due_at) for d in soon if d.due_at is not None), key=lambda one: (one[1], one[0].pk))
    fresh = _untold(DocumentTold.DUE, dated)
    if fresh:
        subject = f"{_count(fresh)} à régulariser avant l’échéance, {site.establishment} ({site.number})"
        context = _facts(site, fresh)
        _tell(site, fresh, DocumentTold.DUE, Kind.REMINDERS, message(event, site.number, subject, "due", context), now)


def tell_inactive(payload: Mapping[str, Any], now: datetime) -> None:
    """Tell an establishment of all that has become inactive since a moment and was not told yet.

    Each deactivation hands on such a job; the first one tells of them all, the others find nothing left to tell.
    """
    with transaction.atomic():
        site = _held(number=payload["excise_number"])
        since = datetime.fromisoformat(payload["since"])
        lines = HistoryEntry.objects.filter(
            document__excise_number=site, document__status=Status.INACTIVE, action=Action.DEACTIVATE, at__gte=since
        ).select_related("document__excise_number")
        latest = {line.document_id: (line.document, line.at) for line in lines.order_by("at", "document_id")}
        fresh = _untold(DocumentTold.INACTIVE, latest.values())
        if fresh:
            first, at = fresh[0]
            event = f"inactive:{first.reference}:{at.isoformat()}"
            plural = len(fresh) > 1
            verb = "sont devenus inactifs" if plural else "est devenu inactif"
            subject = f"{_count(fresh)} {verb}, {site.establishment} ({site.number})"
            told = message(event, site.number, subject, "inactive", _facts(site, fresh))
            _tell(site, fresh, DocumentTold.INACTIVE, Kind.INACTIVE, told, now)


def _held(**which: object) -> ExciseNumber:
    """Fetch an establishment and hold it: two workers do not tell it the same. Documents may be born meanwhile."""
    rows = ExciseNumber.objects.select_related("operator", "office")
    return rows.select_for_update(of=("self",), no_key=True).get(**which)


def _due_soon(now: datetime) -> QuerySet[FallbackDocument]:
    return with_needs(visible_to(SYSTEM, now), now).filter(Q(need=Need.DUE_SOON))


def _untold(what: str, dated: Iterable[tuple[FallbackDocument, datetime]]) -> Dated:
    """Keep the documents that the establishment was not told of, at this moment of theirs."""
    dated = list(dated)
    told = set(
        DocumentTold.objects.filter(what=what, document__in=[document for document, _ in dated]).values_list(
            "document_id", "moment"
        )
    )
    return [(document, at) for document, at in dated if (document.pk, at) not in told]


def _tell(site: ExciseNumber, fresh: Dated, what: str, kind: Kind, told: Message, now: datetime) -> None:
    """Write the mail, and note what it told; where nobody wants it nothing was told."""
    if write(told, recipients.accounts(recipients.declarers(site), kind), now):
        DocumentTold.objects.bulk_create(
            [DocumentTold(document=document, what=what, moment=at, told_at=now) for document, at in fresh]
        )


def _facts(site: ExciseNumber, fresh: Sequence[tuple[FallbackDocument, datetime]]) -> dict[str, object]:
    rows = [
        {"number": reference.grouped(document.reference), "at": with_offset(at, site.zone), "document": document}
        for document, at in fresh[:SHOWN]
    ]
    return {
        "site": site,
        "office": site.office,
        "rows": rows,
        "more": max(0, len(fresh) - SHOWN),
        "many": len(fresh) > 1,
        "days": settings.REGULARISATION_DELAY.days,
        "follow_url": page(FOLLOW),
    }


def _count(fresh: Dated) -> str:
    return f"{len(fresh)} documents de secours" if len(fresh) > 1 else "1 document de secours"
