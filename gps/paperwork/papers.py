"""From a document of the register to its paper: what GPS knows of it and what was typed for it, in its fields (D4)."""

from datetime import datetime

from django.conf import settings

from gps.documents import ead, signing_keys
from gps.documents.claims import claims_of
from gps.documents.models import FallbackDocument
from gps.documents.signature import Signer
from gps.domain.errors import DomainError, ErrorCode
from gps.paperwork import forms, names, places, proof
from gps.paperwork.forms import Paper, Proof


def values(document: FallbackDocument) -> dict[str, str]:
    """Give what is known of a document, by the form's field names."""
    return places.values(ead.values(document)) | {
        names.REFERENCE: document.reference,
        names.GROUND: document.ground_label if document.ground_kind else "",
    }


def paper(document: FallbackDocument, signer: Signer) -> Paper:
    """Give the paper of a document, with its proof. Who makes many asks for the signer once."""
    address = proof.address(claims_of(document), signer)
    seal = Proof(address, f"{settings.PUBLIC_URL}/verifier", document.reference)
    return Paper(document.document_type, values(document), seal, document.reference)


def prefilled(document: FallbackDocument, now: datetime, *, editable: bool = True) -> bytes:
    """Give the file of one document.

    Raises:
        DomainError: PAPER_CHARACTER or PAPER_VALUE: something known of it does not go on the paper.
    """
    made = paper(document, signing_keys.signer(now))
    try:
        return forms.prefilled(made.document_type, made.values, editable=editable, proof=made.proof)
    except forms.UNFIT as error:
        raise refusal(made.document_type, error) from error


def refusal(document_type: str, error: forms.Unfit) -> DomainError:
    """Give the refusal that says which field cannot be printed, and why."""
    where = forms.label_of(document_type, error.field)
    if isinstance(error, forms.UnprintableText):
        return DomainError.of(ErrorCode.PAPER_CHARACTER, where=where, characters=error.characters)
    return DomainError.of(ErrorCode.PAPER_VALUE, where=where, value=error.value)
