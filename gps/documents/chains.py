"""Whether the history still says what was written: every chain walked and every hash computed again (rule H2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from gps.documents.models import FallbackDocument, HistoryEntry
from gps.domain import chain


@dataclass(frozen=True)
class Break:
    """Where a document's chain stops being true, and how."""

    reference: str
    position: int
    what: str


def breaks(documents: QuerySet[FallbackDocument]) -> Iterator[Break]:
    """Give the first break of each document whose chain is not whole, walking them one at a time.

    A line that was changed, removed, added or moved breaks its chain; a document whose status is not the one its last
    line gave was changed without a line. Last lines that were removed, with the document's data set back to what they
    were before, are not seen here: that takes heads of the chains that are kept elsewhere.
    """
    for document in documents.order_by("id").iterator():
        if found := _first_break(document, document.history.order_by("position")):
            yield found


def _first_break(document: FallbackDocument, entries: QuerySet[HistoryEntry]) -> Break | None:
    previous, expected, status = chain.START, 0, ""
    for entry in entries:
        expected += 1
        entry.document = document
        if entry.position != expected:
            return Break(document.reference, expected, "la ligne manque")
        if entry.previous_hash != previous:
            return Break(document.reference, expected, "la ligne ne suit pas la précédente")
        if entry.hash != entry.computed_hash():
            return Break(document.reference, expected, "la ligne a été modifiée")
        if entry.from_status != status:
            return Break(document.reference, expected, "le statut de départ n’est pas celui de la ligne précédente")
        previous, status = entry.hash, entry.to_status
    if status != document.status:
        return Break(document.reference, expected + 1, "le statut du document n’est pas celui de sa dernière ligne")
    return None
