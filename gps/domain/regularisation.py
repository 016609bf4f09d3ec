"""By when each document must be regularised in GAMM@ (rule T3).

Overdue is derived and shown at once; the status changes only by a written transition.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class OutageClock:
    """What the outage that grounded a document does to its delay: it stands still while the outage lasts."""

    lasts: bool = False
    over_at: datetime | None = None


NO_OUTAGE = OutageClock()


def due_from(
    dispatch_at: datetime | None,
    recorded_at: datetime,
    reactivated_at: datetime | None,
    outage: OutageClock = NO_OUTAGE,
) -> datetime:
    """Give the moment from which the delay of regularisation runs: the latest of the four (rule T3)."""
    return max(m for m in (dispatch_at, recorded_at, reactivated_at, outage.over_at) if m is not None)


def due_at(
    dispatch_at: datetime | None,
    recorded_at: datetime,
    reactivated_at: datetime | None,
    delay: timedelta,
    outage: OutageClock = NO_OUTAGE,
) -> datetime | None:
    """Give the moment at which the regularisation is due (rule T3).

    None while the document is « à compléter », and while the outage that grounded it lasts.

    Args:
        dispatch_at: None for a number given without dispatch data.
        recorded_at: when GPS attributed or registered the number.
        reactivated_at: the last reactivation, if any: the delay starts anew.
        delay: what the administration has set.
        outage: the outage under which the number was issued or the goods left, if it was one.
    """
    if dispatch_at is None or outage.lasts:
        return None
    return due_from(dispatch_at, recorded_at, reactivated_at, outage) + delay
