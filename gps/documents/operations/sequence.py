"""The counter of each excise number and year: no repeat, no gap but those that hand-made numbers open (rule N5).

**Guarantee:** the counter row is moved by the transaction that inserts the document, and stays locked until its end:
what is rolled back uses no number, and two transactions never see the same one. It holds on PostgreSQL (row lock of
the upsert) and on SQLite (``BEGIN IMMEDIATE``). **Condition:** callers are inside ``transaction.atomic()`` and take
several counters in the order of (excise number, year).
"""

from django.db import connection

from gps.accounts.models import ExciseNumber
from gps.documents.models import FallbackDocument
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.reference import LAST_SEQUENCE

_ADVANCE = """
INSERT INTO documents_sequencecounter AS counter (excise_number_id, year, last_sequence) VALUES (%s, %s, %s)
ON CONFLICT (excise_number_id, year) DO UPDATE SET last_sequence = counter.last_sequence + excluded.last_sequence
WHERE counter.last_sequence + excluded.last_sequence <= %s
RETURNING last_sequence
"""

_RAISE = """
INSERT INTO documents_sequencecounter AS counter (excise_number_id, year, last_sequence) VALUES (%s, %s, %s)
ON CONFLICT (excise_number_id, year) DO UPDATE SET last_sequence =
  CASE WHEN counter.last_sequence < excluded.last_sequence THEN excluded.last_sequence ELSE counter.last_sequence END
RETURNING last_sequence
"""


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


def hold(excise_number: ExciseNumber, year: int) -> int:
    """Hold the counter until the transaction ends, and give the last sequence used, 0 in a new year."""
    return advance_to(excise_number, year, 0)


def advance_to(excise_number: ExciseNumber, year: int, sequence: int) -> int:
    """Move the counter forward to a hand-made number's sequence, never back (E5), and give where it stands."""
    last = _scalar(_RAISE, [excise_number.pk, year, sequence])
    assert last is not None  # noqa: S101  the upsert always returns its row
    return last


def _scalar(statement: str, parameters: list[int]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
