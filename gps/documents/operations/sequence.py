"""The counter of each excise number and year: no repeat, no gap but those that hand-made numbers open (rule N5).

**Guarantee:** the counter row is moved by the transaction that inserts the document, and stays locked until its end:
what is rolled back uses no number, and two transactions never see the same one. It holds on PostgreSQL (row lock of
the upsert) and on SQLite (``BEGIN IMMEDIATE``). **Condition:** callers are inside ``transaction.atomic()`` and take
several counters in the order of (excise number, year).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from django.db import connection

from gps.accounts.models import ExciseNumber
from gps.documents.models import FallbackDocument, SequenceCounter
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.reference import LAST_SEQUENCE

Counter = tuple[int, int]
"""What a counter is of: excise number and year."""

_ADVANCE = """
INSERT INTO documents_sequencecounter AS counter (excise_number_id, year, last_sequence) VALUES (%s, %s, %s)
ON CONFLICT (excise_number_id, year) DO UPDATE SET last_sequence = counter.last_sequence + excluded.last_sequence
WHERE counter.last_sequence + excluded.last_sequence <= %s
RETURNING last_sequence
"""

_RAISE = """
INSERT INTO documents_sequencecounter AS counter (excise_number_id, year, last_sequence) VALUES {rows}
ON CONFLICT (excise_number_id, year) DO UPDATE SET last_sequence =
  CASE WHEN counter.last_sequence < excluded.last_sequence THEN excluded.last_sequence ELSE counter.last_sequence END
RETURNING excise_number_id, year, last_sequence
"""

_BORNE = """
SELECT column1, column2, column3 FROM (VALUES {rows}) AS wanted WHERE (
  SELECT 1 FROM documents_fallbackdocument
  WHERE excise_number_id = column1 AND year = column2 AND sequence = column3 LIMIT 1
) = 1
"""
# Each is looked up in the index by itself: a join, or IN, may make either database read the whole register.

_ROWS_AT_ONCE = 5_000


def take(excise_number: ExciseNumber, year: int, count: int) -> list[int]:
    """Take the next ``count`` sequences of an excise number's year, and hold the counter until the transaction ends.

    A sequence that a hand-made number already bears (one whose jump the service has not confirmed, E5) is passed
    over: that number explains the gap.

    Raises:
        DomainError: SEQUENCE_EXHAUSTED when they would go past 99999 (N8).
    """
    taken: list[int] = []
    while len(taken) < count:
        missing = count - len(taken)
        last = _scalar(_ADVANCE, [excise_number.pk, year, missing, LAST_SEQUENCE])
        if last is None:
            raise DomainError.of(
                ErrorCode.SEQUENCE_EXHAUSTED, "excise_number", year=year, excise_number=excise_number.number
            )
        block = range(last - missing + 1, last + 1)
        borne = FallbackDocument.objects.filter(
            excise_number=excise_number, year=year, sequence__range=(block[0], block[-1])
        ).values_list("sequence", flat=True)
        taken += sorted(set(block).difference(borne))
    return taken


def hold(counters: Iterable[Counter]) -> dict[Counter, int]:
    """Hold counters until the transaction ends, taken in order, and give the last sequence used, 0 in a new year."""
    return advance(dict.fromkeys(counters, 0))


def advance(targets: Mapping[Counter, int]) -> dict[Counter, int]:
    """Move counters forward to hand-made numbers' sequences, never back (E5), and give where they stand."""
    rows = ((*counter, sequence) for counter, sequence in sorted(targets.items()))
    return {(number, year): last for number, year, last in _of_many(_RAISE, rows)}


def read(counters: Collection[Counter]) -> dict[Counter, int]:
    """Give the last sequence used, 0 in a new year, without holding anything."""
    rows = SequenceCounter.objects.filter(
        excise_number__in={number for number, _ in counters}, year__in={year for _, year in counters}
    ).values_list("excise_number_id", "year", "last_sequence")
    return dict.fromkeys(counters, 0) | {(number, year): last for number, year, last in rows}


def borne(sequences: Iterable[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
    """Keep the (excise number, year, sequence) that some document bears."""
    return set(_of_many(_BORNE, sequences))


def _of_many(statement: str, rows: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Run a statement on rows of three whole numbers, thousands at once. They are written into it: as parameters they
    would have to be looked for in it one by one.
    """
    rows = iter(rows)
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        values = ", ".join(f"({number:d}, {year:d}, {sequence:d})" for number, year, sequence in batch)
        with connection.cursor() as cursor:
            cursor.execute(statement.format(rows=values))
            yield from cursor.fetchall()


def _scalar(statement: str, parameters: list[int]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
