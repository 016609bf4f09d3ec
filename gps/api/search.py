"""« Rechercher » for machines: the 11 criteria under English names; the search itself is the pages' own (R1–R3)."""

import re
from dataclasses import replace
from typing import Annotated

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, Field, WithJsonSchema

from gps.api.answers import reply
from gps.api.contract import WITH_QUERY, Example, operation
from gps.api.examples import DOCUMENT, NUMBER
from gps.api.fields import one_of
from gps.api.paging import Cursor, Limit, Paged, link_header, neighbours
from gps.api.requests import ApiRequest
from gps.api.routers import documents as router
from gps.api.schemas import Document, document_shown
from gps.documents import pages, search
from gps.documents.permissions import visible_to, with_flags
from gps.documents.search import Comparator
from gps.domain.errors import DomainError, ErrorCode, Fault

E = ErrorCode

NAMES = {
    "reference": "numero",
    "dispatch_date": "expedition",
    "excise_number": "accise",
    "recording_date": "enregistrement",
    "status": "statut",
    "actor_kind": "acteur",
    "transport_identity": "immatriculation",
    "document_type": "type",
    "recording_mode": "mode",
    "cancellation_reason": "motif_annulation",
    "reactivation_reason": "motif_reactivation",
}
"""The criterion of each parameter."""

COMPARATORS = {
    "equals": Comparator.EQUALS,
    "starts_with": Comparator.STARTS,
    "ends_with": Comparator.ENDS,
    "contains": Comparator.CONTAINS,
    "before": Comparator.BEFORE,
    "after": Comparator.AFTER,
}
SORTS = {
    "-recorded": "-enregistrement",
    "recorded": "enregistrement",
    "-dispatch": "-expedition",
    "dispatch": "expedition",
    "-reference": "-numero",
    "reference": "numero",
}
_PARAMETERS = {french: english for english, french in NAMES.items()} | {"tri": "sort", "curseur": "cursor"}
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_UNKNOWN = "?"
"""What the search knows under no name, so that it refuses it in its own words."""


TextComparator = Annotated[str, one_of(name for name, c in COMPARATORS.items() if c in search.TEXT_COMPARATORS)]
DateComparator = Annotated[str, one_of(name for name, c in COMPARATORS.items() if c in search.DATE_COMPARATORS)]
DateText = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Word = Annotated[str, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": search.TEXT_LENGTH})]
COMPARED = "Comparateur ; « equals » par défaut."
STRICT = "Comparateur ; « equals » par défaut, « before » et « after » sont stricts."


def _values(criterion: str) -> WithJsonSchema:
    """The schema of a criterion that is chosen from a list."""
    return one_of(search.CHOICES[criterion][1])


class Criteria(BaseModel):
    """The parameters of the search, joined by AND."""

    reference: Word = Field("", description="Numéro du document, ou une partie.")
    reference_comparator: TextComparator = Field("", description=COMPARED)
    dispatch_date: DateText = Field("", description="Date d’expédition, à l’heure de l’établissement.")
    dispatch_date_comparator: DateComparator = Field("", description=STRICT)
    excise_number: Word = Field("", description="Numéro d’accise de l’expéditeur, ou une partie.")
    excise_number_comparator: TextComparator = Field("", description=COMPARED)
    recording_date: DateText = Field("", description="Date d’enregistrement, à l’heure de l’établissement.")
    recording_date_comparator: DateComparator = Field("", description=STRICT)
    status: Annotated[str, _values("statut")] = Field("", description="Statut.")
    actor_kind: Annotated[str, _values("acteur")] = Field(
        "", description="Type d’acteur du dernier changement de statut, naissance comprise."
    )
    transport_identity: Word = Field("", description="Immatriculation du 1er moyen de transport, ou une partie.")
    transport_identity_comparator: TextComparator = Field("", description=COMPARED)
    document_type: Annotated[str, _values("type")] = Field("", description="Type de document.")
    recording_mode: Annotated[str, _values("mode")] = Field("", description="Mode d’enregistrement.")
    cancellation_reason: Annotated[str, _values("motif_annulation")] = Field("", description="Motif d’annulation.")
    reactivation_reason: Annotated[str, _values("motif_reactivation")] = Field("", description="Motif de réactivation.")
    sort: Annotated[str, one_of(SORTS)] = Field(
        "", description="Ordre ; « -recorded » par défaut : le plus récent d’abord."
    )
    cursor: Cursor = ""
    limit: Limit = 25


class DocumentPage(Paged):
    """A page of documents."""

    items: list[Document] = Field(description="Les documents de la page, dans l’ordre.")
    count: int = Field(description="Nombre de documents de toute la recherche, compté jusqu’à 10 000.")
    count_is_exact: bool = Field(description="false : il y en a plus que « count ».")


@router.get(
    "",
    **operation(
        "Rechercher des documents",
        "Les 11 critères de « Rechercher », joints par ET, chacun avec son comparateur. Les pages sont stables : "
        "suivez « next » et « previous ». Chacun ne trouve que ce qui le concerne.",
        scope="",
        answers={200: DocumentPage},
        refuses=(
            *WITH_QUERY, E.SEARCH_COMPARATOR, E.SEARCH_DATE, E.SEARCH_VALUE, E.SEARCH_TEXT, E.SEARCH_SORT,
            E.CURSOR_WRONG, E.FIELD_MISSING,
        ),
        headers=("Link",),
        example=Example(
            query={"reference": NUMBER[:15], "reference_comparator": "starts_with", "limit": "1"},
            answer={"next": None, "previous": None, "items": [DOCUMENT], "count": 1, "count_is_exact": True},
        ),
    ),
)  # fmt: skip
def list_documents(request: ApiRequest, criteria: Query[Criteria]) -> HttpResponse:
    """Search (R1, R3). A comparator without its criterion is refused: it would find what was not asked for."""
    alone = [name for name in NAMES if getattr(criteria, f"{name}_comparator", "") and not getattr(criteria, name)]
    if alone:
        raise DomainError(Fault(E.FIELD_MISSING, name) for name in alone)
    try:
        wanted = search.parse(_french(criteria))
        found = wanted.apply(visible_to(request.actor, request.now))
        page = pages.page_of(with_flags(found, request.actor), wanted.order, criteria.cursor, criteria.limit)
    except DomainError as error:
        raise DomainError(replace(fault, field=_PARAMETERS[fault.field]) for fault in error.faults) from error
    count = pages.bounded_count(found)
    neighbour = neighbours(request, page, criteria.model_dump())
    shown = DocumentPage(
        items=[document_shown(document, document.flags, request.now) for document in page.rows],  # type: ignore[attr-defined]  # prefetched
        count=min(count, pages.COUNT_LIMIT),
        count_is_exact=count <= pages.COUNT_LIMIT,
        **neighbour,
    )
    return reply(shown, headers=link_header(neighbour))


def _french(criteria: Criteria) -> dict[str, str]:
    """The same question as the query string of the pages; what has no name there is refused there."""
    asked: dict[str, str] = {"tri": SORTS.get(criteria.sort, _UNKNOWN if criteria.sort else "")}
    for english, french in NAMES.items():
        value = getattr(criteria, english)
        asked[french] = _french_date(value) if french in search.DATES else value
        comparator = getattr(criteria, f"{english}_comparator", "")
        asked[f"{french}_comparateur"] = COMPARATORS.get(comparator, comparator and _UNKNOWN)
    return asked


def _french_date(text: str) -> str:
    """``jj/mm/aaaa`` of an ISO date."""
    found = _ISO_DATE.fullmatch(text)
    return "/".join(reversed(found.groups())) if found else text and _UNKNOWN
