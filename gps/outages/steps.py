"""What the help desk may still do to an outage, as it stands at a moment (rules F2, F3): what its page offers."""

from datetime import datetime

from gps.outages.models import Outage


def possible_steps(outage: Outage, now: datetime) -> frozenset[str]:
    """Give the verbs of ``operations`` that an outage may go through: one to come has no end yet, it is cancelled; one
    that was cancelled stays so.
    """
    if outage.cancelled:
        return frozenset()
    if outage.is_over:
        return frozenset({"reopen"})
    return frozenset({"change", "cancel"} | ({"end"} if outage.starts_at <= now else set()))
