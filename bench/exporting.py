"""One export in a process of its own, so that its memory can be told: ``python -m bench.exporting WHAT``.

The database is that of DATABASE_URL, and WHAT one of ``csv``, ``xlsx`` (as GPS sends them), ``bare-csv``, ``bare-xlsx``
(the same columns read by one statement and written by the libraries alone). It prints what it took as one line of JSON.
"""

import csv
import json
import logging
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from xlsxwriter import Workbook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gps.config.settings")
django.setup()

from django.db import connection  # noqa: E402

from gps.accounts.actors import SYSTEM  # noqa: E402
from gps.documents.pages import NEWEST_FIRST  # noqa: E402
from gps.documents.permissions import visible_to  # noqa: E402
from gps.exchange import exports  # noqa: E402

NOW = datetime(2026, 11, 20, 17, 45, 30, tzinfo=UTC)

SEED = """
INSERT INTO documents_fallbackdocument (reference, document_type, recording_mode, excise_number_id, year, sequence,
  status, status_actor_kind, transport_identity, transport_key, dispatch_at, dispatch_on, recorded_at, recorded_on,
  cancellation_reason, reactivation_reason, arc, ground_kind, ground_reference, replaces, manual_reason, told_means,
  receipt_means)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)
SELECT '26' || e.number || substr(cast(100000 + n AS text), 2) || '1', 'DAA', 'a_posteriori', e.id, 2026, n, 'active',
  'operator', 'AB-' || n || '-CD', 'AB' || n || 'CD', '2026-11-19 08:00:00+00:00', '2026-11-19',
  '2026-11-20 09:00:00+00:00', '2026-11-20', '', '', '', 'explicit', 'D09-0001', '', '', '', ''
FROM numbers, accounts_excisenumber e
"""
"""So many documents for each excise number that there is."""

BARE = """
SELECT d.reference, d.document_type, e.number, o.name, e.establishment, d.status, d.status_actor_kind,
  d.transport_identity, d.dispatch_at, d.recorded_at, d.recording_mode, d.ground_kind, d.ground_reference, d.arc,
  d.cancellation_reason, d.reactivation_reason, d.dispatch_on, d.recorded_on, d.year, d.replaces
FROM documents_fallbackdocument d JOIN accounts_excisenumber e ON e.id = d.excise_number_id
JOIN accounts_operator o ON o.id = e.operator_id ORDER BY d.recorded_at DESC, d.id DESC
"""


def seed(of_each: int) -> None:
    """Write documents for every excise number of the database."""
    with connection.cursor() as cursor:
        cursor.execute(SEED, [of_each])


def ours(kind: exports.Kind) -> int:
    """Export everything as GPS sends it, and give its size."""
    rows = visible_to(SYSTEM, NOW)
    return sum(map(len, exports.documents(rows, NEWEST_FIRST, kind, actor=SYSTEM, now=NOW).pieces))


def bare_rows() -> Iterator[tuple[Any, ...]]:
    """Read the same columns by one statement."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(BARE)
        while rows := cursor.fetchmany(2000):
            yield from rows


def bare_csv() -> int:
    """Write them with the standard library."""
    with tempfile.TemporaryFile("w+", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows(bare_rows())
        return file.tell()


def bare_xlsx() -> int:
    """Write them with xlsxwriter."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bare.xlsx"
        with Workbook(str(path), {"constant_memory": True, "tmpdir": folder}) as workbook:
            sheet = workbook.add_worksheet()
            for place, row in enumerate(bare_rows()):
                for column, cell in enumerate(row):
                    sheet.write_string(place, column, str(cell))
        return path.stat().st_size


WHAT: dict[str, Callable[[], int]] = {
    "csv": lambda: ours(exports.Kind.CSV),
    "xlsx": lambda: ours(exports.Kind.XLSX),
    "bare-csv": bare_csv,
    "bare-xlsx": bare_xlsx,
}


def peak() -> float:
    """Give the most memory that the process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main(what: str) -> None:
    """Do it once, and tell."""
    logging.disable()
    visible_to(SYSTEM, NOW).first()  # the connection and what is loaded at first use
    before, start = peak(), time.perf_counter()
    size = WHAT[what]()
    taken = time.perf_counter() - start
    found = {"bytes": size, "seconds": taken, "before": before, "peak": peak()}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
