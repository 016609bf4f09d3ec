"""Files of numbers for the benchmarks, and one pass over such a file in a process of its own, so that its memory can be
told: ``python -m bench.import_files WHAT FILE``.

WHAT is ``read`` (parse, structure and values of every entry, no database) or ``import`` (the way of a real file:
received, read through, judged by the worker's jobs to its end; the database is that of DATABASE_URL and holds the world
of the tests). It prints what it took, and what became of the entries, as one line of JSON.
"""

import json
import logging
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from gps.accounts.actors import actor_of  # noqa: E402
from gps.accounts.models import User  # noqa: E402
from gps.exchange import imports  # noqa: E402
from gps.exchange.imports import reading  # noqa: E402
from gps.exchange.imports.values import understand  # noqa: E402
from tests.exchange.files import CLIENT, flood, written  # noqa: E402
from tests.world import NOW  # noqa: E402

PIECE = 256 * 1024


def write(path: Path, count: int, excise_numbers: Sequence[str] = (CLIENT,), errors_every: int = 100) -> None:
    """Write a file of so many entries, one in ``errors_every`` of which is wrong, in every way by turns."""
    with path.open("wb") as file:
        file.writelines(written(flood(count, excise_numbers, errors_every=errors_every).entries))


def pieces(path: Path, offset: int = 0) -> Iterator[bytes]:
    """Give a file from a byte on, piece by piece."""
    with path.open("rb") as file:
        file.seek(offset)
        while piece := file.read(PIECE):
            yield piece


def read(path: Path) -> dict[str, Any]:
    """Read it twice, as an import does: through to its end, then entry by entry."""
    found = reading.survey(pieces(path))
    entries = reading.read_from(pieces(path, found.starts[0][0]), found, 0)
    return {"entries": found.count, "wrong": sum(bool(understand(raw, NOW).faults) for raw in entries)}


def whole_import(path: Path) -> dict[str, Any]:
    """Import it, as the provider's user does and the worker goes on."""
    actor = actor_of(User.objects.select_related("office", "provider").get(email__startswith="provider@"))
    with path.open("rb") as file:
        found = imports.receive(file, path.name, actor=actor, now=NOW)
    jobs = 0
    while not found.is_over:
        imports.run({"import": found.pk}, NOW)
        found.refresh_from_db()
        jobs += 1
    return {
        "entries": found.entry_count, "accepted": found.accepted, "known": found.known, "refused": found.rejected,
        "jobs": jobs,
    }  # fmt: skip


def peak() -> float:
    """Give the most memory that the process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main(what: str, name: str) -> None:
    """Do it once, and tell."""
    logging.disable()
    before, start, spent = peak(), time.perf_counter(), time.process_time()
    found = {"read": read, "import": whole_import}[what](Path(name))
    found |= {"seconds": time.perf_counter() - start, "cpu": time.process_time() - spent}
    sys.stdout.write(json.dumps(found | {"before": before, "peak": peak()}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
