"""When an office's next working day ends: the end of an authorisation, unless the officer sets another (rule F5).

Days and hours are the office's, in its own time zone. Which days are holidays is asked, not known here.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY: Mapping[int, time | None] = dict.fromkeys(range(5))
"""Working days, ``date.weekday()`` → the hour of closing; None for midnight, when no hours are known."""

_SEARCHED = 60


def end_of_next_working_day(
    after: datetime, zone: ZoneInfo, closing: Mapping[int, time | None], is_holiday: Callable[[date], bool]
) -> datetime:
    """Give the moment, in UTC, at which the office closes on the first working day after the day of a moment.

    Args:
        after: the moment at which the right opens, aware. Its own day, in the office's zone, does not count.
        zone: the office's.
        closing: for each weekday on which the office answers, the hour of its last closing; None for midnight.
            Empty: Monday to Friday, to midnight.
        is_holiday: whether a day is a public holiday for the office.

    >>> from zoneinfo import ZoneInfo
    >>> friday = datetime(2026, 11, 20, 18, 45, tzinfo=UTC)
    >>> end_of_next_working_day(friday, ZoneInfo("Europe/Paris"), {0: time(17)}, lambda day: False).isoformat()
    '2026-11-23T16:00:00+00:00'
    """
    days = closing or MONDAY_TO_FRIDAY
    today = after.astimezone(zone).date()
    candidates = (today + timedelta(days=n) for n in range(1, _SEARCHED))
    day = next((d for d in candidates if d.weekday() in days and not is_holiday(d)), today + timedelta(days=1))
    closes = days.get(day.weekday())
    wall = datetime.combine(day + timedelta(days=1), time()) if closes is None else datetime.combine(day, closes)
    return wall.replace(tzinfo=zone).astimezone(UTC)
