"""An operator's situation at a glance: documents by status, and the next number of each establishment (P2, E10, N8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from gps.accounts.models import ExciseNumber
from gps.documents.models import FallbackDocument, SequenceCounter
from gps.domain import reference
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType, Reference


@dataclass(frozen=True)
class NextNumber:
    """What an establishment would use next. The hand-made numbers are None when the year is used up (N8)."""

    excise_number: ExciseNumber
    year: int
    last_sequence: int
    daa: Reference | None
    dsa: Reference | None

    @property
    def runs_out(self) -> bool:
        """Whether the operator and the service are to be warned (N8)."""
        return self.last_sequence >= reference.WARN_FROM

    @property
    def left(self) -> int:
        """How many numbers the year still has."""
        return reference.LAST_SEQUENCE - self.last_sequence


def next_numbers(excise_numbers: Sequence[ExciseNumber], now: datetime) -> list[NextNumber]:
    """Give the next number of each establishment, in its own year, in one query."""
    years = {row.pk: now.astimezone(row.zone).year for row in excise_numbers}
    counters = SequenceCounter.objects.filter(excise_number__in=list(years), year__in=set(years.values()))
    last = {(c.excise_number_id, c.year): c.last_sequence for c in counters}
    return [_next(row, years[row.pk], last.get((row.pk, years[row.pk]), 0)) for row in excise_numbers]


def counts_by_status(documents: QuerySet[FallbackDocument]) -> dict[Status, int]:
    """Count documents in each status."""
    counts = documents.order_by().aggregate(**{s.value: Count("pk", filter=Q(status=s)) for s in Status})
    return {status: counts[status.value] for status in Status}


def issued_under(references: Iterable[str]) -> dict[str, int]:
    """Count the numbers whose ground is each of some outages or requests (F7), hand-made ones included: one query."""
    wanted = [text for text in references if text]
    rows = FallbackDocument.objects.filter(ground_reference__in=wanted).exclude(ground_reference="").order_by()
    found = dict(rows.values_list("ground_reference").annotate(Count("pk")))
    return {text: found.get(text, 0) for text in wanted}


def _next(row: ExciseNumber, year: int, last: int) -> NextNumber:
    if last >= reference.LAST_SEQUENCE:
        return NextNumber(row, year, last, None, None)
    daa, dsa = (reference.hand_made(year, row.number, last + 1, kind) for kind in DocumentType)
    return NextNumber(row, year, last, daa, dsa)


def running_out(excise_numbers: QuerySet[ExciseNumber], now: datetime) -> list[NextNumber]:
    """Give the establishments whose year runs out, among some: one query while there are none (N8)."""
    years = (now.year - 1, now.year, now.year + 1)
    counters = SequenceCounter.objects.filter(
        excise_number__in=excise_numbers, year__in=years, last_sequence__gte=reference.WARN_FROM
    )
    full = ExciseNumber.objects.filter(pk__in=counters.values("excise_number"))
    return [row for row in next_numbers(list(full), now) if row.runs_out]
