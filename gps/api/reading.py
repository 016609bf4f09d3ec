"""One document for machines: its data, its history, its paper (rules M1, R2, H1, D4)."""

from typing import Annotated, Any

from django.http import HttpResponse
from pydantic import Field

from gps.api.answers import reply
from gps.api.contract import WITH_QUERY, Example, operation
from gps.api.examples import DOCUMENT, HISTORY, NUMBER
from gps.api.fields import ReferencePath, query_flag
from gps.api.paging import Cursor, Limit, Paged, link_header, neighbours
from gps.api.requests import ApiRequest
from gps.api.routers import documents as router
from gps.api.schemas import Document, HistoryLine, line_shown
from gps.api.shown import shown
from gps.documents import pages
from gps.documents.pages import Key
from gps.documents.permissions import visible_to, with_flags
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Status
from gps.paperwork import papers

E = ErrorCode
Flat = Annotated[bool, *query_flag("true : aplati, pour être imprimé tel quel.")]
IN_ORDER = (Key("position", False, int),)


class HistoryPage(Paged):
    """A page of a document's history."""

    items: list[HistoryLine] = Field(description="Les lignes de la page, de la plus ancienne à la plus récente.")


@router.get(
    "/{reference}",
    **operation(
        "Consulter un document",
        "Le document tel qu’il est maintenant. Un numéro inconnu et celui d’un autre donnent la même réponse (404).",
        scope="",
        answers={200: Document},
        refuses=(E.NOT_FOUND,),
        example=Example(path={"reference": NUMBER}, answer=DOCUMENT),
    ),
)
def get_document(request: ApiRequest, reference: ReferencePath) -> HttpResponse:
    """Look one document up (M1, R2)."""
    document: Any = with_flags(visible_to(request.actor, request.now), request.actor).get(reference=reference)
    return shown(request, document, document.flags)


@router.get(
    "/{reference}/history",
    **operation(
        "Consulter l’historique d’un document",
        "Qui a fait quoi et quand, de quel statut à quel statut, pourquoi. Chaque ligne porte son empreinte et celle "
        "de la ligne qui la précède : rien n’y est modifié ni retiré.",
        scope="",
        answers={200: HistoryPage},
        refuses=(*WITH_QUERY, E.NOT_FOUND, E.CURSOR_WRONG),
        headers=("Link",),
        example=Example(path={"reference": NUMBER}, answer={"next": None, "previous": None, "items": HISTORY}),
    ),
)
def list_history(
    request: ApiRequest, reference: ReferencePath, cursor: Cursor = "", limit: Limit = 100
) -> HttpResponse:
    """Tell what happened to a document (H1)."""
    document = visible_to(request.actor, request.now).get(reference=reference)
    page = pages.page_of(document.history.all(), IN_ORDER, cursor, limit)
    neighbour = neighbours(request, page, {"limit": limit})
    shown_lines = HistoryPage(items=[line_shown(line, document) for line in page.rows], **neighbour)
    return reply(shown_lines, headers=link_header(neighbour))


@router.get(
    "/{reference}/form.pdf",
    **operation(
        "Obtenir le formulaire prérempli",
        "Le papier du document en PDF, avec son numéro et son QR code : à remplir, ou aplati (flat=true) pour être "
        "imprimé tel quel. Un document annulé n’a pas de papier.",
        scope="",
        answers={200: "application/pdf"},
        refuses=(*WITH_QUERY, E.NOT_FOUND, E.PAPER_CANCELLED, E.PAPER_CHARACTER, E.PAPER_VALUE),
        headers=("Content-Disposition",),
        example=Example(path={"reference": NUMBER}, query={"flat": "true"}),
    ),
)
def get_form(request: ApiRequest, reference: ReferencePath, flat: Flat = False) -> HttpResponse:
    """Give the prefilled form (D4)."""
    documents = visible_to(request.actor, request.now)
    document = documents.select_related("excise_number__operator", "excise_number__office").get(reference=reference)
    if document.status == Status.CANCELLED:
        raise DomainError.of(E.PAPER_CANCELLED)
    response = HttpResponse(papers.prefilled(document, request.now, editable=not flat), content_type="application/pdf")
    name = f"{document.document_type}-{document.reference}{'-aplati' if flat else ''}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
