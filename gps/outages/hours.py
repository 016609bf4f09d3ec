"""Whether a customs office answers now: what an operator, or whoever helps him, needs to know (rules F4, E10)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from gps.accounts.models import CustomsOffice
from gps.outages.calendar import is_holiday


def is_open(office: CustomsOffice, at: datetime) -> bool | None:
    """Tell whether an office answers at a moment, by its hours and its public holidays; None when no hours are known.
    Costs no query when ``opening_hours`` were fetched with it.
    """
    spans = list(office.opening_hours.all())
    if not spans:
        return None
    local = at.astimezone(ZoneInfo(office.time_zone))
    if is_holiday(office.territory)(local.date()):
        return False
    return any(s.weekday == local.weekday() and s.opens_at <= local.time() < s.closes_at for s in spans)
