"""The draft message IE815 of a document, for the machine that makes the deferred submission (rule M4)."""

from dataclasses import replace

from django.http import HttpResponse

from gps.accounts.permissions import Permission
from gps.api.contract import Example, operation
from gps.api.ead import WHOLE_CODES
from gps.api.ead_places import in_shown
from gps.api.examples import NUMBER
from gps.api.fields import ReferencePath
from gps.api.requests import ApiRequest
from gps.api.routers import documents as router
from gps.documents.permissions import may_on, visible_to
from gps.domain.errors import DomainError, ErrorCode
from gps.exchange import ie815

E = ErrorCode
XML = "application/xml"


@router.get(
    "/{reference}/ie815.xml",
    **operation(
        "Obtenir le projet de DAE",
        "Le message IE815 de la soumission différée, fait des données du document. Tant qu’il lui en manque, chacune "
        "est nommée par un pointeur dans la réponse de « ead-data » : « given » est ce que GPS tient du document et de "
        "l’établissement, « data » ce qui se saisit.",
        scope="documents:change",
        answers={200: XML},
        refuses=(
            *WHOLE_CODES, E.NOT_FOUND, E.TRANSITION_FORBIDDEN, E.DISPATCH_INCOMPLETE, E.EAD_LENGTH,
            E.EAD_CHARACTER, E.EAD_CERTIFICATES_FULL,
        ),
        headers=("Content-Disposition",),
        example=Example(path={"reference": NUMBER}),
    ),
)  # fmt: skip
def get_ie815(request: ApiRequest, reference: ReferencePath) -> HttpResponse:
    """Give the message, or all that keeps the document from being one (M4)."""
    documents = visible_to(request.actor, request.now)
    found = documents.select_related("excise_number__operator", "excise_number__office").get(reference=reference)
    if not may_on(request.actor, Permission.COMPLETE, found, request.now):
        raise DomainError.of(E.NOT_ALLOWED, action=Permission.COMPLETE.value)
    try:
        content = ie815.message(found, request.now)
    except DomainError as error:
        raise DomainError(
            replace(fault, field=in_shown(fault.field)) if fault.field else fault for fault in error.faults
        ) from error
    response = HttpResponse(content, content_type=XML)
    response["Content-Disposition"] = f'attachment; filename="{ie815.file_name(found)}"'
    return response
