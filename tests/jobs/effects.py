"""A handler whose effect in the database can be counted: how often it was done for each name."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from gps.accounts import limits
from gps.accounts.models import RateLimit
from gps.jobs import queue

KIND = "effect"
NOW = datetime(2026, 11, 20, 17, 45, 30, tzinfo=UTC)
CENTURY = timedelta(days=36500)


def effect(payload: Mapping[str, Any], now: datetime) -> None:
    limits.take(payload["name"], 1, CENTURY, now)


def effects() -> dict[str, int]:
    return dict(RateLimit.objects.values_list("bucket", "count"))


def enqueue(*names: str, kind: str = KIND, now: datetime = NOW, due_at: datetime | None = None) -> list[bool]:
    return [queue.enqueue(kind, name, {"name": name}, now=now, due_at=due_at) for name in names]
