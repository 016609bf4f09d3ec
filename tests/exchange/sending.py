"""What the tests of imports do again and again: send a file, let the worker do its work, look at what became of it."""

import io
from datetime import datetime
from typing import Any

from gps.domain.errors import ErrorCode
from gps.exchange import imports
from gps.exchange.models import EntryOutcome, Import
from gps.jobs import queue
from gps.jobs.queue import Repeatable
from tests.world import NOW, World

IMPORT = Repeatable(imports.run)


def send(
    world: World,
    content: bytes,
    who: str = "provider",
    now: datetime = NOW,
    *,
    dry_run: bool = False,
    file_name: str = "crise.xml",
) -> Import:
    """Send a file, and leave it to the worker."""
    return imports.receive(io.BytesIO(content), file_name, actor=world.actor(who), now=now, dry_run=dry_run)


def work(now: datetime = NOW, *, most: int = 1000) -> int:
    """Do what is due of imports, and tell how many jobs there were."""
    count = 0
    while count < most and (job := queue.claim([imports.KIND], now=now, worker="test")):
        assert queue.run(job, IMPORT, now=now), job.last_error
        count += 1
    return count


def done(world: World, content: bytes, who: str = "provider", now: datetime = NOW, **sent: Any) -> Import:
    """Send a file and have it judged; ``sent``: as ``send`` takes it."""
    found = send(world, content, who, now, **sent)
    work(now)
    return again(found)


def again(found: Import) -> Import:
    return Import.objects.get(pk=found.pk)


def told(found: Import) -> list[tuple[EntryOutcome, tuple[ErrorCode, ...]]]:
    """The outcome of each entry, with the codes of its faults."""
    return [
        (EntryOutcome(entry.outcome), tuple(fault.code for fault in imports.faults_of(entry)))
        for entry in imports.entries(found)
    ]


def first_codes(found: Import) -> list[tuple[EntryOutcome, ErrorCode | None]]:
    return [(outcome, codes[0] if codes else None) for outcome, codes in told(found)]
