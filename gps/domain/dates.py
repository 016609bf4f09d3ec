"""Dates and times as people type them, strictly (rule G3): ASCII digits, ``jj/mm/aaaa`` and ``hh:mm``."""

import re
from datetime import date, time

_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})")


def parse_french_date(text: str) -> date | None:
    """Give the date of ``jj/mm/aaaa``, or None when it has another form or does not exist (31/02/2026)."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def has_date_form(text: str) -> bool:
    """Tell whether a text is ``jj/mm/aaaa``, whether or not that day exists."""
    return bool(_DATE.fullmatch(text.strip()))


def parse_time(text: str) -> time | None:
    """Give the time of ``hh:mm``, from 00:00 to 23:59, or None."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, minute = map(int, found.groups())
    return time(hour, minute) if hour < 24 and minute < 60 else None
