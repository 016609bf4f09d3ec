"""The proof that a paper bears: what GPS knows of its document, signed, in the address that verifies it (D4, V1, V3).

The address is what the QR code holds: a telephone's camera opens it, and what follows its last stroke can be verified
without any network. The same document gives the same address, until it is corrected or the key changes.
"""

from datetime import datetime

from django.conf import settings

from gps.documents import signing_keys
from gps.documents.claims import claims_of
from gps.documents.models import FallbackDocument
from gps.documents.signature import Signer
from gps.domain.proof import Claims


def address_for(document: FallbackDocument, now: datetime) -> str:
    """Give the address that the QR code of a document's paper holds: two queries at most, none for the document."""
    return address(claims_of(document), signing_keys.signer(now))


def payload_for(document: FallbackDocument, now: datetime) -> str:
    """Give the proof alone, the last part of the address."""
    return signing_keys.signer(now).sign(claims_of(document))


def address(claims: Claims, signer: Signer) -> str:
    """Give the address for what is claimed. Who draws many papers asks for the signer once."""
    return f"{settings.PUBLIC_URL}/v/{signer.sign(claims)}"
