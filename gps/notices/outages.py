"""An outage is published, changed, ended, cancelled or reopened: who is told, and what (rules F1–F3, M3).

The comment of a change is not told: it is the help desk's own note.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from gps.accounts.models import ExciseNumber
from gps.domain.dates import with_offset
from gps.domain.grounds import MODES, Failure, Service, Severity
from gps.notices import recipients
from gps.notices.addresses import PORTAL, link, page
from gps.notices.labels import FOLLOWED_AS, Kind
from gps.notices.mails import Message, Recipient, message, write
from gps.notices.webhooks import events, history
from gps.outages import labels, labels_en
from gps.outages.models import Change, Outage
from gps.outages.weather import right_sentence, right_sentence_en

NATION = ZoneInfo("Europe/Paris")
"""The time of what is said to everybody."""


def tell(payload: Mapping[str, Any], now: datetime) -> None:
    """Write what one change of an outage is to everybody whom it concerns: to machines first, which are few.

    Repeatable: written in sets, each a transaction of its own. What was written is not written again.
    """
    change = Change.objects.get(subject=payload["subject"], position=payload["position"])
    outage = Outage.objects.select_related("provider", "excise_number").get(identifier=change.subject)
    then = as_it_was(outage, change)
    events.of_outage(history.living(), change, then, covered(then), now)
    write(written(then, change), audience(then, change.at), now)


def as_it_was(outage: Outage, change: Change) -> Outage:
    """The outage as a change published it: a mail that comes late tells what happened, not what became of it."""
    data = change.data
    return Outage(
        identifier=outage.identifier, failure=data["failure"], service=data["service"], severity=data["severity"],
        planned=data["planned"], provider=outage.provider, excise_number=outage.excise_number, side=data["side"],
        starts_at=datetime.fromisoformat(data["starts_at"]), expected_end_at=_moment(data["expected_end_at"]),
        ended_at=_moment(data["ended_at"]), over_at=change.at if change.action in {"end", "cancel"} else None,
        cancelled=data["cancelled"], message=data["message"], message_en=data["message_en"],
    )  # fmt: skip


def audience(outage: Outage, at: datetime) -> Iterator[Recipient]:
    """Whom an outage concerns: accounts first, so that one who subscribed as well is written to as what he is."""
    yield from recipients.accounts(recipients.concerned(covered(outage)), Kind.OUTAGES)
    if outage.is_alert:
        yield from recipients.subscribers(FOLLOWED_AS[Service(outage.service)], at)
    elif outage.failure == Failure.PROVIDER:
        yield from recipients.provider(outage.provider)


def covered(outage: Outage) -> QuerySet[ExciseNumber]:
    """The establishments that an outage concerns, by mode, provider or number (F1): ``Span.concerns`` as a query."""
    everyone = ExciseNumber.objects.filter(access_mode__in=MODES[Failure(outage.failure)])
    if outage.is_alert:
        return everyone
    if outage.failure == Failure.PROVIDER:
        return everyone.filter(provider=outage.provider)
    return everyone.filter(number=outage.excise_number.number if outage.excise_number else "")


def written(outage: Outage, change: Change) -> Message:
    """The words of a change: French, and English beneath for a national alert."""
    zone = NATION if outage.excise_number is None else outage.excise_number.zone
    context = {
        "outage": outage,
        "action": change.action,
        "action_label": change.action_label,
        "at": with_offset(change.at, zone),
        "starts": with_offset(outage.starts_at, zone),
        "to_come": outage.starts_at > change.at,
        "expected_end": outage.expected_end_at and with_offset(outage.expected_end_at, zone),
        "ended": outage.ended_at and with_offset(outage.ended_at, zone),
        "failure_label": labels.FAILURE[Failure(outage.failure)],
        "is_provider": outage.failure == Failure.PROVIDER,
        "right": right_sentence(outage, change.at) if outage.is_alert else "",
        "page_url": link("web:meteo_alert", outage.identifier) if outage.is_alert else page(PORTAL),
        "english": english(outage, change) if outage.is_alert else None,
    }
    subject = f"{outage.title} : {change.action_label.lower()} ({outage.identifier})"
    return message(f"outage:{change.subject}:{change.position}", change.subject, subject, "outage", context)


def english(outage: Outage, change: Change) -> dict[str, str]:
    """An alert, for those who read no French."""
    severity, service = labels_en.SEVERITY[Severity(outage.severity)], labels_en.SERVICE[Service(outage.service)]
    planned = " (planned maintenance)" if outage.planned else ""
    expected = outage.expected_end_at
    return {
        "title": f"{severity} – {service}{planned}",
        "action": labels_en.ACTION[change.action].lower(),
        "right": right_sentence_en(outage, change.at),
        "starts": _in_english(outage.starts_at),
        "expected_end": _in_english(expected) if expected else "",
        "message": outage.message_en,
    }


def _in_english(at: datetime) -> str:
    return with_offset(at, NATION).replace(" à ", " at ")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
