"""The messages of all documents of an outage as one file, with a list of what the others lack (rule M4)."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Final

from django.db.models import QuerySet

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission, within
from gps.documents import ead as documents_ead
from gps.documents.models import FallbackDocument
from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError
from gps.domain.grounds import GroundKind
from gps.domain.lifecycle import Status
from gps.exchange import tables
from gps.exchange.ie815.drafting import file_name, message
from gps.exchange.ie815.missing import told
from gps.exchange.ie815.schema import InvalidMessageError
from gps.exchange.tables import Row

LIMIT: Final = 1_000
"""Documents of one file: those of a larger outage come in several."""
TO_COMPLETE: Final = "a-completer.csv"
_OUTAGES: Final = (GroundKind.ALERT, GroundKind.PROVIDER_INCIDENT)
_COLUMNS: Final = ("Numéro du document", "Type", "Donnée (tableau 1)", "Nom", "Ce qui manque")
OUR_FAULT: Final = "Erreur de GPS : ce message n’a pas pu être formé. Elle est signalée."
_CHUNK: Final = 100
"""Documents that are held at a time."""


def of_outage(identifier: str, actor: Actor, now: datetime) -> QuerySet[FallbackDocument]:
    """Give the active documents grounded on an outage that an actor may complete, by number."""
    grounded = visible_to(actor, now).filter(
        ground_reference=identifier, ground_kind__in=_OUTAGES, status=Status.ACTIVE
    )  # fmt: skip
    return within(grounded, actor, Permission.COMPLETE, now).order_by("reference")


def parts(documents: QuerySet[FallbackDocument]) -> list[str]:
    """Give where each file begins: the number after which its documents come, "" for the first."""
    numbers = documents.values_list("reference", flat=True)
    count = numbers.count()
    return ["", *(numbers[last] for last in range(LIMIT - 1, count - 1, LIMIT))] if count else []


def write(documents: QuerySet[FallbackDocument], after: str, file: IO[bytes], now: datetime) -> None:
    """Write one file, holding a few documents at a time.

    Args:
        documents: as ``of_outage`` gives them.
        after: one of ``parts``.
        file: where the file is written; it must be seekable.
        now: the moment of preparation.
    """
    chosen = documents.filter(reference__gt=after).select_related(
        "excise_number__operator", "excise_number__office", "ead"
    )[:LIMIT]  # fmt: skip
    with zipfile.ZipFile(file, "w") as bundle, tempfile.TemporaryFile() as lacking:
        lacking.writelines(tables.csv(_put_all(bundle, chosen, now)))
        lacking.seek(0)
        with bundle.open(_entry(TO_COMPLETE, now), "w") as entry:
            shutil.copyfileobj(lacking, entry)


def _put_all(bundle: zipfile.ZipFile, chosen: QuerySet[FallbackDocument], now: datetime) -> Iterator[Row]:
    """Add the messages one by one, and give the lines of the list of what lacks as they come."""
    yield _COLUMNS
    for document in chosen.iterator(_CHUNK):
        for reason in _put(bundle, document, now):
            yield (document.reference, document.document_type, *reason)


def _put(bundle: zipfile.ZipFile, document: FallbackDocument, now: datetime) -> list[tuple[str, str, str]]:
    """Add the message of a document, or give why there is none: number, name, what is wrong."""
    draft = getattr(document, "ead", None)
    whole = documents_ead.whole(document, draft.data if draft else {})
    try:
        content = message(document, now, whole)
    except DomainError as error:
        return [(reason.where, reason.name, reason.text) for reason in map(told, error.faults)]
    except InvalidMessageError:
        return [("", "", OUR_FAULT)]
    bundle.writestr(_entry(file_name(document), now), content)
    return []


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
