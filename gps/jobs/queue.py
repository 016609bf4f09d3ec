"""How work is handed on, taken and done, once, by however many workers there are.

**Guarantee:** what a handler writes in the database and the « done » of its job are one transaction: work that was
handed on is done, and its effect is there once, whichever process is killed at whatever moment. It holds on PostgreSQL
(row locks, SKIP LOCKED) and on SQLite (``BEGIN IMMEDIATE``). **Condition:** whoever hands work on calls ``enqueue``
inside the ``transaction.atomic()`` of its cause, and nobody calls ``claim`` or ``run`` inside a transaction.

What leaves the database (a mail, a request) cannot be taken back: a worker killed after sending and before committing
sends again. Such a payload holds a name of its own for the message, which its receiver knows a repeat by.

A lease is a moment, for a worker that died; the number of attempts is what tells two holders apart.
"""

import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from gps.jobs.models import KEY_LENGTH, KIND_LENGTH, PENDING, Job

Handler = Callable[[Mapping[str, Any], datetime], None]
"""What does the work of a kind: given the payload and the moment, inside a transaction that it must keep short."""

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 12
"""With the delays of ``delay_after``: given up after some six hours."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSERT = """
INSERT INTO jobs_job (kind, key, payload, created_at, due_at, worker, attempts, last_error)
VALUES (%s, %s, %s, %s, %s, '', 0, '')
ON CONFLICT (kind, key) DO NOTHING
RETURNING id
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Repeatable:
    """A handler that makes its own transactions, for work too long for a single one.

    It may be stopped half-way and run again from the start, even by two workers at a time, and must then come to the
    same. Its job is done in a transaction of its own, after it.
    """

    handler: Handler

    def __call__(self, payload: Mapping[str, Any], now: datetime) -> None:
        """Do the work."""
        self.handler(payload, now)


def enqueue(kind: str, key: str, payload: Mapping[str, Any], *, now: datetime, due_at: datetime | None = None) -> bool:
    """Hand work on, in the transaction of its cause: rolled back, there is no work; committed, it will be done.

    Args:
        kind: which handler does it; 40 characters at most.
        key: what it is about; 200 characters at most. The same kind and key are the same work, done or not.
        payload: what the handler needs to know, as JSON.
        due_at: not before this moment; now when it is None.

    Returns:
        Whether it is new. When it is not, the job stays as it was.
    """
    if not (0 < len(kind) <= KIND_LENGTH and 0 < len(key) <= KEY_LENGTH):
        raise ValueError(f"from 1 to {KIND_LENGTH} and from 1 to {KEY_LENGTH} characters, not {kind!r} and {key!r}")
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [kind, key, json.dumps(dict(payload)), adapt(now), adapt(due_at or now)])
        return cursor.fetchone() is not None


def schedule(kind: str, every: timedelta, *, now: datetime) -> bool:
    """Hand on recurring work for the current slot of time, once for all workers; tell whether it is new.

    Slots that passed while no worker ran are gone: one run makes up for them. While an earlier slot is still being
    done or tried again no other is added, so that what fails does not pile up and what is long does not overlap.
    """
    start = _EPOCH + (now - _EPOCH) // every * every
    key = f"{start:%Y-%m-%dT%H:%M:%SZ}"
    jobs = Job.objects.filter(kind=kind)
    if jobs.filter(key=key).exists() or jobs.filter(PENDING).exists():
        return False
    return enqueue(kind, key, {}, now=now, due_at=start)


def claim(kinds: Collection[str], *, now: datetime, worker: str, lease: timedelta = LEASE) -> Job | None:
    """Take the most overdue job of these kinds that nobody holds, and commit that it is taken.

    A job whose last allowed attempt ended with its worker is given up here: it may be what kills workers.

    Args:
        kinds: what this worker knows how to do; the rest waits for one that does.
        worker: who takes it, for people to read; 80 characters are kept.
        lease: after this time without an end, others may take the job.
    """
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    due = Job.objects.filter(PENDING, free, kind__in=kinds, due_at__lte=now).order_by("due_at", "id")
    while due.exists():  # asked first, without a lock: an idle worker holds up nobody on SQLite
        with transaction.atomic(durable=True):
            job = due.select_for_update(skip_locked=True).first()
            if job is None:
                break
            if job.attempts < MOST_ATTEMPTS:
                job.attempts += 1
                job.lease_until, job.worker = now + lease, worker[:80]
                job.save(update_fields=["attempts", "lease_until", "worker"])
                return job
            _put_back(job, f"Interrompue {job.attempts} fois sans réponse de l’exécutant.", now)
    return None


def run(job: Job, handler: Handler, *, now: datetime) -> bool:
    """Do a job that was claimed, and tell whether it is done.

    Whatever the handler raises is rolled back, kept in ``last_error`` and tried again later, each time after twice
    the delay, until the job is given up. Nothing is done when the lease ran out and another worker took the job.
    """
    try:
        if not isinstance(handler, Repeatable):
            return _finish(job, handler, now)
        handler(job.payload, now)
        return _finish(job, _nothing_more, now)
    except Exception as error:
        log.exception("job %s failed, attempt %d of %d", job, job.attempts, MOST_ATTEMPTS)
        with transaction.atomic(durable=True):
            held = _held(job)
            if held:
                _put_back(held, f"{type(error).__name__}: {error}", now)
        return False


def waiting(kind: str) -> list[Mapping[str, Any]]:
    """Give the payloads of the jobs of a kind that are still to be done."""
    return list(Job.objects.filter(PENDING, kind=kind).values_list("payload", flat=True))


def purge(before: datetime, kinds: Collection[str] | None = None) -> int:
    """Delete the jobs that were done before a moment, and tell how many; those given up stay for people to see.

    From then on the same kind and key are new work. ``kinds`` names those to delete; all when it is None.
    """
    done = Job.objects.filter(done_at__lt=before)
    return (done if kinds is None else done.filter(kind__in=kinds)).delete()[0]


def delay_after(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts: a minute, then twice as long each time, an hour at most."""
    return timedelta(minutes=min(1 << (attempts - 1), 60))


def _finish(job: Job, handler: Handler, now: datetime) -> bool:
    """The handler's effect and « done », in one transaction that holds the job's row from beginning to end."""
    with transaction.atomic(durable=True):
        held = _held(job)
        if held is None:
            log.warning("job %s was taken over after attempt %d", job, job.attempts)
            return False
        handler(held.payload, now)
        held.done_at, held.lease_until, held.last_error = now, None, ""
        held.save(update_fields=["done_at", "lease_until", "last_error"])
        return True


def _held(job: Job) -> Job | None:
    """Lock the row of a job, unless another worker took or ended it since it was claimed."""
    return Job.objects.select_for_update().filter(PENDING, pk=job.pk, attempts=job.attempts).first()


def _put_back(job: Job, error: str, now: datetime) -> None:
    """Let a locked job be tried again later, or give it up."""
    readable = error.encode(errors="replace").decode().replace("\0", "?")  # which any database takes
    job.last_error = readable[:500]
    job.lease_until, job.worker = None, ""
    if job.attempts < MOST_ATTEMPTS:
        job.due_at = now + delay_after(job.attempts)
    else:
        job.failed_at = now
        log.error("job %s is given up: %s", job, readable)
    job.save(update_fields=["last_error", "lease_until", "worker", "due_at", "failed_at"])


def _nothing_more(payload: Mapping[str, Any], now: datetime) -> None:
    """What is left to do in the transaction of a repeatable handler's end."""
