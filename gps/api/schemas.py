"""A document and its history as machines see them: codes as in the register, times on the establishment's clock."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument, HistoryEntry, RecordingMode
from gps.domain.grounds import GroundKind
from gps.domain.lifecycle import (
    Action,
    ActorKind,
    CancellationReason,
    ManualReason,
    Means,
    ReactivationReason,
    Status,
)
from gps.domain.reference import DocumentType

Local = Annotated[datetime, Field(description="Heure locale de l’établissement, avec son décalage.")]
Link = Annotated[str, WithJsonSchema({"type": "string", "format": "uri-reference"})]


class Ground(BaseModel):
    """Under what right (F7)."""

    kind: GroundKind = Field(description="Nature du fondement.")
    reference: str = Field(description="Alerte, incident ou autorisation, par exemple P26-0042 ; vide s’il n’en a pas.")
    label: str = Field(description="Le fondement en français.")


class Flag(BaseModel):
    """An open anomaly that the reader may see."""

    kind: AnomalyKind = Field(description="Nature du signalement.")
    receipt: str = Field(description="Reçu, pour en parler avec le service.")
    raised_at: Local


class Links(BaseModel):
    """Where the rest is."""

    self: Link
    history: Link
    form: Link


class Document(BaseModel):
    """A fallback document."""

    reference: str = Field(description="Les 21 caractères du numéro.")
    document_type: DocumentType = Field(description="DAA (suspension) ou DSA (droits acquittés).")
    recording_mode: RecordingMode = Field(description="Délivré par GPS (normal), ou formé à la main (a_posteriori).")
    status: Status = Field(description="Statut du document.")
    overdue: bool = Field(description="Le délai de régularisation est écoulé, quel que soit le statut écrit.")
    due_at: Local | None = Field(description="Échéance de la régularisation ; null si elle ne court pas.")
    to_complete: bool = Field(description="Numéro donné sans immatriculation ni date : à compléter.")
    excise_number: str = Field(description="Numéro d’accise de l’expéditeur.")
    transport_identity: str | None = Field(description="Immatriculation du 1er moyen de transport, telle que saisie.")
    dispatch_at: Local | None = Field(description="Expédition, à l’heure locale de l’établissement.")
    recorded_at: Local = Field(description="Attribution ou enregistrement du numéro.")
    recorded_on: date = Field(description="Le même jour, pour l’établissement.")
    ground: Ground | None = Field(description="Fondement du document ; null s’il n’a pas été demandé.")
    arc: str | None = Field(description="CRA donné par GAMM@ à la régularisation.")
    replaces: str | None = Field(description="Numéro du papier que ce numéro remplace, tel qu’il y est écrit.")
    cancellation_reason: CancellationReason | None
    reactivation_reason: ReactivationReason | None
    reactivated_at: Local | None
    manual_reason: ManualReason | None = Field(description="Pourquoi le numéro a été formé à la main.")
    told_at: Local | None = Field(description="Quand l’opérateur a dit avoir prévenu son service.")
    told_means: Means | None
    receipt_at: Local | None = Field(description="Quand le service dit avoir été prévenu.")
    receipt_means: Means | None
    flags: list[Flag] = Field(description="Signalements en cours.")
    links: Links


class HistoryLine(BaseModel):
    """One line of a document's history (H1)."""

    position: int = Field(description="Rang, à partir de 1.")
    at: Local
    actor_kind: ActorKind = Field(description="Type d’acteur.")
    actor: str = Field(description="Qui a agi.")
    action: Action = Field(description="Ce qui a été fait.")
    from_status: Status | None = Field(description="Statut avant ; null à la naissance.")
    to_status: Status = Field(description="Statut après.")
    reason: CancellationReason | ReactivationReason | None
    comment: str | None
    previous_hash: str = Field(description="Empreinte de la ligne précédente.")
    hash: str = Field(description="Empreinte SHA-256 de la ligne, chaînée à la précédente.")


def document_shown(document: FallbackDocument, flags: Iterable[Anomaly], now: datetime) -> Document:
    """Give a document as its reader sees it at a moment."""
    zone = document.excise_number.zone

    def local(at: datetime | None) -> datetime | None:
        return at and at.astimezone(zone)

    here = f"/api/v1/documents/{document.reference}"
    due_at = document.due_at
    ground = None
    if document.ground_kind:
        ground = Ground(
            kind=GroundKind(document.ground_kind), reference=document.ground_reference, label=document.ground_label
        )
    return Document.model_validate(
        {
            "reference": document.reference,
            "document_type": document.document_type,
            "recording_mode": document.recording_mode,
            "status": document.status,
            "overdue": due_at is not None and due_at < now,
            "due_at": local(due_at),
            "to_complete": document.is_incomplete,
            "excise_number": document.excise_number.number,
            "transport_identity": document.transport_identity,
            "dispatch_at": document.dispatch_local,
            "recorded_at": document.recorded_at.astimezone(zone),
            "recorded_on": document.recorded_on,
            "ground": ground,
            "arc": document.arc or None,
            "replaces": document.replaces or None,
            "cancellation_reason": document.cancellation_reason or None,
            "reactivation_reason": document.reactivation_reason or None,
            "reactivated_at": local(document.reactivated_at),
            "manual_reason": document.manual_reason or None,
            "told_at": local(document.told_at),
            "told_means": document.told_means or None,
            "receipt_at": local(document.receipt_at),
            "receipt_means": document.receipt_means or None,
            "flags": [_flag(anomaly, document) for anomaly in flags],
            "links": Links(self=here, history=f"{here}/history", form=f"{here}/form.pdf"),
        }
    )


def line_shown(line: HistoryEntry, document: FallbackDocument) -> HistoryLine:
    """Give a line of a document's history."""
    return HistoryLine.model_validate(
        {
            "position": line.position,
            "at": line.at.astimezone(document.excise_number.zone),
            "actor_kind": line.actor_kind,
            "actor": line.actor_label,
            "action": line.action,
            "from_status": line.from_status or None,
            "to_status": line.to_status,
            "reason": line.reason or None,
            "comment": line.comment or None,
            "previous_hash": line.previous_hash,
            "hash": line.hash,
        }
    )


def _flag(anomaly: Anomaly, document: FallbackDocument) -> Flag:
    raised_at = anomaly.raised_at.astimezone(document.excise_number.zone)
    return Flag(kind=AnomalyKind(anomaly.kind), receipt=anomaly.receipt, raised_at=raised_at)
