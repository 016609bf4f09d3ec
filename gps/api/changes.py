"""What machines do to a document: cancel, complete, correct, reactivate; GAMM@, regularise (rules A1–A4, M2, G8)."""

from typing import Annotated

from django.http import HttpResponse
from pydantic import Field, WithJsonSchema

from gps.accounts.permissions import Permission, require
from gps.api.contract import COMMENTS, MOVEMENT, WITH_BODY, Example, operation
from gps.api.examples import ARC, CANCELLED, DOCUMENT, NUMBER, REACTIVATED, REINTEGRATED, WITHDRAWN
from gps.api.fields import Comment, Day, ReferencePath, Sent, TimeOfDay, TransportIdentity, one_of
from gps.api.requests import ApiRequest
from gps.api.routers import documents as router
from gps.api.schemas import Document
from gps.api.shown import changed
from gps.documents import operations
from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import CancellationReason, ReactivationReason, Status
from gps.domain.reference import DocumentType

E = ErrorCode
ArcText = Annotated[str, WithJsonSchema({"type": "string", "examples": [ARC]})]


class Cancellation(Sent):
    """Why a number will not be used (A1)."""

    reason: Annotated[str, one_of(CancellationReason)] = Field(description="Motif d’annulation.")
    comment: Comment = Field("", description="Commentaire ; obligatoire pour le motif « other ».")


class Reactivation(Sent):
    """Why a document gets its cover back (A2)."""

    reason: Annotated[str, one_of(ReactivationReason)] = Field(description="Motif de réactivation.")
    comment: Comment = Field("", description="Commentaire ; obligatoire pour le motif « other ».")


class Completion(Sent):
    """The movement of a number that was given without (G8)."""

    transport_identity: TransportIdentity = Field(description="Immatriculation du 1er moyen de transport.")
    dispatch_date: Day = Field(description="Date d’expédition, à l’heure de l’établissement.")
    dispatch_time: TimeOfDay = Field(description="Heure d’expédition, HH:MM, à l’heure de l’établissement.")


class Correction(Completion):
    """The movement as it should have been entered, and why (A4)."""

    comment: Comment = Field(description="Pourquoi.")


class Reintegration(Sent):
    """What GAMM@ reports (M2)."""

    document_type: DocumentType = Field(description="Le type du document régularisé dans GAMM@.")
    arc: ArcText = Field(description="CRA attribué par GAMM@.")


@router.post(
    "/{reference}/cancellation",
    **operation(
        "Annuler un numéro",
        "Dit qu’un numéro ne sera pas utilisé, et pourquoi. L’annulation est définitive ; renvoyée avec le même motif, "
        "elle rend le document tel qu’il est.",
        scope="documents:change",
        answers={200: Document},
        refuses=(*WITH_BODY, *COMMENTS, E.NOT_FOUND, E.REASON_UNKNOWN, E.TRANSITION_FORBIDDEN),
        example=Example(
            path={"reference": NUMBER},
            body={"reason": "transaction_interrupted", "comment": "Commande reportée."},
            answer=CANCELLED,
        ),
    ),
)
def cancel_document(request: ApiRequest, reference: ReferencePath, why: Cancellation) -> HttpResponse:
    """Cancel (A1)."""
    try:
        document = operations.cancel(
            reference, actor=request.actor, now=request.now, reason=why.reason, comment=why.comment
        )
    except DomainError as error:
        known = visible_to(request.actor, request.now).filter(reference=reference).first()
        done = known is not None and (known.status, known.cancellation_reason) == (Status.CANCELLED, why.reason)
        if known is None or not done or E.TRANSITION_FORBIDDEN not in error.codes:
            raise
        document = known
    return changed(request, document)


@router.post(
    "/{reference}/reactivation",
    **operation(
        "Réactiver un document inactif",
        "Réservé à un agent du service de rattachement. Le délai de régularisation repart.",
        scope="documents:change",
        answers={200: Document},
        refuses=(*WITH_BODY, *COMMENTS, E.NOT_FOUND, E.REASON_UNKNOWN, E.TRANSITION_FORBIDDEN),
        example=Example(path={"reference": NUMBER}, body={"reason": "operator_omission"}, answer=REACTIVATED),
    ),
)
def reactivate_document(request: ApiRequest, reference: ReferencePath, why: Reactivation) -> HttpResponse:
    """Reactivate (A2)."""
    document = operations.reactivate(
        reference, actor=request.actor, now=request.now, reason=why.reason, comment=why.comment
    )
    return changed(request, document)


