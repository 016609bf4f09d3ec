"""Dates and times as people type them, strictly (rule G3): ASCII digits, ``jj/mm/aaaa`` and ``hh:mm``.

Those who run commands type moments, in ISO 8601. What is written to people bears its offset.
"""

import re
from datetime import date, datetime, time, timedelta, tzinfo

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


def parse_moment(text: str) -> datetime:
    """Give the aware moment of an ISO 8601 text, for those who type commands.

    Raises:
        ValueError: it is none, or has no offset; the message is a sentence in French.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"« {text} » n’est pas un moment ISO 8601.") from error
    if at.tzinfo is None:
        raise ValueError("Le moment doit porter son décalage, par exemple 2026-11-20T18:45+01:00.")
    return at


def with_offset(at: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    """Give an aware moment as people elsewhere can read it too: ``20/11/2026 à 18:45 (UTC+1)``.

    Args:
        seconds: for what is counted to the second: ``18:45:30``.
    """
    local = at.astimezone(zone)
    time_format = "%H:%M:%S" if seconds else "%H:%M"
    return f"{local:%d/%m/%Y} à {local:{time_format}} ({utc_offset(local)})"


def utc_offset(local: datetime) -> str:
    """Give the offset that an aware moment bears, as in ``UTC+1`` or ``UTC-3:30``."""
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
