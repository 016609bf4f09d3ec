"""What publishing an outage comes to, whichever verb does it: its row, its stretch of time, its line, its notices."""

from datetime import datetime, timedelta

from gps.accounts.actors import Actor
from gps.domain import grounds
from gps.domain.errors import DomainError, ErrorCode
from gps.outages.models import MESSAGE_LENGTH, Outage, Span
from gps.outages.operations.writing import OUTAGE, iso, next_identifier, record, tell

LONGEST_AHEAD = timedelta(days=366)
LONGEST_BACK = timedelta(days=31)
"""How far from now an outage may start: beyond, it is a slip of the pen."""

TOLD = "outage-notices"


def snapshot(outage: Outage) -> dict[str, object]:
    """All that an outage is, as its past keeps it."""
    return {
        "failure": int(outage.failure),
        "service": str(outage.service),
        "severity": str(outage.severity),
        "planned": outage.planned,
        "provider": outage.provider.name if outage.provider else "",
        "excise_number": outage.excise_number.number if outage.excise_number else "",
        "side": str(outage.side),
        "starts_at": iso(outage.starts_at),
        "expected_end_at": iso(outage.expected_end_at),
        "ended_at": iso(outage.ended_at),
        "cancelled": outage.cancelled,
        "message": outage.message,
        "message_en": outage.message_en,
    }


def publish(outage: Outage, actor: Actor, now: datetime) -> Outage:
    """Give a new outage its identifier, and have it open its right, told and dated."""
    outage.identifier = next_identifier(OUTAGE, now)
    outage.published_at = outage.changed_at = now
    outage.save(force_insert=True)
    follow_right(outage, now)
    tell(record(outage.identifier, "open", snapshot(outage), actor=actor, now=now), TOLD, now=now)
    return outage


def follow_right(outage: Outage, now: datetime) -> None:
    """Have the open stretch of time say what is now published: a right, or none. Incidents of failures 1 and 2 have
    theirs too: it tells how long they were open.
    """
    has_span = outage.opens_right or not outage.is_alert
    standing = outage.spans.filter(until_at__isnull=True).first()
    opens_at = max(outage.starts_at, now)
    if has_span and standing is None:
        Span.objects.create(outage=outage, from_at=opens_at)
    elif standing is not None and not has_span:
        close_span(outage, now)
    elif standing is not None and standing.from_at > now:
        standing.from_at = opens_at
        standing.save(update_fields=["from_at"])


def close_span(outage: Outage, now: datetime) -> None:
    """Close the right from now on; one that was to open later never opens."""
    for span in outage.spans.filter(until_at__isnull=True):
        span.until_at = max(now, span.from_at)
        span.save(update_fields=["until_at"])


def under_way(now: datetime, **target: object) -> Outage | None:
    """Another outage on the same target that has begun and is not over. The caller holds the identifiers."""
    return Outage.objects.filter(over_at__isnull=True, starts_at__lte=now, **target).first()


def refuse_double(field: str, starts_at: datetime, now: datetime, **target: object) -> None:
    """Refuse an outage that would stand twice: one has begun on the same target, or is announced for the same start.
    A click too many publishes nothing. The caller holds the identifiers.

    Raises:
        DomainError: OUTAGE_STANDS.
    """
    announced = Outage.objects.filter(over_at__isnull=True, starts_at=starts_at, **target)
    other = announced.first() if starts_at > now else under_way(now, **target)
    if other is not None:
        raise DomainError.of(
            ErrorCode.OUTAGE_STANDS, field, identifier=other.identifier, to_come=other.starts_at > now
        )  # fmt: skip


def check_words(message: str, message_en: str) -> None:
    """Refuse an empty or too long message.

    Raises:
        DomainError: OUTAGE_MESSAGE.
    """
    for field, text in (("message", message), ("message_en", message_en)):
        if len(text) > MESSAGE_LENGTH or "\x00" in text or (field == "message" and not text.strip()):
            raise DomainError.of(ErrorCode.OUTAGE_MESSAGE, field, length=len(text), most=MESSAGE_LENGTH)


def check_times(starts_at: datetime, expected_end_at: datetime | None, now: datetime) -> None:
    """Refuse a start too far from now, and an expected end that does not follow it.

    Raises:
        DomainError: OUTAGE_TOO_FAR, END_BEFORE_START.
    """
    if not now - LONGEST_BACK <= starts_at <= now + LONGEST_AHEAD:
        raise DomainError.of(ErrorCode.OUTAGE_TOO_FAR, "starts")
    grounds.check_end(starts_at, expected_end_at, "expected_end")
