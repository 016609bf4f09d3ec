"""The steps that every verb goes through: a public identifier, a dated line, what is to be told."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from gps.accounts.actors import Actor
from gps.domain import chain
from gps.jobs import queue
from gps.outages.models import Change

NATION = ZoneInfo("Europe/Paris")
"""The year of an identifier is the nation's: the help desk numbers outages for all."""

OUTAGE, REQUEST = "P", "D"

_MOVE = """
INSERT INTO outages_identifier AS held (prefix, year, last) VALUES (%s, %s, %s)
ON CONFLICT (prefix, year) DO UPDATE SET last = held.last + excluded.last
RETURNING last
"""


def next_identifier(prefix: str, now: datetime) -> str:
    """Give the next public identifier, short enough to be said on the telephone: ``P26-0042``.

    The row stays locked until the transaction ends: no repeat, and no gap by a transaction that is rolled back.
    """
    year = now.astimezone(NATION).year
    return f"{prefix}{year % 100:02d}-{_move(prefix, year, 1):04d}"


def hold_identifiers(prefix: str) -> None:
    """Have whoever opens something of this kind wait for one another, so that each sees what the other opened. It is
    one row for all years: two that meet at midnight on New Year's Eve wait as well.
    """
    _move(prefix, 0, 0)


def _move(prefix: str, year: int, by: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [prefix, year, by])
        return int(cursor.fetchone()[0])


def record(subject: str, action: str, data: Mapping[str, object], *, actor: Actor, now: datetime) -> Change:
    """Write the dated line of a change, chained to the one before (F2). The subject's row is held by the caller, or
    is being born.
    """
    last = Change.objects.filter(subject=subject).order_by("-position").values("position", "hash").first()
    change = Change(
        subject=subject,
        position=last["position"] + 1 if last else 1,
        at=now.astimezone(UTC),
        actor_kind=actor.kind,
        actor_id=actor.account,
        actor_label=actor.label,
        action=action,
        data=dict(data),
        previous_hash=last["hash"] if last else chain.START,
    )
    change.hash = change.computed_hash()
    change.save(force_insert=True)
    return change


def tell(change: Change, kind: str, *, now: datetime) -> None:
    """Hand on, in the transaction of the change, that people are to be told of it."""
    payload = {"subject": change.subject, "position": change.position}
    queue.enqueue(kind, f"{change.subject}:{change.position}", payload, now=now)


def iso(at: datetime | None) -> str | None:
    """A moment as the past keeps it."""
    return at.astimezone(UTC).isoformat() if at else None
