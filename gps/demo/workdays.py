"""Days and hours at which people work: the demonstration's moments fall there, as real ones do."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
"""(month, day) of the holidays that have a fixed date."""


def is_workday(day: date) -> bool:
    """Monday to Friday, holidays aside."""
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def workday_from(day: date) -> date:
    """The day itself, or the next one on which people work."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workday_until(day: date) -> date:
    """The day itself, or the last one before it on which people work."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def at_work(day: date, zone: ZoneInfo, rng: Random, first: int = 8, last: int = 16) -> datetime:
    """Some moment of a day, between two hours (the last one included)."""
    chosen = time(rng.randint(first, last), rng.randrange(60), rng.randrange(60))
    return datetime.combine(day, chosen, zone)


def some_days_later(at: datetime, days: int, zone: ZoneInfo, rng: Random) -> datetime:
    """A working moment, so many days later or as soon after as people work."""
    return at_work(workday_from(at.astimezone(zone).date() + timedelta(days=days)), zone, rng)
