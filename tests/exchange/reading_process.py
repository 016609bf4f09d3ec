"""Says how much memory the reading of a file takes, in kilobytes: ``python -m tests.exchange.reading_process FILE``.

Parse, structure and values; no database. A process of its own, since memory that was once taken is not given back.
"""

import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from gps.exchange.imports import reading  # noqa: E402
from gps.exchange.imports.values import understand  # noqa: E402
from tests.world import NOW  # noqa: E402

PIECE = 256 * 1024


def pieces(path: Path, offset: int = 0) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(offset)
        while piece := file.read(PIECE):
            yield piece


def main(name: str) -> None:
    path = Path(name)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = reading.survey(pieces(path))
    count = sum(
        not understand(raw, NOW).faults for raw in reading.read_from(pieces(path, found.starts[0][0]), found, 0)
    )
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"{count} {after - before}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
