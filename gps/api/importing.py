"""Files of hand-made numbers sent by machines: the same import as the page's (rules I1–I5)."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Path
from pydantic import WithJsonSchema

from gps.accounts.permissions import Permission, require
from gps.api.answers import reply
from gps.api.contract import WITH_QUERY, Example, operation
from gps.api.examples_of_imports import ENTRIES, FILE, IMPORT, RECEIVED
from gps.api.fields import identifier_path, query_flag
from gps.api.files import FILE_CODES, XML, body_of, file_of
from gps.api.importing_shown import EntryPage, ImportPage, ImportShown, entry_shown, import_shown
from gps.api.paging import Cursor, Limit, link_header, neighbours
from gps.api.requests import ApiRequest
from gps.api.routers import imports as router
from gps.documents import pages
from gps.documents.pages import Key
from gps.domain.errors import DomainError, ErrorCode
from gps.exchange import imports
from gps.exchange.models import EntryOutcome, Import

E = ErrorCode
NEWEST, IN_ORDER = (Key("id", True, int),), (Key("position", False, int),)
DryRun = Annotated[bool, *query_flag("true : tout vérifier sans rien enregistrer.")]
Outcome = Annotated[
    str, WithJsonSchema({"type": "string", "enum": EntryOutcome.values, "description": "Ce que l’entrée est devenue."})
]
IdentifierPath = Path[Annotated[str, *identifier_path("I", "Identifiant de l’import.")]]


@router.post(
    "",
    **operation(
        "Envoyer un fichier de numéros formés à la main",
        "Le fichier XML au format publié (/importer/format/import-v1.xsd), tel quel ou dans un formulaire. Il est "
        "traité à part : suivez l’adresse « Location ». Renvoyé, il n’enregistre rien deux fois. Réservé aux "
        "opérateurs en EDI ou en DTI+ et aux prestataires EDI mandatés.",
        scope="documents:register",
        answers={202: ImportShown},
        refuses={*WITH_QUERY, *FILE_CODES, E.IMPORT_RESERVED, E.IMPORT_TOO_LARGE, E.TOO_MANY_TRIES},
        headers=("Location",),
        example=Example(headers={"Content-Type": XML}, body=FILE, status=202, answer=RECEIVED),
        body=body_of(FILE),
    ),
)
def send_import(request: ApiRequest, dry_run: DryRun = False) -> HttpResponse:
    """Take a file in, and have it judged (I1–I5)."""
    require(request.actor, Permission.REGISTER)
    imports.require_import(request.actor, request.now)
    stream, name = file_of(request)
    made = imports.receive(stream, name, actor=request.actor, now=request.now, dry_run=dry_run)
    shown = import_shown(made)
    return reply(shown, 202, {"Location": shown.links.self})


@router.get(
    "",
    **operation(
        "Lister ses imports",
        "Ceux du compte de la clé ; ceux de tous les comptes et de toutes les clés d’un prestataire.",
        scope="",
        answers={200: ImportPage},
        refuses=(*WITH_QUERY, E.CURSOR_WRONG),
        headers=("Link",),
        example=Example(answer={"next": None, "previous": None, "items": [IMPORT]}),
    ),
)
def list_imports(request: ApiRequest, cursor: Cursor = "", limit: Limit = 25) -> HttpResponse:
    """List what was sent."""
    rows = imports.of(request.actor, request.now).select_related("same_as")
    page = pages.page_of(rows, NEWEST, cursor, limit)
    neighbour = neighbours(request, page, {"limit": limit})
    shown = ImportPage(items=[import_shown(row) for row in page.rows], **neighbour)
    return reply(shown, headers=link_header(neighbour))


@router.get(
    "/{identifier}",
    **operation(
        "Suivre un import",
        "Où il en est, et combien d’entrées sont acceptées, déjà intégrées, refusées.",
        scope="",
        answers={200: ImportShown},
        refuses=(E.NOT_FOUND,),
        example=Example(path={"identifier": "I26-0001"}, answer=IMPORT),
    ),
)
def get_import(request: ApiRequest, identifier: IdentifierPath) -> HttpResponse:
    """Show one import (I5)."""
    return reply(import_shown(_found(request, identifier)))


@router.get(
    "/{identifier}/entries",
    **operation(
        "Lire le compte rendu, entrée par entrée",
        "Ce que chaque entrée est devenue. « outcome=refused » ne rend que celles à corriger.",
        scope="",
        answers={200: EntryPage},
        refuses=(*WITH_QUERY, E.NOT_FOUND, E.CURSOR_WRONG),
        headers=("Link",),
        example=Example(
            path={"identifier": "I26-0001"}, answer={"next": None, "previous": None, "items": ENTRIES}
        ),
    ),
)  # fmt: skip
def list_entries(
    request: ApiRequest, identifier: IdentifierPath, outcome: Outcome = "", cursor: Cursor = "", limit: Limit = 100
) -> HttpResponse:
    """Tell what became of each entry (I4)."""
    rows = imports.entries(_found(request, identifier))
    if outcome:
        if outcome not in set(EntryOutcome):
            raise DomainError.of(E.FIELD_CHOICE, "outcome", expected=", ".join(EntryOutcome))
        rows = rows.filter(outcome=outcome)
    page = pages.page_of(rows, IN_ORDER, cursor, limit)
    neighbour = neighbours(request, page, {"outcome": outcome, "limit": limit})
    shown = EntryPage(items=[entry_shown(row) for row in page.rows], **neighbour)
    return reply(shown, headers=link_header(neighbour))


def _report(kind: str, media_type: str) -> dict[str, Any]:
    return operation(
        f"Télécharger le compte rendu ({kind})",
        "Le compte rendu entier, dès que l’import est terminé ; avant, il n’existe pas (404).",
        scope="",
        answers={200: media_type},
        refuses=(E.NOT_FOUND,),
        headers=("Content-Disposition",),
        example=Example(path={"identifier": "I26-0001"}),
    )


@router.get("/{identifier}/report.xml", **_report("XML", XML))
def get_report_xml(request: ApiRequest, identifier: IdentifierPath) -> StreamingHttpResponse:
    """The report in the house style of French customs."""
    return _written(_found(request, identifier), imports.report_xml, XML, "xml")


@router.get("/{identifier}/report.csv", **_report("CSV", "text/csv"))
def get_report_csv(request: ApiRequest, identifier: IdentifierPath) -> StreamingHttpResponse:
    """The report for a spreadsheet."""
    return _written(_found(request, identifier), imports.report_csv, "text/csv", "csv")


def _written(
    found: Import, write: Callable[[Import], Iterator[bytes]], media_type: str, ending: str
) -> StreamingHttpResponse:
    """A report, written as it is read; there is none before the end."""
    if not found.is_over:
        raise Import.DoesNotExist
    response = StreamingHttpResponse(write(found), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.identifier}-compte-rendu.{ending}"'
    return response


def _found(request: ApiRequest, identifier: str) -> Import:
    """One of the caller's imports."""
    return imports.of(request.actor, request.now).select_related("same_as").get(identifier=identifier)
