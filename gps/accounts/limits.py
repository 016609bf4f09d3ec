"""The one rate limit: so many tries per bucket and window of time, kept in the database for all processes."""

from datetime import datetime, timedelta

from django.db import connection

_TAKE = """
INSERT INTO accounts_ratelimit (bucket, window_at, count) VALUES (%s, %s, 1)
ON CONFLICT (bucket) DO UPDATE SET
  count = CASE WHEN accounts_ratelimit.window_at <= %s THEN 1 ELSE accounts_ratelimit.count + 1 END,
  window_at = CASE WHEN accounts_ratelimit.window_at <= %s THEN excluded.window_at ELSE accounts_ratelimit.window_at END
RETURNING count
"""


def take(bucket: str, most: int, per: timedelta, now: datetime) -> bool:
    """Count one try and tell whether it is within the limit.

    Args:
        bucket: what is limited and for whom, as in ``sign-in:someone@example.org``; 200 characters at most.
        most: how many tries a window takes.
        per: how long a window lasts; it opens at the first try.
        now: the moment of the try, aware.
    """
    over = connection.ops.adapt_datetimefield_value(now - per)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [bucket[:200], connection.ops.adapt_datetimefield_value(now), over, over])
        return bool(cursor.fetchone()[0] <= most)
