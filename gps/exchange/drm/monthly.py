"""What an establishment's month holds for its return (rule M4).

The month of a document is that of its dispatch, on the establishment's calendar: the paper goes with the movement. Five
queries, however many documents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Max, Min, Q, QuerySet

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission, excise_numbers_for, require
from gps.documents import labels
from gps.documents.models import FallbackDocument
from gps.documents.permissions import visible_to
from gps.domain import excise_number as excise
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.exchange.drm.month import Month
from gps.exchange.drm.walk import Kind, Numbered, Run, walk

CONSIGNEE = ("5", "a")
"""Where Table 1 has the consignee's excise number."""


@dataclass(frozen=True)
class Outstanding:
    """A movement of the month that is not regularised. ``consignee`` is "" when nobody typed it."""

    reference: str
    document_type: DocumentType
    status: Status
    dispatch_on: date
    consignee: str

    @property
    def status_label(self) -> str:
        """« Actif » or « Inactif »."""
        return labels.STATUS[self.status]


@dataclass(frozen=True)
class MonthlyReturn:
    """What to carry over, what not and why, what still waits. ``over``: whether the month has ended where it is."""

    establishment: ExciseNumber
    month: Month
    runs: tuple[Run, ...]
    incomplete: tuple[str, ...]
    outstanding: tuple[Outstanding, ...]
    over: bool

    def ranges(self, document_type: DocumentType) -> list[Run]:
        """The runs to carry over, of one type."""
        return [run for run in self.runs if run.is_declared and run.detail == document_type]

    def count(self, document_type: DocumentType) -> int:
        """How many documents of one type are carried over."""
        return sum(run.count for run in self.ranges(document_type))


def monthly_return(number: str, month: Month, *, actor: Actor, now: datetime) -> MonthlyReturn:
    """Give the month of an excise number.

    Args:
        number: as typed.
        actor: who asks; the establishment must be within his reach (R2).
        now: the moment at which the statuses are read.

    Raises:
        DomainError: NOT_ALLOWED.
        ExciseNumber.DoesNotExist: it is unknown, or somebody else's.
    """
    require(actor, Permission.CONSULT)
    reach = excise_numbers_for(actor, Permission.CONSULT, now).distinct()
    establishment = reach.get(number=excise.canonical(number)[:20].replace("\x00", ""))
    documents = visible_to(actor, now).filter(excise_number=establishment).order_by()
    return MonthlyReturn(
        establishment,
        month,
        tuple(_runs(documents, month)),
        tuple(_incomplete(documents, month)),
        tuple(_outstanding(documents, month)),
        over=now.astimezone(establishment.zone).date() > month.last_day,
    )


def _runs(documents: QuerySet[FallbackDocument], month: Month) -> Iterator[Run]:
    """Walk each year's sequence from the month's first number to its last, cancelled ones included."""
    days = (month.first_day, month.last_day)
    never_left = Q(dispatch_on__isnull=True, status=Status.CANCELLED, recorded_on__range=days)
    own = documents.filter(Q(dispatch_on__range=days) | never_left)
    edges = {
        year: (first, last)
        for year, first, last in own.values_list("year").annotate(Min("sequence"), Max("sequence")).order_by("year")
    }
    if not edges:
        return
    stretches = Q()
    for year, edge in edges.items():
        stretches |= Q(year=year, sequence__range=edge)
    numbers = (_numbered(row, month) for row in _rows(documents.filter(stretches)))
    for year, those in groupby(numbers, key=lambda number: number.year):
        yield from walk(those, *edges[year])


Facts = tuple[int, int, str, str, str, date | None, str]


def _rows(documents: QuerySet[FallbackDocument]) -> list[Facts]:
    found = documents.order_by("year", "sequence", "id").values_list(
        "year", "sequence", "reference", "document_type", "status", "dispatch_on", "cancellation_reason"
    )
    return list(found)


def _numbered(row: Facts, month: Month) -> Numbered:
    """Say what a document is to the month."""
    year, sequence, reference, document_type, status, dispatch_on, reason = row
    if status == Status.CANCELLED:
        return Numbered(year, sequence, reference, Kind.CANCELLED, reason)
    if dispatch_on is None:
        return Numbered(year, sequence, reference, Kind.TO_COMPLETE)
    if Month.of(dispatch_on) == month:
        return Numbered(year, sequence, reference, Kind.DECLARED, document_type)
    return Numbered(year, sequence, reference, Kind.OTHER_MONTH, str(Month.of(dispatch_on)))


def _incomplete(documents: QuerySet[FallbackDocument], month: Month) -> QuerySet[FallbackDocument, str]:
    """Numbers given up to the month's end that still await their data: nobody knows their month yet (G8)."""
    waiting = documents.filter(status=Status.ACTIVE, dispatch_on__isnull=True, recorded_on__lte=month.last_day)
    return waiting.order_by("year", "sequence").values_list("reference", flat=True)


def _outstanding(documents: QuerySet[FallbackDocument], month: Month) -> Iterator[Outstanding]:
    """Movements of the month that GAMM@ does not know yet, by their dispatch."""
    late = documents.filter(
        dispatch_on__range=(month.first_day, month.last_day), status__in=[Status.ACTIVE, Status.INACTIVE]
    )
    rows = late.order_by("dispatch_at", "id").values_list(
        "reference", "document_type", "status", "dispatch_on", "ead__data"
    )
    group, letter = CONSIGNEE
    for reference, document_type, status, dispatch_on, data in rows:
        assert dispatch_on is not None  # noqa: S101  it is within the month
        consignee = (data or {}).get(group, {}).get(letter, "")
        yield Outstanding(reference, DocumentType(document_type), Status(status), dispatch_on, consignee)
