"""What the worker does: which handler serves which kind of job, and what recurs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gps.documents.overdue import deactivate_all
from gps.jobs import queue
from gps.jobs.queue import Handler, Repeatable

KEPT = timedelta(days=30)
"""How long a finished job can be looked at, and its key is remembered."""


def deactivate_overdue(payload: Mapping[str, Any], now: datetime) -> None:
    """Write that overdue documents have become inactive (T3).

    Repeatable: each document is a transaction of its own and is deactivated once whoever comes first, so nothing is
    locked for longer than one of them takes, and no job a document has to be kept for that.
    """
    del payload
    deactivate_all(now)


def purge_jobs(payload: Mapping[str, Any], now: datetime) -> None:
    """Forget the jobs that were finished long ago."""
    del payload
    queue.purge(now - KEPT)


HANDLERS: dict[str, Handler] = {
    "deactivate-overdue": Repeatable(deactivate_overdue),
    "purge-jobs": purge_jobs,
}
RECURRING: dict[str, timedelta] = {
    "deactivate-overdue": timedelta(minutes=5),
    "purge-jobs": timedelta(days=1),
}


def schedule_recurring(now: datetime) -> None:
    """Hand on what is due in the current slot of each recurring kind."""
    for kind, every in RECURRING.items():
        queue.schedule(kind, every, now=now)


def run_next(now: datetime, name: str) -> bool | None:
    """Do the most overdue job, and tell whether it is done; None when no job is due."""
    job = queue.claim(HANDLERS, now=now, worker=name)
    return queue.run(job, HANDLERS[job.kind], now=now) if job else None
