"""What the paper of a document says, as the register has it now: what is signed, and what is held against a paper."""

from datetime import UTC

from gps.documents.models import FallbackDocument
from gps.domain.grounds import GroundKind
from gps.domain.proof import Claims, Movement
from gps.domain.reference import DocumentType


def claims_of(document: FallbackDocument) -> Claims:
    """Give what a proof of this document vouches for; its ``excise_number`` is needed, and no query."""
    movement = None
    if document.transport_identity is not None and document.dispatch_at is not None:
        movement = Movement(document.transport_identity, document.dispatch_at.astimezone(document.excise_number.zone))
    return Claims(
        number=document.reference,
        document_type=DocumentType(document.document_type),
        issued_at=document.recorded_at.astimezone(UTC).replace(microsecond=0),
        movement=movement,
        ground_kind=GroundKind(document.ground_kind),
        ground_reference=document.ground_reference,
    )
