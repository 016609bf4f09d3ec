"""What GAMM@ reports: a movement that it regularised, a regularisation that it takes back (rules M1, M2, T4, A3).

A report may come twice: the first answer was lost on the way. The same one again finds what it asked for done, and gets
the document as it stands. One that is refused has left an ARC in GAMM@ that no document bears here: it is kept as an
anomaly for the officer, and that is written although the regularisation is not.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission
from gps.accounts.roles import Role
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations.anomalies import resolve
from gps.documents.operations.changing import cover_anew, locked
from gps.documents.operations.writing import Deed, change, fingerprint_of
from gps.domain import lifecycle, reference
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Action, Status

_REFUSED = {
    Status.INACTIVE: ErrorCode.REINTEGRATION_INACTIVE,
    Status.CANCELLED: ErrorCode.REINTEGRATION_CANCELLED,
    Status.REINTEGRATED: ErrorCode.OTHER_ARC,
}


def reintegrate(number: str, *, actor: Actor, now: datetime, document_type: str, arc: str) -> FallbackDocument:
    """Note that GAMM@ regularised the movement, under this ARC (T4, M2): active → reintegrated.

    The same ARC sent again gives the document as it stands. A number « à compléter » is taken like any other: GAMM@
    has the data of its movement; so is an overdue one, until its status is written (T3).

    Args:
        number: the canonical reference.
        document_type: "DAA" or "DSA", as GAMM@ has it.
        arc: as GAMM@ attributed it.

    Raises:
        FallbackDocument.DoesNotExist: GPS does not know the number (M1).
        DomainError: NOT_ALLOWED, ARC_WRONG, TYPE_MISMATCH: nothing is written. REINTEGRATION_INACTIVE, _CANCELLED,
            OTHER_ARC (regularised under another one), ARC_TAKEN (it serves another document): the ARC is kept as an
            anomaly, whose receipt is in ``data``; a caller who rolls back its own transaction loses it.
    """
    with transaction.atomic():
        document = locked(number, actor, Permission.REINTEGRATE, now)
        arc = _arc_for(document, document_type, arc)
        if document.status == Status.REINTEGRATED and document.arc == arc:
            return document
        code = _obstacle(document, arc)
        if code is None:
            try:
                return _regularise(document, arc, actor, now)
            except IntegrityError:  # another document took the ARC while we looked
                document.refresh_from_db()
                code = _obstacle(document, arc)
                if code is None:
                    raise
        receipt = _keep(document, arc, actor, now).receipt
    raise DomainError.of(code, arc=arc, receipt=receipt, status=document.status)


def withdraw(number: str, *, actor: Actor, now: datetime, reason: str, comment: str = "") -> FallbackDocument:
    """Take back a regularisation that GAMM@ withdrew (A3): reintegrated → active; the ARC stays in the history.

    GAMM@ may send it again: while nothing else changed the status, it gets the document as it stands.

    Args:
        number: the canonical reference.
        reason: REGULARISATION_FAILED alone.
        comment: free text.

    Raises:
        FallbackDocument.DoesNotExist: unknown, or none of the actor's.
        DomainError: NOT_ALLOWED, REASON_UNKNOWN, the comment codes, TRANSITION_FORBIDDEN.
    """
    permission = Permission.REINTEGRATE if actor.role is Role.SYSTEM else Permission.REACTIVATE
    with transaction.atomic():
        document = locked(number, actor, permission, now)
        lifecycle.check_reason(Action.WITHDRAW, reason, comment)
        if actor.role is Role.SYSTEM and _withdrawn_by(actor, document):
            return document
        deed = Deed(Action.WITHDRAW, actor, now, reason, comment.strip(), {"arc": document.arc})
        return change(document, deed, **cover_anew(reason, now))


def _arc_for(document: FallbackDocument, document_type: str, arc: str) -> str:
    """The canonical ARC, once type and ARC may go with the document: its own number is no ARC."""
    arc = reference.parse_arc(arc)
    if arc == document.reference:
        raise DomainError.of(ErrorCode.ARC_WRONG, "arc", arc=arc, why="own-number")
    if document.document_type != document_type:
        raise DomainError.of(
            ErrorCode.TYPE_MISMATCH, "document_type", expected=document.document_type, found=document_type[:10]
        )
    return arc


def _obstacle(document: FallbackDocument, arc: str) -> ErrorCode | None:
    """Why a held document cannot be regularised under an ARC: its status, or another document that bears it."""
    if document.status != Status.ACTIVE:
        return _REFUSED[Status(document.status)]
    taken = FallbackDocument.objects.filter(arc=arc).exclude(pk=document.pk).exists()
    return ErrorCode.ARC_TAKEN if taken else None


def _regularise(document: FallbackDocument, arc: str, actor: Actor, now: datetime) -> FallbackDocument:
    """Write it, and close what had kept the same ARC for the officer: it is in its place now. An anomaly that he is
    closing at this moment is left to him: he holds it and waits for the document, which we hold.
    """
    with transaction.atomic():
        done = change(document, Deed(Action.REINTEGRATE, actor, now, data={"arc": arc}), arc=arc)
    kept = document.anomalies.filter(kind=AnomalyKind.ARC_REFUSED, resolved_at__isnull=True, entry__arc=arc)
    for anomaly in kept.select_for_update(skip_locked=True):
        resolve(anomaly, actor, now, "Régularisé depuis sous ce CRA.")
    return done


def _keep(document: FallbackDocument, arc: str, actor: Actor, now: datetime) -> Anomaly:
    """Keep a refused ARC for the officer: once for a document, an ARC and a stay in a status, however often sent."""
    stay = document.reactivated_at and document.reactivated_at.isoformat()
    entry = {
        "reference": document.reference,
        "document_type": document.document_type,
        "transport_identity": document.transport_identity or "",
        "arc": arc,
        "status": document.status,
    }
    anomaly, _ = Anomaly.objects.get_or_create(
        kind=AnomalyKind.ARC_REFUSED,
        fingerprint=fingerprint_of([document.reference, arc, document.status, stay]),
        defaults={
            "excise_number": document.excise_number,
            "document": document,
            "entry": entry,
            "raised_at": now,
            "raised_by": actor.label,
        },
    )
    return anomaly


def _withdrawn_by(actor: Actor, document: FallbackDocument) -> bool:
    """Whether the last change of status was this account's withdrawal."""
    last = document.history.exclude(from_status=F("to_status")).order_by("-position").first()
    return last is not None and (last.action, last.actor_id) == (Action.WITHDRAW, actor.account)
