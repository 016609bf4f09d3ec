"""What a search or the follow-up found, as a file: the same rows in the same order, however many (rules R2, R3).

Whoever exports is given what he could have read page by page, and no more: the rows come from ``visible_to``. The keys
are read first, at once: eight bytes a document, so that what comes in meanwhile shifts nothing. Then the documents are
fetched by their keys, some hundreds at a time, each time within what the person may see; no transaction stays open.
"""

import logging
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from gps.accounts import limits
from gps.accounts.actors import Actor
from gps.documents import labels
from gps.documents.models import FallbackDocument
from gps.documents.pages import Key, ordered
from gps.domain.dates import utc_offset
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import ActorKind, CancellationReason, ReactivationReason
from gps.exchange import tables
from gps.exchange.tables import Cell, Row

logger = logging.getLogger(__name__)

AT_A_TIME = 500
"""Documents fetched by one query: SQLite takes no more than 999 parameters everywhere."""
MOST, PER = 20, timedelta(minutes=10)
"""Files that an account may ask for, of any size."""
PARIS = ZoneInfo("Europe/Paris")


class Kind(StrEnum):
    """The two kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True)
class File:
    """A file to be sent, piece by piece; its pieces can be read once."""

    name: str
    content_type: str
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class Column:
    """One column: its header, its width in characters, the cell of a document at a moment."""

    header: str
    width: int
    cell: Callable[[FallbackDocument, datetime], Cell]


def documents(
    rows: QuerySet[FallbackDocument], order: Sequence[Key], kind: Kind, *, actor: Actor, now: datetime
) -> File:
    """Give documents as a file, in order.

    Args:
        rows: what the actor may see, annotated with what ``order`` names and with the clock of outages.
        order: as for pages.
        kind: which file.
        actor: who asks; how many files he gets is limited.
        now: the moment that « en retard » is judged at.

    Raises:
        DomainError: TOO_MANY_TRIES.
    """
    if not limits.take(f"export:{actor.account}", MOST, PER, now):
        raise DomainError.of(ErrorCode.TOO_MANY_TRIES, minutes=PER // timedelta(minutes=1))
    lines = _logged(_lines(rows, order, now), kind, actor)
    name = f"documents-de-secours-{now.astimezone(PARIS):%Y-%m-%d}.{kind}"
    if kind is Kind.CSV:
        return File(name, tables.CSV_TYPE, tables.csv(lines))
    widths = [column.width for column in COLUMNS]
    return File(name, tables.XLSX_TYPE, tables.xlsx(lines, title="Documents de secours", widths=widths))


def _lines(rows: QuerySet[FallbackDocument], order: Sequence[Key], now: datetime) -> Iterator[Row]:
    yield [column.header for column in COLUMNS]
    for document in _in_order(rows, order):
        yield [column.cell(document, now) for column in COLUMNS]


def _in_order(rows: QuerySet[FallbackDocument], order: Sequence[Key]) -> Iterator[FallbackDocument]:
    """Give the documents that there are at the first step; one that is gone from ``rows`` meanwhile is left out."""
    found = ordered(rows, order).values_list("pk", flat=True)
    keys = array("q", found.iterator(chunk_size=10_000))
    whole = rows.select_related(None).prefetch_related("excise_number__operator").order_by()
    for start in range(0, len(keys), AT_A_TIME):
        some = keys[start : start + AT_A_TIME].tolist()
        fetched = {document.pk: document for document in whole.filter(pk__in=some)}
        yield from (fetched[key] for key in some if key in fetched)


def _logged(lines: Iterator[Row], kind: Kind, actor: Actor) -> Iterator[Row]:
    """Tell, once the file is written or given up, who was given how much: neither criteria nor contents."""
    given = -1  # the header
    try:
        for line in lines:
            yield line
            given += 1
    finally:
        logger.info("export %s for %s (%s): %d documents", kind, actor.account, actor.role, given)


def _wall(document: FallbackDocument, at: datetime | None) -> datetime | None:
    """A moment on the establishment's clock, to the minute."""
    return at and at.astimezone(document.excise_number.zone).replace(tzinfo=None, second=0, microsecond=0)


def _offset(document: FallbackDocument, at: datetime | None) -> str:
    return utc_offset(at.astimezone(document.excise_number.zone)) if at else ""


def _cancelled_why(document: FallbackDocument) -> str:
    reason = document.cancellation_reason
    return labels.CANCELLATION_REASON[CancellationReason(reason)] if reason else ""


def _reactivated_why(document: FallbackDocument) -> str:
    reason = document.reactivation_reason
    return labels.REACTIVATION_REASON[ReactivationReason(reason)] if reason else ""


COLUMNS = (
    Column("Numéro", 24, lambda d, _: d.reference),
    Column("Type", 6, lambda d, _: d.document_type),
    Column("Numéro d’accise", 16, lambda d, _: d.excise_number.number),
    Column("Opérateur", 30, lambda d, _: d.excise_number.operator.name),
    Column("Établissement", 30, lambda d, _: d.excise_number.establishment),
    Column("Statut", 10, lambda d, _: d.status_label),
    Column("Type acteur", 16, lambda d, _: labels.ACTOR_KIND[ActorKind(d.status_actor_kind)]),
    Column("Immatriculation", 20, lambda d, _: d.transport_identity),
    Column("Expédition", 16, lambda d, _: _wall(d, d.dispatch_at)),
    Column("Expédition : décalage", 11, lambda d, _: _offset(d, d.dispatch_at)),
    Column("Enregistrement", 16, lambda d, _: _wall(d, d.recorded_at)),
    Column("Enregistrement : décalage", 11, lambda d, _: _offset(d, d.recorded_at)),
    Column("Mode d’enregistrement", 14, lambda d, _: labels.RECORDING_MODE[d.recording_mode]),
    Column("Fondement", 26, lambda d, _: d.ground_label),
    Column("CRA", 24, lambda d, _: d.arc),
    Column("Motif d’annulation", 34, lambda d, _: _cancelled_why(d)),
    Column("Motif de réactivation", 34, lambda d, _: _reactivated_why(d)),
    Column("Échéance", 16, lambda d, _: _wall(d, d.due_at)),
    Column("En retard", 10, lambda d, now: "oui" if d.is_overdue(now) else ""),
    Column("Remplace le numéro", 24, lambda d, _: d.replaces),
)
"""French, as on the pages. Moments are on the establishment's clock, each beside its offset."""
