"""How the help desk goes on with outages: change, end, cancel, reopen (rules F2, F3)."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, require
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import Severity
from gps.outages.models import MESSAGE_LENGTH, Outage
from gps.outages.operations.publication import (
    TOLD,
    check_times,
    check_words,
    close_span,
    follow_right,
    snapshot,
    under_way,
)
from gps.outages.operations.writing import OUTAGE, hold_identifiers, record, tell


def change(
    identifier: str,
    *,
    actor: Actor,
    now: datetime,
    message: str,
    message_en: str = "",
    expected_end_at: datetime | None = None,
    severity: Severity | None = None,
    starts_at: datetime | None = None,
) -> Outage:
    """Change what is published of an outage that is not over. A severity that comes to open the right opens it from
    now on; one that does not any more closes it from now on. A maintenance to come may be moved.

    Args:
        starts_at: another start; None leaves it. What has begun keeps the right it opened, and is not put off.

    Raises:
        Outage.DoesNotExist: unknown.
        DomainError: NOT_ALLOWED, OUTAGE_OVER, OUTAGE_MESSAGE, OUTAGE_TOO_FAR, OUTAGE_BEGUN, END_BEFORE_START,
            OUTAGE_UNCHANGED.
    """
    check_words(message, message_en)

    def apply(outage: Outage) -> None:
        _refuse_over(outage)
        before = snapshot(outage)
        if starts_at is not None and outage.starts_at <= now < starts_at:
            raise DomainError.of(ErrorCode.OUTAGE_BEGUN, "starts", starts_at=outage.starts_at)
        outage.starts_at = starts_at or outage.starts_at
        check_times(outage.starts_at, expected_end_at, now)
        outage.message, outage.message_en = message.strip(), message_en.strip()
        outage.expected_end_at = expected_end_at
        if severity is not None and outage.is_alert:
            outage.severity = severity
        if snapshot(outage) == before:
            raise DomainError.of(ErrorCode.OUTAGE_UNCHANGED)
        follow_right(outage, now)

    return _act(identifier, "change", actor, now, apply)


def end(identifier: str, *, actor: Actor, now: datetime, ended_at: datetime | None = None) -> Outage:
    """Publish that an outage is over: the right closes from now on (F3).

    Args:
        ended_at: since when it works again, as far as is known: from its start to now; now when it is None.

    Raises:
        Outage.DoesNotExist: unknown.
        DomainError: NOT_ALLOWED, OUTAGE_OVER, END_BEFORE_START and MOMENT_TO_COME on ``ended``.
    """

    def apply(outage: Outage) -> None:
        _refuse_over(outage)
        since = ended_at or now
        if since < outage.starts_at:
            raise DomainError.of(ErrorCode.END_BEFORE_START, "ended", starts_at=outage.starts_at)
        if since > now:
            raise DomainError.of(ErrorCode.MOMENT_TO_COME, "ended", outage=outage.identifier)
        outage.ended_at, outage.over_at = since, now
        close_span(outage, now)

    return _act(identifier, "end", actor, now, apply)


def cancel(identifier: str, *, actor: Actor, now: datetime, comment: str) -> Outage:
    """Withdraw an outage that was published by mistake, or a maintenance that will not take place. The right closes
    from now on; numbers that were issued keep their ground.

    Raises:
        Outage.DoesNotExist: unknown.
        DomainError: NOT_ALLOWED, OUTAGE_OVER, COMMENT_REQUIRED.
    """
    if not comment.strip():
        raise DomainError.of(ErrorCode.COMMENT_REQUIRED, "comment")

    def apply(outage: Outage) -> None:
        _refuse_over(outage)
        outage.cancelled, outage.over_at = True, now
        close_span(outage, now)

    return _act(identifier, "cancel", actor, now, apply, comment)


def reopen(identifier: str, *, actor: Actor, now: datetime, comment: str = "") -> Outage:
    """Publish that an outage that had ended goes on, under the same identifier: it opens the right anew, from now on.
    The time between was not covered.

    Raises:
        Outage.DoesNotExist: unknown.
        DomainError: NOT_ALLOWED; OUTAGE_NOT_OVER when it is not over, or was cancelled; OUTAGE_STANDS.
    """

    def apply(outage: Outage) -> None:
        if not outage.is_over or outage.cancelled:
            raise DomainError.of(ErrorCode.OUTAGE_NOT_OVER)
        target = {"service": outage.service} if outage.is_alert else {
            "provider": outage.provider, "excise_number": outage.excise_number}  # fmt: skip
        if other := under_way(now, **target):
            raise DomainError.of(ErrorCode.OUTAGE_STANDS, identifier=other.identifier)
        outage.ended_at = outage.over_at = None
        if outage.expected_end_at is not None and outage.expected_end_at <= now:
            outage.expected_end_at = None
        follow_right(outage, now)

    return _act(identifier, "reopen", actor, now, apply, comment)


def _act(
    identifier: str, action: str, actor: Actor, now: datetime, apply: Callable[[Outage], None], comment: str = ""
) -> Outage:
    """Hold the outage, change it, write the line and what is to be told, in one transaction."""
    require(actor, Permission.STEER)
    if len(comment) > MESSAGE_LENGTH:
        raise DomainError.of(ErrorCode.COMMENT_TOO_LONG, "comment", length=len(comment), most=MESSAGE_LENGTH)
    if "\x00" in comment:
        raise DomainError.of(ErrorCode.COMMENT_CHARACTER, "comment")
    with transaction.atomic():
        hold_identifiers(OUTAGE)
        outage = (
            Outage.objects.select_related("provider", "excise_number")
            .select_for_update(of=("self",))
            .get(identifier=identifier)
        )
        apply(outage)
        outage.changed_at = now
        outage.save()
        data = snapshot(outage) | ({"comment": comment.strip()} if comment.strip() else {})
        tell(record(identifier, action, data, actor=actor, now=now), TOLD, now=now)
        return outage


def _refuse_over(outage: Outage) -> None:
    if outage.is_over:
        raise DomainError.of(ErrorCode.OUTAGE_OVER, identifier=outage.identifier)
