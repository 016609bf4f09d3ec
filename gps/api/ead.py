"""The e-AD data of a document for machines: read, and saved as a draft or whole (rules D2, D4, M4)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel, Field, StrictInt

from gps.api.answers import reply
from gps.api.contract import WITH_BODY, Example, operation
from gps.api.ead_places import in_sent
from gps.api.examples import NUMBER
from gps.api.examples_of_ead import DATA, NOTHING_YET, SAVED
from gps.api.fields import Flag, ReferencePath, Sent
from gps.api.requests import ApiRequest
from gps.api.routers import documents as router
from gps.api.schemas import Local
from gps.documents import ead, operations
from gps.documents.models import EadDraft, FallbackDocument
from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError, ErrorCode, Fault

E = ErrorCode
FORM_CODES = (
    E.EAD_SHAPE, E.EAD_UNKNOWN, E.EAD_REPEAT, E.EAD_GIVEN, E.EAD_FORMAT, E.EAD_LENGTH, E.EAD_CHARACTER, E.EAD_CODE,
    E.EAD_RANGE,
)  # fmt: skip
"""What is wrong with the form of a datum, in a draft already."""
WHOLE_CODES = (
    E.EAD_MISSING, E.EAD_CONDITION, E.EAD_FORBIDDEN, E.EAD_TYPE, E.EAD_JOURNEY, E.EAD_GUARANTORS, E.EAD_GUARANTEE,
    E.EAD_PAIR, E.EAD_MASS, E.EAD_STRENGTH, E.EAD_MARKS, E.EAD_CERTIFICATE, E.EAD_CODE, E.EAD_FORMAT, E.EAD_RANGE,
)  # fmt: skip
"""What is missing from a whole, or does not agree in it."""


class NewData(Sent):
    """The data of a document, by number and letter of Table 1."""

    data: dict[str, Any] = Field(
        description="Par numéro et lettre du tableau 1 ; le schéma est à /schemas/donnees-document.json.",
        examples=[DATA],
    )
    complete: Flag = Field(False, description="true : tout ce que le tableau 1 demande doit y être, et s’accorder.")
    revision: StrictInt | None = Field(
        None,
        description="La révision que vous avez lue : une autre, enregistrée depuis, n’est pas écrasée (409).",
    )


class DataShown(BaseModel):
    """The data as they were saved last."""

    reference: str = Field(description="Les 21 caractères du numéro.")
    data: dict[str, Any] = Field(description="Ce qui a été saisi.")
    given: dict[str, Any] = Field(description="Ce que GPS sait de lui-même ; inutile de l’envoyer.")
    complete: bool = Field(description="Complètes quand elles ont été enregistrées.")
    revision: int = Field(description="0 tant que rien n’est enregistré.")
    saved_at: Local | None = Field(description="Quand.")
    saved_by: str = Field(description="Qui les a enregistrées.")


@router.get(
    "/{reference}/ead-data",
    **operation(
        "Lire les données du document",
        "Les données du tableau 1 telles qu’elles ont été enregistrées, et celles que GPS connaît.",
        scope="",
        answers={200: DataShown},
        refuses=(E.NOT_FOUND,),
        example=Example(path={"reference": NUMBER}, answer=NOTHING_YET),
    ),
)
def get_ead_data(request: ApiRequest, reference: ReferencePath) -> HttpResponse:
    """Read the data (D2)."""
    document = _document(request, reference)
    return reply(_shown(document, ead.draft_of(document)))


@router.put(
    "/{reference}/ead-data",
    **operation(
        "Enregistrer les données du document",
        "Un brouillon est jugé sur sa forme ; avec « complete », tout ce que le tableau 1 demande doit y être. Chaque "
        "erreur nomme sa donnée par un pointeur dans « data ».",
        scope="documents:change",
        answers={200: DataShown},
        refuses={
            *WITH_BODY, *FORM_CODES, *WHOLE_CODES, E.NOT_FOUND, E.EAD_CHANGED, E.TRANSITION_FORBIDDEN,
            E.DISPATCH_INCOMPLETE,
        },
        example=Example(path={"reference": NUMBER}, body={"data": DATA, "revision": 0}, answer=SAVED),
    ),
)  # fmt: skip
def put_ead_data(request: ApiRequest, reference: ReferencePath, sent: NewData) -> HttpResponse:
    """Save the data (D2)."""
    try:
        draft = operations.save_ead(
            reference, sent.data, actor=request.actor, now=request.now, complete=sent.complete, revision=sent.revision
        )
    except DomainError as error:
        raise DomainError(_pointed(error, sent.data, _document(request, reference))) from error
    return reply(_shown(_document(request, reference), draft))


def _pointed(error: DomainError, sent: dict[str, Any], document: FallbackDocument) -> Iterator[Fault]:
    """The faults, each on its place in the body."""
    given = ead.given(document)
    for fault in error.faults:
        is_placed = fault.code in FORM_CODES or fault.code in WHOLE_CODES
        yield replace(fault, field=in_sent(fault.field, sent, given)) if is_placed else fault


def _document(request: ApiRequest, reference: str) -> FallbackDocument:
    rows = visible_to(request.actor, request.now).select_related("excise_number__operator", "excise_number__office")
    return rows.get(reference=reference)


def _shown(document: FallbackDocument, draft: EadDraft | None) -> DataShown:
    return DataShown(
        reference=document.reference,
        data=draft.data if draft else {},
        given=ead.given(document),
        complete=draft.complete if draft else False,
        revision=draft.revision if draft else 0,
        saved_at=draft.saved_at.astimezone(document.excise_number.zone) if draft else None,
        saved_by=draft.saved_by if draft else "",
    )
