"""The message of one document: whole and of the right structure, or none (rule M4)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree

from gps.documents import ead as documents_ead
from gps.documents.models import FallbackDocument
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Action, Status
from gps.domain.reference import DocumentType
from gps.exchange.ie815 import schema, writing
from gps.exchange.ie815.missing import faults

OPEN: Final = (Status.ACTIVE, Status.INACTIVE)
"""A cancelled number will not be used, and a movement is regularised once. GAMM@ refuses an inactive document, which
the page says: it can be reactivated meanwhile.
"""


def concerns(document: FallbackDocument) -> bool:
    """Tell whether a document still waits for its deferred submission."""
    return document.status in OPEN


def message(document: FallbackDocument, now: datetime, data: Mapping[str, Any] | None = None) -> bytes:
    """Give the message of a document as a file.

    Args:
        now: the moment of preparation.
        data: the document's data, as ``documents.ead.whole`` gives them, when they are at hand.

    Raises:
        DomainError: TRANSITION_FORBIDDEN when there is nothing to regularise, or all that is missing or wrong.
        InvalidMessageError: GPS is at fault.
    """
    if not concerns(document):
        raise DomainError.of(
            ErrorCode.TRANSITION_FORBIDDEN, status=document.status, action=Action.REINTEGRATE.value
        )  # fmt: skip
    whole = documents_ead.whole(document) if data is None else data
    found = faults(document, whole)
    if found:
        raise DomainError(found)
    completed = writing.completed(whole, document.reference, DocumentType(document.document_type))
    made = writing.draft(completed, identifier(document.reference, now), now)
    schema.check(made, document.reference)
    return etree.tostring(made, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def identifier(reference: str, now: datetime) -> str:
    """Give the identifier of a message, of 43 characters: the same document prepared at the same moment has the same
    one, and nothing else has.

    >>> identifier("26FR007328E0001000011", datetime(2026, 11, 20, 17, 45, 30, 125000, tzinfo=UTC))
    'GPS-26FR007328E0001000011-20261120174530125'
    """
    at = now.astimezone(UTC)
    return f"GPS-{reference}-{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}"


def file_name(document: FallbackDocument) -> str:
    """Give the name of the file."""
    return f"IE815-{document.reference}.xml"
