"""How the operations on documents answer: with the document."""

from collections.abc import Iterable, Mapping

from django.http import HttpResponse

from gps.api.answers import reply
from gps.api.requests import ApiRequest
from gps.api.schemas import document_shown
from gps.documents.models import Anomaly, FallbackDocument
from gps.documents.permissions import flags_of


def changed(
    request: ApiRequest, document: FallbackDocument, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Answer with a document that was just written, or found again."""
    return shown(request, document, flags_of(document, request.actor), status, headers)


def shown(
    request: ApiRequest,
    document: FallbackDocument,
    flags: Iterable[Anomaly],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with a document whose flags are known."""
    return reply(document_shown(document, flags, request.now), status, headers)


def location(document: FallbackDocument) -> dict[str, str]:
    """The header that says where a new document is."""
    return {"Location": f"/api/v1/documents/{document.reference}"}
