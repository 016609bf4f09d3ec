"""Where a public alert stands at a moment, and what that means for the procedure, in words (rules F1, F3)."""

from datetime import datetime
from enum import StrEnum

from gps.domain.grounds import Failure, Severity
from gps.outages import labels, labels_en
from gps.outages.models import Outage


class Phase(StrEnum):
    """Where an alert stands at a moment."""

    TO_COME = "to_come"
    UNDER_WAY = "under_way"
    ENDED = "ended"
    CANCELLED = "cancelled"


def phase(outage: Outage, at: datetime) -> Phase:
    """Give where an alert stands at a moment: an expected end ends nothing (F3)."""
    if outage.over_at is not None and outage.over_at <= at:
        return Phase.CANCELLED if outage.cancelled else Phase.ENDED
    return Phase.UNDER_WAY if outage.starts_at <= at else Phase.TO_COME


def right_words(standing: Phase, failure: Failure, *, opens: bool) -> str:
    """Tell whether an alert opens the procedure, and to whom (F1, F3)."""
    whom = labels.COVERED[failure]
    match (standing, opens):
        case (Phase.CANCELLED, _):
            return "Annulée\u00a0: n’ouvre pas la procédure de secours."
        case (Phase.ENDED, True):
            return "Terminée\u00a0: n’ouvre plus la procédure de secours."
        case (Phase.UNDER_WAY, True):
            return f"Ouvre la procédure de secours aux {whom}."
        case (Phase.TO_COME, True):
            return f"Ouvrira la procédure de secours aux {whom}, dès son début."
        case (Phase.TO_COME, False):
            return "N’ouvrira pas la procédure de secours."
        case _:
            return labels.SEVERITY_EFFECT[Severity.NOTICE]


def right_words_en(standing: Phase, failure: Failure, *, opens: bool) -> str:
    """The same in English."""
    whom = labels_en.COVERED[failure]
    match (standing, opens):
        case (Phase.CANCELLED, _):
            return "Cancelled: does not open the fallback procedure."
        case (Phase.ENDED, True):
            return "Ended: does not open the fallback procedure any more."
        case (Phase.UNDER_WAY, True):
            return f"Opens the fallback procedure to {whom}."
        case (Phase.TO_COME, True):
            return f"Will open the fallback procedure to {whom}, as soon as it starts."
        case (Phase.TO_COME, False):
            return "Will not open the fallback procedure."
        case _:
            return "Does not open the fallback procedure."
