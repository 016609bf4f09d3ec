"""Why the procedure may be used, and by when each document must be regularised (rules F, T3).

The grounds themselves come with the outages; what stands here is the clock of the regularisation.
"""

from datetime import datetime, timedelta
from enum import StrEnum


class GroundKind(StrEnum):
    """Under what right a number was issued; kept with each document (F7)."""

    NOT_ASKED = ""
    OFFICER = "officer"


def due_from(dispatch_at: datetime | None, recorded_at: datetime, reactivated_at: datetime | None) -> datetime:
    """Give the moment from which the delay of regularisation runs: the latest of the three (rule T3)."""
    return max(moment for moment in (dispatch_at, recorded_at, reactivated_at) if moment is not None)


def due_at(
    dispatch_at: datetime | None, recorded_at: datetime, reactivated_at: datetime | None, delay: timedelta
) -> datetime | None:
    """Give the moment at which the regularisation is due, or None while the document is « à compléter » (rule T3).

    Args:
        dispatch_at: None for a number given without dispatch data.
        recorded_at: when GPS attributed or registered the number.
        reactivated_at: the last reactivation, if any: the delay starts anew.
        delay: what the administration has set.
    """
    if dispatch_at is None:
        return None
    return due_from(dispatch_at, recorded_at, reactivated_at) + delay
