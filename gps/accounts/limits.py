"""The one rate limit: so many tries per bucket and window of time, kept in the database for all processes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

_TAKE = """
INSERT INTO accounts_ratelimit (bucket, window_at, count) VALUES (%s, %s, 1)
ON CONFLICT (bucket) DO UPDATE SET
  count = CASE WHEN accounts_ratelimit.window_at <= %s THEN 1 ELSE accounts_ratelimit.count + 1 END,
  window_at = CASE WHEN accounts_ratelimit.window_at <= %s THEN excluded.window_at ELSE accounts_ratelimit.window_at END
RETURNING count, window_at
"""


@dataclass(frozen=True)
class Taken:
    """What a try left: how many tries a window takes, how long it lasts, how many were made, how long it still runs."""

    most: int
    per: timedelta
    count: int
    runs_for: timedelta

    @property
    def is_within(self) -> bool:
        """Whether the try was within the limit."""
        return self.count <= self.most

    @property
    def left(self) -> int:
        """How many tries are left in the window."""
        return max(self.most - self.count, 0)


def take(bucket: str, most: int, per: timedelta, now: datetime) -> bool:
    """Count one try and tell whether it is within the limit. Arguments as for ``count``."""
    return count(bucket, most, per, now).is_within


def count(bucket: str, most: int, per: timedelta, now: datetime) -> Taken:
    """Count one try and tell what is left.

    Args:
        bucket: what is limited and for whom, as in ``sign-in:someone@example.org``; 200 characters at most.
        most: how many tries a window takes.
        per: how long a window lasts; it opens at the first try.
        now: the moment of the try, aware.
    """
    over = connection.ops.adapt_datetimefield_value(now - per)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [bucket[:200], connection.ops.adapt_datetimefield_value(now), over, over])
        made, opened = cursor.fetchone()
    opened_at = opened if opened.tzinfo else opened.replace(tzinfo=UTC)  # SQLite keeps no offset
    return Taken(most, per, made, opened_at + per - now)
