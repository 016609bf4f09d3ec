"""What the worker does: which handler serves which kind of job, and what recurs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from gps.documents import checks
from gps.documents.overdue import deactivate_all
from gps.exchange import imports
from gps.jobs import queue
from gps.jobs.queue import Handler, Repeatable
from gps.notices import documents, forgetting, keys, outages, requests, sending
from gps.notices.webhooks import history as webhooks_history
from gps.notices.webhooks import sending as webhooks_sending
from gps.paperwork import lots
from gps.web import weather_copy

KEPT = timedelta(days=30)
"""How long a finished job can be looked at, and its key is remembered."""


def deactivate_overdue(payload: Mapping[str, Any], now: datetime) -> None:
    """Write that overdue documents have become inactive (T3).

    Repeatable: each document is a transaction of its own and is deactivated once whoever comes first, so nothing is
    locked for longer than one of them takes.
    """
    del payload
    deactivate_all(now)


def purge_jobs(payload: Mapping[str, Any], now: datetime) -> None:
    """Forget the jobs that were finished long ago."""
    del payload
    queue.purge(now - KEPT)


def export_meteo(payload: Mapping[str, Any], now: datetime) -> None:
    """Make the copy of the météo anew when it would show something else (F3)."""
    del payload
    if settings.METEO_EXPORT:
        weather_copy.export_if_changed(Path(settings.METEO_EXPORT), now)


HANDLERS: dict[str, Handler] = {
    "deactivate-overdue": Repeatable(deactivate_overdue),
    "due-reminders": Repeatable(documents.remind),
    "export-meteo": Repeatable(export_meteo),
    imports.KIND: Repeatable(imports.run),
    "inactive-notices": documents.tell_inactive,
    "outage-notices": Repeatable(outages.tell),
    "key-notices": keys.tell,
    "key-reminders": Repeatable(keys.remind),
    lots.KIND: Repeatable(lots.prepare),
    "purge-checks": checks.purge,
    "purge-imports": Repeatable(imports.purge),
    "purge-jobs": purge_jobs,
    "purge-notices": forgetting.purge,
    "purge-paper-lots": lots.purge,
    "request-notices": requests.tell,
    "send-mail": Repeatable(sending.send),
    "tacit-notices": requests.tell_tacit,
    webhooks_history.KIND: Repeatable(webhooks_history.collect),
    webhooks_sending.ONE: Repeatable(webhooks_sending.send_one),
    webhooks_sending.SLICE: Repeatable(webhooks_sending.send),
}
RECURRING: dict[str, timedelta] = {
    "deactivate-overdue": timedelta(minutes=5),
    "due-reminders": timedelta(hours=1),
    **({"export-meteo": timedelta(minutes=1)} if settings.METEO_EXPORT else {}),
    "key-reminders": timedelta(hours=1),
    "purge-checks": timedelta(days=1),
    "purge-imports": timedelta(days=1),
    "purge-jobs": timedelta(days=1),
    "purge-notices": timedelta(days=1),
    "purge-paper-lots": timedelta(hours=1),
    webhooks_history.KIND: webhooks_history.EVERY,
}


def schedule_recurring(now: datetime) -> None:
    """Hand on what is due in the current slot of each recurring kind."""
    for kind, every in RECURRING.items():
        queue.schedule(kind, every, now=now)


def run_next(now: datetime, name: str) -> bool | None:
    """Do the most overdue job, and tell whether it is done; None when no job is due."""
    job = queue.claim(HANDLERS, now=now, worker=name)
    return queue.run(job, HANDLERS[job.kind], now=now) if job else None
