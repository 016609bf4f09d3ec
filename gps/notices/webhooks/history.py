"""From the history of documents to what is to be told, without a write more for whoever issues numbers.

Nothing is handed on when a document changes: the history is append-only, so the worker reads what came since. A line
is told to those whose excise numbers it is at that moment, a mandate in force included (G2, R2).

**The trap.** Numbers of lines are given before their transactions commit: a smaller one may appear after a greater
one. So a line is never taken for read because a greater one was: everything after ``settled`` is looked at each time,
what was written already is left out (one delivery for an endpoint and a line, which the database holds), and
``settled`` moves up to a number only when no transaction that could still bring a smaller one is left: PostgreSQL says
which were under way (``pg_current_snapshot``). On SQLite there is one writer at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from gps.accounts.permissions import Permission, excise_numbers_for
from gps.accounts.roles import Role
from gps.documents.models import HistoryEntry
from gps.jobs import queue
from gps.notices.labels import Event
from gps.notices.models import Delivery, Endpoint, LogPosition
from gps.notices.models.webhooks import PENDING
from gps.notices.webhooks import events, sending

KIND = "webhook-collect"
EVERY = timedelta(seconds=10)
AT_ONCE, ROUNDS = 500, 20
"""How many deliveries one transaction writes for an endpoint, and how many such transactions one job does."""

STEP_BACK = 10_000
"""How far before its end the history is read for the first time; what is older than the endpoint is not told."""

JOBS_KEPT = timedelta(hours=1)
"""The jobs of webhooks are many, and say nothing that the deliveries do not say."""

_UNDER_WAY = """
SELECT pg_snapshot_xmax(held)::text::bigint, (SELECT min(other::text::bigint) FROM pg_snapshot_xip(held) AS other)
FROM pg_current_snapshot() AS held
"""


@dataclass(frozen=True)
class Look:
    """The last line that can be seen; the oldest transaction under way, and the one that comes next."""

    last: int
    oldest: int
    next: int


def begin() -> None:
    """Have the history read from now on: with the first endpoint."""
    LogPosition.objects.bulk_create([LogPosition(pk=1, settled=max(0, _last() - STEP_BACK))], ignore_conflicts=True)


def collect(payload: Mapping[str, Any], now: datetime) -> None:
    """Write what is to be told, and hand on that it is to be sent. Repeatable: a line comes once to an endpoint."""
    del payload
    for _ in range(ROUNDS):
        if not _round(now):
            break
    for pk in _waiting(now).values_list("pk", flat=True):
        sending.hand_on(pk, now)
    queue.purge(now - JOBS_KEPT, kinds=[KIND, sending.SLICE, sending.ONE])


def living() -> QuerySet[Endpoint]:
    """Give the endpoints that are on, of providers and of open accounts."""
    owned = Q(provider__isnull=False) | Q(user__is_active=True, user__role=Role.OPERATOR)
    return Endpoint.objects.filter(owned, since__isnull=False).select_related("user__provider", "provider")


def _round(now: datetime) -> bool:
    """Write one set for each endpoint, and tell whether there is more to write."""
    seen = _look()
    with transaction.atomic():
        position = LogPosition.objects.select_for_update().first()
        if position is None:
            return False
        wanting = [one for one in living() if Event.DOCUMENT_STATUS in one.events]
        counts = [_write(endpoint, position.settled, now) for endpoint in wanting]
        more = AT_ONCE in counts
        if not more:
            _move_up(position, seen)
    return more


def _write(endpoint: Endpoint, after: int, now: datetime) -> int:
    """Write what an endpoint was not told yet of the lines after a number; give how many they are."""
    reach = excise_numbers_for(events.actor_of_endpoint(endpoint), Permission.CONSULT, now)
    told = Delivery.objects.filter(endpoint=endpoint, entry=OuterRef("pk"))
    lines = (
        HistoryEntry.objects.filter(~Exists(told), pk__gt=after, at__gte=endpoint.since)
        .filter(document__excise_number__in=reach.values("pk"))
        .exclude(from_status=F("to_status"))
        .select_related("document__excise_number")
        .order_by("pk")[:AT_ONCE]
    )
    rows = [events.of_document(endpoint, line, now) for line in lines]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _move_up(position: LogPosition, seen: Look) -> None:
    """Settle what can be settled: what was last when all that was then under way has since ended."""
    before = (position.settled, position.ahead)
    if position.ahead is not None and position.horizon is not None and seen.oldest >= position.horizon:
        position.settled, position.ahead, position.horizon = position.ahead, None, None
    if seen.oldest >= seen.next:
        position.settled, position.ahead, position.horizon = max(seen.last, position.settled), None, None
    elif position.ahead is None and seen.last > position.settled:
        position.ahead, position.horizon = seen.last, seen.next
    if before != (position.settled, position.ahead):
        position.save()


def _look() -> Look:
    """Look at the history first, then at who is writing: whoever may still bring a smaller number is among them, as
    his transaction began with the document and only then took the number of a line.
    """
    last = _last()
    if connection.vendor != "postgresql":
        return Look(last, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(_UNDER_WAY)
        following, oldest = cursor.fetchone()
    return Look(last, following if oldest is None else oldest, following)


def _last() -> int:
    return HistoryEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def _waiting(now: datetime) -> QuerySet[Endpoint]:
    """The endpoints that something is due for, and that nobody is calling or leaving in peace."""
    due = Delivery.objects.filter(PENDING, endpoint=OuterRef("pk"), due_at__lte=now).exclude(kind=Event.TEST)
    free = (Q(retry_at=None) | Q(retry_at__lte=now)) & (Q(busy_until=None) | Q(busy_until__lte=now))
    return living().filter(free, Exists(due)).order_by("pk")
