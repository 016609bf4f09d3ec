"""What happens to a document after its birth (rules A1, A2, A4, T2–T5, E9, G8); GAMM@'s part is in ``regularising``."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.documents.models import FallbackDocument, RecordingMode
from gps.documents.operations.issuing import set_dispatch, shows
from gps.documents.operations.writing import Deed, amend, change
from gps.documents.permissions import may_on, visible_to
from gps.domain import dispatch, lifecycle
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.lifecycle import Action, Means, Status
from gps.jobs import queue

TOLD, TOLD_AFTER = "inactive-notices", timedelta(minutes=2)


def cancel(number: str, *, actor: Actor, now: datetime, reason: str, comment: str = "") -> FallbackDocument:
    """Say that a number will not be used, and why (A1): active → cancelled, for good.

    Args:
        number: the canonical reference, as in every verb of this module.
        reason: a value of ``CancellationReason``; OTHER asks for a comment.

    Raises:
        FallbackDocument.DoesNotExist: unknown, or none of the actor's (they look alike), as in every verb.
        DomainError: NOT_ALLOWED, REASON_UNKNOWN, the comment codes, TRANSITION_FORBIDDEN.
    """
    with transaction.atomic():
        document = locked(number, actor, Permission.CANCEL, now)
        lifecycle.check_reason(Action.CANCEL, reason, comment)
        deed = Deed(Action.CANCEL, actor, now, reason, comment.strip())
        return change(document, deed, cancellation_reason=reason)


def reactivate(number: str, *, actor: Actor, now: datetime, reason: str, comment: str = "") -> FallbackDocument:
    """Give an inactive document its cover back (A2): the delay of regularisation starts anew.

    Raises:
        DomainError: NOT_ALLOWED, REASON_UNKNOWN, the comment codes, TRANSITION_FORBIDDEN.
    """
    with transaction.atomic():
        document = locked(number, actor, Permission.REACTIVATE, now)
        lifecycle.check_reason(Action.REACTIVATE, reason, comment)
        return change(document, Deed(Action.REACTIVATE, actor, now, reason, comment.strip()), **cover_anew(reason, now))


def deactivate(number: str, *, actor: Actor, now: datetime) -> FallbackDocument:
    """Write that an overdue document has no legal cover any more (T3): active → inactive, by the system.

    Raises:
        DomainError: NOT_ALLOWED, NOT_YET_OVERDUE, TRANSITION_FORBIDDEN.
    """
    with transaction.atomic():
        document = locked(number, actor, Permission.DEACTIVATE, now)
        due_at = document.due_at
        if document.status == Status.ACTIVE and not document.is_overdue(now):
            raise DomainError.of(ErrorCode.NOT_YET_OVERDUE, due_at=due_at)
        data = {"due_at": due_at and due_at.isoformat()}
        changed = change(document, Deed(Action.DEACTIVATE, actor, now, data=data))
        _tell_inactive(changed, now)
        return changed


def complete(
    number: str, *, actor: Actor, now: datetime, transport_identity: str, dispatch_date: date, dispatch_time: time
) -> FallbackDocument:
    """Give a number « à compléter » its transport and dispatch (G8): past or to come, in local time.

    Raises:
        DomainError: NOT_ALLOWED, NOT_TO_COMPLETE, the dispatch and transport codes.
    """
    with transaction.atomic():
        document = locked(number, actor, Permission.COMPLETE, now)
        if not document.is_incomplete:
            raise DomainError.of(ErrorCode.NOT_TO_COMPLETE)
        fields = _reported(document, now, transport_identity, dispatch_date, dispatch_time)
        return amend(document, Deed(Action.COMPLETE, actor, now, data=_told(fields)), **fields)


def correct(
    number: str,
    *,
    actor: Actor,
    now: datetime,
    transport_identity: str,
    dispatch_date: date,
    dispatch_time: time,
    comment: str,
) -> FallbackDocument:
    """Correct a registration, date or time, with the reason why (A4). The history keeps before and after.

    Raises:
        DomainError: NOT_ALLOWED, CORRECTION_FORBIDDEN, COMMENT_REQUIRED and the comment codes, NOTHING_TO_CORRECT,
            the dispatch and transport codes.
    """
    with transaction.atomic():
        document = locked(number, actor, Permission.CORRECT, now)
        if not correctable(document, actor, now):
            raise DomainError.of(ErrorCode.CORRECTION_FORBIDDEN)
        if not comment.strip():
            raise DomainError.of(ErrorCode.COMMENT_REQUIRED, "comment")
        lifecycle.check_comment(comment)
        fields = _corrected(document, actor, now, transport_identity, dispatch_date, dispatch_time)
        before = {name: getattr(document, name) for name in fields}
        if before == fields:
            raise DomainError.of(ErrorCode.NOTHING_TO_CORRECT)
        data = {"before": _told(before), "after": _told(fields)}
        return amend(document, Deed(Action.CORRECT, actor, now, "", comment.strip(), data), **fields)


def note_receipt(number: str, *, actor: Actor, now: datetime, means: Means, received_at: datetime) -> FallbackDocument:
    """Note on the officer's side that the operator had told his hand-made number, and how (E9).

    Raises:
        DomainError: NOT_ALLOWED; CORRECTION_FORBIDDEN when the number was issued by GPS; MOMENT_TO_COME.
    """
    with transaction.atomic():
        document = locked(number, actor, Permission.SETTLE, now)
        if document.recording_mode != RecordingMode.A_POSTERIORI:
            raise DomainError.of(ErrorCode.CORRECTION_FORBIDDEN)
        if received_at > now:
            raise DomainError.of(ErrorCode.MOMENT_TO_COME, "received_time")
        data = {"means": means.value, "received_at": received_at.isoformat()}
        deed = Deed(Action.NOTE_RECEIPT, actor, now, data=data)
        return amend(document, deed, receipt_at=received_at, receipt_means=means.value)


def correctable(document: FallbackDocument, actor: Actor, now: datetime) -> bool:
    """Tell whether an actor may correct a document: customs while it is not cancelled; others only what GPS issued
    and has not left (A4). Whose document it is, is the permission's matter.
    """
    if document.dispatch_at is None or document.status == Status.CANCELLED:
        return False
    if actor.is_customs:
        return True
    not_left = document.dispatch_at > now
    return document.recording_mode == RecordingMode.NORMAL and document.status == Status.ACTIVE and not_left


def possible_actions(document: FallbackDocument, actor: Actor, now: datetime) -> Collection[Action]:
    """Give what an actor may do to a document now, so that its page offers that and nothing else (P3)."""
    wanted = {
        Action.CANCEL: (Permission.CANCEL, document.status == Status.ACTIVE),
        Action.COMPLETE: (Permission.COMPLETE, document.is_incomplete),
        Action.CORRECT: (Permission.CORRECT, correctable(document, actor, now)),
        Action.REACTIVATE: (Permission.REACTIVATE, document.status == Status.INACTIVE),
        Action.WITHDRAW: (Permission.REACTIVATE, document.status == Status.REINTEGRATED),
        Action.DESCRIBE: (Permission.COMPLETE, document.status != Status.CANCELLED),
        Action.NOTE_RECEIPT: (Permission.SETTLE, document.recording_mode == RecordingMode.A_POSTERIORI),
    }
    possible = {action: permission for action, (permission, is_so) in wanted.items() if is_so}
    held = {p for p in set(possible.values()) if may_on(actor, p, document, now)}
    return {action for action, permission in possible.items() if permission in held}


def locked(number: str, actor: Actor, permission: Permission, now: datetime) -> FallbackDocument:
    """Fetch a document that the actor sees, and hold it until the transaction ends.

    Raises:
        FallbackDocument.DoesNotExist: unknown or not the actor's.
        DomainError: NOT_ALLOWED when he sees it but has not this permission on it.
    """
    require(actor, permission)
    document = visible_to(actor, now).select_for_update(of=("self",)).get(reference=number)
    if not excise_numbers_for(actor, permission, now).filter(pk=document.excise_number_id).exists():
        raise DomainError.of(ErrorCode.NOT_ALLOWED, action=permission.value)
    return document


def cover_anew(reason: str, now: datetime) -> dict[str, object]:
    """The columns of a document that is active again: the delay of T3 starts anew, and no ARC holds."""
    return {"reactivation_reason": reason, "reactivated_at": now, "arc": ""}


def _tell_inactive(document: FallbackDocument, now: datetime) -> None:
    """Hand on that the operator is to be told (T5), once the others of the same run are known: the first such job of
    an establishment tells of them all.
    """
    payload = {"excise_number": document.excise_number.number, "since": now.isoformat()}
    queue.enqueue(TOLD, f"{document.reference}:{now.isoformat()}", payload, now=now, due_at=now + TOLD_AFTER)


def _reported(document: FallbackDocument, now: datetime, identity: str, on: date, at: time) -> dict[str, object]:
    """The dispatch columns for a movement that may have left already; every fault is told at once."""
    faults: list[Fault] = []
    moment = None
    try:
        identity = dispatch.transport_identity(identity)
    except DomainError as error:
        faults += error.faults
    try:
        moment = dispatch.reported(on, at, document.excise_number.zone, now)
    except DomainError as error:
        faults += error.faults
    if faults or moment is None:
        raise DomainError(faults)
    return set_dispatch(document, identity, moment)


def _corrected(
    document: FallbackDocument, actor: Actor, now: datetime, identity: str, on: date, at: time
) -> dict[str, object]:
    """Customs may correct to any moment; whoever else announces a dispatch that is still to come (G4). A date and
    time that are left as they are keep their moment.
    """
    fields = _reported(document, now, identity, on, at)
    if shows(document, on, at):
        fields["dispatch_at"] = document.dispatch_at
    elif not actor.is_customs:
        fields["dispatch_at"] = dispatch.announced(on, at, document.excise_number.zone, now)
    return fields


def _told(fields: dict[str, object]) -> dict[str, object]:
    """The dispatch columns as the history keeps them."""
    at = fields["dispatch_at"]
    return {
        "transport_identity": fields["transport_identity"],
        "dispatch_at": at.isoformat() if isinstance(at, datetime) else None,
    }
