"""New documents for machines: numbers issued by GPS and hand-made ones told afterwards (rules G1–G7, E1–E9)."""

from dataclasses import replace
from typing import Annotated

from django.http import HttpResponse
from pydantic import Field, WithJsonSchema

from gps.api.contract import MOVEMENT, WITH_BODY, Example, operation
from gps.api.examples import DOCUMENT, HAND_MADE, HAND_MADE_NUMBER
from gps.api.fields import (
    NO_KEY,
    Day,
    ExciseNumberText,
    Flag,
    IdempotencyKey,
    Moment,
    Sent,
    TimeOfDay,
    TransportIdentity,
)
from gps.api.requests import ApiRequest
from gps.api.routers import documents as router
from gps.api.schemas import Document
from gps.api.shown import changed, location, shown
from gps.documents import operations
from gps.documents.operations import IssueRequest, Report
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import ManualReason, Means
from gps.domain.reference import DocumentType

E = ErrorCode
ReferenceText = Annotated[str, WithJsonSchema({"type": "string", "examples": [HAND_MADE_NUMBER]})]


class NewDocument(Sent):
    """A movement that is to leave."""

    document_type: DocumentType = Field(description="DAA (suspension de droits) ou DSA (droits acquittés).")
    excise_number: ExciseNumberText = Field(description="Numéro d’accise de l’expéditeur.")
    transport_identity: TransportIdentity = Field(description="Immatriculation du 1er moyen de transport.")
    dispatch_date: Day = Field(description="Date d’expédition, à l’heure de l’établissement.")
    dispatch_time: TimeOfDay = Field(description="Heure d’expédition, HH:MM, à l’heure de l’établissement.")
    confirmed: Flag = Field(
        False, description="Ce qui est inhabituel (codes « confirm-… ») a été confirmé par l’utilisateur."
    )


class HandMadeDocument(NewDocument):
    """A movement that left under a number of the operator's own."""

    reference: ReferenceText = Field(description="Le numéro porté sur le papier ; espaces et minuscules acceptés.")
    manual_reason: ManualReason | None = Field(None, description="Pourquoi le numéro a été formé à la main.")
    told_at: Moment | None = Field(None, description="Quand le service a été prévenu ; avec « told_means ».")
    told_means: Means | None = Field(None, description="Comment le service a été prévenu ; avec « told_at ».")


@router.post(
    "",
    **operation(
        "Générer un numéro",
        "Délivre un numéro et son document, pour un départ à venir. Donnez une clé d’idempotence neuve à chaque "
        "mouvement : la même demande renvoyée avec la même clé rend le même numéro (200), même trop tard pour les "
        "règles de date ; d’autres données avec la même clé sont refusées (409).",
        scope="documents:issue",
        answers={201: Document, 200: Document},
        refuses=(
            *WITH_BODY, *MOVEMENT, E.DISPATCH_DATE_PAST, E.DISPATCH_TIME_PAST, E.CONFIRM_DUTY_PAID_WAREHOUSE,
            E.GROUND_MISSING, E.SEQUENCE_EXHAUSTED, E.SUBMISSION_CONFLICT, E.SUBMISSION_KEY,
        ),
        headers=("Location", "Idempotency-Replayed"),
        example=Example(
            headers={"Idempotency-Key": "commande-4711"},
            body={
                "document_type": "DAA",
                "excise_number": "FR007328E0001",
                "transport_identity": "AB-123-CD",
                "dispatch_date": "2026-11-20",
                "dispatch_time": "19:30",
            },
            status=201,
            answer=DOCUMENT,
        ),
    ),
)  # fmt: skip
def issue_document(request: ApiRequest, wanted: NewDocument, idempotency_key: IdempotencyKey = NO_KEY) -> HttpResponse:
    """Issue one number (G1–G7)."""
    issued = operations.issue_many(
        [IssueRequest(**wanted.model_dump(exclude={"confirmed"}))],
        actor=request.actor,
        now=request.now,
        key=idempotency_key,
        confirmed=[E.CONFIRM_DUTY_PAID_WAREHOUSE] if wanted.confirmed else [],
    )
    [document] = issued.documents
    if issued.replayed:
        return changed(request, document, headers={"Idempotency-Replayed": "true"})
    return shown(request, document, [], 201, location(document))


@router.post(
    "/a-posteriori",
    **operation(
        "Enregistrer un numéro formé à la main",
        "Le numéro du papier tient lieu de clé d’idempotence : déjà connu avec les mêmes données, il rend le document "
        "(200) ; avec d’autres, la saisie est conservée pour le service et le refus (409) en donne le reçu. Pour "
        "beaucoup de numéros, envoyez un fichier.",
        scope="documents:register",
        answers={201: Document, 200: Document},
        refuses=(
            *WITH_BODY, *MOVEMENT, E.REFERENCE_LENGTH, E.REFERENCE_CHARACTER, E.REFERENCE_YEAR_FORM,
            E.REFERENCE_YEAR_TO_COME, E.REFERENCE_OTHER_EXCISE_NUMBER, E.REFERENCE_SEQUENCE_FORM,
            E.REFERENCE_SEQUENCE_ZERO, E.REFERENCE_LAST_CHARACTER, E.REFERENCE_LETTER_O, E.EXCISE_NUMBER_COUNTRY,
            E.CONFIRM_JUMP, E.CONFIRM_OUTSIDE_YEAR, E.ALREADY_REGISTERED, E.MOMENT_TO_COME, E.FIELD_MOMENT,
        ),
        headers=("Location",),
        example=Example(
            body={
                "reference": HAND_MADE_NUMBER,
                "document_type": "DAA",
                "excise_number": "FR007328E0001",
                "transport_identity": "AB-123-CD",
                "dispatch_date": "2026-11-19",
                "dispatch_time": "08:15",
                "manual_reason": "outside_office_hours",
                "told_at": "2026-11-19T08:00:00+01:00",
                "told_means": "mail",
            },
            status=201,
            answer=HAND_MADE,
        ),
    ),
)  # fmt: skip
def register_document(request: ApiRequest, told: HandMadeDocument) -> HttpResponse:
    """Register one hand-made number (E1–E9)."""
    if (told.told_at is None) != (told.told_means is None):
        raise DomainError.of(E.FIELD_MISSING, "told_means" if told.told_means is None else "told_at")
    [outcome] = operations.register_many([Report(**told.model_dump())], actor=request.actor, now=request.now)
    if outcome.document is None:
        raise DomainError(
            replace(fault, field="told_at") if fault.field == "told_time" else fault for fault in outcome.faults
        )
    if outcome.known:
        return changed(request, outcome.document)
    return changed(request, outcome.document, 201, location(outcome.document))