@router.post(
    "/{reference}/completion",
    **operation(
        "Compléter un numéro",
        "Donne à un numéro « à compléter » son immatriculation et son expédition, passée ou à venir.",
        scope="documents:change",
        answers={200: Document},
        refuses=(*WITH_BODY, *MOVEMENT, E.NOT_FOUND, E.NOT_TO_COMPLETE),
        example=Example(
            path={"reference": NUMBER},
            body={"transport_identity": "AB-123-CD", "dispatch_date": "2026-11-20", "dispatch_time": "19:30"},
            answer=DOCUMENT,
        ),
    ),
)
def complete_document(request: ApiRequest, reference: ReferencePath, movement: Completion) -> HttpResponse:
    """Complete (G8)."""
    document = operations.complete(reference, actor=request.actor, now=request.now, **movement.model_dump())
    return changed(request, document)


@router.post(
    "/{reference}/correction",
    **operation(
        "Corriger un document",
        "Corrige l’immatriculation, la date ou l’heure : un agent du service, ou l’opérateur tant que le document, "
        "délivré par GPS, n’est pas parti. L’historique garde l’avant et l’après.",
        scope="documents:change",
        answers={200: Document},
        refuses=(
            *WITH_BODY, *MOVEMENT, *COMMENTS, E.NOT_FOUND, E.CORRECTION_FORBIDDEN, E.NOTHING_TO_CORRECT,
            E.DISPATCH_DATE_PAST, E.DISPATCH_TIME_PAST,
        ),
        example=Example(
            path={"reference": NUMBER},
            body={
                "transport_identity": "AB-123-CE",
                "dispatch_date": "2026-11-20",
                "dispatch_time": "19:30",
                "comment": "Changement de tracteur.",
            },
            answer=DOCUMENT | {"transport_identity": "AB-123-CE"},
        ),
    ),
)  # fmt: skip
def correct_document(request: ApiRequest, reference: ReferencePath, movement: Correction) -> HttpResponse:
    """Correct (A4)."""
    document = operations.correct(reference, actor=request.actor, now=request.now, **movement.model_dump())
    return changed(request, document)


@router.post(
    "/{reference}/reintegration",
    **operation(
        "Régulariser (GAMM@)",
        "Réservé à GAMM@ : le mouvement est régularisé sous ce CRA. Le même CRA renvoyé rend le document tel qu’il "
        "est. Refusé pour un document inactif, annulé ou régularisé sous un autre CRA, celui-ci est conservé pour le "
        "service, et le refus (409) en donne le reçu.",
        scope="gamma",
        answers={200: Document},
        refuses=(
            *WITH_BODY, E.NOT_FOUND, E.ARC_WRONG, E.TYPE_MISMATCH, E.TRANSITION_FORBIDDEN,
            E.REINTEGRATION_INACTIVE, E.REINTEGRATION_CANCELLED, E.OTHER_ARC, E.ARC_TAKEN,
        ),
        example=Example(
            path={"reference": NUMBER}, body={"document_type": "DAA", "arc": ARC}, answer=REINTEGRATED
        ),
    ),
)  # fmt: skip
def reintegrate_document(request: ApiRequest, reference: ReferencePath, told: Reintegration) -> HttpResponse:
    """Note a regularisation (M2)."""
    document = operations.reintegrate(
        reference, actor=request.actor, now=request.now, document_type=told.document_type, arc=told.arc
    )
    return changed(request, document)


@router.delete(
    "/{reference}/reintegration",
    **operation(
        "Retirer une régularisation (GAMM@)",
        "Réservé à GAMM@ : la régularisation a échoué, le document est de nouveau actif et son délai repart. Renvoyé, "
        "le retrait rend le document tel qu’il est.",
        scope="gamma",
        answers={200: Document},
        refuses=(E.NOT_FOUND, E.TRANSITION_FORBIDDEN),
        example=Example(path={"reference": NUMBER}, answer=WITHDRAWN),
    ),
)
def withdraw_reintegration(request: ApiRequest, reference: ReferencePath) -> HttpResponse:
    """Take a regularisation back (A3)."""
    require(request.actor, Permission.REINTEGRATE)
    reason = ReactivationReason.REGULARISATION_FAILED
    document = operations.withdraw(reference, actor=request.actor, now=request.now, reason=reason)
    return changed(request, document)
