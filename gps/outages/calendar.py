"""The working days of a customs office: its opening hours, and the public holidays of its territory (rule F5)."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from gps.accounts.models import CustomsOffice
from gps.domain.workdays import end_of_next_working_day


def authorisation_ends(office: CustomsOffice, opens_at: datetime) -> datetime:
    """Give the moment, in UTC, at which an authorisation that opens at a moment ends by itself: when the office closes
    on its next working day (F5).
    """
    closing: dict[int, time | None] = {}
    for hours in office.opening_hours.all():
        known = closing.get(hours.weekday)
        closing[hours.weekday] = hours.closes_at if known is None else max(known, hours.closes_at)
    return end_of_next_working_day(opens_at, ZoneInfo(office.time_zone), closing, is_holiday(office.territory))


def is_holiday(territory: str) -> Callable[[date], bool]:
    """Give the function that tells whether a day is a public holiday in a territory of France ("" for the mainland)."""
    return lambda day: day in _holidays_of(territory, day.year)


@cache
def _holidays_of(territory: str, year: int) -> frozenset[date]:
    """The public holidays of a year, whole before anybody sees them: a calendar that grows while it is asked would,
    in another thread, take Christmas for a working day.
    """
    return frozenset(country_holidays("FR", subdiv=territory or None, years=year, expand=False))
